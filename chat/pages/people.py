"""The people dialog: who is here and whom the room remembers, what moderators can do with them, and what was done."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Final

from nicegui import ui

from ..errors import ChatError
from ..feed import fragment
from ..feed.feed import Feed
from ..feed.light import html
from ..model.member import ERASED, Member
from ..model.message import now
from ..model.rights import Verb
from ..model.role import Role
from ..model.room import Room
from ..model.spelling import origin_of
from ..store.sqlite import SqliteStore
from ..words import Words, explain
from . import icons
from .deeds import role_name, told
from .parts import icon_button, menu_item

MUTED: Final = timedelta(hours=1)
BANNED: Final = {
    'hour': timedelta(hours=1),
    'day': timedelta(days=1),
    'month': timedelta(days=30),
    'good': timedelta(days=36_500),
}
LISTED: Final = 100  # people and deeds that are shown
GIVEN: Final = (Role.OWNER, Role.MODERATOR, Role.MEMBER, Role.GUEST)


class PeopleDialog:
    """Made when it is opened, and again after each deed."""

    def __init__(self, room: Room, member: Member, store: SqliteStore, feed: Feed, words: Words) -> None:
        self._room = room
        self._rights = room.rights
        self._member = member
        self._store = store
        self._feed = feed
        self._words = words
        self.dialog = ui.dialog()
        self.dialog.props['aria-label'] = words('People and log')

    async def open(self) -> None:
        """Show it."""
        _ = self._words
        self.dialog.clear()
        with self.dialog, ui.card().classes('settings'):
            html.h2(_('People and log'))
            self._people = html.ul().classes('people').props(f'aria-label="{_("People")}"')
            ui.label(_('With a guest, all guests from the same network address are banned.')).classes('faint')
            ui.label(_('With an account, those who come new from there.')).classes('faint')
            html.h3(_('What was done'))
            self._deeds = html.ul().classes('deeds').props(f'aria-label="{_("What was done")}"').mark('deeds')
            self._problem = ui.label().props('role=alert').classes('problem')
            self._problem.set_visibility(False)
            with html.div().classes('actions'):
                ui.button(_('Close'), on_click=self.dialog.close).props('flat no-caps')
        self.dialog.open()
        await self._show()

    async def _show(self) -> None:
        here = self._room.presence.members
        known = [Member(number=each.member, name=each.name) for each in self._rights.people(self._room.key)]
        known += [bar.member for bar in self._rights.bars.of(self._room.key) if bar.member != ERASED]
        self._people.clear()
        with self._people:
            for member in list(dict.fromkeys([*here, *known]))[:LISTED]:
                self._row(member, is_here=member in here)
        _ = self._words
        deeds = await self._store.deeds(self._room.key, LISTED)
        self._deeds.clear()
        with self._deeds:
            for deed in deeds:
                with html.li():
                    html.span(told(deed, _))
                    if deed.seq is not None:
                        self._link(deed.seq, origin_of(deed.room))

    def _link(self, seq: int, thread: int | None) -> None:
        number = f'#{seq}' if thread is None else f'#{thread}/{seq}'
        link = html.button(number, type='button').classes('to-message')
        go = f'goTo({{ seq: {seq:d} }})'
        if thread is not None:
            go = f"$emit('action', {{ action: 'thread {seq:d}', seq: {thread:d} }})"
        link.on('click', self.dialog.close, js_handler=f'() => {{ getElement({self._feed.id}).{go}; emit() }}')

    def _row(self, member: Member, *, is_here: bool) -> None:
        key = self._room.key
        with html.li().classes('person'):
            ui.html(str(fragment.avatar(member)), sanitize=False)
            with html.div().classes('person-name'):
                html.span(member.label).props('dir=auto')
                html.span(self._status(member, is_here=is_here)).classes('faint')
            if member == self._member:
                return
            muted, banned = (
                self._rights.is_muted_because_of(member, key),
                self._rights.is_banned_because_of(member, key),
            )
            entries = self._entries(member, is_here=is_here, is_muted=muted, is_banned=banned)
            if entries:
                name = self._words('What to do with {name}', name=member.label)
                with icon_button(icons.MORE, name).props('dense'), ui.menu().props('auto-close'):
                    for label, act in entries:
                        menu_item(label, partial(self._do, act))

    def _entries(
        self, member: Member, *, is_here: bool, is_muted: bool, is_banned: bool
    ) -> list[tuple[str, Callable[[], Awaitable[None]]]]:
        _, rights, key, by = self._words, self._rights, self._room.key, self._member
        found: list[tuple[str, Callable[[], Awaitable[None]]]] = []
        if rights.role(member, key) < rights.role(by, key):
            if is_here:
                found.append((_('Put out'), partial(self._room.kick, by, member)))
            if is_muted:
                found.append((_('Let speak again'), partial(rights.mute, by, member, key, None)))
            else:
                found.append((_('Mute for an hour'), partial(self._mute, member)))
            if is_banned:
                found.append((_('Let in again'), partial(rights.ban, by, member, key, None)))
            else:
                found.append((_('Ban for an hour'), partial(self._ban, member, 'hour')))
                found.append((_('Ban for a day'), partial(self._ban, member, 'day')))
                found.append((_('Ban for 30 days'), partial(self._ban, member, 'month')))
                found.append((_('Ban for good'), partial(self._ban, member, 'good')))
        if rights.may(by, Verb.APPOINT, key) and rights.account_of(member):
            for role in GIVEN:
                if role != rights.role(member, key) and rights.role(member, key) is not Role.ADMIN:
                    label = _('Make: {role}', role=role_name(role, _))
                    found.append((label, partial(rights.appoint, by, member, key, role)))
        return found

    async def _mute(self, member: Member) -> None:
        await self._rights.mute(self._member, member, self._room.key, now() + MUTED)

    async def _ban(self, member: Member, how_long: str) -> None:
        await self._rights.ban(self._member, member, self._room.key, now() + BANNED[how_long])

    async def _do(self, act: Callable[[], Awaitable[None]]) -> None:
        self._problem.set_visibility(False)
        try:
            await act()
            await self._show()
        except ChatError as error:
            self._problem.text = explain(error, self._words)
            self._problem.set_visibility(True)

    # --- in words ----------------------------------------------------------------------------------------
    def _status(self, member: Member, *, is_here: bool) -> str:
        _ = self._words
        key = self._room.key
        parts = [role_name(self._rights.role(member, key), _)]
        if is_here:
            parts.append(_('is here'))
        if self._rights.is_muted_because_of(member, key):
            parts.append(_('muted'))
        if self._rights.is_banned_because_of(member, key):
            parts.append(_('banned'))
        return ' · '.join(parts)
