"""The wire: the whole way from what happens to the browsers that show it, and the only module that knows there are two.

What many browsers are told is encoded once, as one frame, and written as it is to each page's own NiceGUI socket: no
other way with the same interface came near it (python -m tests.load shows how near others come). Pages that have no
such socket (long polling, the `User` fixture, a uvicorn that has changed) are told through NiceGUI's outbox instead.
For a reader who does not keep up nothing is heaped up beyond the socket's own 64 KiB: what comes then is left out, and
when the socket is empty again its views catch up on what they missed, in one piece.

What is gathered first, and how long, is said where it begins: Stream, Typing, Marks and Counters.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final, Protocol, cast

from nicegui import json, ui

EXTENSION: Final = 'chat.wire'  # where ASGI lets a server offer more than the specification


class Wire(Protocol):
    """A socket that takes frames as they are: chat/feed/socket.py."""

    lines: tuple['Line', ...]
    """Whose socket it is: they are told with `stop` that it takes no more, and with `drained` that it does again."""

    @property
    def direct(self) -> Callable[[bytes], object] | None:
        """What writes without looking whether it may, until the lines are told to stop; None if it may not now."""

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


class View(Protocol):
    """Who shows what an audience is told."""

    reader: int
    """The number of whoever looks."""

    def deliver(self, frame: Frame) -> None:
        """Send a change to the browser."""


class Audience:
    """The views that are told the same.

    Nearly all of them keep up: they have everything and may be written to, until they say otherwise. So one bare loop
    writes to them, and only the others are asked one by one.
    """

    __slots__ = ('_others', '_ready', 'rev')

    def __init__(self) -> None:
        self.rev = 0
        """The change that those who keep up have been told."""
        self._ready: dict[View, Callable[[bytes], object]] = {}
        self._others: set[View] = set()

    def __len__(self) -> int:
        return len(self._ready) + len(self._others)

    def __iter__(self) -> Iterator[View]:
        return iter([*self._ready, *self._others])

    def add(self, view: View) -> None:
        """Tell a view what is new from now on."""
        self._others.add(view)

    def discard(self, view: View) -> None:
        """Tell it nothing any more."""
        self._ready.pop(view, None)
        self._others.discard(view)

    def keeps_up(self, view: View) -> bool:
        """Whether it has been told everything up to `rev`."""
        return view in self._ready

    def trust(self, view: View, write: Callable[[bytes], object]) -> None:
        """A view has everything: write to it without asking."""
        if view in self._others:
            self._others.remove(view)
            self._ready[view] = write

    def doubt(self, view: View) -> None:
        """Ask it again before each frame."""
        if self._ready.pop(view, None) is not None:
            self._others.add(view)

    def tell(self, frame: Frame, *, without: Collection[View] = ()) -> None:
        """Send a frame to all, or to all but a few."""
        self.rev = frame.data.get('rev', self.rev)
        # who is written to may turn out not to keep up, and who is asked to do so: for the next frame
        writes = list(self._ready.values())
        others = [view for view in self._others if view not in without]
        if without:
            writes = [write for view, write in self._ready.items() if view not in without]
        data = frame.bytes
        for write in writes:
            write(data)
        ways.wire += len(writes)
        for view in others:
            view.deliver(frame)


class Line:
    """The way to one element of one page. A new socket after each reconnect is taken by `connect`."""

    __slots__ = ('_caught_up', '_element', '_method', '_stopped', '_wire')

    def __init__(
        self,
        element: ui.element,
        method: str,
        caught_up: Callable[[], None],
        stopped: Callable[[], None] = lambda: None,
    ) -> None:
        """
        :param method: of the element's part in the browser, which takes a frame's data that came by the outbox
        :param caught_up: called when a reader who was left out for a while can be told again
        :param stopped: called when what `direct` gave is not to be used any more
        """
        self._element = element
        self._method = method
        self._caught_up = caught_up
        self._stopped = stopped
        self._wire: Wire | None = None

    def connect(self) -> bool:
        """Take the page's socket as it is now; whether it can be written to directly."""
        self.disconnect()
        self._wire = wire_of((self._element.client.environ or {}).get('asgi.scope'))
        if self._wire:
            self._wire.lines = (*self._wire.lines, self)
        return self._wire is not None

    def disconnect(self) -> None:
        """Take the socket no more."""
        if self._wire:
            self._wire.lines = tuple(each for each in self._wire.lines if each is not self)
        self._wire = None
        self._stopped()

    def stop(self) -> None:
        """The socket takes no more for now, or for good."""
        self._stopped()

    def drained(self) -> None:
        """The socket has taken all that was written to it."""
        self._caught_up()

    @property
    def direct(self) -> Callable[[bytes], object] | None:
        """What writes to the socket, until it stops; None while it takes nothing."""
        return self._wire.direct if self._wire is not None else None

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
