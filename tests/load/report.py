"""The report: the table, the ratios, the targets, and the machine they were taken on."""

import os
import platform
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Final

from .round import Outcome
from .servers import WAYS

WORSE: Final = 1.2  # times what it was before
CHEAPER: Final = 20.0  # times cheaper than one ui.chat_message per view
NO_DEARER: Final = 1.0  # times what the old loop costs
SLOWEST: Final = 100.0  # milliseconds in the 99th percentile
CROWDED: Final = 500  # browsers in the big room

HEAD: Final = ('way', 'browsers', 'µs CPU per delivery', 'x old', 'x floor', 'p50 ms', 'p99 ms', 'KB a browser',
        'ms CPU to let in', 'idle µs/s a browser', 'bytes', 'deliveries')  # fmt: skip

Figure = Callable[[Outcome], float]
COMPARED: Final[dict[str, Figure]] = {
    'CPU a delivery': lambda outcome: outcome.cpu_us,
    'CPU to let a browser in': lambda outcome: outcome.open_ms,
    'memory a browser': lambda outcome: outcome.memory_kb,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """One thing that must be reached."""

    is_met: bool
    claim: str
    found: str

    def __str__(self) -> str:
        return f'{"met    " if self.is_met else "NOT MET"}  {self.claim}: {self.found}'


def table(outcomes: list[Outcome], big: Outcome | None) -> str:
    """One line for each way: medians of its rounds, and the least and most where it matters."""
    lines = [HEAD, *(_line(WAYS[name].title, rounds, outcomes) for name, rounds in _by_way(outcomes).items())]
    if big:
        lines.append(_line(f'{WAYS[big.way].title}, big room', [big], []))
    first, *others = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rows = ['  '.join([line[0].ljust(first), *map(str.rjust, line[1:], others)]) for line in lines]
    rows.insert(1, '-' * len(rows[0]))
    if outcomes:
        own = median(outcome.generator_us for outcome in outcomes)
        rows.append(f'The load generator itself used {own:.0f} µs a delivery; at the end the machine had {load()}.')
    if repeats := sum(outcome.repeats for outcome in outcomes):
        rows.append(f'{repeats} messages came again in wider changes; the browser part drops them.')
    return '\n'.join(['', *rows])


def targets(outcomes: list[Outcome], big: Outcome | None) -> list[Target]:
    """The targets that these rounds can tell about."""
    rounds = _by_way(outcomes)
    found: list[Target] = []
    if 'ours' not in rounds:
        return found
    size = f'{rounds["ours"][0].browsers} browsers'
    if 'chat_message' in rounds:
        ratios = _ratios(rounds['chat_message'], rounds['ours'])
        found.append(
            Target(
                is_met=median(ratios) >= CHEAPER,
                found=_spread(ratios, '.0f', ' times'),
                claim=f'{size}: at least {CHEAPER:.0f} times cheaper a delivery than one ui.chat_message per view',
            )
        )
    if 'old' in rounds:
        ratios = _ratios(rounds['ours'], rounds['old'])
        found.append(
            Target(
                is_met=median(ratios) <= NO_DEARER,
                found=_spread(ratios, '.2f', ' times its cost'),
                claim=f'{size}: no dearer a delivery than the old loop',
            )
        )
    slowest = [outcome.p99_ms for outcome in rounds['ours']]
    found.append(
        Target(
            is_met=median(slowest) < SLOWEST,
            claim=f'{size}: p99 under {SLOWEST:.0f} ms',
            found=_spread(slowest, '.1f', ' ms'),
        )
    )
    for what, figure in (COMPARED if 'before' in rounds else {}).items():
        ratios = _ratios(rounds['ours'], rounds['before'], figure)
        found.append(
            Target(
                is_met=median(ratios) <= WORSE,
                claim=f'{size}: {what} at most {WORSE} times what it was',
                found=_spread(ratios, '.2f', ' times'),
            )
        )
    if big:
        found.append(
            Target(
                is_met=not big.faults and big.browsers >= CROWDED,
                claim=f'a room of {CROWDED}: nobody dropped, nothing missed',
                found=f'{big.browsers} browsers, {big.deliveries} deliveries, p99 {big.p99_ms:.1f} ms',
            )
        )
    return found


def load() -> str:
    """How busy the machine was in the last minute; CPU per delivery bears that, latencies do not."""
    return f'load {os.getloadavg()[0]:.1f}' if hasattr(os, 'getloadavg') else 'load unknown'


def machine() -> str:
    """What the figures were taken on."""
    packages = ', '.join(
        f'{name} {version(name)}' for name in ('nicegui', 'uvicorn', 'websockets', *_if_there('uvloop'))
    )
    return (
        f'{_processor()}, {os.cpu_count()} cores, {load()}, {platform.system()} {platform.release()}, '
        f'Python {platform.python_version()}, {packages}'
    )


def _line(title: str, rounds: list[Outcome], outcomes: list[Outcome]) -> list[str]:
    def middle(figure: Figure) -> float:
        return median(map(figure, rounds))

    baselines = [[outcome for outcome in outcomes if outcome.way == name] for name in ('old', 'floor')]
    return [
        title,
        str(rounds[0].browsers),
        _spread([outcome.cpu_us for outcome in rounds], '.1f'),
        *(f'{median(_ratios(rounds, base)):.2f}' if base else '' for base in baselines),
        f'{middle(lambda o: o.p50_ms):.1f}',
        f'{middle(lambda o: o.p99_ms):.1f}',
        f'{middle(lambda o: o.memory_kb):.0f}',
        f'{middle(lambda o: o.open_ms):.1f}',
        f'{middle(lambda o: o.idle_us):.0f}',
        f'{middle(lambda o: o.wire_bytes):.0f}',
        str(sum(outcome.deliveries for outcome in rounds)),
    ]


def _ratios(rounds: Iterable[Outcome], base: Iterable[Outcome], figure: Figure = lambda o: o.cpu_us) -> list[float]:
    """Round by round, since neighbours in time share the machine's moods."""
    return [figure(one) / max(figure(other), 0.01) for one, other in zip(rounds, base, strict=False)]


def _spread(values: list[float], form: str, unit: str = '') -> str:
    middle = f'{median(values):{form}}{unit}'
    return f'{middle} ({min(values):{form}}-{max(values):{form}})' if len(values) > 1 else middle


def _by_way(outcomes: list[Outcome]) -> dict[str, list[Outcome]]:
    return {name: rounds for name in WAYS if (rounds := [outcome for outcome in outcomes if outcome.way == name])}


def _processor() -> str:
    try:
        found = re.search(r'model name\s*: (.+)', Path('/proc/cpuinfo').read_text())
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()


def _if_there(name: str) -> tuple[str, ...]:
    try:
        version(name)
    except ImportError:
        return ()
    return (name,)
