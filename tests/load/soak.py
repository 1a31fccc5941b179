"""The soak: `python -m tests.load.soak --hours 24`, ten minutes if not said: whether anything grows or is lost in time.

People come into three rooms, talk, edit, react, remove, lose their connection, load the page anew and go; rooms are
begun and left; pages are asked for that nobody looks at. Each minute prints a line. Memory is read after the server
has given back what it does not need; at the end everybody goes, and open files must be as few as they were when the
first had gone. Exit code 1 (FAILED): something was lost; 2: something grew.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import linear_regression, median
from typing import Final

from tests.server import free_port

from .browser import ChatBrowser
from .crowd import Crowd
from .loop import run
from .meter import Meter
from .page import request
from .people import People, Street, Told
from .program import Program
from .report import Part, Target, machine
from .round import Failure
from .servers import CROWD
from .websocket import HOST

MEGABYTE: Final = 1 << 20
ROOMS, IN_ROOM, IN_SHORT = 3, 20, 6  # people in each of them; fewer in a short soak
OPTIONS: Final = ('--away', '5', '--grace', '2')  # so that what is given up is given up soon
LINE: Final = 60.0  # seconds between two lines; less in a short soak, of which there are ...
LINES: Final = 10  # ... so many at least
LAP: Final = 300.0  # seconds after which what was said is held against the store; half of a short soak
BEGIN: Final = 20.0  # seconds in which everything is done once, before open files are counted
GIVEN_BACK: Final = 10.0  # seconds that the server may take for giving memory back, at most
CAUGHT_UP: Final = 3.0  # seconds that are not measured after that, since the server stood still; in short soaks fewer
GIVEN_UP: Final = 6.0  # seconds until the pages of those who went are given up, and ...
REST: Final = 30.0  # ... what else was open for them, at most
PASSING: Final = 2.0  # seconds between two who only pass by: a page without a socket, a room of their own
FIRST: Final = 0.1  # of the time is not looked at, or ...
FILLED: Final = 120.0  # ... so many seconds: caches fill, and as many pages as ever wait for somebody who does not come
GROWS: Final = 0.03  # of its memory that it may grow by in the rest, and ...
NOISE: Final = 3 * MEGABYTE  # ... so much at least
SHORT: Final = 300.0  # seconds; less says nothing about memory
NAMED: Final = 8  # kinds of objects that are named of those that became more


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """What was found in a minute."""

    seconds: float
    """Since the start."""
    memory: int
    files: int
    cpu: float
    """µs of the server for each change that a browser was told, everything else that it did included."""
    p99: float
    deliveries: int
    people: int
    """Came since the start."""

    def cells(self) -> list[str]:
        """As a line of the table."""
        return [
            f'{self.seconds / 60:.1f}',
            f'{self.memory / MEGABYTE:.1f}',
            str(self.files),
            f'{self.cpu:.0f}',
            f'{self.p99:.1f}',
            str(self.deliveries),
            str(self.people),
        ]


HEAD: Final = ('minute', 'MB', 'files', 'µs a delivery', 'p99 ms', 'deliveries', 'people')


class Soak:
    """One server and those who use it."""

    def __init__(self, program: Program, kinds: Path, seconds: float) -> None:
        """
        :param kinds: where the server says what it holds (servers/trimmed.py)
        """
        self.told = Told()
        self.lines: list[Line] = []
        self.files = 0, 0
        """Open while nobody is there, at the start and at the end."""
        self.more: Counter[str] = Counter()
        """Objects that became more, by their kind."""
        self._program, self._kinds, self._seconds = program, kinds, seconds
        self._filled = max(FIRST * seconds, FILLED) if seconds >= SHORT else FIRST * seconds
        self._meter, self._street = Meter(program.pid), Street()
        self._passed = count(1)
        chance, size = random.Random(7), IN_SHORT if seconds < SHORT else IN_ROOM
        self._rooms = [People(program.port, f'soak-{n}', size, self.told, self._street, chance) for n in range(ROOMS)]

    async def play(self) -> None:
        """Play it to the end."""
        await self._open()
        await self._lap(min(BEGIN, self._seconds / 4))
        before = await self._all_go()
        await self._open()
        began = time.monotonic()
        measuring = asyncio.create_task(self._measure(began))
        while (left := began + self._seconds - time.monotonic()) > 0 and not self._street.lost:
            await self._lap(min(left, LAP, self._seconds / 2))
        measuring.cancel()
        self.files = before, await self._all_go(before)
        self.told.faults.extend(self._street.lost)

    async def _open(self) -> None:
        for people in self._rooms:
            await people.open()

    async def _lap(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        passing = asyncio.create_task(self._pass_by())
        rooms = (people.live(lambda: time.monotonic() > until or bool(self._street.lost)) for people in self._rooms)
        await asyncio.gather(*rooms)
        await asyncio.gather(*(people.compare(self._program.data) for people in self._rooms))
        passing.cancel()
        with suppress(asyncio.CancelledError):
            await passing

    async def _pass_by(self) -> None:
        while True:
            number = next(self._passed)
            guest = await ChatBrowser.invited(f'Passer-{number}', self._program.port, f'passing-{number}', Crowd())
            await guest.look()
            await request(self._program.port, '/')
            if not number % 5:
                await guest.show()
                guest.close()
            await asyncio.sleep(PASSING)

    async def _measure(self, began: float) -> None:
        every, widths = min(LINE, self._seconds / LINES), [*map(len, HEAD)]
        print('  '.join(HEAD), flush=True)
        pause, first = min(CAUGHT_UP, every / 4), Counter[str]()
        while True:
            await asyncio.sleep(pause)
            self._street.measure_anew()
            cpu, changes = self._meter.cpu, self._street.changes
            await asyncio.sleep(every - pause)
            used, deliveries = self._meter.cpu - cpu, self._street.changes - changes
            p99 = self._street.percentile(0.99)
            kinds = await self._given_back()
            self.lines.append(
                Line(
                    seconds=time.monotonic() - began,
                    memory=self._meter.memory,
                    files=self._meter.files,
                    cpu=used / max(deliveries, 1) * 1e6,
                    p99=p99,
                    deliveries=deliveries,
                    people=self.told.came,
                )
            )
            print('  '.join(map(str.rjust, self.lines[-1].cells(), widths)), flush=True)
            if self.lines[-1].seconds >= self._filled:
                first = first or kinds
                self.more = kinds - first

    async def _given_back(self) -> Counter[str]:
        """Have the server give back the memory that it does not need; what it holds then."""
        self._kinds.unlink(missing_ok=True)
        if sys.platform == 'linux':
            os.kill(self._program.pid, signal.SIGUSR1)
            with suppress(TimeoutError):
                async with asyncio.timeout(GIVEN_BACK):
                    while not self._kinds.exists():  # noqa: ASYNC110 (another process makes it)
                        await asyncio.sleep(0.02)
        return Counter(json.loads(self._kinds.read_text())) if self._kinds.exists() else Counter()

    async def _all_go(self, wanted: int = 0) -> int:
        """How many files are open when everybody has gone and everything of theirs is given up."""
        for people in self._rooms:
            people.leave()
        await asyncio.sleep(GIVEN_UP)
        until = time.monotonic() + REST
        while (found := self._meter.files) > wanted and time.monotonic() < until:
            await asyncio.sleep(1)
            if not wanted and found == self._meter.files:
                break
        return found

    def part(self) -> Part:
        """What is said of it."""
        told = self.told
        lines = [
            f'{told.came} people came, did {told.acts} things, lost their connection {told.breaks} times and went.',
        ]
        if self.more:
            named = ', '.join(f'{kind} +{many}' for kind, many in self.more.most_common(NAMED))
            lines.append(f'What became more after the first {self._filled / 60:.0f} minutes: {named}')
        before, after = self.files
        claim = 'no file more is open at the end than at the start, with nobody there'
        return Part(
            lines=lines,
            faults=told.faults,
            targets=[
                *self._memory(),
                Target(is_met=after <= before, claim=claim, found=f'{before} and {after}'),
                Target(is_met=not told.faults, claim='nothing is lost', found=f'{len(told.faults)} faults'),
            ],
        )

    def _memory(self) -> list[Target]:
        looked_at = [line for line in self.lines if line.seconds >= self._filled]
        if self._seconds < SHORT or len(looked_at) < 2:
            return []
        slope = linear_regression([line.seconds for line in looked_at], [line.memory for line in looked_at]).slope
        span, usual = looked_at[-1].seconds - looked_at[0].seconds, median(line.memory for line in looked_at)
        grown = slope * span
        return [
            Target(
                is_met=grown <= max(GROWS * usual, NOISE),
                claim=f'after the first {self._filled / 60:.0f} minutes memory grows by at most {GROWS:.0%},'
                f' or {NOISE / MEGABYTE:.0f} MB',
                found=f'{grown / MEGABYTE:+.1f} MB of {usual / MEGABYTE:.0f} in {span / 60:.0f} minutes'
                f' ({grown / usual:+.1%})',
            )
        ]


def soak(seconds: float) -> int:
    """Play it and tell what was found; the exit code."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix='chat-soak-') as folder:
        kinds = Path(folder) / 'kinds.json'
        command = [sys.executable, '-m', 'tests.load.servers.trimmed', str(kinds), '--host', HOST]
        with Program([*command, '--port', str(port), *CROWD, *OPTIONS], port) as program:
            program.wait_until_up()
            played = Soak(program, kinds, seconds)
            try:
                run(played.play())
            except (OSError, Failure) as error:
                print(error, f'The server said:\n{program.log}', 'FAILED', sep='\n')
                return 1
    part = played.part()
    print('', part, *part.targets, sep='\n')
    if part.faults:
        print('\n'.join(part.faults[:20]), '\nFAILED', sep='')
        return 1
    return 0 if part.is_met else 2


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog='python -m tests.load.soak', description=__doc__)
    parser.add_argument('--hours', type=float, default=1 / 6, help='how long (a sixth: ten minutes)')
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    print(machine(), flush=True)
    return soak(parser.parse_args().hours * 3600)


if __name__ == '__main__':
    sys.exit(main())
