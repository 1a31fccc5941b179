"""Pages: what it costs the server to open one with 100 messages, and one of an empty room."""

import asyncio
import sys
from typing import Final

from ..browser import ChatBrowser
from ..company import idle_rate, talk, warm_up
from ..crowd import Crowd
from ..loop import run
from ..meter import Meter
from ..round import Found, Plan
from ..sender import Sender

KEPT: Final = 100  # messages in the full room
OPENED: Final = 10  # pages of each half of a pair
AFTER: Final = 0.5  # seconds in which a page gets the rest of what it asks for


async def play(plan: Plan) -> Found:
    """Play it."""
    found, meter = Found(), Meter(plan.pid)
    await warm_up(plan)
    crowd, rooms = Crowd(), (f'{plan.room}-empty', f'{plan.room}-full')
    sender = await Sender.open(plan.port, rooms[1], crowd)
    reader = await ChatBrowser.open('Reader-1', plan.port, rooms[1], crowd)
    await talk(KEPT, sender, [reader], crowd)
    reader.close()
    sender.close()
    guests = [await ChatBrowser.invited(f'Guest-{number}', plan.port, room, crowd) for number, room in enumerate(rooms)]
    for guest in guests:  # what is done once is not measured
        await _opened(guest, meter, 0.0)
    idle = await idle_rate(meter, plan.idle)
    for _ in range(plan.pairs):
        empty, full = [await _opened(guest, meter, idle) for guest in guests]
        found.add(page_empty=empty, page_full=full)
    found.faults.extend(crowd.lost)
    return found


async def _opened(guest: ChatBrowser, meter: Meter, idle: float) -> float:
    """Milliseconds of the server's CPU for a page with its socket, without what it does anyway."""
    clock = asyncio.get_running_loop().time
    cpu, began = meter.cpu, clock()
    pages = []
    for _ in range(OPENED):
        pages.append(page := guest.another())
        await page.show()
    await asyncio.sleep(AFTER)
    used = meter.cpu - cpu - idle * (clock() - began)
    for page in pages:
        page.close()
    await asyncio.sleep(AFTER)
    return used / OPENED * 1e3


if __name__ == '__main__':
    print(run(play(Plan.read(sys.argv[1]))).write())
