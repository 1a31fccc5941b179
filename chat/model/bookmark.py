"""Bookmarks: messages that somebody has marked for themselves. Nobody else is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from .message import Message


@dataclass(frozen=True, kw_only=True, slots=True)
class Bookmark:
    """A message in the room where it stands."""

    room: str
    """A key."""
    room_name: str
    message: Message
    at: datetime
    """When it was marked."""


class BookmarkStore(Protocol):
    """What a store keeps of them. A bookmark goes with its message, and with its person."""

    async def mark(self, member: int, room: str, seq: int, *, is_on: bool) -> None:
        """Keep a bookmark, or drop it; of what is not there nothing is kept.

        :param member: a number
        :raises CannotKeep: it cannot be written at the moment
        """

    async def within(self, member: int, room: str) -> set[int]:
        """What somebody has marked in one room."""

    async def of(self, member: int, *, before: datetime | None = None, limit: int) -> Sequence[Bookmark]:
        """What somebody has marked, the last first; before this moment."""
