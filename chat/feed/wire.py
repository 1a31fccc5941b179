"""The wire: the whole way from what happens to the browsers that show it, and the only module that knows there are two.

What many browsers are told is encoded once, as one frame, and written as it is to each page's own NiceGUI socket: no
other way with the same interface came near it (python -m tests.load shows how near others come). Pages that have no
such socket (long polling, the `User` fixture, a uvicorn that has changed) are told through NiceGUI's outbox instead.
For a reader who does not keep up nothing is heaped up beyond the socket's own 64 KiB: what comes then is left out, and
when the socket is empty again its views catch up on what they missed, in one piece.

What is gathered first, and how long, is said where it begins: Stream, Typing, Marks and Counters.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol, cast

from nicegui import json, ui

EXTENSION: Final = 'chat.wire'  # where ASGI lets a server offer more than the specification


class Wire(Protocol):
    """A socket that takes frames as they are: chat/feed/socket.py."""

    on_drain: tuple[Callable[[], None], ...]
    """Called when a reader that had fallen behind has caught up with what was written."""

    def write(self, frame: bytes) -> bool:
        """Whether it was written: not to a socket that is closing, nor to a reader that does not keep up."""

    @property
    def is_full(self) -> bool:
        """The reader does not keep up."""

    def abort(self) -> None:
        """Close the connection now, whatever still waits to be sent."""


@dataclass(slots=True)
class Ways:
    """How often each way was taken since the start, counted for each view."""

    wire: int = 0
    """Written to the page's own socket."""
    outbox: int = 0
    """Handed to NiceGUI's outbox."""
    held: int = 0
    """Left out, because the reader does not keep up: told when it has caught up."""
    away: int = 0
    """Left out, because the page is not connected: it asks when it is back."""


ways: Final = Ways()


class Frame:
    """Something that browsers are told, encoded as Socket.IO does: the same bytes for all of them."""

    __slots__ = ('bytes', 'data')

    def __init__(self, event: str, data: dict[str, Any]) -> None:
        """
        :param event: what the browser's part listens to on the socket
        """
        self.data = data
        self.bytes = text_frame(b'42' + json.dumps([event, data]).encode())


class Line:
    """The way to one element of one page. A new socket after each reconnect is taken by `connect`."""

    __slots__ = ('_caught_up', '_element', '_method', '_wire')

    def __init__(self, element: ui.element, method: str, caught_up: Callable[[], None]) -> None:
        """
        :param method: of the element's part in the browser, which takes a frame's data that came by the outbox
        :param caught_up: called when a reader who was left out for a while can be told again
        """
        self._element = element
        self._method = method
        self._caught_up = caught_up
        self._wire: Wire | None = None

    def connect(self) -> bool:
        """Take the page's socket as it is now; whether it can be written to directly."""
        self.disconnect()
        self._wire = wire_of((self._element.client.environ or {}).get('asgi.scope'))
        if self._wire:
            self._wire.on_drain = (*self._wire.on_drain, self._caught_up)
        return self._wire is not None

    def disconnect(self) -> None:
        """Take the socket no more."""
        if self._wire:
            self._wire.on_drain = tuple(each for each in self._wire.on_drain if each != self._caught_up)
        self._wire = None

    def send(self, frame: Frame) -> bool:
        """Whether it was sent, by whatever way; if not, the element has to catch up by itself."""
        wire = self._wire
        if wire is not None and wire.write(frame.bytes):
            ways.wire += 1
            return True
        if not self._element.client.has_socket_connection:
            ways.away += 1
            return False
        if wire is not None and wire.is_full:
            ways.held += 1
            return False
        ways.outbox += 1
        self._element.run_method(self._method, frame.data)
        return True


def text_frame(payload: bytes) -> bytes:
    """An unmasked, unfragmented, uncompressed WebSocket text frame (RFC 6455, section 5.2)."""
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 65536:
        return b'\x81\x7e' + size.to_bytes(2, 'big') + payload
    return b'\x81\x7f' + size.to_bytes(8, 'big') + payload


def wire_of(scope: Any) -> Wire | None:
    """The wire of a connection, if it has one."""
    offered = scope.get('extensions', {}) if isinstance(scope, dict) else {}
    return cast('Wire | None', offered.get(EXTENSION))


def cut(scope: Any) -> None:
    """Close a connection now, if it can be: one that does not read would be waited for."""
    if (wire := wire_of(scope)) is not None:
        wire.abort()
