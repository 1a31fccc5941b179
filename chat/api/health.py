"""The health check: whether the chat works, for those who watch it."""

import asyncio
from typing import Final, Protocol

from fastapi import APIRouter, Response

from ..errors import CannotKeep
from ..model.hub import Hub

TRUSTED: Final = 2.0  # seconds that a trial at writing says something about: who asks more often gets the same answer


class Writable(Protocol):
    """What can be tried."""

    async def probe(self) -> None:
        """Find out whether something can be written."""


def router(hub: Hub, store: Writable) -> APIRouter:
    """`GET /healthz`: 200, or 503 while the store cannot write."""
    routes = APIRouter()
    tried = float('-inf')
    can_write = True

    @routes.get('/healthz')
    async def healthz(response: Response) -> dict[str, object]:
        nonlocal tried, can_write
        if (moment := asyncio.get_running_loop().time()) - tried > TRUSTED:
            tried = moment
            try:
                await store.probe()
                can_write = True
            except CannotKeep:
                can_write = False
        response.status_code = 200 if can_write else 503
        rooms = hub.rooms
        return {
            'status': 'ok' if can_write else 'cannot write',
            'rooms': len(rooms),
            'people': sum(room.presence.count for room in rooms),
        }

    return routes
