"""The health check: whether the chat works, for those who watch it."""

from fastapi import APIRouter

from ..model.hub import Hub


def router(hub: Hub) -> APIRouter:
    """`GET /healthz`."""
    routes = APIRouter()

    @routes.get('/healthz')
    async def healthz() -> dict[str, object]:
        rooms = hub.rooms
        return {'status': 'ok', 'rooms': len(rooms), 'people': sum(room.presence.count for room in rooms)}

    return routes
