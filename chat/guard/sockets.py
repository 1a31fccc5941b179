"""The sockets of pages: who may open one, what comes through it and how fast, and that it is read.

A browser says with its first packet which page it shows. The page belongs to the session that it was built for: what
comes from another browser is not heard, whatever it knows.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qsl

from nicegui import Client, background_tasks
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import framework
from .address import client_address
from .envelope import Envelope, are_packets, envelope_of, is_connect, is_handshake, is_packet
from .quota import Pace, Quota

SILENT: Final = 10.0  # seconds in which a socket has to say what page it belongs to
BURST: Final = 4  # seconds' worth of events that may come at once
PATIENCE: Final = 5.0  # seconds for which somebody is slowed; then the socket is cut


class Session:
    """One Engine.IO session: a browser's, as a rule."""

    def __init__(self, address: str, scope: Scope, session_id: str | None, pace: Pace) -> None:
        self.address = address
        self.scope = scope
        self.session_id = session_id
        self.pace = pace
        self.is_in = False
        self.page = ''
        """The page that it says it shows."""
        self.environ: dict[str, Any] = {}


class SocketGuard:
    """Comes between Engine.IO and Socket.IO, and, as ASGI middleware, before any socket at all."""

    def __init__(
        self,
        *,
        max_sockets: int,
        max_events: float,
        session_of: Callable[[Scope], str | None],
        is_strange: Callable[[Scope], bool],
        cut: Callable[[Scope], None],
    ) -> None:
        """
        :param max_sockets: that one address may have open
        :param max_events: that one socket may send a second, for long
        :param session_of: the session that a request's cookie belongs to
        :param is_strange: whether a page belongs to nobody yet; a browser without cookies can show such a one
        :param cut: ends the connection of a WebSocket at once
        """
        self.quota = Quota(max_sockets)
        self._max_events = max_events
        self._session_of = session_of
        self._is_strange = is_strange
        self._cut = cut
        self._sessions: dict[str, Session] = {}

    def install(self) -> None:
        """Take the place between the framework's parts."""
        framework.take_over(self.connect, self.message, self.disconnect, self.send)

    async def connect(self, sid: str, environ: dict[str, Any]) -> Any:
        """A session begins, unless its address has enough of them."""
        scope = framework.scope_of(environ)
        address = client_address(scope)
        if scope['type'] == 'http' and not self.quota.take(address):  # a WebSocket is counted where it is opened
            return False
        pace = Pace(self._max_events, int(self._max_events * BURST))
        session = self._sessions[sid] = Session(address, scope, self._session_of(scope), pace)
        session.environ = environ
        asyncio.get_running_loop().call_later(SILENT, self._end_silence, sid)
        return await framework.connect_on(sid, environ)

    async def disconnect(self, sid: str, *reason: Any) -> None:
        """A session has ended."""
        if (session := self._sessions.pop(sid, None)) and session.scope['type'] == 'http':
            self.quota.give_back(session.address)
        await framework.disconnect_on(sid, *reason)

    async def message(self, sid: str, packet: Any) -> None:
        """A packet has come: it waits if there were many, and goes on if it is what a browser sends from this page."""
        if (session := self._sessions.get(sid)) is None:
            return
        if wait := session.pace.wait(asyncio.get_running_loop().time()):
            if wait > PATIENCE or session.pace.slowed > PATIENCE * self._max_events:
                return await self.end(sid)
            await asyncio.sleep(wait)  # and with it the reading of more
        if is_connect(packet):
            if not session.is_in:
                session.is_in = True
                self._check_query(session)
                await framework.message_on(sid, packet)
        elif packet == '1' or ((envelope := envelope_of(packet)) and self._may_pass(sid, session, envelope)):
            await framework.message_on(sid, packet)

    async def send(self, sid: str, packet: Any) -> None:
        """A packet is to be sent, unless too many wait already."""
        if framework.is_behind(sid):
            await self.end(sid)
        else:
            await framework.send_on(sid, packet)

    async def end(self, sid: str) -> None:
        """End a session at once."""
        if (session := self._sessions.get(sid)) is not None:
            if session.scope['type'] == 'websocket':
                self._cut(session.scope)
            await framework.drop(sid)

    def _end_silence(self, sid: str) -> None:
        if (session := self._sessions.get(sid)) is not None and not framework.is_on(sid, session.page):
            background_tasks.create(self.end(sid), name='end a silent session')

    def _check_query(self, session: Session) -> None:
        query = dict(parse_qsl(session.environ.get('QUERY_STRING', '')))
        if query.get('implicit_handshake') == 'true':
            session.page = query.get('client_id', '')
            client = framework.page(session.page)
            if not is_handshake(query) or not self._belongs(session, client):
                session.environ['QUERY_STRING'] = framework.UNKNOWN

    def _may_pass(self, sid: str, session: Session, envelope: Envelope) -> bool:
        client = framework.page(envelope.client_id)
        if envelope.name == 'handshake':
            session.page = envelope.client_id
            return self._belongs(session, client)
        if client is None or not framework.is_on(sid, envelope.client_id):
            return False
        said = envelope.said
        return envelope.name != 'event' or framework.listens(client, said['id'], said['listener_id'])

    def _belongs(self, session: Session, client: Client | None) -> bool:
        if client is None:
            return True  # there is nothing to protect, and the framework answers that
        if session.session_id is None:
            return self._is_strange(client.request.scope)
        return self._session_of(client.request.scope) == session.session_id


class SocketLimit:
    """ASGI middleware: how many sockets an address may have open, of all kinds, and that pages' carry packets."""

    def __init__(self, app: ASGIApp, guard: SocketGuard) -> None:
        self._app = app
        self._guard = guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the socket on, or refuse it."""
        is_pages = scope['path'].startswith(framework.SOCKET_PATH) if scope['type'] != 'lifespan' else False
        if scope['type'] == 'websocket':
            return await self._open(scope, _packets(receive) if is_pages else receive, send, is_pages=is_pages)
        if is_pages and scope['method'] == 'POST':
            body = await _body(receive)
            if body is None or not are_packets(body):
                return await PlainTextResponse('These are no packets.', 400)(scope, receive, send)
            receive = _again(body, receive)
        return await self._app(scope, receive, send)

    async def _open(self, scope: Scope, receive: Receive, send: Send, *, is_pages: bool) -> None:
        address = client_address(scope)
        is_upgrade = is_pages and b'sid=' in scope['query_string']  # which was not offered
        if is_upgrade or not self._guard.quota.take(address):
            await receive()
            return await send({'type': 'websocket.close', 'code': 1008, 'reason': 'too many connections'})
        try:
            return await self._app(scope, receive, send)
        finally:
            self._guard.quota.give_back(address)


def _packets(receive: Receive) -> Receive:
    async def receive_packet() -> Message:
        message = await receive()
        if message['type'] == 'websocket.receive' and not is_packet(message.get('text')):
            return {'type': 'websocket.disconnect', 'code': 1008}
        return message

    return receive_packet


async def _body(receive: Receive) -> bytes | None:
    body, more = b'', True
    while more:
        message = await receive()
        if message['type'] != 'http.request':
            return None
        body += message.get('body', b'')
        more = message.get('more_body', False)
    return body


def _again(body: bytes, receive: Receive) -> Receive:
    messages: list[Message] = [{'type': 'http.request', 'body': body}]

    async def receive_again() -> Message:
        return messages.pop() if messages else await receive()

    return receive_again
