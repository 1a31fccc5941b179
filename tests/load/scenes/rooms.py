"""Many rooms: how long a message takes when ten of them talk, and when all do."""

import asyncio
import gc
import sys
from collections.abc import Sequence
from typing import Final

from ..browser import Browser
from ..company import faults_of, open_all, until_quiet, warm_up
from ..crowd import Crowd
from ..loop import run
from ..meter import Meter
from ..round import Found, Plan
from ..sender import Sender

IN_ROOM: Final = 20  # browsers
MEASURED: Final = 10  # rooms that talk in both halves; it is their p99 that is compared
EVERY: Final = 1.0  # seconds between two messages of a room


class Talking:
    """One room and who is in it."""

    def __init__(self, crowd: Crowd, sender: Sender, browsers: Sequence[Browser]) -> None:
        self.crowd = crowd
        self.sender = sender
        self.browsers = browsers

    @classmethod
    async def open(cls, plan: Plan, number: int) -> 'Talking':
        """Let its people in."""
        crowd, room = Crowd(), f'{plan.room}-{number}'
        sender = await Sender.open(plan.port, room, crowd)
        return cls(crowd, sender, await open_all(plan, crowd, range(1, IN_ROOM + 1), room=room))

    async def talk(self, delay: float, messages: int) -> None:
        """Say something once a second, from some moment on."""
        await asyncio.sleep(delay)
        for _ in range(messages):
            self.crowd.expect(self.sender.sent + 1, len(self.browsers))
            self.sender.say()
            await asyncio.sleep(EVERY)
        await self.crowd.all_have_it()


async def play(plan: Plan) -> Found:
    """Play it."""
    found, meter = Found(), Meter(plan.pid)
    await warm_up(plan)
    rooms = [await Talking.open(plan, number + 1) for number in range(max(MEASURED, plan.browsers // IN_ROOM))]
    everybody = [browser for room in rooms for browser in room.browsers]
    await until_quiet(everybody, plan.quiet)
    gc.collect()
    gc.freeze()
    await _said(rooms, 2)
    for _ in range(plan.pairs):
        without = await _said(rooms[:MEASURED], plan.messages)
        before = meter.cpu
        together = await _said(rooms, plan.messages)
        cost = (meter.cpu - before) / (len(everybody) * plan.messages) * 1e6
        found.add(rooms_without=without, rooms_with=together, rooms_us=cost, rooms=len(rooms))
    for room in rooms:
        found.faults.extend([*room.crowd.lost, *faults_of(room.browsers, room.sender.sent)])
    return found


async def _said(rooms: Sequence[Talking], messages: int) -> float:
    """The p99 of the rooms that are measured, in milliseconds."""
    for room in rooms:
        room.crowd.measure_anew()
    # each at a moment of its own, those that are measured among the others
    apart, after = divmod(len(rooms), MEASURED)
    order = [number for first in range(apart) for number in range(first, len(rooms) - after, apart)]
    moments = [EVERY * number / len(rooms) for number in [*order, *range(len(rooms) - after, len(rooms))]]
    await asyncio.gather(*(room.talk(moment, messages) for room, moment in zip(rooms, moments, strict=True)))
    whole = Crowd()
    for room in rooms[:MEASURED]:
        whole.latencies.extend(room.crowd.latencies)
    return whole.percentile(0.99)


if __name__ == '__main__':
    print(run(play(Plan.read(sys.argv[1]))).write())
