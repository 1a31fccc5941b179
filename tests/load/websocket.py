"""A WebSocket client that does no more than it must: what is measured is the server."""

import asyncio
import base64
import secrets
import socket
import time
from collections.abc import Callable, Mapping
from http.client import parse_headers
from io import BytesIO
from typing import Final

from .frames import CLOSE, NO_KEY, PING, PONG, TEXT, Frames, Inflater, frame

HOST: Final = '127.0.0.1'
PATIENCE: Final = 30.0  # seconds that a handshake may take on a busy machine

NARROW, SEGMENT = 4096, 536  # bytes

OnText = Callable[[bytes, int], None]


class Socket(asyncio.Protocol):
    """One connection, offering compression as browsers do."""

    def __init__(self, on_text: OnText, on_lost: Callable[[str], None], *, is_narrow: bool = False) -> None:
        """
        :param on_text: called with a text and the time (`perf_counter_ns`) at which the system handed it over
        :param on_lost: called with the reason when the connection ends without `close`
        :param is_narrow: whether the systems on both sides are to hold little of what is not read
        """
        self.wire_bytes = 0
        self._on_text = on_text
        self._on_lost = on_lost
        self._is_narrow = is_narrow
        self._frames: Frames | None = None
        self._head = b''
        self._opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._why = 'the connection was cut'
        self._closing = False

    async def open(self, port: int, path: str, headers: Mapping[str, str] | None = None) -> None:
        """Connect and shake hands."""
        loop, bare = asyncio.get_running_loop(), socket.socket()
        bare.setblocking(False)
        if self._is_narrow:
            bare.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, NARROW)
            bare.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SEGMENT)  # the sender's buffer grows with this
        await loop.sock_connect(bare, (HOST, port))
        await loop.create_connection(lambda: self, sock=bare)
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        lines = {
            'Host': f'{HOST}:{port}',
            'Upgrade': 'websocket',
            'Connection': 'Upgrade',
            'Sec-WebSocket-Version': '13',
            'Sec-WebSocket-Key': key,
            'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits',
            'Origin': f'http://{HOST}:{port}',
            **(headers or {}),
        }
        head = ''.join(f'{name}: {value}\r\n' for name, value in lines.items())
        self._transport.write(f'GET {path} HTTP/1.1\r\n{head}\r\n'.encode())
        async with asyncio.timeout(PATIENCE):
            await self._opened

    def send(self, text: bytes) -> None:
        """Send a text; into a connection that has ended, nothing."""
        if not self._transport.is_closing():
            self._transport.write(frame(text, key=NO_KEY))

    def stall(self) -> None:
        """Read nothing more, but stay."""
        self._transport.pause_reading()

    def read_on(self) -> None:
        """Read again, first what has waited."""
        self._transport.resume_reading()

    def cut(self) -> None:
        """Break the connection off without a word, as a network does."""
        self._closing = True
        self._transport.abort()

    def abandon(self) -> None:
        """Do as if it were not there any more; the other side does not know."""
        self._closing = True
        self._transport.pause_reading()

    def close(self) -> None:
        """Close it as a tab does that is closed."""
        self._closing = True
        if not self._transport.is_closing():
            self._transport.write(frame(b'\x03\xe9', CLOSE, key=NO_KEY))
            self._transport.close()

    # --- what asyncio calls ------------------------------------------------------------------------------
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        arrived = time.perf_counter_ns()
        if self._frames is None:
            self._head += data
            head, end, data = self._head.partition(b'\r\n\r\n')
            if not end:
                return
            if not self._shake_hands(head):
                return
        assert self._frames is not None
        self.wire_bytes += len(data)
        for opcode, payload in self._frames.read(data):
            if opcode == TEXT:
                self._on_text(payload, arrived)
            elif opcode == PING:
                self._transport.write(frame(payload, PONG, key=NO_KEY))
            elif opcode == CLOSE:
                self._why = f'the server closed it: {int.from_bytes(payload[:2])} {payload[2:].decode()}'
                self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._opened.done():
            self._opened.set_exception(ConnectionError(self._why))
        elif not self._closing:
            self._on_lost(f'{self._why}{f" ({exc})" if exc else ""}')

    def _shake_hands(self, head: bytes) -> bool:
        status, _, lines = head.partition(b'\r\n')
        if b' 101 ' not in status:
            self._why = self._head[:500].decode('latin-1')
            self._transport.close()
            return False
        accepted = parse_headers(BytesIO(lines + b'\r\n\r\n')).get('Sec-WebSocket-Extensions', '')
        self._frames = Frames(Inflater(accepted) if 'permessage-deflate' in accepted else None)
        self._opened.set_result(None)
        return True
