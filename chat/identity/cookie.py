"""The cookie that carries a session ID: read from each request, given to a browser that has none.

An ID without a session costs the server nothing, so every page may give one: the framework's socket cannot set a cookie
later, when the person joins.
"""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .session import Sessions

COOKIE: Final = 'chat_session'
MAX_AGE: Final = 365 * 24 * 3600  # seconds
SCOPE_KEY: Final = 'chat.session_id'


class SessionCookie:
    """ASGI middleware. `session_id_of` tells the ID wherever the request is at hand."""

    def __init__(self, app: ASGIApp, sessions: Sessions) -> None:
        self._app = app
        self._sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its session ID; give the browser a cookie if it had none."""
        if scope['type'] not in {'http', 'websocket'} or scope['path'].startswith('/_nicegui'):
            return await self._app(scope, receive, send)
        cookie = _cookie_of(scope)
        known = self._sessions.verify(cookie)
        if known and self._sessions.is_over(known):
            known = None
        scope[SCOPE_KEY] = session_id = known or self._sessions.successor(cookie)
        await self._sessions.fetch(session_id)

        async def send_with_cookie(message: Message) -> None:
            given = session_id_of(HTTPConnection(scope))
            if message['type'] == 'http.response.start' and given != known:
                value = f'{COOKIE}={self._sessions.sign(given)}; Path=/; Max-Age={MAX_AGE}; HttpOnly; SameSite=Lax'
                secure = '; Secure' if scope.get('scheme') == 'https' else ''
                MutableHeaders(scope=message).append('set-cookie', value + secure)
            await send(message)

        return await self._app(scope, receive, send if scope['type'] == 'websocket' else send_with_cookie)


def session_id_of(connection: HTTPConnection) -> str:
    """The session ID of this browser."""
    return str(connection.scope[SCOPE_KEY])


def give_session(connection: HTTPConnection, session_id: str) -> None:
    """Let the answer carry the cookie of another session: that of the browser from now on."""
    connection.scope[SCOPE_KEY] = session_id


def _cookie_of(scope: Scope) -> str:
    # not http.cookies: it drops all cookies when one is malformed, and those of every program on this host come here
    return cookie_parser(dict(scope['headers']).get(b'cookie', b'').decode('latin-1')).get(COOKIE, '')
