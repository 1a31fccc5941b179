"""The hub: the rooms of this process. It opens them from the store and closes those that nobody needs."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping

from nicegui import Event

from ..errors import NameTaken, TooManyRooms
from .account import Account
from .limits import Act, Limits
from .member import Member
from .message import Prepare, need_nothing
from .rights import Rights
from .room import Room
from .spelling import clean_room_id, key_of, origin_of, room_of, suggestions
from .store import Store
from .threads import Threads
from .verb import WHOLE_CHAT


class Hub:
    """Finds rooms by their ID: the same ID means the same room, however it is spelled."""

    def __init__(
        self,
        store: Store,
        *,
        grace: float = 20.0,
        max_rooms: int = 10_000,
        limits: Limits | None = None,
        rights: Rights | None = None,
        prepare: Prepare = need_nothing,
    ) -> None:
        """
        :param store: where messages are kept
        :param grace: seconds between a person's last disconnection and their leaving
        :param max_rooms: rooms that may be open at once
        :param limits: of what is posted and of rooms that are begun; none if not given
        :param rights: who may do what where; everybody everything if None
        :param prepare: what has to be done with texts before anybody is shown them
        """
        self._prepare = prepare
        self.rights = rights or Rights()
        self.opened = Event[Room]()
        """A room was opened; nobody is in it yet."""
        self.closed = Event[Room]()
        """A room was closed; whoever keeps something for it lets it go."""
        self._store = store
        self._grace = grace
        self._max_rooms = max_rooms
        self._limits = limits or Limits()
        self.threads = Threads(self.opened, self.closed)
        """What is said about single messages: rooms too, but in no list of them."""
        self._rooms: dict[str, Room] = {}
        self._opening: dict[str, asyncio.Task[None]] = {}
        self._awaited: Counter[str] = Counter()  # who asked for a room and has not heard yet that it is open
        self.rights.changed.subscribe(self._review)

    async def open(self, room_id: str, *, person: str = '', address: str = '') -> Room:
        """The room with this ID, as anybody may have typed it.

        :param person: who wants it, for the limits
        :param address: from where
        :raises BadRoomId: no room can have it
        :raises TooManyRooms: too many others are open
        :raises TooFast: nothing was ever said in it, and too many rooms were begun lately
        """
        shown = clean_room_id(room_id)
        key = key_of(shown)
        if key not in self._rooms and key not in self._opening and await self._store.name_of(key) is None:
            self._limits.spend(Act.ROOM, person=person, address=address)
        if key not in self._rooms:
            if key not in self._opening:
                self._refuse_too_many()
                # a task of its own: who asked first may go away, and who listens to `opened` does not do so in a page
                self._opening[key] = asyncio.create_task(self._open(shown), name=f'open room {key}')
            self._awaited[key] += 1
            try:
                await asyncio.shield(self._opening[key])
            finally:
                self._awaited[key] -= 1
                if not self._awaited[key]:
                    del self._awaited[key]
        return self._rooms[key]

    def _refuse_too_many(self) -> None:
        if len(self._rooms) + len(self._opening) >= self._max_rooms:
            self.sweep()
            if len(self._rooms) + len(self._opening) >= self._max_rooms:
                raise TooManyRooms(self._max_rooms)

    async def _open(self, shown: str) -> None:
        room = Room(
            shown,
            self._store,
            grace=self._grace,
            limits=self._limits,
            rights=self.rights,
            prepare=self._prepare,
        )
        try:
            await room.load()
        finally:
            del self._opening[room.key]
        self._rooms[room.key] = room
        self.opened.emit(room)

    @property
    def rooms(self) -> list[Room]:
        """Every open room."""
        return list(self._rooms.values())

    def find(self, key: str) -> Room | None:
        """The open room, or thread, with this key."""
        return self._rooms.get(key) or self.threads.find(key)

    def crowded(self, limit: int, *, where: Callable[[str], bool] = lambda _: True) -> list[Room]:
        """The rooms with people in them, the fullest first, `limit` at most.

        :param where: only those whose key it accepts
        """
        full = [room for room in self._rooms.values() if room.presence.count and where(room.key)]
        return sorted(full, key=lambda room: (-room.presence.count, room.key))[:limit]

    def sweep(self) -> None:
        """Close the rooms that nobody needs."""
        self.threads.sweep()
        for room in [room for room in self._rooms.values() if room.is_idle and not self._awaited[room.key]]:
            del self._rooms[room.key]
            self.closed.emit(room)

    def drop(self, room: Room) -> None:
        """The room was deleted: whoever opens one with its ID begins another."""
        if self._rooms.get(room.key) is room:
            self.threads.drop(room)
            del self._rooms[room.key]
            self.closed.emit(room)

    def _review(self, key: str) -> None:
        for room in self.rooms if key == WHOLE_CHAT else filter(None, [self._rooms.get(key)]):
            room.review()

    def bearers(self, key: str) -> list[Member]:
        """Who bears a name in any room, or is awaited under it."""
        return [member for room in self._rooms.values() for member in room.presence.bearing(key)]

    def refuse_theft(self, member: Member) -> None:
        """Refuse to make a name somebody's for good that another who is here has borne for longer.

        :raises NameTaken: somebody has
        """
        if any(not each.is_unproven and each.number < member.number for each in self.bearers(member.key)):
            free = (name for name in suggestions(member.name) if not self.bearers(key_of(name)))
            raise NameTaken(member.name, next(free))

    def put_out(self, account: Account) -> None:
        """Let all others who bear the name of an account leave, wherever they are."""
        for room in self._rooms.values():
            room.put_out(account)

    def forget(self, gone: Mapping[str, int]) -> None:
        """What the store has deleted because of its age: by room, everything up to this `seq`."""
        for key, seq in gone.items():
            if room := self.find(key):
                room.forget(seq)
            if (origin := origin_of(key)) is not None and (parent := self._rooms.get(room_of(key))):
                parent.amending.count_answers(origin)

    def close(self) -> None:
        """Close all, telling nobody: the process ends."""
        for room in self._rooms.values():
            room.presence.close()
        self._rooms.clear()
