"""The room page: header, rooms, feed, composer, roster."""

from functools import partial
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from nicegui import Client, ui

from ..address import shareable
from ..errors import BadName, BadRoomId, ChatError, GuestsNotLetIn, NotLetIn, TooFast, TooManyRooms
from ..feed import fragment
from ..feed.cards import shown_at
from ..feed.feed import Panel
from ..feed.light import Light, html
from ..feed.unread import Unread
from ..identity.door import enter, path_of, refuse_entry
from ..identity.session import key_of_session
from ..model.deed import Deed
from ..model.member import Member
from ..model.rights import Verb
from ..model.room import Room
from ..model.session import Session
from ..model.spelling import clean_name, clean_room_id, key_of
from . import icons
from .calendar import CalendarDialog
from .closing import close_page
from .commands import After, Place
from .connection import ConnectionLine
from .conversation import Conversation
from .drawers import Drawer, RoomsDrawer
from .help import HelpDialog
from .hint import Hint
from .keys import Keys
from .late import LateMenu
from .moderation import Moderation
from .notifications import Notices, NotificationsDialog
from .parts import icon_button, join_path, menu_item, room_title, to_join_page
from .password import PasswordPage
from .pins import PinsDialog
from .reader import Reader
from .search import SearchDialog
from .share import ShareDialog, invite
from .site import Site
from .switcher import Switcher
from .talk import number_in
from .theme import FAVICON, FAVICON_UNREAD
from .thread import SideDrawer
from .topic import TopicDialog
from .visit import Visit

ICON, ICON_UNREAD = (f'data:image/svg+xml,{quote(svg)}' for svg in (FAVICON, FAVICON_UNREAD))
VIEWPORT = 'width=device-width, initial-scale=1, interactive-widget=resizes-content'  # stay above a phone's keyboard


def register(site: Site) -> None:
    """Serve the rooms at `/rooms/{room_id}`."""

    @site.page('/rooms/{room_id}', viewport=VIEWPORT)
    async def room_page(request: Request, room_id: str) -> Response | None:
        reader = site.reader(request)
        session = reader.session
        asked = request.query_params
        member = session.member(asked.get('as')) if session else None
        if session is None or member is None:
            return to_join_page(room_id, at=asked.get('at', ''), thread=asked.get('thread', ''))
        thread, at = (number_in(asked.get(name, '')) for name in ('thread', 'at'))
        shown = at if thread is None else thread
        try:
            key = key_of(clean_room_id(room_id))
            if site.hub.rights.asks_for_password(member, key):
                PasswordPage(site, reader, request, clean_room_id(room_id), member)
                return None
            refuse_entry(site.hub.rights, session, member, key)
            room = await site.hub.open(room_id, person=reader.session_id, address=reader.address)
            site.sessions.refuse(member)
            room.expect(member)
        except (BadRoomId, TooFast, TooManyRooms):
            return to_join_page(room_id)
        except NotLetIn:
            return to_join_page(room_id, closed='1')
        except (BadName, GuestsNotLetIn):
            return to_join_page(room_id, taken=True)
        if room_id.isdecimal() and room_id != room.id:
            return RedirectResponse(path_of(room.id, **session.query_of(member)), 303)
        session = session.visited(room.id)
        site.sessions.keep(reader.session_id, session)
        visit = await Visit.of(site, room, member, session, at=shown, language=reader.words.language)
        is_theirs = member in (reader.session or Session()).members  # who may have signed out ...
        if not (is_theirs and site.hub.rights.may(member, Verb.READ, room.key)):  # ... since the page was asked for
            site.reading.release(member)
            return to_join_page(room_id, closed='1' if is_theirs else '')
        page = RoomPage(site, reader, room, member, visit)
        await page.learn()
        if thread is not None:
            await page.open_thread(thread, at)
        return None


