"""The switcher: from room to room with a few keys."""

from collections.abc import Sequence
from typing import Final

import htpy as h
from nicegui import ui
from nicegui.events import GenericEventArguments

from ..errors import ChatError
from ..feed.light import Light, html
from ..feed.unread import Unread
from ..identity.door import path_of
from ..model.member import Member
from ..model.rights import Verb
from ..model.room import Room
from ..model.spelling import clean_room_id, key_of, room_of
from ..model.thread import Followed
from ..words import explain
from .late import LateDialog
from .parts import room_title, text_of
from .reader import Reader
from .rooms_list import FOLLOWED, title_of
from .site import Site

LONGEST: Final = 128  # characters that are typed

FILTER: Final = """(event) => {
    const typed = event.target.value.trim().toLowerCase();
    for (const room of event.target.closest('.switcher').querySelectorAll('a'))
        room.hidden = !room.textContent.toLowerCase().includes(typed);
}"""
# Arrows lead from the field to the rooms; Enter in it to the first of them, or, told to Python, to one that is new.
ON_KEY: Final = """(event) => {
    const all = [...event.currentTarget.querySelectorAll('input, a:not([hidden])')];
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === 'Enter' && event.target === all[0]) all[1] ? all[1].click() : emit(event.target.value);
    if (!step) return;
    event.preventDefault();
    all[(all.indexOf(event.target) + step + all.length) % all.length].focus();
}"""


class Switcher:
    """Of one tab. Filled anew when it is opened, as things are then."""

    def __init__(self, site: Site, reader: Reader, room: Room, member: Member, unread: Unread) -> None:
        self._store = site.store
        self._reader = reader
        self._rights = site.hub.rights
        self._room = room
        self._member = member
        self._unread = unread
        self._words = reader.words
        self._query = reader.session.query_of(member) if reader.session else {}
        self._dialog = LateDialog(self._words('Switch to another room'), props='position=top', mark='switcher')

    async def open(self) -> None:
        """Show it: where something waits first, then the rooms where one was last, and threads that one follows."""
        _, followed = self._words, await self._store.threads.followed_by(self._member.number, FOLLOWED)
        self._dialog.clear()
        with self._dialog, ui.card().classes('search switcher'):
            body = html.div().classes('switcher-body').on('keydown', self._go, js_handler=ON_KEY)
            with body.mark('switcher-body'):
                field = Light('input').props(f'type=search maxlength={LONGEST} autocomplete=off autofocus')
                field.props['placeholder'] = field.props['aria-label'] = _('Switch to another room')
                field.on('input', js_handler=FILTER)
                self._note = ui.label().props('role=alert').classes('problem')
                self._note.set_visibility(False)
                ui.html(str(h.nav('.rooms')[self._places(followed)]), sanitize=False)
                ui.label(_('Enter opens the first one, or the room whose name you typed.')).classes('search-note')
        self._dialog.open()

    def _places(self, followed: Sequence[Followed]) -> list[h.Element]:
        session, prefix, _ = self._reader.session, self._reader.prefix, self._words
        rooms = [room_id for room_id in (session.recent if session else ()) if key_of(room_id) != self._room.key]
        places = [
            (self._unread.count(key_of(room_id)), path_of(room_id, **self._query), room_title(room_id, _), '')
            for room_id in rooms
            if self._may_read(key_of(room_id))
        ]
        places += [
            (
                self._unread.count(each.key),
                path_of(each.room_name, thread=str(each.origin), **self._query),
                title_of(each, _),
                room_title(each.room_name, _),
            )
            for each in followed
            if self._may_read(room_of(each.key))
        ]
        return [
            h.a(href=prefix + path)[
                h.span('.room-name', dir='auto')[title],
                room and h.small('.room-name', dir='auto')[room],
                h.span('.unread')[count] if count else None,
            ]
            for count, path, title, room in sorted(places, key=lambda each: not each[0])
        ]

    def _may_read(self, room: str) -> bool:
        return self._rights.may(self._member, Verb.READ, room)

    def _go(self, event: GenericEventArguments) -> None:
        try:
            ui.navigate.to(path_of(clean_room_id(text_of(event.args)[: 2 * LONGEST]), **self._query))
        except ChatError as error:
            self._note.text = explain(error, self._words)
            self._note.set_visibility(True)
