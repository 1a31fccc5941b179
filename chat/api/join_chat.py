"""The join form for programs and plain HTML pages: `POST /join_chat` with `username` and `room_id`."""

import math

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from ..errors import ChatError, GuestsNotLetIn, NotLetIn, TooFast
from ..guard.address import client_address
from ..identity.cookie import session_id_of
from ..identity.door import enter
from ..identity.session import Sessions
from ..model.hub import Hub
from ..model.limits import Limits
from ..words import best_language, explain, words_of


def router(hub: Hub, sessions: Sessions, limits: Limits, *, default_language: str) -> APIRouter:
    """`POST /join_chat`: 303 to the room's page, or 403, 422 or 429 (too often) with the reason in plain words."""
    routes = APIRouter()

    @routes.post('/join_chat')
    async def join_chat(request: Request) -> Response:
        async with request.form() as form:  # read here, so that what is wrong with it has plain words too
            name, room_id = (_text(form.get(field)) for field in ('username', 'room_id'))
        try:
            path = await enter(
                hub,
                sessions,
                limits,
                session_id_of(request),
                address=client_address(request.scope),
                name=name,
                room_id=room_id,
            )
        except ChatError as error:
            headers = request.headers
            reason = explain(error, words_of(best_language(headers.get('accept-language', ''), default_language)))
            status, more = 403 if isinstance(error, GuestsNotLetIn | NotLetIn) else 422, {}
            if isinstance(error, TooFast):
                status, more = 429, {'Retry-After': str(math.ceil(error.retry_after))}
            if 'text/html' in headers.get('accept', ''):
                return PlainTextResponse(reason, status, more)
            return JSONResponse({'detail': reason}, status, more)
        return RedirectResponse(path, 303)

    return routes


def _text(value: object) -> str:
    """What a field says: a file says nothing."""
    return value if isinstance(value, str) else ''
