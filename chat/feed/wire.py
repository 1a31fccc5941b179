"""The wire: one encoded frame, written as it is to every browser's own NiceGUI socket.

`ui.run(http='chat.protocol:Http')` turns it on. Without it, and for views that have no such socket (long polling, the
`User` fixture), everything goes through NiceGUI's outbox. What is used of uvicorn beyond its documentation is the shape
of `WebSocketsSansIOProtocol`; tests/feed/test_wire.py fails loudly when that changes.
"""

from collections.abc import Callable
from typing import Any, Final

from nicegui import Client, json
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

EXTENSION: Final = 'chat.wire'  # where ASGI lets a server offer more than the specification


def encode(event: str, data: Any) -> bytes:
    """A Socket.IO event as one frame: the same bytes for every browser."""
    return text_frame(b'42' + json.dumps([event, data]).encode())


def text_frame(payload: bytes) -> bytes:
    """An unmasked, unfragmented, uncompressed WebSocket text frame (RFC 6455, section 5.2)."""
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 65536:
        return b'\x81\x7e' + size.to_bytes(2, 'big') + payload
    return b'\x81\x7f' + size.to_bytes(8, 'big') + payload


class Wire(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket that also lets the application write a frame that is encoded already."""

    on_drain: tuple[Callable[[], None], ...] = ()
    """Called when a reader that had fallen behind has caught up with what was written."""

    def data_received(self, data: bytes) -> None:
        """Read on. A handshake that cannot be read is answered and ends, which uvicorn would leave open for ever."""
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.transport.is_closing():
            self.transport.write(b''.join(self.conn.data_to_send()))
            self.transport.close()

    def handle_connect(self, event: Any) -> None:
        """Accept the handshake and offer this wire to the application."""
        super().handle_connect(event)
        if self.response.status_code == 101:
            extensions: dict[str, Any] = self.scope['extensions']
            extensions[EXTENSION] = self

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
        for catch_up in self.on_drain:
            catch_up()

    def abort(self) -> None:
        """Close the connection now, whatever still waits to be sent."""
        self.transport.abort()


def wire_of(scope: Any) -> Wire | None:
    """The wire of a connection, if it has one."""
    wire = scope.get('extensions', {}).get(EXTENSION) if isinstance(scope, dict) else None
    return wire if isinstance(wire, Wire) else None


def wire_of_client(client: Client) -> Wire | None:
    """The wire of a page's own NiceGUI socket, if it has one."""
    return wire_of((client.environ or {}).get('asgi.scope'))
