"""Compression of answers, but for files: parts of them are asked for by their bytes, and most are packed already."""

from typing import Final

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

AS_THEY_ARE: Final = '/files/'


class Compression:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._packing = GZipMiddleware(app, compresslevel=4)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and pack the answer."""
        is_file = scope['type'] == 'http' and scope['path'].startswith(AS_THEY_ARE)
        await (self._app if is_file else self._packing)(scope, receive, send)
