"""The head of pages that are no room: a way from there, and the reader's preferences."""

from nicegui import ui

from ..feed.light import html
from ..identity.door import path_of
from . import icons
from .reader import Preferences, Reader


def page_head(reader: Reader, title: str, *, query: dict[str, str] | None = None) -> None:
    """Put it here.

    :param title: of the chat, as the name of the way to the list of rooms
    :param query: if the way leads back to the room that was visited last: what its address has to know of the reader
    """
    with html.header().classes('account-head'):
        if query is not None and reader.recent:
            path, icon, name = path_of(reader.recent[0], **query), icons.BACK, reader.words('Back to the room')
        else:
            path, icon, name = '/', icons.BUBBLE, title
        with html.a(href=reader.prefix + path).classes('home'):
            ui.icon(icon)
            html.span(name)
        Preferences(reader)
