"""The load generator: a process that holds the sender and all browsers, plays one round and prints what it found."""

import asyncio
import gc
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from .browser import BROWSERS, Browser
from .crowd import Crowd
from .loop import run
from .meter import Meter
from .round import Failure, Outcome, Plan
from .sender import Sender

AT_ONCE: Final = 8  # pages that are opened at the same time
ACKNOWLEDGE: Final = 3.0  # seconds between two acknowledgements of one page, as in nicegui.js
WARM_UPS: Final = 3  # messages before anything is measured
SETTLE: Final = 20.0  # seconds within which a crowd must be quiet


async def play(plan: Plan) -> Outcome:
    """Play one round."""
    meter = Meter(plan.pid)
    await _warm_up(plan)
    memory, cpu = meter.memory, meter.cpu
    crowd = Crowd()
    sender = await Sender.open(plan.port, plan.room, crowd)
    browsers = await _open(plan, crowd)
    await _until_quiet(browsers, plan.quiet)
    open_ms = (meter.cpu - cpu) / plan.browsers * 1e3
    memory_kb = (meter.memory - memory) / plan.browsers / 1024
    await _talk(WARM_UPS, sender, browsers, crowd)
    gc.collect()
    gc.freeze()  # the generator's own pauses are not the server's
    idle = await _idle_rate(meter, plan)
    async with _acknowledging(browsers):
        before, began = meter.cpu, time.perf_counter()
        read, own = sum(browser.wire_bytes for browser in browsers), time.process_time()
        crowd.is_measured = True
        await _talk(plan.messages, sender, browsers, crowd)
        crowd.is_measured = False
        used = meter.cpu - before - idle * (time.perf_counter() - began)
        read, own = sum(browser.wire_bytes for browser in browsers) - read, time.process_time() - own
        await _burst(plan.burst, sender, browsers, crowd)
    if plan.way in {'ours', 'before'} or crowd.lost:
        # who asked for what is missing has had time to get it, and so have those who stayed when somebody fell out
        await _until_quiet(browsers, plan.quiet)
    faults = crowd.lost + [fault for browser in browsers for fault in browser.faults(sender.sent)]
    for browser in browsers:
        browser.close()
    sender.close()
    deliveries = len(crowd.latencies)
    latencies = sorted(crowd.latencies)
    return Outcome(
        way=plan.way,
        browsers=plan.browsers,
        deliveries=deliveries,
        cpu_us=used / max(deliveries, 1) * 1e6,
        p50_ms=_percentile(latencies, 0.5),
        p99_ms=_percentile(latencies, 0.99),
        memory_kb=memory_kb,
        open_ms=open_ms,
        idle_us=idle / plan.browsers * 1e6,
        wire_bytes=read // max(deliveries, 1),
        generator_us=own / max(deliveries, 1) * 1e6,
        repeats=sum(browser.repeats for browser in browsers),
        faults=faults,
    )


async def _warm_up(plan: Plan) -> None:
    """Let the server import and cache what it does at the first page, in a room of its own."""
    crowd = Crowd()
    browser = await BROWSERS[plan.way].open('Warm-1', plan.port, '1', crowd)
    sender = await Sender.open(plan.port, '1', crowd)
    if not await _talk(1, sender, [browser], crowd):
        raise Failure('the first browser did not get the first message')
    browser.close()
    sender.close()
    await asyncio.sleep(plan.quiet)


async def _open(plan: Plan, crowd: Crowd) -> list[Browser]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> Browser:
        async with gate:
            return await BROWSERS[plan.way].open(f'Guest-{number}', plan.port, plan.room, crowd)

    return await asyncio.gather(*(one(number + 1) for number in range(plan.browsers)))


async def _until_quiet(browsers: list[Browser], quiet: float) -> None:
    """Wait until nothing has come for a while: comings are told together, a little later."""
    async with asyncio.timeout(SETTLE):
        heard = -1
        while heard != (now := sum(browser.news for browser in browsers)):
            heard = now
            await asyncio.sleep(quiet)


async def _talk(messages: int, sender: Sender, browsers: list[Browser], crowd: Crowd) -> bool:
    """Send one message at a time, the next when everybody has the last."""
    for _ in range(messages):
        crowd.expect(sender.sent + 1, len(browsers))
        sender.say()
        if not await crowd.all_have_it():
            return False
    return True


async def _burst(messages: int, sender: Sender, browsers: list[Browser], crowd: Crowd) -> None:
    """Send many at once."""
    if crowd.lost:
        return
    crowd.expect(sender.sent + messages, len(browsers))
    for _ in range(messages):
        sender.say()
    await crowd.all_have_it()


async def _idle_rate(meter: Meter, plan: Plan) -> float:
    """CPU seconds per second that the server uses while nothing is said."""
    cpu, began = meter.cpu, time.perf_counter()
    await asyncio.sleep(plan.idle)
    return (meter.cpu - cpu) / (time.perf_counter() - began)


@asynccontextmanager
async def _acknowledging(browsers: list[Browser]) -> AsyncIterator[None]:
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


def _percentile(ordered: list[int], share: float) -> float:
    """In milliseconds; 0 if there is nothing."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] / 1e6 if ordered else 0.0


if __name__ == '__main__':
    print(run(play(Plan.read(sys.argv[1]))).write())
