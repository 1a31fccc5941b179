"""Requests on the wire: how many connections an address holds, how large a head may be, how long a request may take.

The parser that uvicorn uses has no limit for either: whoever sends headers without end fills the memory, and whoever
sends a byte now and then keeps a connection for ever ("slowloris"). So does whoever never reads the answer.
"""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from .connections import Connections
from .uploads import PACE, is_upload

HEAD: Final = 32 * 1024  # bytes of the first line and the headers together
AHEAD: Final = 20  # requests sent before the one in front of them is answered; browsers send none
FIELDS: Final = 100  # headers; browsers send about twenty
WHOLE: Final = 20.0  # seconds from the connection, or the first byte, to the last of the body; or of each 64 KiB
UNREAD: Final = 60.0  # seconds for which nothing of an answer is read; a 64 KiB buffer in that time is 1 KB a second
REFUSALS: Final = {
    408: b'Request Timeout',
    431: b'Request Header Fields Too Large',
    503: b'Service Unavailable',
}


class BoundedHttp(HttpToolsProtocol):
    """uvicorn's HTTP protocol with these limits; it answers 431, 408 or 503 and closes the connection."""

    crowd: Connections | None = None
    """How many there are; not counted if None."""
    _taken: str | None = None
    _deadline: asyncio.TimerHandle | None = None
    _reader_deadline: asyncio.TimerHandle | None = None
    _answered: RequestResponseCycle | None = None  # what is being answered: with requests ahead not the newest
    _is_in_head = False
    _size = 0  # of what has been read of a head, in bytes
    _unread = 0  # bytes that came while a head did not end
    _fields = 0
    _is_upload = False  # it may take long, as long as it goes on
    _came = 0  # bytes of it since the last look

    # --- of a connection ---------------------------------------------------------------------------------
    def connection_made(self, transport: Any) -> None:
        """Somebody has connected, and has to say something, unless their address holds too many connections."""
        super().connection_made(transport)
        if self.crowd and self.client:
            self._taken = self.crowd.take(self.client[0])
            if self._taken is None:
                return self._refuse(503)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """There is nothing to wait for any more."""
        self._stop_waiting()
        self._stop_waiting_for_reader()
        self._stop_answering()
        self._give_back()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        """It is a socket from now on, and counted as one."""
        self._give_back()
        super().handle_websocket_upgrade()

    def pause_writing(self) -> None:
        """Too much of an answer waits to be read."""
        super().pause_writing()
        self._wait_for_reader()

    def resume_writing(self) -> None:
        """It has been read."""
        self._stop_waiting_for_reader()
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """Nothing more is asked: close, once the last answer has been read."""
        super().timeout_keep_alive_handler()
        self._wait_for_reader()

    def on_response_complete(self) -> None:
        """An answer has been written; if it is the last, nothing but its reader keeps the connection."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._wait_for_reader()

    def data_received(self, data: bytes) -> None:
        """Read on, unless the head of the request has grown too large: it is kept in memory until it ends."""
        was_in_head = self._is_in_head
        super().data_received(data)
        if was_in_head and self._is_in_head:
            self._unread += len(data)
            if self._unread > HEAD:
                self._refuse(431)

    def send_400_response(self, msg: str) -> None:
        """Answer what cannot be read, or was not read to its end."""
        if self._fields > FIELDS or self._size > HEAD:
            self._refuse(431)
        else:
            self._stop_waiting()
            super().send_400_response(msg)
            self._stop_answering()

    # --- of a request, called by the parser --------------------------------------------------------------
    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._is_in_head, self._size, self._unread, self._fields = True, 0, 0, 0
        self._wait()

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header has come."""
        self._fields += 1
        self._size += len(name) + len(value)
        if self._fields > FIELDS or self._size > HEAD:
            raise ValueError('too many headers')  # the parser stops, and `send_400_response` is called
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The body follows, if there is one."""
        self._is_in_head = False
        if len(self.url) > HEAD:
            self._size = len(self.url)
            raise ValueError('too long an address')
        if len(self.pipeline) >= AHEAD:
            raise ValueError('too many requests ahead')
        self._is_upload = is_upload(
            self.parser.get_method().decode(), self.url.decode(errors='replace').partition('?')[0]
        )
        self._came = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Some of the body has come. A file may take long, as long as it goes on."""
        self._came += len(body)
        if self._is_upload and self._came >= PACE:
            self._came = 0
            self._stop_waiting()
            self._wait()
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request has come as a whole; how long its answer takes is not limited here."""
        self._stop_waiting()
        super().on_message_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answered = cycle
        super()._start_asgi_task(cycle, app)

    # --- what they do ------------------------------------------------------------------------------------
    def _give_back(self) -> None:
        if self.crowd and self._taken is not None:
            self.crowd.give_back(self._taken)
            self._taken = None

    def _wait(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(WHOLE, self._refuse, 408)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _wait_for_reader(self) -> None:
        self._stop_waiting_for_reader()
        self._reader_deadline = self.loop.call_later(UNREAD, self.transport.abort)

    def _stop_waiting_for_reader(self) -> None:
        if self._reader_deadline is not None:
            self._reader_deadline.cancel()
            self._reader_deadline = None

    def _stop_answering(self) -> None:
        """What would still be written goes nowhere; uvicorn would raise an error for it."""
        self.pipeline.clear()
        if self._answered is not None:
            self._answered.disconnected = True
            self._answered.message_event.set()

    def _refuse(self, status: int) -> None:
        self._stop_waiting()
        self._is_in_head = False
        if not self.transport.is_closing():
            head = b'HTTP/1.1 %d %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n' % (status, REFUSALS[status])
            if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
                self.transport.write(head)
            self.transport.close()
            self._stop_answering()
            self._wait_for_reader()
