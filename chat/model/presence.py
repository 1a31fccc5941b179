"""Who is here. A person's open connections are counted; after the last one there is a grace period before "left"."""

import asyncio
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime

from nicegui import Event

from ..errors import NameTaken
from .member import Member
from .message import now
from .spelling import key_of, suggestions


@dataclass(slots=True)
class _Place:
    """A member's place in a room."""

    member: Member
    connections: dict[Hashable, Callable[[], None]] = field(default_factory=dict)  # with what to call when they leave
    lost: dict[Hashable, Callable[[], None]] = field(default_factory=dict)  # those that may come back
    idle: set[Hashable] = field(default_factory=set)  # those that nobody looks at
    since: datetime | None = None  # None: awaited, the name is kept free for them, but nobody was told
    timer: asyncio.TimerHandle | None = None


class Presence:
    """The places of one room."""

    def __init__(self, *, grace: float, joined: Callable[[Member], None], left: Callable[[Member], None]) -> None:
        """
        :param grace: seconds between a person's last disconnection and their leaving
        :param joined: called when somebody is here who was not
        :param left: called when somebody is gone for good
        """
        self.stirred = Event[[]]()
        """Somebody who is here is away now, or back."""
        self._grace = grace
        self._joined = joined
        self._left = left
        self._places: dict[Member, _Place] = {}

    def __contains__(self, member: Member) -> bool:
        place = self._places.get(member)
        return place is not None and place.since is not None

    @property
    def members(self) -> list[Member]:
        """Everyone who is here, the longest stay first."""
        here = [(place.since, place.member) for place in self._places.values() if place.since]
        return [member for _, member in sorted(here, key=lambda p: p[0])]

    @property
    def away(self) -> frozenset[Member]:
        """Who is here, but looks at none of their tabs."""
        return frozenset(place.member for place in self._places.values() if _is_away(place))

    def stir(self, member: Member, connection: Hashable, *, is_idle: bool) -> None:
        """Somebody looks away from a tab, or at it again."""
        place = self._places.get(member)
        if place is not None and connection in place.connections:
            was_away = _is_away(place)
            place.idle = place.idle | {connection} if is_idle else place.idle - {connection}
            if _is_away(place) != was_away:
                self.stirred.emit()

    @property
    def count(self) -> int:
        """How many are here."""
        return sum(place.since is not None for place in self._places.values())

    @property
    def all(self) -> list[Member]:
        """Everyone who is here or awaited."""
        return list(self._places)

    @property
    def is_empty(self) -> bool:
        """Nobody is here and nobody is awaited."""
        return not self._places

    def bearing(self, key: str) -> list[Member]:
        """Who bears a name here or is awaited under it, guests of the dialect too."""
        return [member for member in self._places if key_of(member.name) == key]

    def refuse_taken(self, member: Member) -> None:
        """:raises NameTaken: when another member bears the name; a guest of the dialect is told apart by the number"""
        taken = {place.member.key for place in self._places.values() if place.member != member}
        if member.is_unproven or member.key not in taken:
            return
        free = (name for name in suggestions(member.name) if key_of(name) not in taken)
        raise NameTaken(member.name, next(free))

    def expect(self, member: Member) -> None:
        """Keep the name free for somebody who is about to connect.

        :raises NameTaken: when another member bears it
        """
        self.refuse_taken(member)
        place = self._places.setdefault(member, _Place(member))
        if not place.connections and place.since is None:
            self._start_grace(place)

    def connect(self, member: Member, connection: Hashable, on_left: Callable[[], None]) -> None:
        """Count a connection; again with the same one changes nothing.

        :param on_left: called when the member leaves, as from another tab, while this connection is open or lost
        :raises NameTaken: when another member bears the name
        """
        self.refuse_taken(member)
        place = self._places.setdefault(member, _Place(member))
        self._stop_grace(place)
        place.lost.pop(connection, None)
        was_away = _is_away(place)
        place.connections[connection] = on_left
        if was_away and not _is_away(place):
            self.stirred.emit()
        if place.since is None:
            place.since = now()
            self._joined(member)

    def disconnect(self, member: Member, connection: Hashable) -> None:
        """A connection is lost, and may come back. After the last one the grace period begins."""
        place = self._places.get(member)
        if place is None or connection not in place.connections:
            return
        was_away = _is_away(place)
        place.lost[connection] = place.connections.pop(connection)
        place.idle.discard(connection)
        if _is_away(place) != was_away:
            self.stirred.emit()
        if not place.connections:
            self._start_grace(place)

    def forget(self, member: Member, connection: Hashable) -> None:
        """A connection will not come back; after the last one the grace period begins nevertheless."""
        self.disconnect(member, connection)
        if (place := self._places.get(member)) is not None:
            place.lost.pop(connection, None)

    def depart(self, member: Member, connection: Hashable) -> None:
        """Forget a connection that will not come back: after the last one, leave at once."""
        self.forget(member, connection)
        if (place := self._places.get(member)) is not None and not place.connections:
            self.leave(member)

    def leave(self, member: Member) -> None:
        """Leave at once, with all connections."""
        place = self._places.pop(member, None)
        if place is None:
            return
        self._stop_grace(place)
        if place.since is not None:
            self._left(member)
        for on_left in (*place.connections.values(), *place.lost.values()):
            on_left()

    def close(self) -> None:
        """Stop all timers; nobody is told."""
        for place in self._places.values():
            self._stop_grace(place)
        self._places.clear()

    def _expire(self, place: _Place) -> None:
        place.lost.clear()  # who was away for long did not choose to leave, and may come back
        self.leave(place.member)

    def _start_grace(self, place: _Place) -> None:
        self._stop_grace(place)
        place.timer = asyncio.get_running_loop().call_later(self._grace, self._expire, place)

    def _stop_grace(self, place: _Place) -> None:
        if place.timer:
            place.timer.cancel()
            place.timer = None


def _is_away(place: _Place) -> bool:
    return bool(place.connections) and place.connections.keys() <= place.idle
