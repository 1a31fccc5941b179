"""Reading: how far each member has read in each room, the same in all their tabs, and lasting."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from nicegui import Event

from ..errors import CannotKeep
from .member import Member
from .thread import Follow

KEEP: Final = 1.0  # seconds that positions are gathered before they are kept together


@dataclass(frozen=True, kw_only=True, slots=True)
class Position:
    """Everything in a room up to `read` is read by the member with this number."""

    member: int
    room: str
    read: int


class Positions(Protocol):
    """What a store keeps of them."""

    async def positions(self, member: int) -> dict[str, int]:
        """How far a member has read, by room."""

    async def keep_positions(self, positions: Sequence[Position]) -> None:
        """Remember positions."""


class Reading:
    """The positions of those who are here. What is read is known to all at once and kept a moment later."""

    def __init__(self, store: Positions) -> None:
        self.moved = Event[Position]()
        """Somebody has read on, or marked something as unread."""
        self._store = store
        self._known: dict[int, dict[str, int]] = {}
        self._holders: Counter[int] = Counter()
        self._unkept: dict[tuple[int, str], Position] = {}

    async def fetch(self, member: Member) -> dict[str, int]:
        """Where a member is, room by room; held in memory until `release`."""
        number = member.number
        self._holders[number] += 1
        if number not in self._known:
            kept = await self._store.positions(number)
            # somebody else may have fetched them meanwhile, and moved on
            self._known.setdefault(number, kept | {p.room: p.read for p in self._unkept.values() if p.member == number})
        return self._known[number]

    def release(self, member: Member) -> None:
        """One who fetched needs them no more."""
        self._holders[member.number] -= 1
        if self._holders[member.number] <= 0:
            del self._holders[member.number]
            self._known.pop(member.number, None)

    def read(self, member: Member, room: str, seq: int) -> None:
        """The member has read up to here."""
        if seq > self._known.get(member.number, {}).get(room, -1):
            self._move(member, room, seq)

    def position(self, member: Member, room: str) -> int | None:
        """How far somebody who fetched has read there; None if they were never there."""
        return self._known.get(member.number, {}).get(room)

    def begin(self, follow: Follow) -> None:
        """Somebody follows a thread: what they have read of it counts from there, if nothing is known of that."""
        if follow.is_on and follow.member in self._known:
            self._known[follow.member].setdefault(follow.thread, follow.read)

    def mark_unread(self, member: Member, room: str, seq: int) -> None:
        """The member wants this message and all after it to be unread again."""
        self._move(member, room, seq - 1)

    def _move(self, member: Member, room: str, seq: int) -> None:
        position = Position(member=member.number, room=room, read=seq)
        self._known.setdefault(member.number, {})[room] = seq
        self._unkept[member.number, room] = position
        self.moved.emit(position)

    async def keep(self) -> None:
        """Keep what is not kept yet; to be called every `KEEP` seconds, and before the store closes."""
        unkept, self._unkept = self._unkept, {}
        if not unkept:
            return
        try:
            await self._store.keep_positions(list(unkept.values()))
        except CannotKeep:
            self._unkept = unkept | self._unkept  # with the next ones
