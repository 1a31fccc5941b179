"""What is kept of oneself, to take away: `GET /account/data` as JSON, `GET /account/files` the files, as one ZIP."""

from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response, StreamingResponse
from nicegui import json

from ..errors import NotSignedIn
from ..identity.cookie import session_id_of
from ..identity.own import Own
from ..store.blobs import Blobs
from ..words import best_language, explain, words_of
from .zipped import zipped


def router(own: Own, blobs: Blobs, *, default_language: str) -> APIRouter:
    """403 for a browser of which nothing is kept."""
    routes = APIRouter()

    @routes.get('/account/data')
    async def data(request: Request) -> Response:
        session_id = session_id_of(request)
        try:
            about = await own.about(session_id)
        except NotSignedIn as error:
            return _refusal(request, error)
        headers = {'Content-Disposition': 'attachment; filename="chat.json"', 'Cache-Control': 'no-store'}
        return StreamingResponse(_written(own, session_id, about), media_type='application/json', headers=headers)

    @routes.get('/account/files')
    async def files(request: Request) -> Response:
        try:
            sent = await own.files(session_id_of(request))
        except NotSignedIn as error:
            return _refusal(request, error)
        headers = {'Content-Disposition': 'attachment; filename="files.zip"', 'Cache-Control': 'no-store'}
        return StreamingResponse(zipped(sent, blobs), media_type='application/zip', headers=headers)

    def _refusal(request: Request, error: NotSignedIn) -> Response:
        language = best_language(request.headers.get('accept-language', ''), default_language)
        return PlainTextResponse(explain(error, words_of(language)), 403)

    return routes


async def _written(own: Own, session_id: str, about: dict[str, object]) -> AsyncIterator[str]:
    yield json.dumps(about)[:-1] + ',"messages":['
    is_first = True
    async for message in own.messages(session_id):
        yield ('' if is_first else ',') + json.dumps(message)
        is_first = False
    yield ']}'
