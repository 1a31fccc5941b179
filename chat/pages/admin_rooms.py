"""Rooms, as administrators see them."""

from collections.abc import Callable, Sequence
from functools import partial

from nicegui import ui

from ..errors import ChatError, NotAllowed
from ..feed.light import html
from ..identity.door import path_of
from ..model.door import Door, Kind
from ..model.member import Member
from ..model.role import Role
from ..model.spelling import key_of
from ..store.overview import RoomSeen, Wish, deeds_seen, rooms_seen
from ..words import size
from . import icons
from .ago import ago
from .deeds import told
from .listing import Listing
from .parts import icon_button, menu_item, room_title, say, text_of
from .reader import Reader
from .site import Site

LOGGED = 100  # deeds of a room that are shown


class RoomsPanel:
    """All rooms in which something was said, and those that are open."""

    def __init__(self, site: Site, reader: Reader, who: Callable[[], Member | None]) -> None:
        """
        :param who: tells who is signed in now
        """
        self._site = site
        self._reader = reader
        self._words = _ = reader.words
        self._who = who
        self._client = ui.context.client
        self._listing: Listing[RoomSeen] = Listing(
            _('Rooms'), _, fetch=self._fetch, show=self._row, search=_('Find a room')
        )
        self._dialog = ui.dialog()

    async def refresh(self) -> None:
        """Ask anew."""
        await self._listing.refresh()

    async def _fetch(self, wish: Wish) -> Sequence[RoomSeen]:
        kept = await self._site.administration.look(self._who(), rooms_seen, wish)
        if wish.offset:
            return kept
        quiet = [
            RoomSeen(key=room.key, name=room.id, messages=0, size=0, last=None)
            for room in self._site.hub.rooms
            if not room.extent.last and room.presence.count and wish.search in room.key
        ]
        return [*quiet[: wish.limit], *kept] if len(quiet) < wish.limit else [*quiet[: wish.limit], *kept[:1]]

    def _row(self, room: RoomSeen) -> None:
        _ = self._words
        rights = self._site.hub.rights
        door = rights.door(room.key)
        ui.icon(icons.BUBBLE if door.is_open else icons.LOCK)
        title = room_title(room.name, _)
        with html.div():
            html.b(title).props('dir=auto')
            html.p(' · '.join(self._facts(room, door)))
        named = _('What to do with {name}', name=title)
        with icon_button(icons.MORE, named).props('dense').mark('room-menu'), ui.menu().props('auto-close'):
            menu_item(_('Open room'), lambda: ui.navigate.to(path_of(room.name)))
            lock = _('Unlock') if door.is_locked else _('Lock')
            menu_item(lock, partial(self._change, room, is_locked=not door.is_locked))
            speak = _('Let everybody write') if door.is_read_only else _('Only moderators write')
            menu_item(speak, partial(self._change, room, is_read_only=not door.is_read_only))
            menu_item(_('Log'), partial(self._log, room))
            menu_item(_('Delete room'), partial(self._ask, room)).classes('danger')

    def _facts(self, room: RoomSeen, door: Door) -> list[str]:
        _, rights = self._words, self._site.hub.rights
        is_open = next((each for each in self._site.hub.rooms if each.key == room.key), None)
        here = is_open.presence.count if is_open else 0
        members = sum(each.role >= Role.MEMBER for each in rights.people(room.key))
        facts = [
            {
                Kind.PUBLIC: _('for everybody'),
                Kind.LINK: _('by its link'),
                Kind.PASSWORD: _('with a password'),
                Kind.INVITATION: _('for the invited'),
                Kind.MEMBERS: _('for members'),
            }[door.kind]
        ]
        facts += [_('locked')] if door.is_locked else []
        facts += [_('read only')] if door.is_read_only else []
        facts += [_.many('{n} is here', '{n} are here', here)] if here else []
        facts += [_.many('{n} member', '{n} members', members)] if members else []
        facts += [_.many('{n} message', '{n} messages', room.messages), size(room.size, _)]
        facts += [_('last message {when}', when=ago(room.last, _))] if room.last else []
        return facts

    def _by(self) -> Member:
        if (member := self._who()) is None:
            raise NotAllowed
        return member

    async def _change(self, room: RoomSeen, **values: bool) -> None:
        await self._listing.do(lambda: self._site.administration.change_door(self._by(), room.name, **values))

    async def _log(self, room: RoomSeen) -> None:
        _ = self._words
        try:
            deeds = await self._site.administration.look(self._who(), deeds_seen, Wish(limit=LOGGED), room.key)
        except ChatError as error:
            return self._listing.tell(error)
        self._dialog.clear()
        self._dialog.props['aria-label'] = _('Log')
        with self._dialog, ui.card().classes('settings'):
            html.h2(_('Log of {room}', room=room_title(room.name, _)))
            with html.ul().classes('deeds').props(f'aria-label="{_("Log")}" tabindex=0'):
                for deed in deeds[:LOGGED]:
                    html.li(told(deed, _))
                if not deeds:
                    html.li(_('Nothing was done here.'))
            with html.div().classes('actions'):
                ui.button(_('Close'), on_click=self._dialog.close).props('flat no-caps')
        self._dialog.open()

    def _ask(self, room: RoomSeen) -> None:
        _ = self._words
        self._dialog.clear()
        self._dialog.props['aria-label'] = _('Delete room')
        with self._dialog, ui.card().classes('sure'):
            html.h2(_('Delete {room}?', room=room_title(room.name, _)))
            html.p(_('Everything said in it is gone, for good. Whoever is in it is led out. Type its name to go on.'))
            name = ui.input(_('Name of the room')).props('outlined autocomplete=off').classes('wide').mark('room-name')
            with html.div().classes('row'):
                sure = ui.button(_('Delete room'), on_click=partial(self._delete, room, name), color=None)
                sure.props('flat no-caps').classes('danger').mark('sure')
                ui.button(_('Keep it'), on_click=self._dialog.close, color=None).props('unelevated no-caps').classes(
                    'filled'
                )
        self._dialog.open()

    async def _delete(self, room: RoomSeen, name: ui.input) -> None:
        _ = self._words
        if key_of(text_of(name.value).strip()) != room.key:
            name.error = _('This is not its name: {name}', name=room.name)
            return
        self._dialog.close()
        if await self._listing.do(lambda: self._site.administration.delete_room(self._by(), room.name)):
            with self._client:
                say(_('The room is deleted.'))