class RoomPage:
    """One tab's view of a room."""

    def __init__(self, site: Site, reader: Reader, room: Room, member: Member, visit: Visit) -> None:
        self._site = site
        self._room = room
        self._member = member
        self._reading = site.reading
        self._reader = reader
        self._words = _ = reader.words
        self._is_out = self._is_idle = False
        self._moderation: Moderation | None = None  # as soon as the menu is
        self._sessions = site.sessions
        self._session = key_of_session(reader.session_id)
        self._client = client = ui.context.client
        client.layout.props['view'] = 'hHh lpr fff'  # the header stays when the page is scrolled
        client.content.classes('room-page')
        self._home = shareable(reader.base_url, site.settings.host)
        ui.add_css(fragment.own_side(member) + fragment.fold_words(_) + shown_at(self._home, reader.base_url))
        self._link = self._home + path_of(room.id)
        self._path = path_of(room.id, **(reader.session.query_of(member) if reader.session else {}))
        self._title = room_title(room.id, _)
        ui.page_title(f'{self._title} · {site.settings.title}')
        self._share = ShareDialog(self._link, _)
        self._talk = Conversation(
            site,
            reader,
            room,
            member,
            page=visit.page,
            read=visit.read.get(room.key),
            link=f'{self._link}?at=',
            place=Place(
                room=room,
                member=member,
                show_help=lambda: self._help.open(),
                search=lambda text: self._search.open(text),
                leave=self._leave,
                enter_as=self._enter_as,
                set_topic=lambda text: room.head.set_topic(member, text, others=reader.members),
                ask=lambda: self._talk.polls.open(),
            ),
            on_thread=self.open_thread,
        )
        self._feed = self._talk.feed
        if not room.tail:
            with self._feed:
                invite(self._link, _)
        self._search = SearchDialog(site, reader, room, member, self._feed)
        self._calendar = CalendarDialog(self._feed, _)
        self._help = HelpDialog(_)
        self._topic = TopicDialog(self._talk, member, reader)
        self._pins = PinsDialog(self._talk, member, reader)
        self._notifications = NotificationsDialog(site.notifier, reader, room, member)
        with html.div().classes('below'):
            ConnectionLine(_)
            Hint(reader)
            self._talk.write()
        unread = Unread(
            site.counters,
            member,
            _,
            rooms=visit.rooms,
            read=visit.read,
            called=visit.called,
            here=room.key,
            icons=(ICON, ICON_UNREAD),
            browser=reader.session_id,
            on_news=Notices(site.notifier, reader, member, client).show,
            on_away=self._stir,
        )
        rooms = RoomsDrawer(site, reader, room, member, unread, self._feed, visit.followed)
        self._side = SideDrawer(site, reader, room, member, self._talk, unread, self._link)
        self._header(rooms, self._side)
        switcher = Switcher(site, reader, room, member, unread)
        Keys({'KeyK': switcher.open, 'KeyF': self._search.open, 'help': self._help.open})
        client.on_connect(self._arrive)
        client.on_disconnect(self._depart)
        client.on_delete(self._vanish)
        room.reviewed.subscribe(self._review)
        room.reported.subscribe(self._reported)
        site.sessions.tabs.open(self._session, client.id, self._closed)

    # --- what is on it -----------------------------------------------------------------------------------
    def _header(self, rooms: Drawer, roster: Drawer) -> None:
        _ = self._words
        with self._client.layout, Light('q-header').classes('nicegui-header bar').move(target_index=0):
            rooms.toggled_by(icon_button(icons.ROOMS, _('Rooms')))
            with html.div().classes('title'):
                html.h1(self._title, dir='auto')
                with html.div().classes('under-title'):
                    Panel(self._feed, 'count').classes('count')
                    self._topic.line()
            faces = Panel(self._feed, 'faces', 'button', label=_('Members')).classes('faces faces-button wide-only')
            roster.toggled_by(faces)
            self._pins.button()
            self._search.opened_by(icon_button(icons.SEARCH, _('Search')).classes('wide-only')).mark('search-button')
            icon_button(icons.SHARE, _('Share'), self._share.open).classes('wide-only').mark('share')
            LateMenu(icon_button(icons.MORE, _('Room menu')).mark('menu'), partial(self._fill_menu, roster))

    def _fill_menu(self, roster: Drawer) -> None:
        _ = self._words
        self._search.opened_by(menu_item(_('Search')))
        menu_item(_('Go to a date'), self._calendar.open).mark('go-to-date')
        roster.toggled_by(menu_item(_('Members')))
        menu_item(_('Topic'), self._topic.open).mark('set-topic')
        menu_item(_('Poll'), self._talk.polls.open).classes('narrow-only')
        menu_item(_('Share'), self._share.open)
        menu_item(_('Notifications'), self._notifications.open).mark('notifications')
        menu_item(_('Help'), self._help.open)
        Light('q-separator', role='separator')
        menu_item(_('Leave room'), self._leave).mark('leave')
        self._moderation = Moderation(self._site, self._room, self._member, self._feed, self._home, _)

    async def learn(self) -> None:
        """Learn what only this reader is shown."""
        await self._talk.marks.load()

    async def open_thread(self, origin: int, at: int | None = None) -> None:
        """Show the thread about a message beside the room; nothing happens if there can be none."""
        await self._side.open_thread(origin, at)

    # --- what happens on it ------------------------------------------------------------------------------
    def _arrive(self, client: Client) -> None:
        if self._is_out:
            return  # left, perhaps from another tab while this one had no connection: the way out waits for it
        try:
            self._sessions.refuse(self._member)
            self._room.join(self._member, client.id, self._thrown_out)
            self._stir(self._is_idle)  # who was away before the connection was lost still is
        except NotLetIn:
            self._thrown_out()
        except (BadName, GuestsNotLetIn):  # somebody took it while this page was away
            ui.navigate.to(join_path(self._room.id, taken=True))

    def _stir(self, is_idle: bool) -> None:
        self._is_idle = is_idle
        if self._site.settings.activity == 'on':
            self._room.presence.stir(self._member, self._client.id, is_idle=is_idle)

    def _depart(self, client: Client) -> None:
        if not client.has_socket_connection:  # a reconnecting browser opens the new socket before the old one is gone
            self._room.disconnect(self._member, client.id)

    def _vanish(self, client: Client) -> None:
        self._side.close()
        self._room.lose(self._member, client.id)
        self._sessions.tabs.forget(self._session, client.id)
        self._reading.release(self._member)

    def _leave(self) -> None:
        self._room.leave(self._member)
        if not self._is_out:  # was not here any more, as after an absence in which the name was taken
            self._thrown_out()

    async def _enter_as(self, name: str) -> After:
        if key_of(clean_name(name)) == self._member.key:
            return None
        shown = self._side.shown
        path = await enter(
            self._site.hub,
            self._sessions,
            self._site.limits,
            self._reader.session_id,
            address=self._reader.address,
            name=name,
            room_id=self._room.id,
            thread=str(shown.thread.origin) if shown else '',
        )
        return partial(self._go_on, path)

    def _go_on(self, path: str) -> None:
        """Here, but as somebody else."""
        self._depart_for_good()
        with self._feed:
            ui.navigate.to(path)

    def _review(self) -> None:
        if self._is_out:
            return
        if not self._may(Verb.READ) or self._room.is_gone:
            return self._thrown_out()
        if self._moderation:
            self._moderation.review()
        self._pins.show()
        self._talk.review()
        self._side.review()

    def _reported(self, deed: Deed) -> None:
        if self._may(Verb.MODERATE):
            with self._feed:
                news = self._words('{name} reports a message. See “People and log”.', name=deed.by.label)
                ui.notify(news, type='warning', position='top')

    def _may(self, verb: Verb) -> bool:
        return self._room.rights.may(self._member, verb, self._room.key)

    def _thrown_out(self) -> None:
        self._is_out = True
        self._talk.close()
        self._side.close()
        try:
            self._sessions.refuse(self._member)
        except ChatError:  # the name belongs to an account now
            to = join_path(self._room.id, taken=True)
        else:
            is_gone = self._room.is_gone
            stays = self._may(Verb.READ) and not is_gone
            to = '/' if stays else join_path(self._room.id, closed='gone' if is_gone else '1')
        with self._feed:
            ui.navigate.to(to)

    def _closed(self) -> None:
        self._depart_for_good()
        close_page(self._client, self._path)

    def _depart_for_good(self) -> None:
        self._is_out = True
        self._talk.close()
        self._side.close()
        self._room.depart(self._member, self._client.id)
