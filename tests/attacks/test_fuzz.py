"""Nonsense of every kind, by the thousand: no error of the server, no traceback, and nobody else is disturbed.

Requests to every way in, made from the description of the interface by schemathesis and from nasty texts by hypothesis;
events to every listener that a room page has; frames of the plain dialect. 5,000 inputs in the usual run, 50,000 with
`-m long`. What is found where the chat is careless shows that the inputs can find something.
"""

import asyncio
import json
import random
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import suppress
from itertools import count, cycle
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, WebSocketException

from tests.attacks.floods import browser_at, resident
from tests.attacks.nonsense import FRAMES, QUERIES, TEXT, described, packets, quoted, requests
from tests.server import ROOT, Server
from tests.visitor import Visitor

T = TypeVar('T')
Attack = Callable[[Server, list[T]], Awaitable[None]]

BATCH: Final = 100  # inputs that one attacker sends
DRAWN: Final = 10  # inputs that are made at a time: hypothesis throws away what grows too large
AT_ONCE: Final = 4  # attackers
SHARES: Final = {'requests': 600, 'frames': 2800, 'packets': 1600}  # 5,000 in all
TIMES: Final = [pytest.param(1, id='short'), pytest.param(10, id='long', marks=pytest.mark.long)]
WARM: Final = 600  # inputs after which everything is loaded that is loaded once
GROWTH: Final = 100_000_000  # bytes by which the memory of the server may grow then, however many inputs there are
# what a page takes that nobody shows any more is no growth: it goes after a while
OPTIONS: Final = ('--limit-pages', '100/1m@address', '--away', '5', '--grace', '1')
PAGES: Final = ['/', '/rooms/{room_id}', '/sign-up', '/account']
UNTOLD: Final = [*PAGES, '/ws/chat/{room_id}/{user_id}', '/_nicegui_ws/socket.io/']
DESCRIPTION: Final = """
import json
from nicegui import app
import chat
chat.build(chat.Settings())
print(json.dumps(app.openapi()))
"""
ADDRESSES = (f'127.0.{n // 250 + 10}.{n % 250 + 1}' for n in count())


@pytest.fixture(scope='module')
def fuzzed() -> Iterator[Server]:
    """One for all of this, whose memory is looked at."""
    with Server(is_forked=False).start(*OPTIONS) as server:
        yield server
    assert 'Traceback' not in server.log, server.log[-5000:]


