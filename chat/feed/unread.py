"""How many messages wait in one's rooms: counted for everyone at once, and shown in each tab. unread.js draws it.

A room that is not looked at costs its onlookers one small frame a second at most, the same bytes for all of them.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Final, TypeVar

import htpy as h
from nicegui import Event
from nicegui.events import GenericEventArguments

from ..model.amendment import Amended
from ..model.hub import Hub
from ..model.member import Member
from ..model.mention import ALL
from ..model.message import Message
from ..model.reading import Position, Reading
from ..model.rights import WHOLE_CHAT, Verb
from ..model.room import Room
from ..model.spelling import room_of
from ..model.store import Extent
from ..words import Words
from .light import Light
from .wire import Frame, Line

K = TypeVar('K', int, str)

CALLED: Final = 100  # mentions in a room that are counted, the newest
GATHER: Final = 1.0  # seconds that news of a room are gathered for those who look elsewhere


class Counters:
    """Tells tabs what waits in their rooms."""

    def __init__(self, hub: Hub, reading: Reading) -> None:
        self.by_room: defaultdict[str, set[Unread]] = defaultdict(set)
        self.by_member: defaultdict[int, set[Unread]] = defaultdict(set)
        self.left = Event[int]()
        """The last tab of the member with this number is closed."""
        self._news: dict[str, int] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._rights = hub.rights
        hub.opened.subscribe(self._opened)
        hub.rights.changed.subscribe(self._review)
        reading.moved.subscribe(self._moved)

    def forget(self, tab: 'Unread', number: int) -> None:
        """A tab is closed."""
        _discard(self.by_member, number, tab)
        if number not in self.by_member:
            self.left.emit(number)
        for room in tab.rooms:
            _discard(self.by_room, room, tab)

    def _review(self, key: str) -> None:
        for room in list(self.by_room):
            if key in {WHOLE_CHAT, room, room_of(room)}:
                self._review_room(room)

    def _review_room(self, room: str) -> None:
        for tab in list(self.by_room.get(room, ())):
            if not self._rights.may(tab.member, Verb.READ, room):
                tab.rooms.pop(room, None)
                _discard(self.by_room, room, tab)
                tab.load()

    def _opened(self, room: Room) -> None:
        room.posted.subscribe(partial(self._posted, room))
        room.amended.subscribe(partial(self._amended, room.key))

    def _posted(self, of: Room, message: Message) -> None:
        room = of.key
        for number in called_by(of, message):
            self._call(number, room, message.seq)
        if room in self.by_room:
            self._news[room] = message.seq
            if self._timer is None:
                self._timer = asyncio.get_running_loop().call_later(GATHER, self._tell)

    def _call(self, number: int, room: str, seq: int) -> None:
        for tab in self.by_member.get(number, ()):
            tab.call(room, seq)

    def _amended(self, room: str, changed: list[Amended]) -> None:
        for message, _ in changed:
            called = {each.member for each in message.mentions}
            for number in called:
                self._call(number, room, message.seq)
            for tab in () if ALL in called else self.by_room.get(room, ()):
                if tab.member.number not in called:
                    tab.call(room, message.seq, is_on=False)

    def _tell(self) -> None:
        self._timer = None
        news, self._news = self._news, {}
        for room, last in news.items():
            frame = Frame('unread', {'room': room, 'last': last})
            for tab in self.by_room.get(room, ()):
                tab.rooms[room]['last'] = last
                tab.deliver(frame)

    def _moved(self, position: Position) -> None:
        frame = Frame('read', {'room': position.room, 'read': position.read})
        for tab in self.by_member.get(position.member, ()):
            if position.room in tab.rooms:
                tab.rooms[position.room]['read'] = position.read
                tab.deliver(frame)


class Unread(Light, component='unread.js'):
    """The counts of one tab."""

    def __init__(
        self,
        counters: Counters,
        member: Member,
        words: Words,
        *,
        rooms: dict[str, Extent],
        read: dict[str, int],
        called: dict[str, list[int]],
        here: str,
        icons: tuple[str, str],
        browser: str = '',
        on_away: Callable[[bool], None] = lambda _: None,
        on_news: Callable[[str, Message], None] = lambda *_: None,
    ) -> None:
        """
        :param rooms: what there is of the rooms that are counted, by key
        :param read: how far the member has read in them; a room that is not in it counts as read
        :param called: the messages that mention the member, by room
        :param here: the room of this tab
        :param icons: addresses of the page's icon, without and with something that waits
        :param browser: in which the tab is
        :param on_news: called with the ID of a room and a message that the member is to be told of
        :param on_away: called when nobody looks at this tab any more (True), or somebody does again
        """
        super().__init__()
        self.rooms: dict[str, dict[str, Any]] = {
            key: _counted(extent, read.get(key, extent.last), called.get(key, ())) for key, extent in rooms.items()
        }
        self._counters = counters
        self.member = member
        self._number = member.number
        self._line = Line(self, 'change', self._catch_up)
        self._is_behind = self._was_connected = False
        self._props.update(
            rooms=self.rooms,
            here=[here],
            icons=list(icons),
            label=words('{n} new', n='{n}'),
            words=words('You are mentioned: {n}', n='{n}'),
        )
        self.browser = browser
        self.on_news = on_news
        self.told: dict[str, float] = {}
        """When something of a room was told here last."""
        self._is_away = False
        self._on_away = on_away
        self.on('away', self._turn)
        self.client.on_connect(self._connected)
        counters.by_member[self._number].add(self)
        for key in rooms:
            counters.by_room[key].add(self)

    def _turn(self, event: GenericEventArguments) -> None:
        self._is_away = event.args is True
        self._on_away(self._is_away)

    @property
    def here(self) -> list[str]:
        """What this tab shows."""
        here: list[str] = self._props['here']
        return here

    def sees(self, room: str) -> bool:
        """Whether the member looks at this room here."""
        return not self._is_away and room in self.here

    def watch(self, room: str, *, is_on: bool = True) -> None:
        """The tab shows this, too: what is said there is about to be read."""
        here = [key for key in self.here if key != room]
        self._props['here'] = [*here, room] if is_on else here
        self.update()

    def add(self, room: str, extent: Extent, read: int, called: Sequence[int] = ()) -> None:
        """Count this, too."""
        if room not in self.rooms:
            self.rooms[room] = _counted(extent, read, called)
            self._counters.by_room[room].add(self)
            self.load()

    def drop(self, room: str) -> None:
        """Count this no more."""
        if self.rooms.pop(room, None):
            _discard(self._counters.by_room, room, self)
            self.load()

    def count(self, room: str) -> int:
        """How many messages of a room wait."""
        known = self.rooms.get(room, {'first': 1, 'last': 0, 'read': 0})
        return int(max(0, known['last'] - max(known['read'], known['first'] - 1)))

    def call(self, room: str, seq: int, *, is_on: bool = True) -> None:
        """The member is mentioned in a message, or not any more."""
        known = self.rooms.get(room)
        if known is not None and (seq in known['called']) != is_on:
            known['called'] = sorted({*known['called'], seq} - (set() if is_on else {seq}))[-CALLED:]
            self.deliver(Frame('unread', {'room': room, 'called': known['called']}))

    def calls(self, room: str) -> int:
        """How many messages that wait in a room mention the member; in all rooms if it is empty."""
        rooms = [self.rooms[room]] if room in self.rooms else [] if room else self.rooms.values()
        waiting = [seq for known in rooms for seq in known['called'] if seq > known['read']]
        return len(waiting)

    def deliver(self, frame: Frame) -> None:
        """Send news to the tab; all of them later if it cannot be told now."""
        if not self._line.send(frame):
            self._is_behind = True

    def _connected(self) -> None:
        self._line.connect()
        self._is_behind |= self._was_connected  # news may be lost on the way
        self._was_connected = True
        self._catch_up()

    def _catch_up(self) -> None:
        if self._is_behind:
            self.load()

    def load(self) -> None:
        """Tell the tab everything anew, by the road that news take: what is told first has to come first."""
        self._is_behind = False
        self.deliver(Frame('unread', {'rooms': self.rooms}))

    def _handle_delete(self) -> None:
        self._line.disconnect()
        self._counters.forget(self, self._number)
        super()._handle_delete()


def called_by(room: Room, message: Message) -> set[int]:
    """Whom a message calls that was just said, by their numbers."""
    called = {each.member for each in message.mentions}
    if ALL in called:
        called |= {member.number for member in room.presence.members if member != message.author}
    return called


def _counted(extent: Extent, read: int, called: Iterable[int]) -> dict[str, Any]:
    return {'first': extent.first, 'last': extent.last, 'read': read, 'called': sorted(called)[-CALLED:]}


def _discard(tabs: defaultdict[K, set[Unread]], key: K, tab: Unread) -> None:
    tabs[key].discard(tab)
    if not tabs[key]:
        del tabs[key]


def badges(unread: Unread, room: str) -> h.Fragment:
    """How many messages wait in a room, and how many of them mention the reader: unread.js draws them."""
    n, calls = (0, 0) if room in unread.here else (unread.count(room), unread.calls(room))
    return h.fragment[
        h.span('.called', data_called=room)[f'@{calls}' if calls else ''],
        h.span('.unread', data_unread=room)[str(n) if n else ''],
    ]


class CallBadge(Light):
    """How many messages mention the reader in all rooms."""

    def __init__(self, unread: Unread) -> None:
        super().__init__('span')
        self._unread = unread
        self._props['data-called'] = ''
        self.classes('called')

    def _displayed_contents(self, *, only_visible: bool) -> list[str]:
        return [f'@{n}'] if (n := self._unread.calls('')) else []
