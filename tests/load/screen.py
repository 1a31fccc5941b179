"""What a message costs the reader's machine: in Chromium, with hundreds on screen, beside one `ui.chat_message` each.

As it ships, a browser keeps 200 rows, however many there were; for 500 this reader's page is told to keep 500. Both are
shown. The page is filled by scrolling up, as a reader does, and then messages come while the reader is at the end. One
cut of old rows is among the measured ones, as there is for every fifty.

- *applied* is the wall time within feed.js from the change to a finished layout, which is forced at once.
- *main thread* is the CPU time of the page's thread for all that comes of a message, idling included: JSON, scripts,
  styles, layout, painting without rasterizing.
"""

import asyncio
import secrets
import sys
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final, Self

from tests.browser import chromium
from tests.server import free_port

from .bench import Bench
from .program import Program
from .report import Part, at_least, at_most, ratios, spread
from .round import Failure
from .servers import WAYS
from .text import MARK, text
from .websocket import Socket

if TYPE_CHECKING:
    from playwright.async_api import Browser, CDPSession, Page

ROWS: Final = 500  # messages on screen
REPEATS: Final = 3  # at most
APPLIED: Final = 2.0  # ms of one message and its layout
CHEAPER: Final = 5.0  # times cheaper for the main thread than one ui.chat_message
KEPT: Final = 200  # rows that a browser keeps as it ships
CHUNK: Final = 50  # rows that feed.js cuts off at a time, and so the messages of a round: one cut is among them
PACE: Final = 0.1  # seconds from one message to the next
SETTLE: Final = 1.0  # seconds after which nothing of what was before is still at work
PATIENCE: Final = 60.0  # seconds that filling may take

# The page keeps as many rows as are asked for, and the clock runs from the change to the layout that it causes.
TIMED: Final = r"""(kept) => {
  const box = document.querySelector('[role=log]').parentElement;
  const [receive, ...others] = window.socket.listeners('feed');
  if (others.length) throw new Error('more than one feed is shown');
  window.applied = [];
  window.socket.off('feed', receive);
  window.socket.on('feed', (change) => {
    getElement(Number(box.id.slice(1))).$.props.limit = kept; // each time: when drawn anew, it has what it came with
    const began = performance.now();
    receive(change);
    void box.scrollHeight;
    if (change.put?.includes('data-seq=')) window.applied.push(performance.now() - began);
  });
}"""
OLDER: Final = """(rows) => {
  const log = document.querySelector('[role=log]'), box = log.parentElement, feed = getElement(Number(box.id.slice(1)));
  feed.$.props.limit = rows;
  if (!feed.isLive) return void feed.toLatest();
  box.scrollTop = box.scrollTop ? 0 : 1; // an event each time
  return log.querySelectorAll(':scope > [data-seq]').length >= rows;
}"""
TO_THE_END: Final = """() => {
  const box = document.querySelector('[role=log]').parentElement;
  box.scrollTop = box.scrollHeight;
}"""
NEWEST: Final = '([rows, mark]) => [...document.querySelectorAll(rows)].some((row) => row.textContent.includes(mark))'
MARKS: Final = '(rows) => [...document.querySelectorAll(rows)].map((row) => row.textContent.match(/load-(\\d+)-/)?.[1])'
SHOWN: Final = {'ours': '[role=log] > [data-seq]', 'chat_message': '.q-message'}
METRICS: Final = {'ThreadTime': 'all', 'ScriptDuration': 'scripts', 'RecalcStyleDuration': 'styles',
                  'LayoutDuration': 'layout'}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Sight:
    """What one round found, in milliseconds a message."""

    applied: float
    """The median; 0 where it cannot be told."""
    thread: dict[str, float]
    """CPU time of the main thread: `all`, and parts of it."""
    faults: list[str]


class Screen:
    """A part of the proof."""

    def play(self, _: str, bench: Bench, browsers: int, repeats: int, _messages: int | None = None) -> Part:
        """Measure, interleaved.

        :param browsers: how many the main room has: as many messages stand on screen, but 100 to 500
        :param repeats: how often each page is filled and measured, but not more than 3 times
        :raises Failure: a page could not be filled
        """
        if reason := chromium.missing():
            return Part(lines=[f'In Chromium: left out, {reason}'])
        return asyncio.run(_play(max(min(browsers, ROWS), 2 * CHUNK), min(repeats, REPEATS)))


async def _play(rows: int, repeats: int) -> Part:
    from playwright.async_api import async_playwright

    views = {'ours': ('ours', rows), 'kept': ('ours', min(KEPT, rows)), 'chat_message': ('chat_message', rows)}
    found: dict[str, list[Sight]] = {view: [] for view in views}
    async with async_playwright() as playwright:
        browser = await chromium.launch(playwright)
        for repeat in range(repeats):
            for view, (way, full) in views.items():
                port = free_port()
                with Program(WAYS[way].command(port), port) as program:
                    program.wait_until_up()
                    sight = await _look(browser, way, port, full)
                found[view].append(sight)
                told = ', '.join(f'{what} {ms:.1f}' for what, ms in sight.thread.items())
                print(f'[{repeat + 1}/{repeats}] {view}, {full}: applied {sight.applied:.1f} ms, main thread {told}',
                      file=sys.stderr, flush=True)  # fmt: skip
        await browser.close()
    return told_of(rows, found)


