"""uvicorn's WebSocket that also lets the chat write a frame that is encoded already: the fast half of the wire.

What is used of uvicorn beyond its documentation is named here and nowhere else; tests/feed/test_socket.py fails loudly
when a new version changes it. The chat works all the same then: pages are told through NiceGUI's outbox, and the log
says so.
"""

import logging
from collections.abc import Callable
from typing import Any, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from .wire import EXTENSION, Line

log = logging.getLogger('chat')

USED: Final = (
    'close_sent',
    'conn',
    'curr_msg_data_type',
    'disconnected',
    'frames',
    'handle_parser_exception',
    'response',
    'scope',
    'transport',
    'writable',
)
"""What a connection of uvicorn's has to have."""


class Socket(WebSocketsSansIOProtocol):
    """One browser's."""

    lines: tuple[Line, ...] = ()
    _is_closed = False

    def handle_connect(self, event: Any) -> None:
        """Accept the handshake and offer this socket to the application, if it is as it has to be."""
        super().handle_connect(event)
        if missing := [name for name in USED if not hasattr(self, name)]:
            return log.warning('uvicorn has changed, pages are told more slowly: no %s', ', '.join(missing))
        if self.response.status_code == 101:
            extensions: dict[str, Any] = self.scope['extensions']
            extensions[EXTENSION] = self
        return None

    def data_received(self, data: bytes) -> None:
        """Read on. A handshake that cannot be read is answered and ends, which uvicorn would leave open for ever."""
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.transport.is_closing():
            self.transport.write(b''.join(self.conn.data_to_send()))
            self.transport.close()

    def send_receive_event_to_app(self) -> None:
        """Hand on a frame; one that is not UTF-8 closes the socket, without the traceback that uvicorn would log."""
        if self.curr_msg_data_type == 'text':
            try:
                b''.join(self.frames).decode()
            except UnicodeDecodeError:
                self.frames = []
                self.conn.fail(1007, 'not UTF-8')
                self.handle_parser_exception()
                return
        super().send_receive_event_to_app()

    def write(self, frame: bytes) -> bool:
        """Whether it was written: not to a socket that is closing, nor to a reader that does not keep up."""
        if (write := self.direct) is None:
            return False
        write(frame)
        return True

    @property
    def direct(self) -> Callable[[bytes], object] | None:
        """What writes without looking whether it may, until the lines are told to stop; None if it may not now."""
        is_open = self.writable.is_set() and not (self.disconnected or self.close_sent or self.transport.is_closing())
        return self.transport.write if is_open else None

    @property
    def close_sent(self) -> bool:
        """Whether the closing handshake has begun. uvicorn sets it wherever that happens: nothing is written then."""
        return self._is_closed

    @close_sent.setter
    def close_sent(self, is_closed: bool) -> None:
        self._is_closed = is_closed
        if is_closed:
            self._stop()

    @property
    def is_full(self) -> bool:
        """The reader does not keep up: more than the transport's high-water mark (64 KiB) waits for it."""
        return not self.writable.is_set()

    def pause_writing(self) -> None:
        """The reader has fallen behind."""
        super().pause_writing()
        self._stop()

    def resume_writing(self) -> None:
        """The reader has caught up."""
        super().resume_writing()
        for line in self.lines:
            line.drained()

    def connection_lost(self, exc: Exception | None) -> None:
        """There is nobody to write to any more."""
        super().connection_lost(exc)
        self._stop()

    def abort(self) -> None:
        """Close the connection now, whatever still waits to be sent."""
        self._stop()
        self.transport.abort()

    def _stop(self) -> None:
        for line in self.lines:
            line.stop()
