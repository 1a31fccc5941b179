"""Retention: the oldest messages deleted, a little at a time, so that nobody who writes has to wait for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, func, select

from .schema import messages, rooms

AT_A_TIME: Final = 100  # messages: a moment's work for the writer, and little too much when only size counts


@dataclass(frozen=True, slots=True)
class Forget:
    """What is to be deleted."""

    before: datetime | None
    above: int | None


class Forgetting:
    """Deletes."""

    def forget(self, connection: Connection, wishes: Sequence[Forget]) -> list[dict[str, int]]:
        """Some of the oldest messages, for each wish; the newest `seq` that was deleted, by room."""
        return [self._forget(connection, wish) for wish in wishes]

    def _forget(self, connection: Connection, wish: Forget) -> dict[str, int]:
        first = select(messages.c.id, messages.c.at).order_by(messages.c.id).limit(AT_A_TIME).subquery()
        oldest = select(first.c.id)  # only among the first few: looking further would keep those who write waiting
        if wish.before is not None:
            oldest = oldest.where(first.c.at < wish.before)
        elif wish.above is None or _size(connection) <= wish.above:
            return {}
        ids = list(connection.execute(oldest).scalars())
        if not ids:
            return {}
        newest = select(rooms.c.key, func.max(messages.c.seq)).join(rooms, rooms.c.id == messages.c.room)
        gone = {
            row[0]: row[1] for row in connection.execute(newest.where(messages.c.id.in_(ids)).group_by(rooms.c.key))
        }
        connection.execute(delete(messages).where(messages.c.id.in_(ids)))
        return gone


def _size(connection: Connection) -> int:
    """Bytes in use; pages that were freed are used again before the file grows."""
    pages, free, size = (
        int(connection.exec_driver_sql(f'PRAGMA {name}').scalar() or 0)
        for name in ('page_count', 'freelist_count', 'page_size')
    )
    return (pages - free) * size
