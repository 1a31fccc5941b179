"""The health check: whether the chat works, for those who watch it."""

from fastapi import APIRouter, Response

from ..model.hub import Hub
from ..store.trial import Trial


def router(hub: Hub, trial: Trial) -> APIRouter:
    """`GET /healthz`: 200, or 503 while the store cannot write."""
    routes = APIRouter()

    @routes.get('/healthz')
    async def healthz(response: Response) -> dict[str, object]:
        can_write = await trial.can_write()
        response.status_code = 200 if can_write else 503
        rooms = hub.rooms
        return {
            'status': 'ok' if can_write else 'cannot write',
            'rooms': len(rooms),
            'people': sum(room.presence.count for room in rooms),
        }

    return routes
