"""What a message costs the reader's machine: `python -m tests.load.screen`, in Chromium, beside one `ui.chat_message`.

A page is filled until as many messages stand in it as are asked for, then more come, one at a time, while the reader is
at the end. As it ships, a browser keeps 200 rows, however many there were; for 500 the page is told to keep 500. So
both are shown. In the measured messages there is one cut of old rows, as there is for every fifty.

- *applying* is the time within feed.js from the change to a finished layout, forced at once.
- *main thread* is all that the page's thread ran meanwhile, in CPU time, without what it runs when nothing is said:
  JSON, scripts, styles, layout, painting (in software here; a graphics card takes some of that away, from both).

Exit code 1 if a message was not shown, 2 if a target is not met.
"""

import argparse
import asyncio
import secrets
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any, Final, Self

from tests.browser import chromium
from tests.server import free_port

from .part import Part
from .program import Program
from .report import Target, machine
from .round import Failure
from .servers import WAYS
from .text import text
from .websocket import Socket

if TYPE_CHECKING:
    from playwright.async_api import Browser, CDPSession, Page

APPLIED: Final = 2.0  # ms of one message and its layout
CHEAPER: Final = 5.0  # times cheaper for the main thread than one ui.chat_message
KEPT: Final = 200  # rows that a browser keeps as it ships
CHUNK: Final = 50  # rows that feed.js cuts off at a time, and so the messages of a round: one cut is among them
PACE: Final = 0.2  # seconds from one message to the next: what the last one caused is over by then
FILLING: Final = 0.01  # seconds between the messages that fill it: faster, and a reader gets the newest page instead
IDLE: Final = 3.0  # seconds in which nothing is said
PATIENCE: Final = 60.0  # seconds that filling may take

# The page keeps as many rows as are asked for, and the clock runs from the change to the layout that it causes.
TIMED: Final = r"""(kept) => {
  const box = document.querySelector('[role=log]').parentElement;
  const number = Number(box.id.slice(1));
  mounted_app.elements[number].props.limit = kept;
  const [receive, ...others] = window.socket.listeners('feed');
  if (others.length) throw new Error('more than one feed is shown');
  window.applied = [];
  window.socket.off('feed', receive);
  window.socket.on('feed', (change) => {
    const began = performance.now();
    receive(change);
    void box.scrollHeight;
    if (change.rev && change.put?.includes('data-seq=')) {
      window.applied.push(performance.now() - began);
      (window.came ??= []).push([change.base, change.rev, change.put.match(/data-seq="\d+"/g).length]);
    }
  });
}"""
SHOWN: Final = {'ours': '[role=log] > [data-seq]', 'chat_message': '.q-message'}
METRICS: Final = {'TaskDuration': 'all', 'ScriptDuration': 'script', 'RecalcStyleDuration': 'style',
                  'LayoutDuration': 'layout'}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Sight:
    """What one round found, in milliseconds a message."""

    applied: list[float]
    """For each message; nothing where it cannot be told."""
    thread: dict[str, float]
    """CPU time of the main thread: `all`, and parts of it."""

    def __str__(self) -> str:
        parts = ', '.join(f'{what} {ms:.1f}' for what, ms in self.thread.items() if what != 'all')
        applied = f'applied in {median(self.applied):.1f} ms, ' if self.applied else ''
        return f'{applied}main thread {self.thread["all"]:.1f} ms ({parts})'


def run(rows: int = 500, repeats: int = 3) -> Part:
    """Measure, interleaved.

    :param rows: how many messages stand in both pages
    :param repeats: how often each page is filled and measured
    :raises Failure: a message was not shown, or there is no browser
    """
    if reason := chromium.missing():
        raise Failure(reason)
    return asyncio.run(_run(rows, repeats))


async def _run(rows: int, repeats: int) -> Part:
    from playwright.async_api import async_playwright

    views = {'ours': (WAYS['ours'], rows), 'kept': (WAYS['ours'], KEPT), 'chat_message': (WAYS['chat_message'], rows)}
    found: dict[str, list[Sight]] = {view: [] for view in views}
    async with async_playwright() as playwright:
        browser = await chromium.launch(playwright)
        for repeat in range(repeats):
            for view, (way, full) in views.items():
                port = free_port()
                with Program(way.command(port), port) as program:
                    program.wait_until_up()
                    sight = await _look(browser, way.name, port, full)
                found[view].append(sight)
                print(f'[{repeat + 1}/{repeats}] {way.name}, {full} on screen: {sight}', file=sys.stderr, flush=True)
        await browser.close()
    return _part(rows, found)


