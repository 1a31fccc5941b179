"""Compression of answers, but for files: parts of them are asked for by their bytes, and most are packed already."""

import re
from typing import Final

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

AS_THEY_ARE: Final = re.compile(r'/files/[^/]+/[^/]*$')  # below whatever prefix


class Compression:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._packing = GZipMiddleware(app, compresslevel=4)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and pack the answer."""
        is_file = scope['type'] == 'http' and AS_THEY_ARE.search(scope['path']) is not None
        await (self._app if is_file else self._packing)(scope, receive, send)
