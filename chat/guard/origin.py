"""The origin guard: no other site's page may speak here in the name of its visitor.

Browsers say with `Origin` whose page sends a form, a fetch or a WebSocket handshake; programs say nothing and pass.
See RFC 6454, and "cross-site WebSocket hijacking" for why a socket needs this more than a form does.
"""

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

SAFE_METHODS: Final = frozenset({'GET', 'HEAD', 'OPTIONS'})
USUAL_PORTS: Final = frozenset({80, 443})


class OriginGuard:
    """ASGI middleware: answers 403 to a foreign `Origin` before anything is done or any handshake accepted."""

    def __init__(self, app: ASGIApp, *, allowed: Iterable[str] = (), allowed_paths: tuple[str, ...] = ()) -> None:
        """
        :param allowed: foreign origins that may pass (`null` too), to
        :param allowed_paths: paths that begin so; never to the framework's own socket
        """
        self._app = app
        self._allowed = {origin.lower().rstrip('/') for origin in allowed}
        self._allowed_paths = allowed_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope['type'] not in {'http', 'websocket'} or self._may_pass(scope):
            return await self._app(scope, receive, send)
        if scope['type'] == 'websocket':
            await receive()
            return await send({'type': 'websocket.close', 'code': 4403, 'reason': 'foreign origin'})
        body = b'This request came from a page of another site.'
        headers = [(b'content-type', b'text/plain; charset=utf-8'), (b'content-length', b'%d' % len(body))]
        await send({'type': 'http.response.start', 'status': 403, 'headers': headers})
        return await send({'type': 'http.response.body', 'body': body})

    def _may_pass(self, scope: Scope) -> bool:
        path = scope['path']
        if scope['type'] == 'http' and scope['method'] in SAFE_METHODS and not path.startswith('/_nicegui_ws'):
            return True
        headers = dict(scope['headers'])
        origin = headers.get(b'origin', b'').decode('latin-1').lower()
        if not origin:
            return True
        if origin in self._allowed and path.startswith(self._allowed_paths or ('\0',)):
            return True
        try:
            return _host_of(origin) is not None and _host_of(origin) == _host_of(
                '//' + headers.get(b'host', b'').decode('latin-1').lower()
            )
        except ValueError:
            return False


def _host_of(url: str) -> tuple[str, int | None] | None:
    """Host and port, if it is not a usual one: behind a proxy the scheme of this hop is not that of the browser's."""
    parts = urlsplit(url)
    return (parts.hostname, parts.port if parts.port not in USUAL_PORTS else None) if parts.hostname else None
