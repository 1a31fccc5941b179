"""The join page: a name, a room, and in."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from nicegui import ui

from ..errors import BadName, Banned, ChatError, NameClaimed, NotLetIn, RoomGone
from ..feed.light import html
from ..identity.door import enter
from ..model.account import Account
from ..model.hub import Hub
from ..model.member import Member
from ..model.rights import Verb
from ..model.spelling import NAME_LIMIT, ROOM_ID_LIMIT, clean_name, clean_room_id, key_of
from ..words import explain
from . import icons
from .connection import ConnectionLine
from .parts import room_title, text_of
from .provider import ProviderButton
from .reader import Preferences, Reader
from .site import Site

RECENT: Final = 8  # rooms of one's own that are offered
OPEN_ROOMS: Final = 6  # rooms with people in them that are offered
LOOK_AGAIN: Final = 5.0  # seconds after which they are counted anew


def register(site: Site) -> None:
    """Serve the join page at `/`."""

    @site.page('/')
    async def join_page(
        request: Request, room: str = '', taken: str = '', closed: str = '', at: str = '', thread: str = ''
    ) -> Response | None:
        reader, room = site.reader(request), room[: ROOM_ID_LIMIT * 2]
        account = site.accounts.find(reader.session.account) if reader.session else None
        if account is None and not site.accounts.guests:
            return RedirectResponse('/sign-in' + (f'?{urlencode({"room": room})}' if room else ''), 303)
        page = JoinPage(site, reader, account=account, room_id=room, at=at[:20], thread=thread[:20])
        if taken:
            await page.say_taken(room)
        if closed:
            page.say_closed(room, is_gone=closed == 'gone')
        return None


class JoinPage:
    """One browser's join page."""

    def __init__(
        self, site: Site, reader: Reader, *, account: Account | None, room_id: str, at: str, thread: str
    ) -> None:
        self._site = site
        self._at = at  # a message that is to be seen there ...
        self._thread = thread  # ... in the thread about this one
        self._hub: Hub = site.hub
        self._reader = reader
        self._account = account
        self._words = _ = reader.words
        ui.context.client.content.classes('join-page')
        with html.main().classes('door'):
            with html.div().classes('brand'):
                ui.icon(icons.BUBBLE)
                html.h1(site.settings.title)
            self._card(room_id)
            self._account_line(account)
            with html.div().classes('lists'):
                if recent := [room_id for room_id in reader.recent if self._may(Verb.READ, key_of(room_id))]:
                    with html.section():
                        self._list(_('Your rooms'), recent[:RECENT])
                self._open_rooms = html.section()
        with html.footer().classes('corner'):
            Preferences(reader, self._load_anew)
        ConnectionLine(_)
        self._notes: dict[str, ui.label] = {}
        self._list_rooms()
        ui.timer(LOOK_AGAIN, self._list_rooms, immediate=False)
        if room_id:
            self._room.validate()

    def _card(self, room_id: str) -> None:
        _ = self._words
        with ui.card().props('flat').classes('card'):
            ui.label(_('Give a name, choose a room, and talk.')).classes('lead')
            self._name = ui.input(
                _('Your name'), value=self._reader.name, validation=partial(self._problem, clean_name)
            )
            self._name.without_auto_validation().mark('name')
            self._name.props(f'outlined maxlength={NAME_LIMIT * 2} autocomplete=nickname enterkeyhint=next')
            self._room = ui.input(_('Room ID'), value=room_id, validation=partial(self._problem, clean_room_id))
            self._room.without_auto_validation().mark('room')
            self._room.props(
                f'outlined maxlength={ROOM_ID_LIMIT * 2} autocomplete=off autocapitalize=off enterkeyhint=go'
            )
            self._room.props['hint'] = _('A number or a name, such as 7 or team-7')
            (self._name if not self._reader.name else self._room).props('autofocus')
            for field in (self._name, self._room):
                field.on('keydown.enter', self._join)
                field.on_value_change(lambda e: e.sender.error and e.sender.validate())
            self._button = (
                ui.button(_('Join chat'), on_click=self._join, color=None).mark('join').classes('filled wide')
            )
            self._button.props('unelevated no-caps')

    def _account_line(self, account: Account | None) -> None:
        _ = self._words
        with html.div().classes('aside'), html.p():
            if account:
                html.span(_('Signed in as {name}.', name=account.member.name)).props('dir=auto')
                html.a(_('Account'), href=self._reader.prefix + '/account')
            else:
                html.span(_('Have an account?'))
                self._sign_in = html.a(_('Sign in'), href=self._reader.prefix + '/sign-in')
        if not account and self._site.vouched:
            ProviderButton(self._site.vouched.provider, self._reader, room_of=lambda: text_of(self._room.value))

    async def _join(self) -> None:
        if not all([self._name.validate(), self._room.validate()]):
            return
        try:
            path = await enter(
                self._hub,
                self._site.sessions,
                self._site.limits,
                self._reader.session_id,
                address=self._reader.address,
                name=text_of(self._name.value),
                room_id=text_of(self._room.value),
                at=self._at,
                thread=self._thread,
            )
        except ChatError as error:
            self._tell(error)
            return
        self._button.props('loading')
        ui.navigate.to(path)

    def _load_anew(self) -> None:
        name, room_id = (text_of(field.value) for field in (self._name, self._room))
        self._reader.remember_name(name[: 2 * NAME_LIMIT])
        ui.navigate.to('/?' + urlencode({'room': room_id[: 2 * ROOM_ID_LIMIT]}))

    def _problem(self, clean: Callable[[str], str], value: object) -> str | None:
        try:
            clean(text_of(value))
        except ChatError as error:
            return explain(error, self._words)
        return None

    async def say_taken(self, room_id: str) -> None:
        """Say at the field that somebody else bears the name there."""
        room = next((room for room in self._hub.rooms if room.key == key_of(room_id)), None)
        if room is None or not self._reader.name or not self._may(Verb.READ, room.key):
            return
        try:
            room.presence.refuse_taken(await self._site.sessions.candidate(self._reader.session_id, self._reader.name))
        except ChatError as error:
            self._tell(error)

    def _tell(self, error: ChatError) -> None:
        field = self._name if isinstance(error, BadName) else self._room
        field.error = explain(error, self._words)
        if isinstance(error, NameClaimed) and not self._account:
            query = {'name': text_of(self._name.value), 'room': text_of(self._room.value)}
            self._sign_in.props['href'] = self._reader.prefix + '/sign-in?' + urlencode(query)
            self._sign_in.classes('wanted')

    def say_closed(self, room_id: str, *, is_gone: bool) -> None:
        """Say at the field that the room is not open to them, and until when if they are banned, or that it is gone."""
        refusal = RoomGone() if is_gone else self._ban(key_of(room_id)) or NotLetIn()
        self._room.error = explain(refusal, self._words)

    def _ban(self, room: str) -> Banned | None:
        session = self._reader.session
        for member in session.members if session else ():
            try:
                self._hub.rights.refuse(member, Verb.READ, room)
            except Banned as error:
                return error
            except ChatError:
                continue
        return None

    def _may(self, verb: Verb, room: str) -> bool:
        """Whether one of those this browser speaks as may do that, or anybody if it speaks as nobody yet."""
        session = self._reader.session
        members: Sequence[Member | None] = (session and session.members) or (None,)
        return any(self._hub.rights.may(member, verb, room) for member in members)

    def _list_rooms(self) -> None:
        _ = self._words
        counts = {
            room.id: room.presence.count for room in self._hub.crowded(OPEN_ROOMS, where=partial(self._may, Verb.SEE))
        }
        if [*counts] != [*self._notes]:  # built anew only when it must be: it may have the focus
            self._open_rooms.clear()
            with self._open_rooms:
                self._notes = self._list(_('Open now'), [*counts]) if counts else {}
        for room_id, n in counts.items():
            self._notes[room_id].text = _.many('{n} member', '{n} members', n)

    def _list(self, title: str, room_ids: Sequence[str]) -> dict[str, ui.label]:
        """Rooms to choose from, each with a place for a note."""
        notes: dict[str, ui.label] = {}
        html.h2(title)
        with html.div().classes('chips'):
            for room_id in room_ids:
                called = room_title(room_id, self._words)
                with ui.button(called, on_click=partial(self._pick, room_id)).props('outline no-caps rounded') as chip:
                    if topic := self._topic(room_id):
                        ui.label(topic).props('dir=auto').classes('note about-room')
                    notes[room_id] = ui.label().classes('note')
                chip.classes('chip')
        return notes

    def _topic(self, room_id: str) -> str:
        """What a room is for, if whoever looks may know it."""
        key = key_of(room_id)
        return self._hub.rights.topic(key) if self._may(Verb.READ, key) else ''

    async def _pick(self, room_id: str) -> None:
        self._room.value = room_id
        if self._name.value:
            await self._join()
        else:
            self._name.validate()
            self._name.run_method('focus')
