"""The scenes as parts of the report: which there are, how they are played, what is said and asked of them."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Final

from .bench import Bench
from .report import Part, Target, at_most, ratios, spread
from .round import Found
from .screen import Screen

NOBODY_ELSE: Final = 1.5  # times everybody else's p99, at most
PAGE: Final = 1.5  # times the CPU of an empty room's page, at most


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """One scene."""

    crowd: int
    """Browsers, for each one in the main room."""
    messages: int
    """Said in each half of a pair."""
    told: Callable[[Found], tuple[list[str], list[Target]]]
    pairs: int = 20
    """At most."""
    options: tuple[str, ...] = ()
    """Of the chat's command line."""
    brief: int = 0
    """How many are said in a quick run, if not as many as ever; these scenes can be played with any number."""

    def play(self, name: str, bench: Bench, browsers: int, pairs: int, messages: int | None = None) -> Part:
        """Play it.

        :param browsers: how many the main room has
        :param messages: how many are said, where that can be chosen
        :raises Failure: it did not come to its end
        """
        usual = self.brief if bench.is_quick and self.brief else self.messages
        found = bench.scene(
            name, self.crowd * browsers, (self.brief and messages) or usual, min(pairs, self.pairs), self.options
        )
        lines, targets = self.told(found)
        return Part(lines=lines, targets=targets, faults=found.faults)


def _p99(found: Found, name: str, what: str) -> str:
    without, beside = found.figures[f'{name}_without'], found.figures[f'{name}_with']
    times = spread(ratios(beside, without), '.2f', ' times')
    return f'{what}: p99 {spread(without, ".1f", " ms")} without, {spread(beside, ".1f", " ms")} with: {times}'


def _others(found: Found, name: str, claim: str) -> Target:
    figures = ratios(found.figures[f'{name}_with'], found.figures[f'{name}_without'])
    return at_most(NOBODY_ELSE, f"{claim} changes nobody else's p99 by more than {NOBODY_ELSE} times", figures)


def _busy(found: Found) -> tuple[list[str], list[Target]]:
    cost, together = found.figures['coming_ms'], found.figures['stall_together']
    lines = [
        _p99(found, 'burst', 'Bursts of 50 messages in the room next door'),
        _p99(found, 'stall', '5 browsers do not read, long messages'),
        f'  of those 5, at least {min(together):.0f} got what they had missed together each time',
        _p99(found, 'coming', '20 people come in meanwhile') + f'; {spread(cost, ".1f", " ms")} CPU for each of them',
    ]
    targets = [_others(found, 'burst', 'a burst'), _others(found, 'stall', 'a stalled reader')]
    return lines, targets


def _rooms(found: Found) -> tuple[list[str], list[Target]]:
    rooms, cost = max(found.figures['rooms']), spread(found.figures['rooms_us'], '.1f', ' µs')
    what = f'{rooms:.0f} rooms of 20, ten of them talking and then all'
    return [f'{_p99(found, "rooms", what)}; {cost} CPU per delivery'], []


def _pages(found: Found) -> tuple[list[str], list[Target]]:
    empty, full = found.figures['page_empty'], found.figures['page_full']
    claim = f"a page with 100 messages costs at most {PAGE} times the CPU of an empty room's"
    line = (
        f'A page and its socket: {median(empty):.1f} ms CPU in an empty room, {median(full):.1f} ms with 100 messages'
    )
    return [line], [at_most(PAGE, claim, ratios(full, empty))]


def _departures(found: Found) -> tuple[list[str], list[Target]]:
    figures = {name: f'{values[0]:.0f}' for name, values in found.figures.items()}
    lines = [
        '{messages} messages, {changed} edits, removals and reactions; {views} browsers lost their connection',
        '  {left} times and came back, {resets} times to the newest page, {reloads} times to a new one',
    ]
    claim = 'every view ends equal to the store, whenever its connection broke'
    target = Target(is_met=not found.faults, claim=claim, found=f'{len(found.faults)} faults')
    return [line.format(**figures) for line in lines], [target]


SCENES: Final = {
    'busy': Scene(crowd=1, messages=100, told=_busy),
    'rooms': Scene(crowd=4, messages=6, pairs=3, told=_rooms),  # 100 rooms of 20, beside a room of 500
    'departures': Scene(
        crowd=1, messages=10_000, brief=300, pairs=1, told=_departures, options=('--away', '20', '--grace', '2')
    ),  # so that some are told to have left, and some pages are given up
    'pages': Scene(crowd=0, messages=1, told=_pages),
}

PARTS: Final[dict[str, Scene | Screen]] = {**SCENES, 'screen': Screen()}
"""All that may follow the rounds."""
