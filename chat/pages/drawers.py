"""Drawers: the rooms on the left, the members on the right. Above 1024 px they stand open, below they slide over."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

import htpy as h
from nicegui import ui

from ..errors import ChatError
from ..feed import fragment
from ..feed.feed import Feed
from ..feed.light import Light, html
from ..feed.unread import CallBadge, Unread
from ..identity.door import path_of
from ..model.member import Member
from ..model.rights import Verb
from ..model.room import Room
from ..model.spelling import clean_room_id, key_of
from ..model.thread import Followed
from ..words import Words, explain
from . import icons
from .parts import icon_button, text_of
from .reader import Preferences, Reader
from .rooms_list import RoomsList
from .site import Site

BESIDE: Final = 1024  # px of width from which drawers stand beside the page


class Drawer:
    """One drawer. It opens and closes in the browser alone, so that it does not wait for the network."""

    def __init__(self, side: str, title: str, _: Words, *, home: str = '', home_path: str = '/') -> None:
        """
        :param side: `left` or `right`
        :param title: what is in it
        :param _: the reader's language
        :param home: what leads from here to the join page, instead of the title
        :param home_path: where that is
        """
        client = ui.context.client
        with client.layout:
            self._drawer = Light('q-drawer').props(f'side={side} show-if-above breakpoint={BESIDE - 1} width=280')
        self._drawer.classes('drawer')
        self._drawer.move(
            target_index=client.layout.default_slot.children.index(client.page_container) + (side == 'right')
        )
        self._close_by_escape()
        with self._drawer, html.div().classes('drawer-inside') as self.inside:
            with html.div().classes('drawer-title'):
                if home:
                    inside = h.fragment[icons.drawn(icons.BUBBLE), h.span[home]]
                    html.a(href=home_path, innerHTML=str(inside)).classes('home')
                else:
                    html.h2(title)
                self.toggled_by(icon_button(icons.CLOSE, _('Close')).props('dense size=sm').classes('narrow-only'))
            self.body = html.div().classes('drawer-body')

    def _close_by_escape(self) -> None:
        """Let Esc, wherever the focus is, close this drawer where it lies over the page."""
        ui.context.client.layout.on('keydown.esc', js_handler=f'(event) => event.defaultPrevented || ({self.away})')

    @property
    def away(self) -> str:
        """What closes this drawer in the browser, where it lies over the page."""
        return f'innerWidth < {BESIDE} && getElement({self._drawer.id}).hide()'

    def toggled_by(self, element: ui.element) -> None:
        """Let a click on the element open or close this drawer."""
        element.on('click', js_handler=f'() => getElement({self._drawer.id}).toggle()')


class RoomsDrawer(Drawer):
    """The rooms this browser was in, a way to another, and oneself."""

    def __init__(
        self,
        site: Site,
        reader: Reader,
        room: Room,
        member: Member,
        unread: Unread,
        feed: Feed,
        followed: Sequence[Followed],
    ) -> None:
        """
        :param followed: the threads that the member follows
        """
        self._words = _ = reader.words
        super().__init__('left', _('Rooms'), _, home=site.settings.title, home_path=reader.prefix + '/')
        session = reader.session
        self._prefix = reader.prefix
        self._query = session.query_of(member) if session else {}
        query = '?' + urlencode(self._query) if self._query else ''
        with self.body:
            with html.a(_('Mentions'), href=f'{self._prefix}/mentions{query}').classes('shortcut').mark('to-mentions'):
                Light('q-icon', name=icons.AT)
                CallBadge(unread)
            with html.a(_('Bookmarks'), href=f'{self._prefix}/bookmarks{query}').classes('shortcut') as to_bookmarks:
                Light('q-icon', name=icons.BOOKMARK)
            to_bookmarks.mark('to-bookmarks')
            RoomsList(
                site,
                room,
                member,
                unread,
                _,
                rooms=[
                    room_id
                    for room_id in (session.recent if session else ())
                    if site.hub.rights.may(member, Verb.READ, key_of(room_id))
                ],
                followed=followed,
                query=self._query,
                prefix=self._prefix,
                opened=f'{self.away}; getElement({feed.id})',
            )
            self._other = ui.input(_('Another room')).props('outlined dense maxlength=128 autocomplete=off')
            self._other.classes('another').on('keydown.enter', self._go).mark('another')
            with self._other.add_slot('append'):
                icon_button(icons.ENTER, _('Open room'), self._go).props('dense')
        me = h.a('.me', href=f'{self._prefix}/account{query}', dir='auto', title=_('Account'))[member.label]
        with self.inside, html.div().classes('drawer-foot'):
            html.div(innerHTML=str(h.fragment[fragment.avatar(member), me])).classes('oneself')
            if site.administers(member):
                to_admin = icon_button(icons.GEAR, _('Administration')).props('dense').mark('to-admin')
                to_admin.props['href'] = f'{self._prefix}/admin'
            Preferences(reader)

    def _path(self, room_id: str) -> str:
        return path_of(room_id, **self._query)

    def _go(self) -> None:
        try:
            ui.navigate.to(self._path(clean_room_id(text_of(self._other.value))))
        except ChatError as error:
            self._other.error = explain(error, self._words)
