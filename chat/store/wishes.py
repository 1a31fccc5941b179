"""Wishes as rows: of what members want to be told."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from ..model.wishes import Level, Wishes
from .call_schema import levels, quiet


class SqliteWishes:
    """See WishStore."""

    def __init__(self, read: Callable[..., Awaitable[Any]], write: Callable[..., Awaitable[Any]]) -> None:
        self._read = read
        self._write = write

    async def of(self, member: int) -> Wishes:
        """See WishStore."""
        found: Wishes = await self._read(_of, member)
        return found

    async def keep(self, member: int, wishes: Wishes) -> None:
        """See WishStore."""
        await self._write(_keep, (member, wishes))


def _of(connection: Connection, member: int) -> Wishes:
    own = connection.execute(select(levels).where(levels.c.member == member))
    row = connection.execute(select(quiet).where(quiet.c.member == member)).first()
    by_room = {each.room: Level(each.level) for each in own}
    return Wishes(levels=by_room, has_sound=row.has_sound, quiet_until=row.until) if row else Wishes(levels=by_room)


def _keep(connection: Connection, many: Sequence[tuple[int, Wishes]]) -> list[None]:
    for member, wishes in many:
        for table in (levels, quiet):
            connection.execute(delete(table).where(table.c.member == member))
        rows = [{'member': member, 'room': room, 'level': level} for room, level in wishes.levels.items()]
        if rows:
            connection.execute(insert(levels), rows)
        row = {'member': member, 'has_sound': wishes.has_sound, 'until': wishes.quiet_until}
        connection.execute(insert(quiet), row)
    return [None] * len(many)
