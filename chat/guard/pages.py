"""Pages that nobody looks at: each stays in memory for a while in case its browser connects, so there are only so many.

They are those that never opened a socket, as those of crawlers and scripts, and those whose browser is away.
"""

import asyncio
from collections import Counter
from typing import Final

from nicegui import Client
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from . import framework
from .address import client_address

PATIENCE: Final = 10.0  # seconds in which a browser connects; later its page may have to make room for a newer one
OWED: Final = 1_000  # things that wait for a browser which is away; with more it will have to load the page anew


class WaitingPages:
    """All pages without a socket, the longest waiting first."""

    def __init__(self, *, each: int, total: int) -> None:
        """
        :param each: how many one address may have
        :param total: how many there may be of all addresses together
        """
        self._each = each
        self._total = total
        self._waiting: dict[str, tuple[Client, str, float]] = {}
        self._of: Counter[str] = Counter()
        self._newest = ''

    def admits(self, address: str) -> bool:
        """Whether one more page can be built for an address; one that has waited for long makes room for it."""
        self._look()
        if self._of[address] >= self._each:
            self._make_room(address)
        elif self._of.total() >= self._total:
            self._make_room(None)
        return self._of[address] < self._each and self._of.total() < self._total

    def connected(self, client: Client) -> None:
        """A browser shows this page."""
        if known := self._waiting.pop(client.id, None):
            self._of[known[1]] -= 1
            if not self._of[known[1]]:
                del self._of[known[1]]

    def disconnected(self, client: Client) -> None:
        """Its browser is away."""
        if not client.has_socket_connection and not client.is_deleted:
            self._add(client)

    def began(self, address: str) -> None:
        """A page is being built."""
        self._of[address] += 1

    def built(self, address: str) -> None:
        """It has been built, and is in the list from now on."""
        self._of[address] -= 1
        if not self._of[address]:
            del self._of[address]
        self._look()

    def tidy(self) -> None:
        """Give up pages for which too much waits."""
        for client, _, _ in [*self._waiting.values()]:
            if len(client.outbox.messages) > OWED:
                client.delete()

    def _look(self) -> None:
        """Put those that were built since the last look into the list."""
        fresh = []
        for client in reversed(Client.instances.values()):
            if client.id == self._newest:
                break
            fresh.append(client)
        for client in reversed(fresh):
            self._newest = client.id
            if not client.has_socket_connection:
                self._add(client)

    def _add(self, client: Client) -> None:
        if client.id not in self._waiting:
            address = client_address(client.request.scope)
            self._waiting[client.id] = (client, address, asyncio.get_running_loop().time())
            self._of[address] += 1

    def _make_room(self, address: str | None) -> None:
        long_ago = asyncio.get_running_loop().time() - PATIENCE
        for client, whose, since in self._waiting.values():
            if since > long_ago:
                return
            if address in {None, whose}:
                return client.delete()


class PageLimit:
    """ASGI middleware: a page is built for those who are going to look at it, and for so many at a time."""

    def __init__(self, app: ASGIApp, pages: WaitingPages) -> None:
        self._app = app
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it: 503 to a browser that only guesses where its person may go, or 429."""
        if scope['type'] != 'http' or scope['method'] != 'GET' or not framework.is_page_path(scope['path']):
            return await self._app(scope, receive, send)
        headers = dict(scope['headers'])
        refusal: Response | None = None
        address = client_address(scope)
        if b'prefetch' in headers.get(b'sec-purpose', headers.get(b'purpose', b'')).lower():
            refusal = PlainTextResponse('Not in advance.', 503, {'Cache-Control': 'no-store'})
        elif not self._pages.admits(address):
            refusal = PlainTextResponse(
                'Too many pages are being opened from your network. This one comes in a moment.',
                429,
                {'Retry-After': '3', 'Refresh': '3', 'Cache-Control': 'no-store'},
            )
        if refusal is not None:
            return await refusal(scope, receive, send)
        self._pages.began(address)
        try:
            return await self._app(scope, receive, send)
        finally:
            self._pages.built(address)
