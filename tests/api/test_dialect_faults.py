"""The plain WebSocket dialect, when the other side is broken, slow or hostile: others notice nothing."""

import asyncio
import os
import socket
import struct
from base64 import b64encode
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from websockets.asyncio.client import connect
from websockets.frames import Frame, Opcode

from chat.api.dialect import Listener
from chat.model.room import Room
from chat.words import words_of
from tests.api.guest import Guest, address
from tests.memory import MemoryStore
from tests.patience import PATIENCE
from tests.people import IVAN
from tests.server import Server
from tests.visitor import Visitor


class RawGuest:
    """A guest on a bare TCP connection, who can send anything and need not read."""

    def __init__(self, server: Server, room_id: str, user_id: int) -> None:
        url = urlsplit(address(server, room_id, user_id))
        self.tcp = socket.socket()
        self.tcp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.tcp.settimeout(PATIENCE)
        self.tcp.connect((url.hostname, url.port))
        key = b64encode(os.urandom(16)).decode()
        self.tcp.sendall(
            f'GET {url.path} HTTP/1.1\r\nHost: {url.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
            f'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n'.encode()
        )
        assert self.tcp.recv(12) == b'HTTP/1.1 101'

    def send(self, opcode: Opcode, data: bytes, *, fin: bool = True) -> None:
        self.tcp.sendall(Frame(opcode, data, fin).serialize(mask=True))

    def vanish(self) -> None:
        """Be gone as after a crash: a reset, no close frame."""
        self.tcp.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        self.tcp.close()


def resident(server: Server) -> int:
    """Bytes of memory that the server holds."""
    status = Path(f'/proc/{server.pid}/status').read_text()
    return int(status.split('VmRSS:')[1].split()[0]) * 1024


async def test_a_binary_frame_closes_with_1003(server: Server, room_id: str) -> None:
    async with Guest(server, room_id, 5) as guest:
        await guest.socket.send(b'Hello')
        assert (await guest.is_closed())[0] == 1003


async def test_a_huge_frame_closes_with_1009(server: Server, room_id: str) -> None:
    async with Guest(server, room_id, 5) as guest:
        await guest.say('x' * 64 * 1024)
        await guest.hears('В сообщении может быть не больше 4000 знаков.')
        await guest.say('x' * (64 * 1024 + 1))
        assert (await guest.is_closed())[0] == 1009


async def test_a_huge_message_in_pieces_closes_with_1009(server: Server, room_id: str) -> None:
    async with Guest(server, room_id, 5) as guest:
        await guest.socket.send(iter(['x' * 30_000] * 3))
        assert (await guest.is_closed())[0] == 1009


async def test_a_message_in_pieces_is_one_message(server: Server, room_id: str) -> None:
    async with Guest(server, room_id, 5) as guest:
        await guest.socket.send(iter(['При', 'вет']))
        await guest.hears('User_5 (ID: 5): Привет')


async def test_no_compression_is_agreed_on(server: Server, room_id: str) -> None:
    async with connect(address(server, room_id, 5), compression='deflate') as client:
        assert client.protocol.extensions == []


async def test_what_is_not_utf_8_closes_with_1007_and_is_not_worth_a_traceback(room_id: str) -> None:
    with Server().start() as server:
        async with Guest(server, room_id, 6) as witness:
            for data in (b'\xff\xfe', b'\xc3', b'\xed\xa0\x80', b'ok \xf8'):
                raw = RawGuest(server, room_id, 5)
                await witness.hears('User_5 (ID: 5) присоединился к чату.')
                raw.send(Opcode.TEXT, data)
                await witness.hears('User_5 (ID: 5) покинул чат.')
                received = b''
                while chunk := raw.tcp.recv(4096):
                    received += chunk
                assert received.endswith(struct.pack('!H', 1007) + b'not UTF-8'), received
                raw.tcp.close()
        assert 'Traceback' not in server.log


@pytest.mark.parametrize(
    'data',
    [
        b'\x83\x80\x00\x00\x00\x00',
        b'\xf1\x80\x00\x00\x00\x00',
        b'\x81\x05Hello',
        b'GET / HTTP/1.1\r\n\r\n',
        b'\x80\x80\x00\x00\x00\x00',
    ],
)
async def test_what_is_no_websocket_ends_that_connection_only(server: Server, room_id: str, data: bytes) -> None:
    async with Guest(server, room_id, 6) as witness:
        raw = RawGuest(server, room_id, 5)
        await witness.hears('User_5 (ID: 5) присоединился к чату.')
        raw.tcp.sendall(data)
        await witness.hears('User_5 (ID: 5) покинул чат.')
        raw.tcp.close()


