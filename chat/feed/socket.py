"""uvicorn's WebSocket that also lets the chat write a frame that is encoded already: the fast half of the wire.

What is used of uvicorn beyond its documentation is named here and nowhere else; tests/feed/test_socket.py fails loudly
when a new version changes it. The chat works all the same then: pages are told through NiceGUI's outbox, and the log
says so.
"""

import logging
from collections.abc import Callable
from typing import Any, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from .wire import EXTENSION

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

    on_drain: tuple[Callable[[], None], ...] = ()

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
        if self.disconnected or self.close_sent or not self.writable.is_set() or self.transport.is_closing():
            return False
        self.transport.write(frame)
        return True

    @property
    def is_full(self) -> bool:
        """The reader does not keep up: more than the transport's high-water mark (64 KiB) waits for it."""
        return not self.writable.is_set()

    def resume_writing(self) -> None:
        """The reader has caught up."""
        super().resume_writing()
        for caught_up in self.on_drain:
            caught_up()

    def abort(self) -> None:
        """Close the connection now, whatever still waits to be sent."""
        self.transport.abort()
