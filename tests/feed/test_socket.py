"""uvicorn's WebSocket as it must be for frames that are encoded already, and what becomes of the chat if it is not."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
import uvicorn
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.client import connect

from chat.feed import socket
from chat.feed.socket import Socket
from chat.feed.wire import Line, text_frame, wire_of
from tests.patience import PATIENCE, eventually
from tests.server import ROOT, free_port


class Heard:
    """What a line is told by its socket."""

    def __init__(self) -> None:
        self.stopped = asyncio.Event()
        self.was_drained = asyncio.Event()

    def stop(self) -> None:
        self.stopped.set()

    def drained(self) -> None:
        self.was_drained.set()


App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


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
        self.wires: list[Socket] = []
        self.sockets: list[WebSocket] = []
        self.closed = asyncio.Event()

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        socket = WebSocket(scope, receive, send)
        wire = wire_of(scope)
        assert isinstance(wire, Socket), 'uvicorn has changed: its socket is not in the scope any more'
        self.wires.append(wire)
        self.sockets.append(socket)
        await socket.accept()
        try:
            while True:
                await socket.send_text('echo ' + await socket.receive_text())
        except WebSocketDisconnect:
            self.closed.set()


async def test_uvicorn_still_has_what_the_wire_uses() -> None:
    """When this fails after an update, chat/feed/socket.py has to follow; without it everything takes the outbox."""
    endpoint = Endpoint()
    async with served(endpoint) as url, connect(url, compression='deflate') as browser:
        await eventually(lambda: endpoint.wires)
        [wire] = endpoint.wires
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
        assert endpoint.wires[0].direct is None


@pytest.mark.parametrize('end', ['browser', 'application', 'cut'])
async def test_a_line_is_told_to_stop_before_its_socket_is_closed(end: str) -> None:
    endpoint = Endpoint()
    heard = Heard()
    async with served(endpoint) as url, connect(url) as browser:
        await eventually(lambda: endpoint.wires)
        [wire] = endpoint.wires
        wire.lines = (cast('Line', heard),)
        assert wire.direct is not None
        if end == 'browser':
            await browser.close()
            await asyncio.wait_for(heard.stopped.wait(), PATIENCE)
        elif end == 'application':
            await endpoint.sockets[0].close()
        else:
            wire.abort()
        assert heard.stopped.is_set(), 'at once, not when the browser has agreed'
        assert wire.direct is None


async def test_a_reader_that_does_not_keep_up_is_not_written_to_until_it_has_caught_up() -> None:
    endpoint = Endpoint()
    heard = Heard(), Heard()  # a page may show two feeds
    async with served(endpoint) as url, connect(url, max_queue=1, max_size=None) as browser:
        await eventually(lambda: endpoint.wires)
        [wire] = endpoint.wires
        wire.lines = cast('tuple[Line, ...]', heard)
        written = 0
        while wire.write(text_frame(b'x' * 50_000)):
            written += 1
            await asyncio.sleep(0)
            assert wire.is_full == (wire.direct is None) == heard[0].stopped.is_set()
            assert written < 1000, 'writing to a reader that does not read never stops'
        assert wire.is_full
        assert wire.transport.get_write_buffer_size() < 200_000
        assert [each.stopped.is_set() for each in heard] == [True, True]
        assert not heard[0].was_drained.is_set()
        async with asyncio.timeout(PATIENCE):
            for _ in range(written):
                assert len(await browser.recv()) == 50_000
            for each in heard:
                await each.was_drained.wait()
        assert wire.write(text_frame(b'again'))
        assert await browser.recv() == 'again'


async def test_a_connection_can_be_cut_off_at_once() -> None:
    endpoint = Endpoint()
    async with served(endpoint) as url, connect(url) as browser:
        await eventually(lambda: endpoint.wires)
        endpoint.wires[0].abort()
        await asyncio.wait_for(endpoint.closed.wait(), PATIENCE)
        await asyncio.wait_for(browser.wait_closed(), PATIENCE)


async def test_of_a_uvicorn_that_has_changed_the_socket_is_not_offered_and_works_all_the_same(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(socket, 'USED', (*socket.USED, 'what_it_has_no_more'))
    offered = []

    async def echo(scope: dict[str, Any], receive: Any, send: Any) -> None:
        offered.append(wire_of(scope))
        browser = WebSocket(scope, receive, send)
        await browser.accept()
        await browser.send_text('echo ' + await browser.receive_text())

    async with served(echo) as url, connect(url) as browser:
        await browser.send('x')
        assert await browser.recv() == 'echo x'
    assert offered == [None]
    assert 'what_it_has_no_more' in caplog.text


def test_of_a_uvicorn_without_it_the_usual_socket_is_taken() -> None:
    program = 'import sys; sys.modules["chat.feed.socket"] = None; from chat import protocol; print(protocol.Socket)'
    done = subprocess.run((sys.executable, '-c', program), cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == 'None'
    assert 'uvicorn has changed' in done.stderr