def _part(rows: int, found: dict[str, list[Sight]]) -> Part:
    titles = {'ours': f'this chat, told to keep {rows}', 'kept': f'this chat as it ships: {KEPT}',
              'chat_message': f'ui.chat_message, {rows}'}  # fmt: skip
    lines = []
    for view, sights in found.items():
        applied = [median(sight.applied) for sight in sights if sight.applied]
        parts = ', '.join(
            f'{what} {median(sight.thread[what] for sight in sights):.1f}' for what in METRICS.values() if what != 'all'
        )
        lines.append(
            f'{titles[view]}: main thread {_spread(sight.thread["all"] for sight in sights)} ms a message ({parts})'
            + (f', applied in {_spread(applied)} ms' if applied else '')
        )
    applied = [median(sight.applied) for sight in found['ours']]
    ratios = [
        theirs.thread['all'] / ours.thread['all']
        for ours, theirs in zip(found['ours'], found['chat_message'], strict=True)
    ]
    return Part(
        title=f'In Chromium, {CHUNK} messages one at a time, {len(applied)} times; medians (least-most)',
        lines=lines,
        targets=[
            Target(
                is_met=median(applied) < APPLIED,
                claim=f'{rows} on screen: a message is applied and laid out in under {APPLIED:.0f} ms',
                found=f'{_spread(applied)} ms',
            ),
            Target(
                is_met=median(ratios) >= CHEAPER,
                claim=f'{rows} on screen: main thread at least {CHEAPER:.0f} times cheaper than by ui.chat_message',
                found=f'{_spread(ratios)} times',
            ),
        ],
    )


async def _look(browser: 'Browser', way: str, port: int, full: int) -> Sight:
    room = f'load-{secrets.token_hex(4)}'
    context = await browser.new_context(viewport={'width': 1280, 'height': 800})
    try:
        page = await context.new_page()
        url = f'http://127.0.0.1:{port}'
        if way == 'ours':
            await context.request.post(f'{url}/join_chat', form={'username': 'Reader', 'room_id': room})
            await page.goto(f'{url}/rooms/{room}')
        else:
            await page.goto(url)
        await page.wait_for_function('window.socket?.connected && window.did_handshake')
        if way == 'ours':
            await page.evaluate(TIMED, full)
        async with Voices(port, room) as voices:
            begin = (
                full + CHUNK // 2 if way == 'ours' else full - CHUNK // 2
            )  # so that about `full` are there all along
            await voices.say(begin, FILLING)
            shown = f'[...document.querySelectorAll({SHOWN[way]!r})]'
            await _until(page, f'{shown}.at(-1)?.textContent.includes({voices.newest.split()[0]!r})')
            there = await page.evaluate(f'{shown}.length')
            if abs(there - full) > CHUNK:
                raise Failure(f'{way}: {there} messages are on screen, not {full}')
            thread = await context.new_cdp_session(page)
            await thread.send('Performance.enable', {'timeDomain': 'threadTicks'})
            await asyncio.sleep(2 * PACE)
            idle = await _ran(thread, asyncio.sleep(IDLE))
            await page.evaluate('window.applied = []')
            began = time.perf_counter()
            used = await _ran(thread, voices.say(CHUNK, PACE))
            took = time.perf_counter() - began
            last = await page.locator(SHOWN[way]).last.text_content() or ''
            if voices.newest.strip() not in last:
                raise Failure(f'{way}: the last message is not shown, but {last!r}')
            applied: list[float] = await page.evaluate('window.applied')
            if way == 'ours' and len(applied) != CHUNK:
                raise Failure(
                    f'{way}: {CHUNK} messages came as {len(applied)}: {await page.evaluate("window.came.slice(-70)")}'
                )
        return Sight(
            applied=applied,
            thread={what: (used[what] - idle[what] / IDLE * took) * 1e3 / CHUNK for what in METRICS.values()},
        )
    finally:
        await context.close()


async def _ran(thread: 'CDPSession', what: Any) -> dict[str, float]:
    """Seconds that the main thread ran meanwhile."""

    async def now() -> dict[str, float]:
        metrics = {each['name']: each['value'] for each in (await thread.send('Performance.getMetrics'))['metrics']}
        return {short: metrics[name] for name, short in METRICS.items()}

    before = await now()
    await what
    return {short: value - before[short] for short, value in (await now()).items()}


async def _until(page: 'Page', condition: str) -> None:
    await page.wait_for_function(condition, timeout=PATIENCE * 1e3, polling=200)


class Voices:
    """Two who speak by turns, so that each message has a head of its own."""

    def __init__(self, port: int, room: str) -> None:
        self._port = port
        self._room = room
        self._said = 0
        self.newest = ''

    async def say(self, messages: int, pace: float = 0.0) -> None:
        """Say so many."""
        for _ in range(messages):
            self._said += 1
            self.newest = text(self._said)
            self._sockets[self._said % 2].send(self.newest.encode())
            await asyncio.sleep(pace)

    async def __aenter__(self) -> Self:
        self._sockets = [Socket(lambda *_: None, lambda _: None) for _ in range(2)]
        for number, socket in enumerate(self._sockets):
            await socket.open(self._port, f'/ws/chat/{self._room}/{999_998 + number}?username=Load')
        return self

    async def __aexit__(self, *_: object) -> None:
        for socket in self._sockets:
            socket.close()


def _spread(values: Iterable[float]) -> str:
    values = list(values)
    return f'{median(values):.1f} ({min(values):.1f}-{max(values):.1f})'


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog='python -m tests.load.screen', description=__doc__)
    parser.add_argument('--rows', type=int, default=500, help='messages on screen (500)')
    parser.add_argument('--repeats', type=int, default=3, help='of each page, interleaved (3)')
    options = parser.parse_args()
    print(machine(), flush=True)
    try:
        part = run(options.rows, options.repeats)
    except Failure as failure:
        print(failure, 'FAILED', sep='\n')
        return 1
    print(part)
    return 0 if part.is_met else 2


if __name__ == '__main__':
    sys.exit(main())
