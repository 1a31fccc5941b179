"""Weaknesses that are planted in the chat: errors that somebody might make, and waits too short for people."""

import base64
import json
from typing import Any


def planted_fault() -> None:
    """Rooms of some names break when they are opened."""
    from chat.model.hub import Hub

    really_open = Hub.open

    async def fail(self: Hub, room_id: str, **who: str) -> Any:
        if room_id.startswith(('fault', '-')):  # the first by name, the others for those who try everything
            raise RuntimeError('the secret of the house')
        return await really_open(self, room_id, **who)

    Hub.open = fail  # type: ignore[method-assign]


def care() -> None:
    """Cookies and messages are taken for what they should be."""
    from chat.identity import cookie
    from chat.model.room import Room

    def careless(scope: Any) -> str:
        said = dict(scope['headers']).get(b'cookie', b'').decode('latin-1')
        return dict(pair.strip().split('=') for pair in said.split(';') if said)[cookie._name_in(scope)] if said else ''

    cookie._cookie_of = careless
    really_post = Room.post

    async def post(self: Any, author: Any, draft: Any, **given: Any) -> Any:
        if draft.text in {'null', 'true', 'NaN', '[]', '{}'}:
            raise RuntimeError('taken for JSON')
        return await really_post(self, author, draft, **given)

    Room.post = post  # type: ignore[method-assign]


def short_waits() -> None:
    """What waits for slow ones waits two seconds."""
    import chat.guard.requests
    import chat.guard.sockets

    chat.guard.sockets.SILENT = 2.0  # type: ignore[misc]
    chat.guard.requests.WHOLE = 2.0  # type: ignore[misc]
    chat.guard.requests.UNREAD = 2.0  # type: ignore[misc]


def little_memory() -> None:
    """So few sessions are held that a handful of strangers fills the memory."""
    import chat.identity.session

    chat.identity.session.HELD = 20  # type: ignore[misc]


def provider() -> None:
    """Whatever a provider sends is believed, in whichever session."""
    from chat.identity import provider

    def believed(token: str, keys: Any, flow: Any, client_id: str) -> Any:
        return json.loads(base64.urlsafe_b64decode(token.split('.')[1] + '=='))

    def any_flow(self: Any, session_id: str, state: str) -> Any:
        return next(flow for _, flow in self._flows._held.values() if flow.state == state)

    provider.verified = believed
    provider.Provider._take = any_flow  # type: ignore[method-assign]


def uploads() -> None:
    """Files of any size."""
    import chat.store.uploads

    chat.store.uploads.MB = 10**9  # type: ignore[misc]


def proof() -> None:
    """A file is what its name says, and shown."""
    import mimetypes

    from starlette.responses import FileResponse

    import chat.api.files

    def as_named(file: Any, content: Any, digest: str, headers: dict[str, str], path: str) -> Any:
        media_type = mimetypes.guess_type(file.name)[0]
        return FileResponse(path, filename=file.name, media_type=media_type, content_disposition_type='inline')

    chat.api.files._answer = as_named


def pictures() -> None:
    """Pictures of any size are decoded in the process of the server, and stay."""
    import chat.store.uploads

    shown: list[Any] = []

    def look_at(source: Any, folder: Any) -> None:
        from PIL import Image

        Image.MAX_IMAGE_PIXELS = None
        shown.append(Image.open(source))
        shown[-1].load()

    chat.store.uploads._look_at = look_at


def markup() -> None:
    """Whatever stands where a link may stand is one, and nobody looks at what came out."""
    import re
    from types import SimpleNamespace

    from chat.text import links, markdown

    links.LINK = re.compile(r'\w+:[^\s<>]+')  # type: ignore[misc]
    markdown._cleaner = lambda: SimpleNamespace(clean=str)  # type: ignore
