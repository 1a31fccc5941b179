"""Hidden paths: unknown to whoever may not use them, with and without a slash, by every method, however often."""

from collections.abc import Awaitable, Callable, Collection
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

NOWHERE: Final = '/nowhere'  # a path that nothing serves


class Hidden:
    """ASGI middleware: for others, a hidden path is one that nothing serves.

    It stands before all that treats pages unlike other paths: limits, prefetch, redirects, and methods that are not
    allowed would each be a trace.
    """

    def __init__(self, app: ASGIApp, *, paths: Collection[str], may: Callable[[Scope], Awaitable[bool]]) -> None:
        """
        :param paths: without a slash at the end
        :param may: whether a request comes from somebody who may find them
        """
        self._app = app
        self._paths = paths
        self._may = may

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, perhaps as one for a path where nothing is."""
        if scope['type'] == 'http' and scope['path'].rstrip('/') in self._paths and not await self._may(scope):
            scope = {**scope, 'path': NOWHERE, 'raw_path': NOWHERE.encode()}
        return await self._app(scope, receive, send)
