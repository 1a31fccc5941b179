"""The benchmark's quick run, and proof that what checks can also fail."""

import json
import subprocess
import sys
from collections.abc import Iterable

import pytest

from tests.load.checker import Checker
from tests.load.feed import Change, FeedPart
from tests.load.servers import FAULTS, ROOT


def run(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, '-m', 'tests.load', '--quick', *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


@pytest.mark.parametrize('ways', ['ours', pytest.param('ours,old,chat_message,floor', marks=pytest.mark.long)])
def test_a_quick_run_finds_nothing_missed_doubled_or_out_of_order(ways: str) -> None:
    done = run('--browsers', '20', '--only', ways)
    assert done.returncode == 0, done.stdout + done.stderr
    assert 'once and in order; nobody was dropped' in done.stdout


SAID = ('missed: 30', 'doubled: 30', 'out of order: 30', 'was dropped')


@pytest.mark.parametrize(
    ('fault', 'said'),
    [
        pytest.param(fault, said, marks=() if said.endswith('dropped') else pytest.mark.long)
        for fault, said in zip(FAULTS, SAID, strict=True)
    ],
)
def test_a_run_against_a_broken_server_fails(fault: str, said: str) -> None:
    done = run('--only', 'floor', '--browsers', '5', '--fault', fault)
    assert done.returncode == 1, done.stdout + done.stderr
    assert 'FAILED' in done.stdout
    assert said in done.stdout
    faulty = [line for line in done.stdout.splitlines() if line.startswith('Guest-')]
    assert {line.split(':')[0].split(' ')[0] for line in faulty} == {'Guest-5'}, 'the other four got everything'


def checked(seqs: Iterable[int], *, sent: int) -> list[str]:
    checker = Checker()
    for seq in seqs:
        checker.see(seq)
    return checker.faults(sent)


def test_the_checker_finds_every_kind_of_fault() -> None:
    assert checked([1, 2, 3], sent=3) == []
    assert checked([1, 3], sent=3) == ['missed: 2']
    assert checked([1, 2], sent=3) == ['missed: 3']
    assert checked([], sent=9) == ['missed: 1, 2, 3, 4, 5 and 4 more']
    assert checked([1, 2, 2, 3], sent=3) == ['doubled: 2']
    assert checked([1, 3, 2], sent=3) == ['out of order: 2']
    assert checked([1, 2, 3, 4], sent=3) == ['never sent: 4']


def change(base: int, rev: int, *seqs: int, reset: bool = False) -> Change:
    put = ''.join(f'<article data-at="{seq}" data-seq="{seq}">load-{seq}-1-</article>' for seq in seqs)
    data = {'feed': '1', 'base': base, 'rev': rev, 'put': put, **({'reset': True} if reset else {})}
    return Change(json.dumps(data).encode())


async def test_a_browser_holds_what_overtook_and_asks_for_what_is_missing() -> None:
    shown, asked = Checker(), list[int]()
    part = FeedPart(1, shown, asked.append)
    part.receive(change(1, 2, 1))
    part.receive(change(3, 4, 3))
    assert shown.last == 1, 'the change before it has not come'
    part.sync()
    assert asked == [2]
    part.receive(change(2, 4, 2, 3))
    part.receive(change(4, 5, 4))
    part.stop()
    assert shown.faults(4) == []
    assert part.known == 5


async def test_a_browser_drops_changes_that_it_knows_but_not_messages_that_come_as_new_twice() -> None:
    shown = Checker()
    part = FeedPart(1, shown, lambda _: None)
    part.receive(change(1, 2, 1))
    part.receive(change(1, 2, 1))
    assert part.repeats == 1
    assert shown.faults(1) == []
    part.receive(change(2, 3, 1))
    assert shown.faults(1) == ['doubled: 1']


async def test_a_message_that_is_not_in_its_change_is_missed() -> None:
    shown = Checker()
    part = FeedPart(1, shown, lambda _: None)
    part.receive(change(1, 2, 1))
    part.receive(change(2, 3))
    part.receive(change(3, 4, 3))
    assert shown.faults(3) == ['missed: 2']


async def test_a_newest_page_that_leaves_a_gap_is_missed_messages() -> None:
    shown = Checker()
    part = FeedPart(1, shown, lambda _: None)
    part.receive(change(1, 2, 1))
    part.receive(change(0, 300, 1, 2, reset=True))
    assert shown.faults(2) == []
    part.receive(change(0, 600, 52, 53, reset=True))
    assert shown.faults(53) == ['missed: 3, 4, 5, 6, 7 and 44 more']


def test_a_change_is_read_from_the_outbox_too() -> None:
    article = '<article class="msg" data-seq="7">load-7-123-</article>'
    arguments = json.dumps([{'feed': '1', 'base': 3, 'rev': 5, 'put': article}])
    found = Change.in_code(f'return runMethod(6, "receive", {arguments})')
    assert found is not None
    assert (found.base, found.rev, found.seqs, found.marks) == (3, 5, [7], [(b'7', b'123')])
    assert Change.in_code('return runMethod(12, "confirm", ["x"])') is None
