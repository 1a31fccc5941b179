"""The page limit: whoever opens pages faster than a person can is told to wait, before a page is built for them."""

import math
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ..errors import TooFast
from ..model.limits import Act, Limits
from ..words import best_language, explain, words_of
from . import framework
from .address import client_address


class PageFlood:
    """ASGI middleware: answers 429 to page opens beyond the limits; a browser tries again by itself."""

    def __init__(
        self, app: ASGIApp, *, limits: Limits, person_of: Callable[[Scope], str], default_language: str
    ) -> None:
        """
        :param person_of: who asks, by what an outer middleware has found out
        """
        self._app = app
        self._limits = limits
        self._person_of = person_of
        self._default_language = default_language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or have it wait."""
        if scope['type'] == 'http' and framework.is_page_path(scope['path']):
            try:
                self._limits.spend(Act.PAGE, person=self._person_of(scope), address=client_address(scope))
            except TooFast as error:
                return await self._refusal(error, scope)(scope, receive, send)
        return await self._app(scope, receive, send)

    def _refusal(self, error: TooFast, scope: Scope) -> PlainTextResponse:
        language = best_language(Headers(scope=scope).get('accept-language', ''), self._default_language)
        seconds = str(math.ceil(error.retry_after))
        headers = {'Retry-After': seconds, 'Refresh': seconds, 'Cache-Control': 'no-store'}
        return PlainTextResponse(explain(error, words_of(language)), 429, headers)
