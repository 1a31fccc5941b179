"""The wire: the same bytes for every browser, and uvicorn's WebSocket as it must be for that."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import uvicorn
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.client import connect
from websockets.frames import Frame, Opcode

from chat.feed.wire import Wire, encode, text_frame, wire_of
from tests.patience import PATIENCE, eventually
from tests.server import Server, free_port
from tests.visitor import Visitor

App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


@pytest.mark.parametrize(
    ('size', 'header'),
    [
        (0, b'\x81\x00'),
        (1, b'\x81\x01'),
        (125, b'\x81\x7d'),
        (126, b'\x81\x7e\x00\x7e'),
        (127, b'\x81\x7e\x00\x7f'),
        (65535, b'\x81\x7e\xff\xff'),
        (65536, b'\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00'),
        (65537, b'\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x01'),
    ],
)
def test_a_frame_is_what_rfc_6455_says(size: int, header: bytes) -> None:
    payload = bytes(65 + n % 26 for n in range(size))
    assert text_frame(payload) == header + payload
    assert text_frame(payload) == Frame(Opcode.TEXT, payload).serialize(mask=False)


def test_an_event_is_encoded_as_socket_io_does_without_the_outbox_numbers() -> None:
    frame = encode('feed', {'rev': 1, 'put': 'é <b>'})
    assert frame == text_frame('42["feed",{"rev":1,"put":"é <b>"}]'.encode())


@asynccontextmanager
async def served(app: App) -> AsyncIterator[str]:
    """The address of an application that runs on uvicorn as the chat does."""
    port = free_port()
    config = uvicorn.Config(
        app,
        host='127.0.0.1',
        port=port,
        http='chat.protocol:Http',
        ws='wsproto',
        log_level='error',
        lifespan='off',
        ws_per_message_deflate=False,
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    await eventually(lambda: server.started)
    try:
        yield f'ws://127.0.0.1:{port}/'
    finally:
        server.should_exit = True
        await running


class Endpoint:
    """Takes the wire of each connection and reads until it is gone."""

    def __init__(self) -> None:
        self.wires: list[Wire] = []
        self.closed = asyncio.Event()

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        socket = WebSocket(scope, receive, send)
        wire = wire_of(scope)
        assert wire is not None, 'uvicorn has changed: the wire is not in the scope any more'
        self.wires.append(wire)
        await socket.accept()
        try:
            while True:
                await socket.send_text('echo ' + await socket.receive_text())
        except WebSocketDisconnect:
            self.closed.set()


async def test_uvicorn_still_has_what_the_wire_uses() -> None:
    """When this fails after an update, chat/feed/wire.py has to follow; without it everything takes the outbox."""
    endpoint = Endpoint()
    async with served(endpoint) as url, connect(url, compression='deflate') as browser:
        await eventually(lambda: endpoint.wires)
        [wire] = endpoint.wires
        assert isinstance(wire, Wire)
        assert isinstance(wire.writable, asyncio.Event)
        assert isinstance(wire.transport, asyncio.Transport)
        assert (wire.disconnected, wire.close_sent, wire.is_full) == (False, False, False)
        assert wire.response.status_code == 101
        assert browser.protocol.extensions == [], 'a frame that is encoded already cannot be compressed'
        for size in (0, 125, 126, 65535, 65536, 200_000):
            assert wire.write(text_frame(b'x' * size))
            assert await browser.recv() == 'x' * size


async def test_what_is_written_keeps_its_order_with_what_the_application_sends() -> None:
    endpoint = Endpoint()
    async with served(endpoint) as url, connect(url) as browser:
        for n in range(50):
            await browser.send(f'{n}')
            assert await browser.recv() == f'echo {n}'
            assert endpoint.wires[0].write(text_frame(b'direct %d' % n))
            assert await browser.recv() == f'direct {n}'


async def test_nothing_is_written_to_a_closed_socket() -> None:
    endpoint = Endpoint()
    async with served(endpoint) as url:
        async with connect(url):
            await eventually(lambda: endpoint.wires)
        await endpoint.closed.wait()
        assert endpoint.wires[0].write(text_frame(b'x')) is False


async def test_a_reader_that_does_not_keep_up_is_not_written_to_until_it_has_caught_up() -> None:
    endpoint = Endpoint()
    drained, drained_too = asyncio.Event(), asyncio.Event()
    async with served(endpoint) as url, connect(url, max_queue=1, max_size=None) as browser:
        await eventually(lambda: endpoint.wires)
        [wire] = endpoint.wires
        wire.on_drain = (drained.set, drained_too.set)  # a page may show two feeds
        written = 0
        while wire.write(text_frame(b'x' * 50_000)):
            written += 1
            await asyncio.sleep(0)
            assert written < 1000, 'writing to a reader that does not read never stops'
        assert wire.is_full
        assert wire.transport.get_write_buffer_size() < 200_000
        assert not drained.is_set()
        async with asyncio.timeout(PATIENCE):
            for _ in range(written):
                assert len(await browser.recv()) == 50_000
            await drained.wait()
            await drained_too.wait()
        assert wire.write(text_frame(b'again'))
        assert await browser.recv() == 'again'


async def test_a_connection_can_be_cut_off_at_once() -> None:
    endpoint = Endpoint()
    async with served(endpoint) as url, connect(url) as browser:
        await eventually(lambda: endpoint.wires)
        endpoint.wires[0].abort()
        await asyncio.wait_for(endpoint.closed.wait(), PATIENCE)
        await asyncio.wait_for(browser.wait_closed(), PATIENCE)


async def test_connections_without_a_wire_are_none() -> None:
    scopes: list[Any] = [None, {}, {'extensions': {}}, {'extensions': {'chat.wire': 'x'}}, {'type': 'test'}]
    assert [wire_of(scope) for scope in scopes] == [None] * 5


async def test_a_page_gets_its_feed_by_the_wire(server: Server, room_id: str) -> None:
    async with await Visitor.join(server, 'Alice', room_id) as alice, await Visitor.join(server, 'Bob', room_id) as bob:
        await alice.hears('Bob')
        for n in range(5):
            await alice.say(f'number {n}.')
            await bob.hears(f'number {n}.')
        await alice.hears('number 4.')
        direct = [
            [frame for frame in visitor.frames if frame.startswith('42["feed",') and 'number' in frame]
            for visitor in (alice, bob)
        ]
        assert len(direct[0]) == 5
        assert direct[0] == direct[1], 'the same bytes for everyone'
        assert not alice.called, 'nothing of it goes through the outbox'
        changes = [json.loads(frame[2:])[1] for frame in direct[0]]
        assert all(later['base'] == earlier['rev'] for earlier, later in pairwise(changes))


async def test_a_page_without_a_socket_gets_its_feed_by_long_polling(server: Server, room_id: str) -> None:
    async with httpx.AsyncClient(base_url=server.url, timeout=PATIENCE, follow_redirects=True) as browser:
        page = await browser.post('/join_chat', data={'username': 'Bob', 'room_id': room_id})
        query = Visitor(server, browser, page.text).socket_url(transport='polling').partition('?')[2]
        path = '/_nicegui_ws/socket.io/?' + query
        path += '&' + urlencode({'sid': json.loads((await browser.get(path)).text[1:])['sid']})
        await browser.post(path, content='40')
        async with await Visitor.join(server, 'Alice', room_id) as alice:
            await alice.say('Hello, poller')
            came = ''
            while 'Hello, poller' not in came:
                came += (await browser.get(path)).text
                if came.endswith('2'):
                    await browser.post(path, content='3')
        assert '42["feed"' not in came
