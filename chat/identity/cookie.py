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
SECURE_COOKIE: Final = '__Host-chat_session'  # over HTTPS; no other host, and no plain HTTP, can set it
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
        scope[SCOPE_KEY] = session_id = known or self._sessions.successor(cookie, (scope.get('client') or ('',))[0])
        await self._sessions.fetch(session_id)

        async def send_with_cookie(message: Message) -> None:
            given = session_id_of(HTTPConnection(scope))
            if message['type'] == 'http.response.start' and given != known:
                name, value = _name_in(scope), self._sessions.sign(given)
                secure = '; Secure' if name == SECURE_COOKIE else ''
                new = f'{name}={value}; Path=/; Max-Age={MAX_AGE}; HttpOnly; SameSite=Lax{secure}'
                headers = MutableHeaders(scope=message)
                headers.append('set-cookie', new)
                headers.setdefault('cache-control', 'no-store')  # else a cache could give it to others, too
            await send(message)

        return await self._app(scope, receive, send if scope['type'] == 'websocket' else send_with_cookie)


def session_id_of(connection: HTTPConnection) -> str:
    """The session ID of this browser."""
    return str(connection.scope[SCOPE_KEY])


def session_in(scope: Scope, sessions: Sessions) -> str | None:
    """The session ID of whoever a request or socket comes from, on paths without this middleware too."""
    return scope.get(SCOPE_KEY) or sessions.verify(_cookie_of(scope))


def is_strange(scope: Scope, sessions: Sessions) -> bool:
    """Whether a page was asked for without a cookie, and nothing was done in the session it was given."""
    return sessions.verify(_cookie_of(scope)) is None and sessions.find(scope[SCOPE_KEY]) is None


def give_session(connection: HTTPConnection, session_id: str) -> None:
    """Let the answer carry the cookie of another session: that of the browser from now on."""
    connection.scope[SCOPE_KEY] = session_id


def _cookie_of(scope: Scope) -> str:
    # not http.cookies: it drops all cookies when one is malformed, and those of every program on this host come here
    return cookie_parser(dict(scope['headers']).get(b'cookie', b'').decode('latin-1')).get(_name_in(scope), '')


def _name_in(scope: Scope) -> str:
    return SECURE_COOKIE if scope.get('scheme') in {'https', 'wss'} else COOKIE
