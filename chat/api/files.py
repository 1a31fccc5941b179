"""Files: `POST /rooms/{room}/files` takes one in, `GET /files/{id}/{name}` gives it to those who may read its room.

The body of the request is the file, its name is in the query; it is written as it comes. What is given back is never
more than what it was proven to be: pictures, sounds and films; all else is for saving only.
"""

import math
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.requests import ClientDisconnect

from ..errors import BadRoomId, CannotKeep, ChatError, NotInRoom, NotSignedIn, TooFast
from ..file_errors import FilesFull, FileTooLarge, TooManyFiles
from ..guard.address import client_address
from ..identity.cookie import session_id_of
from ..identity.door import refuse_entry
from ..identity.session import Sessions
from ..model.file import Content, File, Kind
from ..model.hub import Hub
from ..model.limits import Act, Limits
from ..model.member import Member
from ..model.rights import Verb
from ..model.room import Room
from ..model.spelling import clean_room_id, key_of
from ..store.uploads import Uploads
from ..words import best_language, explain, words_of

HEADERS: Final = {
    'Cache-Control': 'private, no-cache',  # kept by browsers, and asked for anew each time: rights may have changed
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; media-src 'self'; "
    "frame-ancestors 'none'; sandbox",
    'Cross-Origin-Resource-Policy': 'same-origin',
}
STATUS: Final[dict[type[ChatError], int]] = {
    NotSignedIn: 401,
    BadRoomId: 422,
    FileTooLarge: 413,
    TooManyFiles: 409,
    FilesFull: 507,
    CannotKeep: 503,
    TooFast: 429,
}  # 403 for all others


def router(uploads: Uploads, hub: Hub, sessions: Sessions, limits: Limits, *, default_language: str) -> APIRouter:
    """The ways in and out."""
    routes = APIRouter()

    @routes.post('/rooms/{room_id}/files')
    async def take(request: Request, room_id: str) -> Response:
        session_id, body = session_id_of(request), request.stream()
        try:
            member, room = _speaker(request, room_id, session_id)
            limits.spend(Act.UPLOAD, person=session_id, address=client_address(request.scope))
            said = request.headers.get('content-length', '')
            name = request.query_params.get('name', '')[:1000]
            size = int(said) if said.isascii() and said.isdecimal() and len(said) < 16 else None
            file = await uploads.receive(body, size=size, room=room.key, owner=member, name=name)
        except ClientDisconnect:
            return PlainTextResponse('', 400)
        except ChatError as error:
            await _drain(body, error)
            return _refusal(request, error)
        return JSONResponse({'id': file.id, 'title': file.name}, 201)

    async def _drain(body: AsyncIterator[bytes], error: ChatError) -> None:
        """Let a browser send to the end: one that is hung up on does not hear the answer."""
        if not isinstance(error, NotSignedIn | FileTooLarge):
            with suppress(ClientDisconnect):
                async for _ in body:
                    pass

    def _speaker(request: Request, room_id: str, session_id: str) -> tuple[Member, Room]:
        session = sessions.find(session_id)
        member = session.member(request.query_params.get('as')) if session else None
        if session is None or member is None:
            raise NotSignedIn
        key = key_of(clean_room_id(room_id))
        sessions.refuse(member)
        hub.rights.places.saw(member, client_address(request.scope))
        refuse_entry(hub.rights, session, member, key)
        hub.rights.refuse(member, Verb.POST, key)
        room = next((room for room in hub.rooms if room.key == key), None)
        if room is None or member not in room.presence:
            raise NotInRoom
        return member, room

    def _refusal(request: Request, error: ChatError) -> Response:
        words = words_of(best_language(request.headers.get('accept-language', ''), default_language))
        more = {'Retry-After': str(math.ceil(error.retry_after))} if isinstance(error, TooFast) else {}
        status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 403)
        return PlainTextResponse(explain(error, words), status, more | {'Connection': 'close'})

    @routes.get('/files/{one}/{name}')
    async def give(request: Request, one: str, name: str, small: str = '') -> Response:
        shared = await uploads.find(one[:64])
        if shared is None or not _may_read(request, shared.room):
            return PlainTextResponse('There is nothing here.', 404)
        content = shared.file.content
        digest = content.thumbnail if small and content.thumbnail else content.digest
        headers = HEADERS | {'ETag': f'"{digest}"'}
        if digest in request.headers.get('if-none-match', ''):
            return Response(status_code=304, headers=headers)
        path = uploads.blobs.path_of(digest)
        if not path.is_file():  # it was removed a moment ago
            return PlainTextResponse('There is nothing here.', 404)
        return _answer(shared.file, content, digest, headers, str(path))

    def _may_read(request: Request, room: str) -> bool:
        session = sessions.find(session_id_of(request))
        for member in session.members if session else ():
            hub.rights.places.saw(member, client_address(request.scope))
            try:
                sessions.refuse(member)
                refuse_entry(hub.rights, session, member, room)
            except ChatError:
                continue
            return True
        return False

    return routes


def _answer(file: File, content: Content, digest: str, headers: dict[str, str], path: str) -> Response:
    media_type = 'image/webp' if digest == content.thumbnail else content.media_type
    return FileResponse(
        path,
        headers=headers,
        media_type=media_type,
        filename=file.name,
        content_disposition_type='attachment' if content.kind is Kind.OTHER else 'inline',
    )
