"""The right drawer of a room page: who is there, or, in its place, the thread about a message."""

from dataclasses import replace
from typing import Any

from nicegui import ui

from ..feed import fragment
from ..feed.feed import Panel
from ..feed.light import Light, html
from ..feed.unread import Unread
from ..identity.door import path_of
from ..model.amendment import Amended
from ..model.member import Member
from ..model.message import Message
from ..model.rights import Verb
from ..model.room import Room
from ..model.thread import Follow, Thread
from ..words import Words
from . import icons
from .conversation import Conversation
from .drawers import Drawer
from .parts import icon_button
from .reader import Reader
from .site import Site
from .visit import first_page

WIDTH, WIDE = 280, 440  # px of the drawer, without and with a thread: no phone held upright is wider than that


class SideDrawer(Drawer):
    """Of one room page."""

    def __init__(
        self, site: Site, reader: Reader, room: Room, member: Member, main: Conversation, unread: Unread, link: str
    ) -> None:
        """
        :param main: what is said in the room
        :param link: the room's address
        """
        self._site = site
        self._reader = reader
        self._words = _ = reader.words
        self._room = room
        self._member = member
        self._main = main
        self._unread = unread
        self._link = link
        self._asked = 0  # the number of the last wish to see a thread: what was asked before comes too late
        self._is_closed = False
        self.shown: ThreadPane | None = None
        super().__init__('right', _('Members'), _)
        with self.body:
            Panel(main.feed, 'roster', 'ul').classes('roster').props(f'aria-label="{_("Members")}"').mark('roster')
        with self._drawer:
            self._place = html.section().classes('thread').props(f'aria-label="{_("Thread")}"')
        self._place.set_visibility(False)
        self._drawer.on('hide', self.close_thread)
        site.hub.threads.followed.subscribe(self._followed)
        room.amended.subscribe(self._amended)
        room.rewritten.subscribe(self._rewritten)

    async def open_thread(self, origin: int, at: int | None = None) -> None:
        """Show the thread about a message, if there can be one.

        :param at: one of its messages that is to be seen
        """
        if self.shown and self.shown.thread.origin == origin and at is None:
            self._drawer.run_method('show')
            return None
        self._asked += 1
        asked, holder = self._asked, object()
        thread = await self._site.hub.threads.open(self._room, origin, holder)
        if thread is None:
            return None
        first = await self._first(origin)
        read = self._site.reading.position(self._member, thread.key) if thread.is_followed_by(self._member) else None
        page = await first_page(self._site, thread, read=read, at=at, language=self._words.language)
        if asked != self._asked or self._is_closed or not self._may_read():
            return self._site.hub.threads.release(thread, holder)
        self._close_pane()
        self.inside.set_visibility(False)
        self._place.set_visibility(True)
        self._drawer.props(f'width={WIDE}').run_method('show')
        with self._place:
            self.shown = ThreadPane(self, thread, holder, first, page=page, read=read)
        self._unread.watch(thread.key)
        self._say_where(thread=str(origin))
        if self.shown:
            await self.shown.talk.marks.load()
        return None

    def close_thread(self) -> None:
        """Show who is there again."""
        self._asked += 1
        if self.shown is None:
            return
        self._close_pane()
        self._place.set_visibility(False)
        self.inside.set_visibility(True)
        self._drawer.props(f'width={WIDTH}')
        if not self._is_closed:
            self._say_where()

    def close(self) -> None:
        """Whoever looks may not look any more, or has gone."""
        self._is_closed = True
        self._asked += 1
        self._close_pane()

    def review(self) -> None:
        """Rights have changed."""
        if self.shown:
            self.shown.talk.review()

    def _close_pane(self) -> None:
        shown, self.shown = self.shown, None
        if shown:
            shown.talk.close()
            self._place.clear()
            self._unread.watch(shown.thread.key, is_on=False)
            self._site.hub.threads.release(shown.thread, shown.holder)

    def _may_read(self) -> bool:
        return self._room.rights.may(self._member, Verb.READ, self._room.key)

    def _say_where(self, **query: str) -> None:
        """So that the page loads as it is now."""
        own = self._reader.session.query_of(self._member) if self._reader.session else {}
        with self._place:
            ui.navigate.history.replace(self._reader.prefix + path_of(self._room.id, **query, **own))

    # --- news --------------------------------------------------------------------------------------------
    def _followed(self, follow: Follow) -> None:
        if self.shown and follow.member == self._member.number and follow.thread == self.shown.thread.key:
            self.shown.say_who_follows()

    def _amended(self, changed: list[Amended]) -> None:
        for message, _ in changed:
            if self.shown and message.seq == self.shown.thread.origin:
                self.shown.origin.show(message)

    async def _rewritten(self) -> None:
        if shown := self.shown:
            shown.origin.show(await self._first(shown.thread.origin))

    async def _first(self, origin: int) -> Message | None:
        if message := await self._room.amending.look_up(origin):
            await self._room.prepare([message.text])
        return message


