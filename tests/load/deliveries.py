"""The deliveries: the table of all ways, and the targets that are reached or missed in the busy room."""

from collections.abc import Callable
from statistics import median
from typing import Final

from .report import Part, Target, at_least, at_most, load, ratios, spread, table
from .round import Outcome
from .servers import WAYS

Figure = Callable[[Outcome], float]

WORSE: Final = 1.2  # times what it was before
CHEAPER: Final = {  # times, at least, and than what
    'old_plain': (1.5, 'than the old loop without compression'),
    'old': (3.0, 'than the old loop as it ran'),
    'chat_message': (40.0, 'than one ui.chat_message per view'),
}
FLOOR: Final = 2.0  # times the C loop, at most
MEMORY: Final = 1.5  # times a bare page, at most

HEAD: Final = ('way', 'browsers', 'µs CPU per delivery', 'x C loop', 'x plain loop', 'p50 ms', 'p99 ms', 'KB a browser',
        'ms CPU to let in', 'idle µs/s', 'bytes', 'dropped')  # fmt: skip

COMPARED: Final[dict[str, Figure]] = {
    'CPU a delivery': lambda outcome: outcome.cpu_us,
    'CPU to let a browser in': lambda outcome: outcome.open_ms,
    'memory a browser': lambda outcome: outcome.memory_kb,
}


class Rounds:
    """All rounds that were played."""

    def __init__(self, outcomes: list[Outcome], main: int) -> None:
        """
        :param main: browsers in the room that the targets are about
        """
        self._outcomes = outcomes
        self._main = main

    def of(self, way: str, browsers: int | None = None) -> list[Outcome]:
        """Those of one way in a room of one size, or in the main room, of which a way may bear only a part."""
        size = min(self._main, WAYS[way].most) if browsers in {None, self._main} else browsers
        return [each for each in self._outcomes if (each.way, each.browsers) == (way, size)]

    @property
    def sizes(self) -> list[int]:
        """Browsers of the rooms, the main one first."""
        others = {each.browsers for each in self._outcomes if each.browsers < WAYS[each.way].most}
        return [self._main, *sorted(others - {self._main})]

    def figures(self, way: str, figure: Figure) -> list[float]:
        """One for each round in the main room."""
        return [figure(outcome) for outcome in self.of(way)]

    def times(self, way: str, base: str, figure: Figure = lambda outcome: outcome.cpu_us) -> list[float]:
        """How many times a figure of another way this one's is, round by round."""
        return ratios(self.figures(way, figure), self.figures(base, figure))

    def part(self, notes: list[str], *, is_asserted: bool) -> Part:
        """The table, the targets, and what went wrong.

        :param notes: printed under the table
        :param is_asserted: whether figures count, not only correctness
        """
        lines = [list(HEAD)]
        for size in self.sizes:
            lines.extend(self._line(way, size) for way in WAYS if self.of(way, size))
        if any(outcome.deliveries for outcome in self._outcomes):
            own = median(outcome.generator_us for outcome in self._outcomes if outcome.deliveries)
            notes = [
                *notes,
                f'The load generator itself used {own:.0f} µs a delivery; at the end there was {load()}.',
            ]
        if repeats := sum(outcome.repeats for outcome in self._outcomes):
            notes = [*notes, f'{repeats} messages came again in wider changes; the browser part drops them.']
        faults = [fault for outcome in self._outcomes if not WAYS[outcome.way].may_drop for fault in outcome.faults]
        targets = self._targets() if is_asserted else []
        return Part(lines=[*table(lines), *notes], faults=faults, targets=targets)

    def _line(self, way: str, size: int) -> list[str]:
        rounds, is_silent = self.of(way, size), not WAYS[way].share

        def middle(figure: Figure, form: str = '.0f') -> str:
            return f'{median(map(figure, rounds)):{form}}'

        def beside(base: str) -> str:
            found = ratios([each.cpu_us for each in rounds], [each.cpu_us for each in self.of(base, size)])
            return f'{median(found):.2f}' if found and not is_silent else ''

        return [
            WAYS[way].title,
            str(rounds[0].browsers),
            '' if is_silent else spread([each.cpu_us for each in rounds], '.1f'),
            beside('c'),
            beside('old_plain'),
            '' if is_silent else middle(lambda each: each.p50_ms, '.1f'),
            '' if is_silent else spread([each.p99_ms for each in rounds], '.1f'),
            middle(lambda each: each.memory_kb),
            middle(lambda each: each.open_ms, '.1f'),
            middle(lambda each: each.idle_us),
            '' if is_silent else middle(lambda each: each.wire_bytes),
            middle(lambda each: each.dropped) if any(each.dropped for each in rounds) else '',
        ]

    def _targets(self) -> list[Target]:
        ours, size, found = self.of('ours'), f'{self._main} browsers', list[Target]()
        if not ours:
            return found
        if self.of('c'):
            claim = f'{size}: CPU per delivery at most {FLOOR} times the C loop'
            found.append(at_most(FLOOR, claim, self.times('ours', 'c')))
        for base, (limit, than) in CHEAPER.items():
            if self.of(base):
                claim = f'{size}: at least {limit:g} times cheaper a delivery {than}'
                found.append(at_least(limit, claim, self.times(base, 'ours'), '.1f'))
        if self.of('old_plain'):
            claim = f'{size}: p99 no worse than the old loop without compression'
            found.append(at_most(1.0, claim, self.times('ours', 'old_plain', lambda each: each.p99_ms)))
        if self.of('bare'):
            claim = f'{size}: memory a client in the busy room at most {MEMORY} times a bare page'
            found.append(at_most(MEMORY, claim, self.times('ours', 'bare', lambda each: each.memory_kb)))
        if 'before' in WAYS and self.of('before'):
            for what, figure in COMPARED.items():
                claim = f'{size}: {what} at most {WORSE} times what it was'
                found.append(at_most(WORSE, claim, self.times('ours', 'before', figure)))
        wrong = sum(len(each.faults) for each in self._outcomes if each.way == 'ours')
        seen = sum(each.deliveries for each in self._outcomes if each.way == 'ours')
        claim = 'every message once and in order, nobody dropped'
        found.append(Target(is_met=not wrong, claim=claim, found=f'{seen} deliveries, {wrong} faults'))
        return found
