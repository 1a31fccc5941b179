"""What is kept of oneself, as a file: `GET /account/data`."""

from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response, StreamingResponse
from nicegui import json

from ..errors import NotSignedIn
from ..identity.cookie import session_id_of
from ..identity.own import Own
from ..words import best_language, explain, words_of


def router(own: Own, *, default_language: str) -> APIRouter:
    """403 for a browser of which nothing is kept."""
    routes = APIRouter()

    @routes.get('/account/data')
    async def data(request: Request) -> Response:
        session_id = session_id_of(request)
        try:
            about = await own.about(session_id)
        except NotSignedIn as error:
            language = best_language(request.headers.get('accept-language', ''), default_language)
            return PlainTextResponse(explain(error, words_of(language)), 403)
        headers = {'Content-Disposition': 'attachment; filename="chat.json"', 'Cache-Control': 'no-store'}
        return StreamingResponse(_written(own, session_id, about), media_type='application/json', headers=headers)

    return routes


async def _written(own: Own, session_id: str, about: dict[str, object]) -> AsyncIterator[str]:
    yield json.dumps(about)[:-1] + ',"messages":['
    is_first = True
    async for message in own.messages(session_id):
        yield ('' if is_first else ',') + json.dumps(message)
        is_first = False
    yield ']}'
