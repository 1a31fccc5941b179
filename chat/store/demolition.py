"""Demolition: a room deleted wholly. It is not to be found at once; its messages go a little at a time."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from ..model.door import Kind
from .call_schema import levels
from .messages import Adding
from .schema import DELETED, attachments, bars, deeds, doors, follows, messages, passes, positions, rooms, standings
from .schema_more import topics
from .threads import in_room

AT_A_TIME: Final = 500  # messages: a moment's work for the writer


class Demolishing:
    """Deletes rooms."""

    def __init__(self, adding: Adding) -> None:
        self._adding = adding

    def begin(self, connection: Connection, keys: Sequence[str]) -> list[None]:
        """Take the rooms out of everybody's reach: the next who opens one begins another."""
        for key in keys:
            self._begin(connection, key)
        self._adding.forget()
        return [None] * len(keys)

    def _begin(self, connection: Connection, key: str) -> None:
        for table in (doors, standings, bars, passes, positions, deeds, follows, attachments, topics, levels):
            connection.execute(delete(table).where(in_room(table.c.room, key)))
        for room in list(connection.execute(select(rooms.c.id).where(in_room(rooms.c.key, key))).scalars()):
            grave = f'{DELETED}{room}'
            connection.execute(update(rooms).where(rooms.c.id == room).values(key=grave))
            shut = {'kind': Kind.MEMBERS.value, 'is_locked': True, 'is_read_only': True, 'slow_mode': 0}
            connection.execute(insert(doors), {'room': grave, **shut})  # so that no search looks into it

    def go_on(self, connection: Connection, many: Sequence[None]) -> list[bool]:
        """Delete some of what is left; whether there is more."""
        return [self._go_on(connection) for _ in many]

    def _go_on(self, connection: Connection) -> bool:
        room = connection.execute(select(rooms).where(rooms.c.key.startswith(DELETED)).limit(1)).first()
        if room is None:
            return False
        some = select(messages.c.id).where(messages.c.room == room.id).limit(AT_A_TIME)
        if not connection.execute(delete(messages).where(messages.c.id.in_(some))).rowcount:
            connection.execute(delete(doors).where(doors.c.room == room.key))
            connection.execute(delete(rooms).where(rooms.c.id == room.id))
        return True