class ThreadPane:
    """A thread: its first message, what is said about that, and where one answers."""

    def __init__(
        self,
        drawer: SideDrawer,
        thread: Thread,
        holder: object,
        first: Message | None,
        *,
        page: dict[str, Any] | None,
        read: int | None,
    ) -> None:
        self.thread = thread
        self.holder = holder
        self._words = _ = drawer._words
        self._member = drawer._member
        feed, away = drawer._main.feed.id, drawer.away
        back = f'getElement({feed}).message({thread.origin})?.focus({{ preventScroll: true }})'
        with html.div().classes('thread-inside') as inside:
            with html.div().classes('drawer-title'):
                html.h2(_('Thread'))
                self._follow = ui.button(on_click=self._turn, color=None).props('flat no-caps dense').mark('follow')
                close = icon_button(icons.CLOSE, _('Close the thread')).props('dense').mark('close-thread')
                close.on('click', drawer.close_thread, js_handler=f'() => {{ {away}; {back}; emit() }}')
            self.say_who_follows()
            with html.div().classes('thread-origin'):
                self.origin = Origin(first, _)
                if first is not None:
                    go = ui.button(_('Show in the room'), color=None).props('flat no-caps dense')
                    go.on(
                        'click', js_handler=f'() => {{ {away}; getElement({feed}).goTo({{ seq: {thread.origin} }}) }}'
                    )
            self.talk = Conversation(
                drawer._site,
                drawer._reader,
                thread,
                drawer._member,
                page=page,
                read=read,
                link=f'{drawer._link}?thread={thread.origin}&at=',
                place=replace(drawer._main.place, room=thread, ask=lambda: self.talk.polls.open()),
                picker=drawer._main.picker,
            )
            with self.talk.feed:
                html.p(_('Nobody has answered yet.')).classes('faint')
            with html.div().classes('below'):
                self.talk.write(inside)
        inside.on(
            'keydown.esc',
            drawer.close_thread,
            js_handler=f'(event) => {{ if (event.defaultPrevented) return; {away}; {back}; emit() }}',
        )

    def say_who_follows(self) -> None:
        """Offer the other of following and leaving."""
        is_on = self.thread.is_followed_by(self._member)
        self._follow.text = self._words('Leave thread') if is_on else self._words('Follow thread')

    async def _turn(self) -> None:
        await self.thread.follow(self._member, is_on=not self.thread.is_followed_by(self._member))


class Origin(Light):
    """The first message of a thread."""

    def __init__(self, message: Message | None, words: Words) -> None:
        super().__init__('div')
        self._words = words
        self.classes('origin')
        self.show(message)

    def show(self, message: Message | None) -> None:
        """As it is now."""
        self._said = message.text if message else ''
        self._props['innerHTML'] = fragment.origin(message, self._words)
        self.update()

    def _displayed_contents(self, *, only_visible: bool) -> list[str]:
        return [self._said]
