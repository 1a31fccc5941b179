"""The benchmark's quick run, and proof that what checks can also fail."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from tests.load.checker import Checker
from tests.load.deliveries import Rounds
from tests.load.feed import Change, FeedPart
from tests.load.program import Program
from tests.load.round import Found, Outcome
from tests.load.scenery import SCENES
from tests.load.screen import Sight, told_of
from tests.load.servers import FAULTS, ROOT, WAYS, article, c
from tests.load.websocket import Socket
from tests.server import free_port


def run(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, '-m', 'tests.load', '--quick', *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


@pytest.mark.parametrize('ways', ['ours', pytest.param(','.join(WAYS), marks=pytest.mark.long)])
def test_a_quick_run_finds_nothing_missed_doubled_or_out_of_order(ways: str) -> None:
    done = run('--browsers', '20', '--only', ways)
    assert done.returncode == 0, done.stdout + done.stderr
    assert 'once and in order; nobody was dropped' in done.stdout


@pytest.mark.long
def test_the_scenes_find_nothing_missed_either_and_a_plot_is_drawn(tmp_path: Path) -> None:
    done = run('--browsers', '20,10', '--only', 'ours', '--scenes', ','.join(SCENES), '--plot', str(tmp_path / 'a.png'))
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search('at least [1-5] got what they had missed together', done.stdout), (
        'who does not read is left behind'
    )
    assert (tmp_path / 'a.png').read_bytes().startswith(b'\x89PNG')


def sent_by(command: list[str], port: int) -> bytes:
    """What a reader gets of a text that somebody else says."""

    async def read() -> bytes:
        got: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        reader = Socket(lambda text, _: None if got.done() else got.set_result(text), lambda _: None)
        await reader.open(port, '/ws/chat/1/1?username=Reader')
        sender = Socket(lambda *_: None, lambda _: None)
        await sender.open(port, '/ws/chat/1/2?username=Sender')
        sender.send(b'load-41-7- abc')
        try:
            async with asyncio.timeout(10):
                return await got
        finally:
            reader.close()
            sender.close()
            await asyncio.sleep(0)  # the transports close in the next turn

    with Program(command, port) as program:
        program.wait_until_up()
        return asyncio.run(read())


@pytest.mark.skipif(bool(c.lacks()), reason='there is no C loop here')
def test_the_loop_in_c_sends_what_the_others_send() -> None:
    port = free_port()
    sent = sent_by(WAYS['c'].command(port), port)
    assert sent == article.payload(b'load-41-7- abc')
    assert Change(sent).seqs == [41]
    assert (Change(sent).base, Change(sent).rev, Change(sent).marks) == (41, 42, [(b'41', b'7')])


@pytest.mark.long
@pytest.mark.skipif(bool(c.lacks()), reason='there is no C loop here')
def test_the_loop_in_c_brings_everything_to_a_crowd() -> None:
    done = run('--browsers', '30', '--only', 'c')
    assert done.returncode == 0, done.stdout + done.stderr


def outcome(
    way: str, cpu_us: float, *, p99_ms: float = 5.0, memory_kb: float = 100.0, faults: Sequence[str] = ()
) -> Outcome:
    return Outcome(
        way=way,
        browsers=min(500, WAYS[way].most),
        deliveries=1000,
        cpu_us=cpu_us,
        p50_ms=1.0,
        p99_ms=5.0,
        memory_kb=memory_kb,
        opened_kb=memory_kb,
        open_ms=5.0,
        idle_us=100.0,
        wire_bytes=1000,
        generator_us=10.0,
        repeats=0,
        dropped=len(faults),
        faults=list(faults),
    )


def test_targets_are_met_or_not_by_the_median_of_the_ratios_round_by_round() -> None:
    rounds = [outcome('ours', cpu) for cpu in (10.0, 20.0, 40.0)] + [outcome('c', cpu) for cpu in (5.0, 10.0, 10.0)]
    cpu, faults = Rounds(rounds, 500).part([], is_asserted=True).targets
    assert cpu.is_met and cpu.found == '2.00 times (2.00-4.00)'
    assert faults.is_met
    cpu, _ = Rounds([outcome('ours', 20.1), outcome('c', 10.0)], 500).part([], is_asserted=True).targets
    assert not cpu.is_met
    assert str(cpu).startswith('NOT MET')


def test_every_target_of_the_busy_room_is_told() -> None:
    others = {'c': 5.0, 'old_plain': 14.0, 'old': 40.0, 'chat_message': 500.0, 'bare': 0.0}
    rounds = [outcome('ours', 10.0, memory_kb=151.0), *(outcome(way, cpu) for way, cpu in others.items())]
    targets = Rounds(rounds, 500).part([], is_asserted=True).targets
    assert [target.is_met for target in targets] == [True, False, True, True, True, False, True]


def test_who_is_known_to_drop_its_browsers_is_counted_and_does_not_fail_the_run() -> None:
    part = Rounds([outcome('ours', 10.0), outcome('example', 9000.0, faults=['dropped'])], 500).part(
        [], is_asserted=True
    )
    assert part.faults == []
    assert part.lines[-2].endswith(' 1')
    part = Rounds([outcome('ours', 10.0, faults=['missed: 3'])], 500).part([], is_asserted=True)
    assert part.faults == ['missed: 3']
    assert not part.targets[-1].is_met


def test_a_scene_that_slows_everybody_else_misses_its_target() -> None:
    found = Found()
    found.add(burst_without=10.0, burst_with=16.0, stall_without=10.0, stall_with=14.0, stall_together=5.0)
    found.add(coming_without=10.0, coming_with=100.0, coming_ms=20.0)
    _, targets = SCENES['busy'].told(found)
    assert [target.is_met for target in targets] == [False, True]


def sight(applied: float, thread: float) -> Sight:
    return Sight(applied=applied, thread=dict.fromkeys(('all', 'scripts', 'styles', 'layout'), thread), faults=[])


def test_a_screen_that_is_dear_misses_its_targets() -> None:
    kept, peer = [sight(1.0, 4.0)] * 3, [sight(0.0, 50.0)] * 3
    targets = told_of(500, {'ours': [sight(1.9, 10.0)] * 3, 'kept': kept, 'chat_message': peer}).targets
    assert [target.is_met for target in targets] == [True, True]
    targets = told_of(500, {'ours': [sight(2.1, 10.1)] * 3, 'kept': kept, 'chat_message': peer}).targets
    assert [str(target)[:7] for target in targets] == ['NOT MET', 'NOT MET']


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
