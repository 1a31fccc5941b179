"""Search: a dialog that looks through all rooms one may read, and leads to what was found."""

from datetime import timedelta
from typing import Final

import htpy as h
from nicegui import ui
from nicegui.events import GenericEventArguments

from ..errors import TooFast
from ..feed.feed import Feed
from ..feed.light import html
from ..identity.door import path_to_message
from ..model.limits import Act
from ..model.member import Member
from ..model.room import Room
from ..model.spelling import key_of, origin_of, room_of
from ..store.search import Found
from ..text.query import parse
from ..words import explain
from . import icons
from .hits import Hits, hit
from .late import LateDialog
from .parts import MOMENT_OF_READER, icon_button, offset_in, room_title, text_of
from .reader import Reader
from .site import Site

PAGE: Final = 30  # results at a time


class SearchDialog:
    """Filled when it is first opened."""

    def __init__(self, site: Site, reader: Reader, room: Room, member: Member, feed: Feed) -> None:
        self._site = site
        self._reader = reader
        self._words = reader.words
        self._room = room
        self._member = member
        session = reader.session
        self._prefix = reader.prefix
        self._query = session.query_of(member) if session else {}
        self._feed = feed
        self._asked = 0  # the number of the last question: answers to earlier ones come too late
        self._found: list[Found] = []
        self._offset = timedelta()
        self._dialog = LateDialog(reader.words('Search'), self._fill, props='position=top')

    def opened_by(self, element: ui.element) -> ui.element:
        """Let a click on the element open it."""
        return element.on('click', lambda: self.open())

    def open(self, text: str = '') -> None:
        """Show it.

        :param text: what is looked for; if nothing, what was looked for last
        """
        self._dialog.open()
        if text:
            self._input.value = text

    async def _learn_zone(self, event: GenericEventArguments) -> None:
        known, self._offset = self._offset, offset_in(event.args)
        if known != self._offset and text_of(self._input.value):
            await self._search()

    def _fill(self) -> None:
        _ = self._words
        self._dialog.made.on('beforeShow', self._learn_zone, js_handler=MOMENT_OF_READER)
        with ui.card().classes('search'):
            with html.div().classes('search-head'):
                self._input = ui.input(placeholder=_('Search all rooms'), on_change=self._search)
                self._input.props('outlined dense autofocus clearable debounce=200 maxlength=300').mark('search')
                self._input.props['aria-label'] = _('Search')
                with self._input.add_slot('prepend'):
                    ui.icon(icons.SEARCH)
                icon_button(icons.CLOSE, _('Close'), self._dialog.close)
            self._note = ui.label(_('Words, “a phrase”, from:name, in:room, before:2026-12-31, after:2026-01-01'))
            self._note.props('role=status').classes('search-note')
            self._hits = Hits()
            self._hits.on(  # in this room without loading the page anew
                'click',
                self._dialog.close,
                js_handler=f"""(event) => {{
                    const hit = event.target.closest('[data-goal]');
                    if (!hit || event.ctrlKey || event.metaKey || event.shiftKey) return;
                    event.preventDefault();
                    const feed = getElement({self._feed.id});
                    const {{ goal, thread }} = hit.dataset;
                    if (thread) feed.$emit('action', {{ action: `thread ${{goal}}`, seq: Number(thread) }});
                    else feed.goTo({{ seq: Number(goal) }});
                    emit();
                }}""",
            )
            self._more = ui.button(_('Show more'), on_click=self._show_more).props('flat no-caps').classes('wide')
            self._more.set_visibility(False)

    async def _search(self) -> None:
        self._asked += 1
        asked, text = self._asked, text_of(self._input.value)
        found = await self._look(text)
        if found is None or asked != self._asked:
            return
        self._found = found
        self._show()
        _ = self._words
        self._note.text = (
            _.many('{n} found', '{n} found', len(found))
            if found and len(found) < PAGE
            else _('The newest first')
            if found
            else _('Nothing found')
            if text.strip()
            else _('Words, “a phrase”, from:name, in:room, before:2026-12-31, after:2026-01-01')
        )

    async def _show_more(self) -> None:
        asked = self._asked
        found = await self._look(text_of(self._input.value), before=self._found[-1].id)
        if found is not None and asked == self._asked:
            self._found += found
            self._show(is_all=len(found) < PAGE)

    async def _look(self, text: str, before: int | None = None) -> list[Found] | None:
        """What is found; None, and said so, if it is asked too often."""
        query = parse(text, offset=self._offset)
        known = [self._room.key, *map(key_of, self._reader.recent)]
        scope = self._site.hub.rights.scope(self._member, known)
        try:
            self._site.limits.spend(Act.SEARCH, person=self._reader.session_id)
            return await self._site.store.find(query, before=before, limit=PAGE, scope=scope)
        except TooFast as error:
            self._note.text = explain(error, self._words)
            return None

    def _show(self, *, is_all: bool = False) -> None:
        self._hits.show([self._hit(found) for found in self._found], [found.message.text for found in self._found])
        self._more.set_visibility(bool(self._found) and not is_all and len(self._found) % PAGE == 0)

    def _hit(self, found: Found) -> h.Element:
        is_here = room_of(found.room) == self._room.key
        origin = origin_of(found.room)
        message = found.message
        return h.a(
            '.hit',
            href=self._prefix + path_to_message(found.room_name, message.seq, **self._query),
            data_goal=message.seq if is_here else None,
            data_thread=origin,
        )[
            hit(
                message.author,
                f'{message.at + self._offset:%Y-%m-%d %H:%M}',
                [h.mark[part] if is_hit else part for part, is_hit in found.excerpt],
                place=room_title(found.room_name, self._words),
            )
        ]
