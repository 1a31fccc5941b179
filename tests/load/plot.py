"""The plot: what a delivery costs and how long it takes, all ways beside each other, and as the room grows."""

from pathlib import Path
from statistics import median
from typing import Any, Final

from .deliveries import Rounds
from .report import machine
from .servers import WAYS

OURS, OTHER = '#4f46e5', '#94a3b8'
GROWING: Final = {'ours': OURS, 'c': '#0f766e', 'old_plain': '#d97706'}


def draw(rounds: Rounds, path: Path) -> None:
    """Write it as a PNG."""
    import matplotlib as mpl  # heavy, and wanted only here

    mpl.use('Agg')
    from matplotlib import pyplot as plt

    with plt.rc_context({'font.size': 10, 'axes.spines.top': False, 'axes.spines.right': False}):
        figure, axes = plt.subplots(1, 3, figsize=(16, 5), width_ratios=(1.2, 1, 1), layout='constrained')
        size = rounds.sizes[0]
        figure.suptitle(f'One message to everybody in a room of {size}', fontsize=14, fontweight='bold')
        _bars(axes[0], rounds)
        _lines(axes[1], rounds, 'cpu_us', 'µs of server CPU per delivery')
        _lines(axes[2], rounds, 'p99_ms', 'p99 from send to the last readers, ms')
        figure.text(0.995, -0.03, machine(), ha='right', fontsize=7, color='#64748b')
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, dpi=110, bbox_inches='tight')
        plt.close(figure)


def _bars(axes: Any, rounds: Rounds) -> None:
    """Medians on a logarithmic scale, with the least and the most."""
    figures = {
        way: found for way in WAYS if WAYS[way].share and (found := rounds.figures(way, lambda each: each.cpu_us))
    }
    order = sorted(figures, key=lambda way: median(figures[way]), reverse=True)
    middles = [median(figures[way]) for way in order]
    reach = [
        [middle - min(figures[way]) for way, middle in zip(order, middles, strict=True)],
        [max(figures[way]) - middle for way, middle in zip(order, middles, strict=True)],
    ]
    colours = [GROWING.get(way, OTHER) for way in order]
    axes.barh([_title(rounds, way) for way in order], middles, xerr=reach, color=colours, ecolor='#334155', capsize=3)
    axes.set_xscale('log')
    axes.set_xlabel('µs of server CPU per delivery (log); bars: least and most')
    for at, (way, middle) in enumerate(zip(order, middles, strict=True)):
        axes.annotate(
            f'{middle:.0f}' if middle >= 20 else f'{middle:.1f}',
            (max(figures[way]), at),
            xytext=(5, 0),
            textcoords='offset points',
            va='center',
        )
    axes.margins(x=0.12)
    axes.set_xlim(left=1)


def _lines(axes: Any, rounds: Rounds, name: str, label: str) -> None:
    """How it grows with the room."""
    for way, colour in GROWING.items():
        points = {
            size: median(getattr(each, name) for each in found)
            for size in sorted(rounds.sizes)
            if (found := rounds.of(way, size))
        }
        if points:
            axes.plot(list(points), list(points.values()), marker='o', color=colour, label=WAYS[way].title)
    axes.set_ylim(bottom=0)
    axes.set_xlabel('browsers in the room')
    axes.set_title(label, fontsize=10)
    axes.grid(alpha=0.25)
    axes.legend(frameon=False, fontsize=8)


def _title(rounds: Rounds, way: str) -> str:
    browsers = rounds.of(way)[0].browsers
    return WAYS[way].title + (f' ({browsers} browsers)' if browsers < rounds.sizes[0] else '')
