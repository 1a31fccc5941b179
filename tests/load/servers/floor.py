"""Python's floor: one pre-built frame written to bare sockets. There is nothing left to take away in Python.

With `--fault` it is the negative control: a crowd that does not notice would not notice it anywhere.
"""

import argparse
import asyncio
import base64
import hashlib
import re
from typing import Final

from ..frames import TEXT, Frames, frame
from ..loop import run
from ..text import MARK
from . import FAULTS
from .article import payload

GUID: Final = b'258EAFA5-E914-47DA-95CA-C5AB0DC85B11'  # RFC 6455, section 1.3
FAULTY: Final = 30  # the message that is not brought as it should be; in a burst, so that others follow at once


class Floor:
    """All sockets."""

    def __init__(self) -> None:
        self.sockets: list[asyncio.Transport] = []

    def say(self, text: bytes) -> None:
        """Bring a text to everybody."""
        self.write(int(MARK.findall(text)[0][0]), frame(payload(text)))

    def write(self, _number: int, data: bytes) -> None:
        """One frame, the same bytes for all."""
        for socket in self.sockets:
            socket.write(data)


class Faulty(Floor):
    """Brings everything to everybody, but for one message and one socket."""

    def __init__(self, fault: str) -> None:
        super().__init__()
        self._fault = fault

    def write(self, number: int, data: bytes) -> None:
        if number not in {FAULTY, FAULTY + 1}:
            return super().write(number, data)
        unlucky, *others = reversed(self.sockets)  # whoever came last: the sender came first
        for socket in others:
            socket.write(data)
        if number == FAULTY:
            self._late = data
            if self._fault == 'drop':
                return unlucky.abort()
            return unlucky.write(data * (self._fault == 'double') * 2)
        unlucky.write(data + self._late * (self._fault == 'swap'))


class Connection(asyncio.Protocol):
    """One socket: shakes hands, and hands on what it says."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._frames = Frames()
        self._head = b''
        self._is_open = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if not self._is_open:
            self._head += data
            head, end, data = self._head.partition(b'\r\n\r\n')
            if not end:
                return
            self._shake_hands(head)
        for opcode, text in self._frames.read(data):
            if opcode == TEXT:
                self._floor.say(text)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._transport in self._floor.sockets:
            self._floor.sockets.remove(self._transport)

    def _shake_hands(self, head: bytes) -> None:
        key = re.search(rb'(?i)\r\nsec-websocket-key: *(\S+)', head)
        if key is None:
            return self._transport.close()
        proof = base64.b64encode(hashlib.sha1(key[1] + GUID).digest())
        self._transport.write(
            b'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
            b'Sec-WebSocket-Accept: ' + proof + b'\r\n\r\n'
        )
        self._is_open = True
        self._floor.sockets.append(self._transport)


async def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser()
    parser.add_argument('--port', type=int, required=True)
    parser.add_argument('--fault', choices=FAULTS)
    options = parser.parse_args()
    floor = Faulty(options.fault) if options.fault else Floor()
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(floor), '127.0.0.1', options.port, backlog=2048
    )
    await server.serve_forever()


if __name__ == '__main__':
    run(main())