async def test_dead_sockets_do_not_break_the_others(server: Server, room_id: str) -> None:
    async with Guest(server, room_id, 6) as witness, await Visitor.join(server, 'Alice', room_id) as alice:
        dead = [RawGuest(server, room_id, n) for n in range(10, 20)]
        await witness.hears('User_19 (ID: 19) присоединился к чату.')
        for raw in dead:
            raw.vanish()
        await witness.say('still here?')
        await witness.hears('User_6 (ID: 6): still here?')
        await alice.hears('still here?')
        await alice.sees('count', '2 members')
        await witness.say('end')
        await witness.hears('User_6 (ID: 6): end')
        assert sorted(frame['id'] for frame in witness.heard if frame['type'] == 'left') == list(range(10, 20))


async def test_who_never_reads_is_cut_off_and_holds_nobody_up(server: Server, room_id: str) -> None:
    async with (
        Guest(server, room_id, 6) as speaker,
        Guest(server, room_id, 7) as listener,
        await Visitor.join(server, 'Alice', room_id) as alice,
    ):
        stalled = [RawGuest(server, room_id, n) for n in (8, 9)]
        await listener.hears('User_9 (ID: 9) присоединился к чату.')
        before = resident(server)
        loop = asyncio.get_running_loop()
        slowest = 0.0
        gone: set[int] = set()
        for n in range(20_000):
            start = loop.time()
            await speaker.say(f'{n} '.ljust(2000, 'x'))
            while (frame := await speaker.hear()).get('seq') != n + 1:
                gone |= {frame['id']} if frame['type'] == 'left' else set()
            slowest = max(slowest, loop.time() - start)
            while (frame := await listener.hear()).get('seq') != n + 1:
                pass
            if gone == {8, 9}:
                break
        assert gone == {8, 9}, 'who does not read must be cut off'
        assert slowest < 2, f'a message took {slowest:.1f} s'
        assert resident(server) - before < 60_000_000
        await alice.hears(f'{n} xxx')
        for raw in stalled:
            raw.tcp.close()


async def test_who_reads_late_but_reads_is_not_cut_off(server: Server, room_id: str) -> None:
    async with Guest(server, room_id, 6) as speaker, Guest(server, room_id, 7) as late:
        for n in range(200):
            await speaker.say(f'number {n}')
        await speaker.hears('User_6 (ID: 6): number 199')
        await late.hears('User_6 (ID: 6): number 199')
        assert [frame['seq'] for frame in late.heard if frame['type'] == 'message'] == list(range(1, 201))


async def test_many_come_and_go_at_once(server: Server, room_id: str) -> None:
    async with Guest(server, room_id, 5) as witness:

        async def visit(n: int) -> None:
            async with Guest(server, room_id, n) as guest:
                await guest.say('Hello')
                await guest.hears(f'User_{n} (ID: {n}): Hello')

        await asyncio.gather(*(visit(n) for n in range(100, 150)))
        left: set[int] = set()
        while len(left) < 50:
            frame = await witness.hear()
            left |= {frame['id']} if frame['type'] == 'left' else set()
        assert left == set(range(100, 150))
        assert sum(frame['type'] == 'joined' for frame in witness.heard) == 51
        assert sorted(frame['seq'] for frame in witness.heard if frame['type'] == 'message') == list(range(1, 51))


class Asking:
    """A socket whose client asks and hears."""

    def __init__(self) -> None:
        self.scope: dict[str, Any] = {}
        self.closed: list[tuple[int, str]] = []

    async def close(self, code: int, reason: str) -> None:
        self.closed.append((code, reason))


async def test_who_comes_while_the_room_is_being_deleted_is_told_and_leaves_nothing_behind() -> None:
    room = Room('Lounge', MemoryStore())
    await room.clear()
    socket = Asking()
    await Listener(cast(Any, socket), room, IVAN, words_of('en'), lambda _: None, address='10.0.0.1').run()
    assert socket.closed == [(4403, 'This room was deleted by an administrator.')]
    assert room.is_idle
    assert not room.posted.callbacks
