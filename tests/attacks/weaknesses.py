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


def markup() -> None:
    """Whatever stands where a link may stand is one, and nobody looks at what came out."""
    import re
    from types import SimpleNamespace

    from chat.text import links, markdown

    links.LINK = re.compile(r'\w+:[^\s<>]+')  # type: ignore[misc]
    markdown._cleaner = lambda: SimpleNamespace(clean=str)  # type: ignore