@pytest.fixture(scope='module')
def description(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What programs are told of the interface; a running chat shows it to nobody."""
    data = {'CHAT_DATA': str(tmp_path_factory.mktemp('data'))}
    told = subprocess.run(
        [sys.executable, '-c', DESCRIPTION], cwd=ROOT, env=data, capture_output=True, text=True, check=True
    )
    return dict(json.loads(told.stdout))


def made(strategy: st.SearchStrategy[T], n: int) -> list[list[T]]:
    """So many inputs, in batches."""
    found: list[T] = []

    @settings(
        max_examples=n // DRAWN,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(strategy, min_size=DRAWN, max_size=DRAWN))
    def make(some: list[T]) -> None:
        found.extend(some)

    make()
    while len(found) < n:  # it may find that it repeats itself
        found.append(random.choice(found))
    return [found[at : at + BATCH] for at in range(0, n, BATCH)]


async def fuzz(server: Server, batches: list[list[T]], attack: Attack[T]) -> None:
    """Send them, while Alice and Bob talk and hear every word of each other."""
    done = 0
    memory: int | None = None
    async with (
        await Visitor.join(server, 'Alice', room := f'quiet-{time.monotonic_ns()}') as alice,
        await Visitor.join(server, 'Bob', room) as bob,
    ):
        heard: list[str] = []
        talk = asyncio.create_task(talk_on(alice, bob, heard))
        log = len(server.log)
        for at in range(0, len(batches), AT_ONCE):
            some = batches[at : at + AT_ONCE]
            await together(attack(server, batch) for batch in some)
            done += sum(map(len, some))
            if memory is None and done >= WARM:
                memory = resident(server.pid)
            if talk.done():
                break
        talk.cancel()
        [ended] = await asyncio.gather(talk, return_exceptions=True)
        assert isinstance(ended, asyncio.CancelledError), ended
        assert len(heard) > 3, 'words that were said meanwhile'
        new = server.log[log:]
        assert 'Traceback' not in new, new[-5000:]
        assert len(new) < 100_000 + 10 * done
        grown = resident(server.pid) - (memory or 0)
        print(f'{done} inputs; {len(heard)} words of others heard; {grown / 1e6:.0f} MB more; {len(new)} bytes of log')
        assert grown < GROWTH


async def together(tasks: Iterable[Awaitable[None]]) -> None:
    """Do all of this at once, to the end of each; what went wrong first is raised."""
    for error in await asyncio.gather(*tasks, return_exceptions=True):
        if error is not None:
            raise error


async def talk_on(alice: Visitor, bob: Visitor, heard: list[str]) -> None:
    """They take turns for ever; each word has to arrive."""
    for n in count():
        speaker, listener = (alice, bob) if n % 2 else (bob, alice)
        await speaker.say(word := f'undisturbed {n}.')
        await listener.hears(word)
        heard.append(word)
        for each in (alice, bob):
            each.frames.clear()
        await asyncio.sleep(0.05)  # they do not flood it themselves


async def send_requests(server: Server, batch: list[dict[str, Any]]) -> None:
    async with browser_at(server, next(ADDRESSES)) as browser:

        async def send(request: dict[str, Any]) -> None:
            with suppress(httpx.InvalidURL, httpx.LocalProtocolError):  # what the client itself will not send
                answer = await browser.request(**request)
                assert answer.status_code < 500, (request, answer.status_code)

        await together(map(send, batch))


async def send_frames(server: Server, batch: list[tuple[str, str, dict[str, str], str | bytes]]) -> None:
    """Each guest is in a room; it comes again when it was put out. Some doors are nonsense too."""
    url = f'{server.url.replace("http", "ws", 1)}/ws/chat'
    for room, number, query, frame in batch[::10]:
        path = f'{quoted(room)}/{quoted(number)}?{urlencode(query, errors="surrogatepass")}'
        with suppress(InvalidHandshake, WebSocketException, OSError):
            async with connect(f'{url}/{path}', max_queue=None) as socket:
                await socket.send(sendable(frame))
    number = f'{next(NUMBERS)}'
    frames = [frame for *_, frame in batch]
    while frames:
        async with connect(f'{url}/fuzzed/{number}', max_queue=None) as socket:
            with suppress(ConnectionClosed):
                while frames:
                    await socket.send(sendable(frame := frames.pop()))
                    if isinstance(frame, bytes):
                        await socket.wait_closed()


async def send_packets(server: Server, batch: list[str]) -> None:
    """From a room page, to each of its listeners in turn; from another one where the socket was closed."""
    left = batch[::-1]
    while left:
        browser = browser_at(server, next(ADDRESSES))
        async with await Visitor.join(server, f'Mallory {next(NUMBERS)}', 'fuzzed', browser) as page:
            events = [
                (number, each['listener_id'])
                for number, element in page._elements_now().items()
                for each in element.get('events') or ()
            ]
            assert len(events) > 30, 'a room page has more'
            random.shuffle(events)
            for element, listener in cycle(events):
                if not left or page._reading.done():
                    break
                packet = left.pop()
                filled = packet.replace('CLIENT', page.client_id).replace('"ELEMENT"', element)
                with suppress(ConnectionClosed):
                    await page.socket.send(sendable(filled.replace('LISTENER', listener)))
                if not packet.startswith('42'):  # closes it, as a rule
                    await asyncio.wait([page._reading], timeout=0.1)


def sendable(frame: str | bytes) -> str | bytes:
    """Without what UTF-8 cannot say."""
    return frame.encode('utf-8', 'replace').decode() if isinstance(frame, str) else frame


NUMBERS = count(10)
DOORS: Final = st.tuples(TEXT, TEXT, QUERIES, FRAMES)


@pytest.mark.attack('T24')
@pytest.mark.parametrize('times', TIMES)
def test_requests(fuzzed: Server, description: dict[str, Any], times: int) -> None:
    inputs = made(requests([*description['paths'], *UNTOLD]), SHARES['requests'] * times * 4 // 5)
    inputs += made(described(description), SHARES['requests'] * times // 5)
    asyncio.run(fuzz(fuzzed, random.sample(inputs, len(inputs)), send_requests))


@pytest.mark.attack('T24')
@pytest.mark.parametrize('times', TIMES)
def test_frames_of_programs(fuzzed: Server, times: int) -> None:
    asyncio.run(fuzz(fuzzed, made(DOORS, SHARES['frames'] * times), send_frames))


@pytest.mark.attack('T24')
@pytest.mark.parametrize('times', TIMES)
def test_packets_of_pages(fuzzed: Server, times: int) -> None:
    asyncio.run(fuzz(fuzzed, made(packets(), SHARES['packets'] * times), send_packets))


@pytest.mark.long
@pytest.mark.attack('T24')
@pytest.mark.parametrize(
    ('strategy', 'n', 'attack', 'found'),
    [
        (requests(PAGES), 400, send_requests, '500'),
        (DOORS, 600, send_frames, 'Traceback|waited in vain'),
        (packets(), 200, send_packets, 'Traceback|waited in vain'),
    ],
    ids=['requests', 'frames', 'packets'],
)
def test_where_the_chat_is_careless_they_find_it(
    attacked: Callable[..., Server], strategy: st.SearchStrategy[Any], n: int, attack: Attack[Any], found: str
) -> None:
    with pytest.raises(AssertionError, match=found):
        asyncio.run(fuzz(attacked(without='care,sockets'), made(strategy, n), attack))
