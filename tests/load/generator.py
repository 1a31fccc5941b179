"""The load generator: a process that holds the sender and all browsers, plays one round and prints what it found."""

import gc
import sys
import time
from typing import Final

from .company import acknowledging, burst, faults_of, idle_rate, open_all, talk, until_quiet, warm_up
from .crowd import Crowd
from .loop import run
from .meter import Meter
from .round import Outcome, Plan
from .sender import Sender
from .servers import WAYS

WARM_UPS: Final = 3  # messages before anything is measured


async def play(plan: Plan) -> Outcome:
    """Play one round."""
    meter, way = Meter(plan.pid), WAYS.get(plan.way, WAYS['ours'])  # the chat in another checkout is played as this one
    await warm_up(plan)
    memory, cpu = meter.memory, meter.cpu
    crowd = Crowd()
    sender = await Sender.open(plan.port, plan.room, crowd) if plan.messages else None
    browsers = await open_all(plan, crowd, range(1, plan.browsers + 1))
    await until_quiet(browsers, plan.quiet)
    open_ms = (meter.cpu - cpu) / plan.browsers * 1e3
    opened = meter.memory - memory
    if sender:
        await talk(max(1, round(WARM_UPS * way.share)), sender, browsers, crowd)
    gc.collect()
    gc.freeze()  # the generator's own pauses are not the server's
    idle = await idle_rate(meter, plan.idle)
    used, own, read = 0.0, 0.0, 0
    if sender:
        async with acknowledging(browsers):
            before, began = meter.cpu, time.perf_counter()
            read, own = sum(browser.wire_bytes for browser in browsers), time.process_time()
            crowd.is_measured = True
            await talk(plan.messages, sender, browsers, crowd)
            crowd.is_measured = False
            used = meter.cpu - before - idle * (time.perf_counter() - began)
            read, own = sum(browser.wire_bytes for browser in browsers) - read, time.process_time() - own
            await burst(plan.burst, sender, browsers, crowd)
    if way.tells_comings or crowd.lost:
        # who asked for what is missing has had time to get it, and so have those who stayed when somebody fell out
        await until_quiet(browsers, plan.quiet)
    sent = sender.sent if sender else 0
    faults = crowd.lost + faults_of(browsers, sent)
    dropped = sum(browser.is_lost or bool(browser.faults(sent)) for browser in browsers)
    busy = meter.memory - memory
    for browser in browsers:
        browser.close()
    if sender:
        sender.close()
    deliveries = len(crowd.latencies)
    return Outcome(
        way=plan.way,
        browsers=plan.browsers,
        deliveries=deliveries,
        cpu_us=used / max(deliveries, 1) * 1e6,
        p50_ms=crowd.percentile(0.5),
        p99_ms=crowd.percentile(0.99),
        memory_kb=busy / plan.browsers / 1024,
        opened_kb=opened / plan.browsers / 1024,
        open_ms=open_ms,
        idle_us=idle / plan.browsers * 1e6,
        wire_bytes=read // max(deliveries, 1),
        generator_us=own / max(deliveries, 1) * 1e6,
        repeats=sum(browser.repeats for browser in browsers),
        dropped=dropped,
        faults=faults,
    )


if __name__ == '__main__':
    print(run(play(Plan.read(sys.argv[1]))).write())
