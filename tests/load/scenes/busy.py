"""A busy room while next door a burst comes, while some of it do not read, and while people come in.

Everybody else's p99 is compared with what it was a moment before, in the same room of the same server. The burst's
readers are a process of their own, so that the generator's own work on them is in nobody's latency.
"""

import asyncio
import gc
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from typing import Final

from ..browser import StallingBrowser
from ..company import acknowledging, faults_of, open_all, talk, until_quiet, warm_up
from ..crowd import Crowd
from ..loop import run
from ..meter import Meter
from ..round import Found, Plan
from ..sender import Sender
from ..servers import ROOT

STALLED: Final = 5  # browsers that at times do not read
LONG: Final = 300  # words of a message while some do not read: about 2000 characters, so that it is soon too much
NEWCOMERS: Final = 20
NEXT_DOOR: Final = 50  # browsers in the room of the bursts
BURSTS: Final = 3  # while the measured messages are said
TURNS: Final = 3  # pairs in which people come


class Busy:
    """The room of everybody else."""

    def __init__(self, plan: Plan, found: Found) -> None:
        self.plan = plan
        self.found = found
        self.meter = Meter(plan.pid)
        self.crowd = Crowd()

    async def open(self) -> None:
        """Let everybody in."""
        self.sender = await Sender.open(self.plan.port, self.plan.room, self.crowd)
        self.browsers = await open_all(self.plan, self.crowd, range(1, self.plan.browsers + 1))
        await until_quiet(self.browsers, self.plan.quiet)
        await talk(3, self.sender, self.browsers, self.crowd)

    async def p99(self, messages: int, *, words: int = 0) -> float:
        """Say something, one message at a time, and tell how long it took to nearly all."""
        self.crowd.measure_anew()
        await talk(messages, self.sender, self.browsers, self.crowd, words=words)
        self.crowd.is_measured = False
        return self.crowd.percentile(0.99)


async def play(plan: Plan) -> Found:
    """Play all three."""
    found = Found()
    await warm_up(plan)
    room = Busy(plan, found)
    await room.open()
    neighbour = await Neighbour.open(replace(plan, room=f'{plan.room}-next', browsers=min(NEXT_DOOR, plan.browsers)))
    await until_quiet(room.browsers, plan.quiet)
    gc.collect()
    gc.freeze()
    async with acknowledging(room.browsers):
        await _bursts(room, neighbour)
        found.faults.extend(await neighbour.close())
        await _stalls(room)
        await _comings(room)
    await until_quiet(room.browsers, plan.quiet)
    found.faults.extend([*room.crowd.lost, *faults_of(room.browsers, room.sender.sent)])
    for browser in room.browsers:
        browser.close()
    room.sender.close()
    return found


async def _bursts(room: Busy, neighbour: 'Neighbour') -> None:
    messages = room.plan.messages // BURSTS
    for _ in range(room.plan.pairs):
        without = await room.p99(messages * BURSTS)
        room.crowd.measure_anew()
        for _ in range(BURSTS):
            await neighbour.start()
            await talk(messages, room.sender, room.browsers, room.crowd)
            await neighbour.until_all_have_it()
        room.crowd.is_measured = False
        room.found.add(burst_without=without, burst_with=room.crowd.percentile(0.99))


async def _stalls(room: Busy) -> None:
    plan, sender = room.plan, room.sender
    for pair in range(plan.pairs):
        slow, first = Crowd(), 5000 + pair * STALLED
        # new ones each time: a connection that has lasted for a while holds more
        stallers = [
            await StallingBrowser.open(f'Guest-{first + n}', plan.port, plan.room, slow) for n in range(STALLED)
        ]
        await until_quiet(room.browsers, plan.quiet)
        without = await room.p99(plan.messages, words=LONG)
        slow.expect(sender.sent + plan.messages, STALLED)
        for browser in stallers:
            browser.widest = 0
            browser.stall()
        stalled = await room.p99(plan.messages, words=LONG)
        for browser in stallers:
            browser.read_on()
        await slow.all_have_it()
        together = sum(browser.widest > 1 for browser in stallers)
        room.found.add(stall_without=without, stall_with=stalled, stall_together=together)
        room.found.faults.extend([*slow.lost, *faults_of(stallers, sender.sent)])
        for browser in stallers:
            browser.close()
        await until_quiet(room.browsers, plan.quiet)


async def _comings(room: Busy) -> None:
    plan, newcomers = room.plan, Crowd()
    for turn in range(min(TURNS, plan.pairs)):
        before = room.meter.cpu
        without = await room.p99(plan.messages)
        per_delivery = (room.meter.cpu - before) / max(len(room.crowd.latencies), 1)
        room.crowd.measure_anew()
        before, first = room.meter.cpu, 10_000 + turn * NEWCOMERS
        coming = asyncio.create_task(open_all(plan, newcomers, range(first, first + NEWCOMERS)))
        said = 0
        while (not coming.done() or said < plan.messages) and not room.crowd.lost:
            await talk(1, room.sender, room.browsers, room.crowd)
            said += 1
        room.crowd.is_measured = False
        used = room.meter.cpu - before - per_delivery * len(room.crowd.latencies)
        room.found.add(
            coming_without=without, coming_with=room.crowd.percentile(0.99), coming_ms=used / NEWCOMERS * 1e3
        )
        come = await coming
        await until_quiet(come, plan.quiet)
        room.found.faults.extend(faults_of(come, room.sender.sent))
        for browser in come:
            browser.close()
        await until_quiet(room.browsers, plan.quiet)


class Neighbour:
    """The room next door: a process that is told when to send its burst, and yields to this one."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None and process.stdout is not None
        self._process, self._to, self._from = process, process.stdin, process.stdout

    @classmethod
    async def open(cls, plan: Plan) -> 'Neighbour':
        """Start it, and wait until all its browsers are there."""
        command = [sys.executable, '-m', 'tests.load.scenes.busy', '--next-door', plan.write()]
        neighbour = cls(
            await asyncio.create_subprocess_exec(
                *command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, limit=1 << 20
            )
        )
        await neighbour.until_all_have_it()
        return neighbour

    async def start(self) -> None:
        """Let it send a burst."""
        self._to.write(b'burst\n')
        await self._to.drain()

    async def until_all_have_it(self) -> None:
        """Wait until it has been read by all there."""
        if await self._from.readline() != b'done\n':
            raise ConnectionError('the room next door broke down')

    async def close(self) -> list[str]:
        """End it; what was not as it must be."""
        self._to.close()
        told = (await self._from.read()).decode().splitlines()
        await self._process.wait()
        return told


async def be_next_door(plan: Plan) -> None:
    """Be that process."""
    with suppress(AttributeError):  # Windows has no such thing
        os.nice(10)
    crowd = Crowd()
    sender = await Sender.open(plan.port, plan.room, crowd)
    browsers = await open_all(plan, crowd, range(1, plan.browsers + 1))
    await until_quiet(browsers, plan.quiet)
    print('done', flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        crowd.expect(sender.sent + plan.burst, len(browsers))
        for _ in range(plan.burst):
            sender.say()
        await crowd.all_have_it()
        print('done', flush=True)
    print(*crowd.lost, *faults_of(browsers, sender.sent), sep='\n', end='')


if __name__ == '__main__':
    if sys.argv[1] == '--next-door':
        run(be_next_door(Plan.read(sys.argv[2])))
    else:
        print(run(play(Plan.read(sys.argv[1]))).write())