def told_of(rows: int, found: dict[str, list[Sight]]) -> Part:
    """What is said and asked of it.

    :param found: every repeat of `ours`, of the same as it ships (`kept`) and of `chat_message`
    """
    titles = {'ours': f'told to keep {rows}', 'kept': f'as it ships, {min(KEPT, rows)} kept',
              'chat_message': f'ui.chat_message, {rows}'}  # fmt: skip
    lines = []
    for view, sights in found.items():
        parts = ', '.join(
            f'{what} {median(sight.thread[what] for sight in sights):.1f}' for what in METRICS.values() if what != 'all'
        )
        applied = [sight.applied for sight in sights if sight.applied]
        lines.append(
            f'  {titles[view]}: {spread([sight.thread["all"] for sight in sights], ".1f", " ms")} ({parts})'
            + (f'; applied in {spread(applied, ".1f", " ms")}' if applied else '')
        )
    all_of = {view: [sight.thread['all'] for sight in sights] for view, sights in found.items()}
    return Part(
        lines=[f'In Chromium, main thread a message, {CHUNK} of them, {1 / PACE:.0f} a second:', *lines],
        targets=[
            at_most(
                APPLIED,
                f'{rows} on screen: a message is applied and laid out in {APPLIED:.0f} ms',
                [sight.applied for sight in found['ours']],
                unit=' ms',
            ),
            at_least(
                CHEAPER,
                f'{rows} on screen: main thread at least {CHEAPER:.0f} times cheaper than by ui.chat_message',
                ratios(all_of['chat_message'], all_of['ours']),
            ),
        ],
        faults=[fault for sights in found.values() for sight in sights for fault in sight.faults],
    )


async def _look(browser: 'Browser', way: str, port: int, full: int) -> Sight:
    room, url = f'load-{secrets.token_hex(4)}', f'http://127.0.0.1:{port}'
    context = await browser.new_context(viewport={'width': 1280, 'height': 800})
    context.set_default_timeout(PATIENCE * 1e3)
    try:
        page = await context.new_page()
        async with Voices(port, room) as voices:
            if way == 'ours':
                await voices.say(full)
                await voices.heard()
                await context.request.post(
                    f'{url}/join_chat', form={'username': 'Reader', 'room_id': room}
                )  # has read all
                await _open(page, f'{url}/rooms/{room}')
                await page.evaluate(TIMED, full)
                await page.wait_for_function(OLDER, arg=full, polling=200)
                await page.evaluate(TO_THE_END)
            else:
                await _open(page, url)
                await voices.say(full - CHUNK)
            await _shows(page, way, voices.newest)
            await voices.say(CHUNK // 2, PACE)  # so that about `full` are there all along, and one cut is in the middle
            await _shows(page, way, voices.newest)
            await asyncio.sleep(SETTLE)
            await page.evaluate('window.applied = []')
            thread = await context.new_cdp_session(page)
            await thread.send('Performance.enable', {'timeDomain': 'threadTicks'})
            before = await _ran(thread)
            await voices.say(CHUNK, PACE)
            await asyncio.sleep(SETTLE)
            after = await _ran(thread)
            await _shows(page, way, voices.newest)
            applied: list[float] = await page.evaluate('window.applied')
            marks = await page.evaluate(MARKS, SHOWN[way])
        there = [str(number) for number in range(voices.said - CHUNK + 1, voices.said + 1)]
        faults = [] if marks[-CHUNK:] == there else [f'Chromium, {way}: {marks[-CHUNK:]} are shown']
        if abs(len(marks) - full) > CHUNK:
            faults.append(f'Chromium, {way}: {len(marks)} messages are on screen, not {full}')
        return Sight(
            applied=median(applied) if applied else 0.0,
            thread={what: (after[what] - before[what]) * 1e3 / CHUNK for what in METRICS.values()},
            faults=faults,
        )
    finally:
        await context.close()


async def _open(page: 'Page', url: str) -> None:
    await page.goto(url)
    await page.wait_for_function('window.socket?.connected && window.did_handshake')


async def _shows(page: 'Page', way: str, newest: str) -> None:
    """Wait until the newest message is shown."""
    await page.wait_for_function(NEWEST, arg=[SHOWN[way], newest.split()[0]], polling=100)


async def _ran(thread: 'CDPSession') -> dict[str, float]:
    """Seconds that the main thread has run."""
    metrics = {each['name']: each['value'] for each in (await thread.send('Performance.getMetrics'))['metrics']}
    if missing := METRICS.keys() - metrics.keys():
        raise Failure(f'this Chromium does not tell {", ".join(sorted(missing))}, but {", ".join(sorted(metrics))}')
    return {short: metrics[name] for name, short in METRICS.items()}


class Voices:
    """Two who speak by turns, so that each message has a head of its own."""

    def __init__(self, port: int, room: str) -> None:
        self._port = port
        self._room = room
        self.said = 0
        self.newest = ''
        self._heard: set[int] = set()
        self._news = asyncio.Event()

    async def say(self, messages: int, pace: float = 0.0) -> None:
        """Say so many."""
        for _ in range(messages):
            self.said += 1
            self.newest = text(self.said)
            self._sockets[self.said % 2].send(self.newest.encode())
            await asyncio.sleep(pace)

    async def heard(self) -> None:
        """Wait until everything was posted."""
        async with asyncio.timeout(PATIENCE):
            while len(self._heard) < self.said:
                self._news.clear()
                await self._news.wait()

    def _on_text(self, payload: bytes, _: int) -> None:
        self._heard.update(int(number) for number, _ in MARK.findall(payload))
        self._news.set()

    async def __aenter__(self) -> Self:
        self._sockets = [Socket(self._on_text, lambda _: None) for _ in range(2)]
        for number, socket in enumerate(self._sockets):
            await socket.open(self._port, f'/ws/chat/{self._room}/{999_998 + number}?username=Load')
        return self

    async def __aexit__(self, *_: object) -> None:
        for socket in self._sockets:
            socket.close()
