"""The company: browsers that come in together, and what a round or a scene does with them."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

from .browser import BROWSERS, Browser
from .crowd import Crowd
from .meter import Meter
from .round import Failure, Plan
from .sender import Sender

AT_ONCE: Final = 8  # pages that are opened at the same time
ACKNOWLEDGE: Final = 3.0  # seconds between two acknowledgements of one page, as in nicegui.js
SETTLE: Final = 60.0  # seconds within which a crowd must be quiet


async def warm_up(plan: Plan) -> None:
    """Let the server import and cache what it does at the first page, in a room of its own."""
    crowd = Crowd()
    browser = await BROWSERS[plan.way].open('Warm-1', plan.port, '1', crowd)
    if plan.messages:
        sender = await Sender.open(plan.port, '1', crowd)
        if not await talk(1, sender, [browser], crowd):
            raise Failure('the first browser did not get the first message')
        sender.close()
    browser.close()
    await asyncio.sleep(min(plan.quiet, 1.5))


async def open_all(
    plan: Plan, crowd: Crowd, numbers: range, *, room: str = '', kind: type[Browser] | None = None
) -> list[Browser]:
    """Let browsers in, a few at a time.

    :param numbers: one for each
    :param room: where, if not where the plan says
    :param kind: what sort, if not the one of the plan's way
    """
    gate, sort = asyncio.Semaphore(AT_ONCE), kind or BROWSERS[plan.way]

    async def one(number: int) -> Browser:
        async with gate:
            return await sort.open(f'Guest-{number}', plan.port, room or plan.room, crowd)

    return await asyncio.gather(*map(one, numbers))


async def until_quiet(browsers: Sequence[Browser], quiet: float) -> None:
    """Wait until nothing has come for a while: comings are told together, a little later."""
    async with asyncio.timeout(SETTLE):
        heard = -1
        while heard != (now := sum(browser.news for browser in browsers)):
            heard = now
            await asyncio.sleep(quiet)


async def talk(messages: int, sender: Sender, browsers: Sequence[Browser], crowd: Crowd, *, words: int = 0) -> bool:
    """Send one message at a time, the next when everybody has the last.

    :param words: how long they are, if not as usual
    """
    for _ in range(messages):
        crowd.expect(sender.sent + 1, len(browsers))
        sender.say(words)
        if not await crowd.all_have_it():
            return False
    return True


async def burst(messages: int, sender: Sender, browsers: Sequence[Browser], crowd: Crowd) -> None:
    """Send many at once."""
    if crowd.lost or not messages:
        return
    crowd.expect(sender.sent + messages, len(browsers))
    for _ in range(messages):
        sender.say()
    await crowd.all_have_it()


async def idle_rate(meter: Meter, seconds: float) -> float:
    """CPU seconds per second that the server uses while nothing is said."""
    cpu, began = meter.cpu, time.perf_counter()
    await asyncio.sleep(seconds)
    return (meter.cpu - cpu) / (time.perf_counter() - began)


@asynccontextmanager
async def acknowledging(browsers: Sequence[Browser]) -> AsyncIterator[None]:
    """Let every page acknowledge in its own moment, as pages that were opened at different times do."""

    async def acknowledge() -> None:
        while True:
            for browser in browsers:
                await asyncio.sleep(ACKNOWLEDGE / len(browsers))
                browser.acknowledge()

    task = asyncio.create_task(acknowledge())
    try:
        yield
    finally:
        task.cancel()


def faults_of(browsers: Sequence[Browser], sent: int) -> list[str]:
    """What was not as it must be with any of them."""
    return [fault for browser in browsers for fault in browser.faults(sent)]
