"""Bookmarks as rows."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, select

from ..model.bookmark import Bookmark
from ..model.message import Message, now
from .amending import IS_THERE
from .messages import READ, whole
from .schema import DELETED, messages, rooms
from .schema_more import bookmarks


class _Wish(NamedTuple):
    member: int
    room: str
    seq: int
    is_on: bool


class SqliteBookmarks:
    """See BookmarkStore."""

    def __init__(self, read: Callable[..., Awaitable[Any]], write: Callable[..., Awaitable[Any]]) -> None:
        self._read = read
        self._write = write

    async def mark(self, member: int, room: str, seq: int, *, is_on: bool) -> None:
        """See BookmarkStore."""
        await self._write(_mark, _Wish(member, room, seq, is_on))

    async def within(self, member: int, room: str) -> set[int]:
        """See BookmarkStore."""
        found: set[int] = await self._read(_within, member, room)
        return found

    async def of(self, member: int, *, before: datetime | None = None, limit: int) -> list[Bookmark]:
        """See BookmarkStore."""
        found: list[Bookmark] = await self._read(_of, member, before, limit)
        return found


def _mark(connection: Connection, wishes: Sequence[_Wish]) -> list[None]:
    for wish in wishes:
        of_room = select(messages.c.id).join(rooms, messages.c.room == rooms.c.id).where(rooms.c.key == wish.room)
        message = connection.execute(of_room.where(messages.c.seq == wish.seq, IS_THERE)).scalar()
        if message is None:
            continue
        row = {'member': wish.member, 'message': message}
        if not wish.is_on:
            connection.execute(delete(bookmarks).where(*(bookmarks.c[name] == value for name, value in row.items())))
        else:
            connection.execute(insert(bookmarks).prefix_with('OR IGNORE'), row | {'at': now()})
    return [None] * len(wishes)


def _within(connection: Connection, member: int, room: str) -> set[int]:
    found = select(messages.c.seq).join(bookmarks, bookmarks.c.message == messages.c.id)
    found = found.join(rooms, messages.c.room == rooms.c.id)
    return set(connection.execute(found.where(bookmarks.c.member == member, rooms.c.key == room)).scalars())


def _of(connection: Connection, member: int, before: datetime | None, limit: int) -> list[Bookmark]:
    found = select(messages.c.id, messages.c.seq, bookmarks.c.at, rooms.c.key, rooms.c.name)
    found = found.join(messages, bookmarks.c.message == messages.c.id).join(rooms, messages.c.room == rooms.c.id)
    found = found.where(bookmarks.c.member == member, IS_THERE, ~rooms.c.key.startswith(DELETED))
    if before is not None:
        found = found.where(bookmarks.c.at < before)
    rows = connection.execute(found.order_by(bookmarks.c.at.desc()).limit(limit)).all()
    marked: dict[tuple[str, int], Message] = {}
    for room in {row.key for row in rows}:
        of_room = READ.where(messages.c.id.in_([row.id for row in rows if row.key == room]))
        marked |= {(room, message.seq): message for message in whole(connection, of_room)}
    return [Bookmark(room=row.key, room_name=row.name, message=marked[row.key, row.seq], at=row.at) for row in rows]
