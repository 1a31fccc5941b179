"""Proxies: what is believed of `X-Forwarded-…`, which is nothing unless it comes from a proxy that was named.

uvicorn's own belief in 127.0.0.1 is switched off for this: everything on the same machine could claim any address.
"""

import re
from collections.abc import Sequence
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

FORWARDED: Final = ('forwarded', 'x-forwarded-', 'x-real-ip')  # how the names of such headers begin
PREFIX: Final = re.compile(r'(/[\w.~-]+)+', re.ASCII)
HOST: Final = re.compile(r'[\w.-]+(:\d+)?|\[[0-9a-fA-F:]+\](:\d+)?', re.ASCII)


class Proxies:
    """ASGI middleware, outermost of all: behind it, scope and headers tell the truth as far as it is known.

    From a trusted proxy, `-For` and `-Proto` become client and scheme, `-Host` the host, and `-Prefix`, if it is a
    path, stays for the framework. From all others, every such header is taken out.
    """

    def __init__(self, app: ASGIApp, *, trusted: Sequence[str] = ()) -> None:
        """
        :param trusted: addresses and networks of proxies
        """
        self._app = app
        self._behind = ProxyHeadersMiddleware(app, trusted_hosts=list(trusted))  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, without what is not believed."""
        if scope['type'] not in {'http', 'websocket'}:
            return await self._app(scope, receive, send)
        headers = MutableHeaders(scope=scope)
        host, prefix = (headers.get(f'x-forwarded-{name}', '').strip() for name in ('host', 'prefix'))
        if not (scope.get('client') and scope['client'][0] in self._behind.trusted_hosts):
            scope['headers'] = [pair for pair in scope['headers'] if not _is_forwarded(pair[0])]
            return await self._app(scope, receive, send)
        if HOST.fullmatch(host):
            headers['host'] = host
        if not PREFIX.fullmatch(prefix := prefix.rstrip('/')):
            del headers['x-forwarded-prefix']
        else:
            headers['x-forwarded-prefix'] = prefix
        return await self._behind(scope, receive, send)  # type: ignore[arg-type]


def prefix_of(scope: Scope) -> str:
    """The path below which the chat is found, such as `/chat`; as a rule it is empty."""
    return str(dict(scope['headers']).get(b'x-forwarded-prefix', b'').decode('latin-1')) + str(scope['root_path'])


def _is_forwarded(name: bytes) -> bool:
    return name.decode('latin-1').lower().startswith(FORWARDED)
