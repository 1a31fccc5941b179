"""Small parts that several pages use."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from fastapi.responses import RedirectResponse, Response
from nicegui import ui

from ..errors import ChatError
from ..feed.light import Light, html
from ..identity.door import path_of
from ..model.spelling import ROOM_ID_LIMIT, clean_room_id, origin_of, room_of
from ..words import Words, explain

FURTHEST: Final = 15 * 60  # minutes that a zone may be from UTC
MOMENT_OF_READER: Final = '() => emit(new Date().getTimezoneOffset())'
"""What a click tells in the browser, so that times are told in the reader's zone; see `offset_in`."""


def icon_button(icon: str, name: str, on_click: Callable[[], object] | None = None) -> ui.element:
    """A round button that shows an icon and is called `name`."""
    button = Light('q-btn', icon=icon, flat=True, round=True, color='primary', title=name, **{'aria-label': name})
    return button if on_click is None else button.on('click', on_click, args=[])


class MenuItem(Light, default_classes='menu-entry'):
    """An entry of a menu, in one element where NiceGUI's own are two."""

    def __init__(self, name: str, on_click: Callable[[], object] | None) -> None:
        super().__init__('q-item')
        self._text = name
        self._props.update(clickable=True, role='menuitem')
        if on_click:
            self.on('click', on_click, args=[])

    def _displayed_contents(self, *, only_visible: bool) -> list[str]:
        return [self._text or '']


def menu_item(name: str, on_click: Callable[[], object] | None = None) -> MenuItem:
    """An entry of a menu, for screen readers too; the menu closes itself."""
    return MenuItem(name, on_click)


def say(news: str) -> None:
    """A short good word that goes away by itself."""
    ui.notify(news, type='positive', position='top')


def tell_refusal(_: Words, error: ChatError) -> None:
    """Say what was refused, where there is no field to say it at."""
    ui.notify(explain(error, _), type='negative', position='top')


def text_of(value: object) -> str:
    """What was typed into a field; a hostile browser may send any JSON instead."""
    return value if isinstance(value, str) else ''


def offset_in(said: object) -> timedelta:
    """How far a reader's zone is from UTC, as their browser tells it; nothing if it tells something else."""
    return timedelta(minutes=-said) if type(said) is int and abs(said) <= FURTHEST else timedelta()


def room_title(room_id: str, _: Words) -> str:
    """A room as it is called: its name, or what kind of number that is."""
    if origin_of(room_id) is not None:
        return _('{room}, in a thread', room=room_title(room_of(room_id), _))
    return _('Room {number}', number=room_id) if room_id.isdecimal() else room_id


def path_to(room_id: str) -> str:
    """Where somebody goes who wants to go to a room, or does not say."""
    try:
        return path_of(clean_room_id(room_id))
    except ChatError:
        return '/'


def join_path(room_id: str, *, taken: bool = False, closed: str = '', at: str = '', thread: str = '') -> str:
    """The join page for a room.

    :param taken: the name is not free there
    :param closed: the room is not open to them; `gone` if it is there no more
    :param at: a message that is to be seen there
    :param thread: the message whose thread is to be seen there
    """
    query = {
        'room': room_id[: ROOM_ID_LIMIT * 2],
        'taken': '1' if taken else '',
        'closed': closed,
        'at': at[:20],
        'thread': thread[:20],
    }
    return '/?' + urlencode({name: value for name, value in query.items() if value})


def to_join_page(room_id: str, *, taken: bool = False, closed: str = '', at: str = '', thread: str = '') -> Response:
    """Send a browser to the join page."""
    return RedirectResponse(join_path(room_id, taken=taken, closed=closed, at=at, thread=thread), 303)


def section(title: str, why: str = '') -> ui.card:
    """A part of a page with a heading and a reason."""
    card = ui.card().props('flat').classes('card')
    with card:
        html.h2(title)
        if why:
            html.p(why).classes('why')
    return card


def filled_button(label: str, on_click: Callable[[], object], mark: str) -> ui.button:
    """A button for what a part of a page is about."""
    button = ui.button(label, on_click=on_click, color=None).props('unelevated no-caps')
    return button.classes('filled').mark(mark)
