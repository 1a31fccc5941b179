"""The soak's short form, and what it says of what it found."""

import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest

from tests.load import soak
from tests.load.checker import Checker
from tests.load.leaving import Rows, RowsPart
from tests.load.people import Person, Street
from tests.load.program import Program
from tests.load.servers import ROOT
from tests.load.soak import MEGABYTE, Line, Soak


@pytest.mark.long
def test_in_ten_seconds_nothing_is_lost_and_no_file_stays_open() -> None:
    command = [sys.executable, '-m', 'tests.load', '--soak', str(10 / 3600)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert sum(line[:6].strip().replace('.', '').isdigit() for line in lines) >= 9, 'a line for each part of the time'
    assert [line[:3] for line in lines if 'at the end than at the start' in line or 'nothing is lost' in line] == 2 * [
        'met'
    ]


class Here:
    """In place of the server's process."""

    pid, port = 1, 1


async def after(*megabytes: float, seconds: float = 600.0) -> Soak:
    played = Soak(cast(Program, Here()), Path('kinds.json'), seconds)
    step = seconds / len(megabytes)
    played.lines = [
        Line(seconds=step * (n + 1), memory=round(each * MEGABYTE), files=30, cpu=20, p99=5, deliveries=1000, people=10)
        for n, each in enumerate(megabytes)
    ]
    played.files = 30, 30
    return played


async def test_memory_that_grows_all_the_time_is_found_and_caches_that_fill_are_not() -> None:
    memory, files, lost = (await after(100, 150, *(151 + n % 2 for n in range(10)))).part().targets
    assert memory.is_met and files.is_met and lost.is_met
    memory, _, _ = (await after(*(150 + 2 * n for n in range(12)))).part().targets
    assert not memory.is_met
    assert '+18.0 MB of 163 in 8 minutes' in memory.found, memory.found


async def test_a_soak_of_seconds_says_nothing_of_memory() -> None:
    assert len((await after(100, 200, seconds=soak.SHORT / 2)).part().targets) == 2


async def test_a_file_that_stays_open_and_a_message_that_is_lost_are_found() -> None:
    played = await after(150, 150)
    played.files = 30, 31
    played.told.faults.append('3 is followed by 5')
    part = played.part()
    assert [target.is_met for target in part.targets] == [True, False, False]
    assert part.faults == ['3 is followed by 5']


class Reader(Person):
    """Its page shows the first message."""

    def __init__(self, street: Street) -> None:
        super().__init__('Guest-1', 1, 'soak', street)
        self._feed = RowsPart(1, Checker(last=1), lambda _: None)
        self._feed.begin(change(0, 1, 1), is_live=True)

    def get(self, rev: int, seq: int) -> None:
        """A change that puts a message, in the tenth second."""
        self._receive(change(rev - 1, rev, seq), 10_000_000_000)

    def be_back(self) -> None:
        """It was away."""
        self._was_away = True


def change(base: int, rev: int, seq: int) -> Rows:
    said = f'load-{seq}-{seq}000000000- by a program'
    row = f'<article class=\\"msg\\" data-at=\\"{seq}\\" data-seq=\\"{seq}\\">{said}</article>'
    return Rows(f'{{"feed": "1", "base": {base}, "rev": {rev}, "put": "{row}"}}'.encode())


async def test_what_is_old_or_was_missed_is_not_taken_for_late() -> None:
    street = Street()
    street.measure_anew()
    reader = Reader(street)
    reader.get(2, 2)
    assert len(street.latencies) == 0, 'said while its page was opened'
    reader.get(3, 3)
    assert list(street.latencies) == [7_000_000_000]
    reader.get(4, 2)
    reader.be_back()
    reader.get(5, 4)
    assert len(street.latencies) == 1, 'an old one was edited, one was missed'
    reader.get(6, 5)
    assert list(street.latencies) == [7_000_000_000, 5_000_000_000]
    assert (reader.heard, street.changes) == (5, 5)
