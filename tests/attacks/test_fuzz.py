"""Nonsense of every kind, by the thousand: no error of the server, no traceback, and nobody else is disturbed.

5,000 inputs in the usual run, 50,000 with `-m long`.
"""

import asyncio
import json
import random
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from itertools import count
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

import httpx
import psutil  # type: ignore[import-untyped]
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, WebSocketException

from tests.attacks.nonsense import FRAMES, QUERIES, TEXT, packets, quoted, requests
from tests.patience import PATIENCE
from tests.server import ROOT, Server
from tests.visitor import Visitor

T = TypeVar('T')

BATCH: Final = 50  # inputs between two words of those who talk meanwhile
SHARES: Final = {'requests': 1000, 'frames': 2000, 'packets': 2000}  # 5,000 in all
TIMES: Final = [pytest.param(1, id='short'), pytest.param(10, id='long', marks=pytest.mark.long)]
GROWTH: Final = 120_000_000  # bytes by which the memory of the server may grow, however many inputs there are
# pages that nobody connects to stay for a minute: the limits hold their number down, as they do by default
OPTIONS: Final = ('--limit-pages', '100/1m@address')
UNTOLD: Final = ['/', '/rooms/{room_id}', '/ws/chat/{room_id}/{user_id}', '/_nicegui_ws/socket.io/']
ROUTES: Final = """
import json
from nicegui import app
import chat
chat.build(chat.Settings())
print(json.dumps(sorted(app.openapi()['paths'])))
"""


class Fuzz:
    """A server, and two people who talk in it whatever is done to it."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.done = 0
        self._words = count()

    def run(self, strategy: st.SearchStrategy[T], n: int, attack: Callable[[list[T]], Awaitable[None]]) -> None:
        """Send `n` inputs in batches; Alice and Bob talk after each."""
        asyncio.run(self._all(strategy, n, attack))
        assert self.done >= n

    async def _all(self, strategy: st.SearchStrategy[T], n: int, attack: Callable[[list[T]], Awaitable[None]]) -> None:
        batches: list[list[T]] = []

        @settings(
            max_examples=n // BATCH,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(st.lists(strategy, min_size=BATCH, max_size=BATCH))
        def make(batch: list[T]) -> None:
            batches.append(batch)

        make()
        while len(batches) * BATCH < n:  # it may find that it repeats itself
            batches.append(random.choice(batches))
        async with (
            await Visitor.join(self.server, 'Alice', 'quiet') as alice,
            await Visitor.join(self.server, 'Bob', 'quiet') as bob,
        ):
            memory: int | None = None
            for batch in batches:
                await attack(batch)
                self.done += len(batch)
                await alice.say(word := f'undisturbed {next(self._words)}.')
                await bob.hears(word)
                bob.frames.clear()
                memory = memory or (self.memory if self.done >= 500 else None)  # what is loaded once is no growth
            assert memory is not None
            assert self.memory - memory < GROWTH, f'{memory / 1e6:.0f} MB became {self.memory / 1e6:.0f} MB'

    @property
    def memory(self) -> int:
        """Bytes that the server holds."""
        return int(psutil.Process(self.server.pid).memory_info().rss)


@pytest.fixture
def fuzz() -> Iterator[Fuzz]:
    with Server().start(*OPTIONS) as server:
        yield Fuzz(server)


@pytest.fixture(scope='module')
def paths(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the description of the interface has, and what it leaves out."""
    data = {'CHAT_DATA': str(tmp_path_factory.mktemp('data'))}
    told = subprocess.run(
        [sys.executable, '-c', ROUTES], cwd=ROOT, env=data, capture_output=True, text=True, check=True
    )
    return [*json.loads(told.stdout), *UNTOLD]


@pytest.mark.attack('T24')
@pytest.mark.parametrize('times', TIMES)
def test_requests(fuzz: Fuzz, paths: list[str], times: int) -> None:
    async def attack(batch: list[dict[str, Any]]) -> None:
        async with httpx.AsyncClient(base_url=fuzz.server.url, verify=False, timeout=PATIENCE) as browser:

            async def send(request: dict[str, Any]) -> None:
                with suppress(httpx.InvalidURL, httpx.LocalProtocolError):  # what the client itself will not send
                    answer = await browser.request(**request)
                    assert answer.status_code < 500, (request, answer.status_code)

            await asyncio.gather(*map(send, batch))

    fuzz.run(requests(paths), SHARES['requests'] * times, attack)
    assert 'Traceback' not in fuzz.server.log, fuzz.server.log[-5000:]
    assert len(fuzz.server.log) < 100_000


@pytest.mark.attack('T24')
@pytest.mark.parametrize('times', TIMES)
def test_frames_of_programs(fuzz: Fuzz, times: int) -> None:
    async def attack(batch: list[tuple[str, str, dict[str, str], str | bytes]]) -> None:
        room, number, query, _ = batch[0]
        url = fuzz.server.url.replace('http', 'ws', 1)
        for path in (f'{quoted(room)}/{quoted(number)}?{urlencode(query, errors="surrogatepass")}', 'fuzzed/6'):
            with suppress(InvalidHandshake, WebSocketException, OSError):
                async with connect(f'{url}/ws/chat/{path}', max_queue=None) as socket:
                    for *_, frame in batch:
                        await socket.send(
                            frame.encode('utf-8', 'replace').decode() if isinstance(frame, str) else frame
                        )

    fuzz.run(st.tuples(TEXT, TEXT, QUERIES, FRAMES), SHARES['frames'] * times, attack)
    assert 'Traceback' not in fuzz.server.log, fuzz.server.log[-5000:]
    assert len(fuzz.server.log) < 100_000


@pytest.mark.attack('T24')
@pytest.mark.parametrize('times', TIMES)
def test_packets_of_pages(fuzz: Fuzz, times: int) -> None:
    joins = count()
    dice = random.Random(1)

    async def attack(batch: list[str]) -> None:
        async with await Visitor.join(fuzz.server, f'Mallory {next(joins)}', 'fuzzed') as mallory:
            events = [
                (number, each['listener_id'])
                for number, element in mallory.elements.items()
                for each in element.get('events') or ()
            ]
            with suppress(WebSocketException):
                for packet in batch:
                    element, listener = dice.choice(events)
                    filled = packet.replace('CLIENT', mallory.client_id).replace('"ELEMENT"', element)
                    await mallory.socket.send(sendable(filled.replace('LISTENER', listener)))

    fuzz.run(packets(), SHARES['packets'] * times, attack)
    assert len(fuzz.server.log) < 300_000, 'the framework reports what it cannot read, some times a minute'


def sendable(text: str) -> str:
    """Without what UTF-8 cannot say."""
    return text.encode('utf-8', 'replace').decode()
