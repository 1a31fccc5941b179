"""Whoever is silent is ended; whoever the server did not listen to is not."""

import inspect
import time
from collections.abc import AsyncIterator

import pytest
from engineio import async_socket
from engineio.async_socket import AsyncSocket
from nicegui import core
from nicegui.testing import User

from chat.guard.silence import LOOK, STOOD_STILL, Silence
from tests.patience import eventually
from tests.server import Server
from tests.visitor import Visitor

SID = 'silent'


@pytest.fixture
async def session(user: User) -> AsyncIterator[AsyncSocket]:
    """One that was asked a moment ago."""
    await user.open('/')
    eio = core.sio.eio
    session = eio.sockets[SID] = AsyncSocket(eio, SID)
    yield session
    eio.sockets.pop(SID, None)


async def test_engine_io_does_not_look_itself() -> None:
    core.sio.eio.start_service_task = True
    Silence()
    assert core.sio.eio.start_service_task is False
    assert inspect.getsource(async_socket).count('wait_for(') == 3, 'for what is sent, what is read, and the end'


async def test_who_does_not_answer_is_ended_and_forgotten(session: AsyncSocket) -> None:
    silence = Silence()
    await silence.look()
    assert not session.closed
    session.last_ping = time.time() - core.sio.eio.ping_timeout - 1
    await silence.look()
    assert session.closed
    assert await session.poll() == [], 'whoever waits for something to send goes on'
    await silence.look()
    assert SID not in core.sio.eio.sockets


async def test_who_says_goodbye_and_stays_is_let_go(server: Server, room_id: str) -> None:
    async with await Visitor.join(server, 'Alice', room_id) as alice:
        await alice.socket.send('1')
        await eventually(lambda: alice.socket.close_code == 1000, within=5)


async def test_who_was_not_asked_is_not_silent(session: AsyncSocket) -> None:
    session.last_ping = None
    await Silence().look()
    assert not session.closed


async def test_after_the_process_stood_still_answers_are_read_first(session: AsyncSocket) -> None:
    now = time.time()
    moments = iter([now, now + STOOD_STILL, now + STOOD_STILL + LOOK])
    silence = Silence(lambda: next(moments))
    session.last_ping = now - core.sio.eio.ping_timeout - 1
    await silence.look()
    assert not session.closed
    await silence.look()
    assert session.closed, 'it did not answer'
