"""Mentions as rows: who was called in which message, and what waits for somebody."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, tuple_

from ..model.member import FIRST_NUMBER, Member
from ..model.mention import ALL, Mention
from ..model.message import Message
from ..model.spelling import room_of
from .call_schema import mentions
from .schema import DELETED, members, messages, positions, rooms
from .threads import in_room

COUNTED: Final = 500  # newest mentions of somebody that are counted


@dataclass(frozen=True, kw_only=True, slots=True)
class Mentioned:
    """A message in which somebody is called."""

    id: int
    room: str
    """The key of its room."""
    room_name: str
    message: Message
    is_read: bool


class SqliteMentions:
    """See MentionStore; and what waits for somebody."""

    def __init__(self, read: Callable[..., Awaitable[Any]]) -> None:
        self._read = read

    async def speakers(self, room: str, keys: Collection[str]) -> list[Member]:
        """See MentionStore."""
        found: list[Member] = await self._read(_speakers, room_of(room), keys)
        return found

    async def unread(self, member: int) -> dict[str, list[int]]:
        """The messages in which somebody is called and that they have not read: `seq` by key of the room."""
        found: dict[str, list[int]] = await self._read(_unread, member)
        return found

    async def of(self, member: int, *, before: int | None, limit: int) -> list[Mentioned]:
        """Messages in which somebody is called, the newest first.

        :param before: only those before the one with this `id`
        """
        found: list[Mentioned] = await self._read(_mentioned, member, before, limit)
        return found


def keep(connection: Connection, given: Mapping[tuple[int, int], Sequence[Mention]]) -> None:
    """Keep whom new messages call, by row of the room and `seq`."""
    places = tuple_(messages.c.room, messages.c.seq).in_(list(given))
    found = connection.execute(select(messages.c.id, messages.c.room, messages.c.seq).where(places))
    rows = [_row(row.id, each) for row in found for each in given[row.room, row.seq]]
    connection.execute(insert(mentions), rows)


def change(connection: Connection, message: int, called: Sequence[Mention]) -> None:
    """Keep whom a message calls after an edit. Who was there when all were called stays called as long as all are."""
    of_message = mentions.c.message == message
    had_all = connection.execute(select(mentions).where(of_message, mentions.c.member == ALL)).first() is not None
    stays = had_all and any(each.member == ALL for each in called)
    named = [_row(message, each) for each in called if each.member != ALL]
    gone = delete(mentions).where(of_message)
    if stays:
        numbers = [row['member'] for row in named]
        gone = gone.where(mentions.c.member != ALL, or_(mentions.c.name != '', mentions.c.member.in_(numbers)))
    connection.execute(gone)
    if named:
        connection.execute(insert(mentions), named)


def _row(message: int, mention: Mention) -> dict[str, Any]:
    return {'message': message, 'member': mention.member, 'name': mention.name}


def mentions_of(connection: Connection, ids: Collection[int]) -> dict[int, tuple[Mention, ...]]:
    """Who is named in messages, and whether all are called."""
    found: defaultdict[int, list[Mention]] = defaultdict(list)
    named = select(mentions).where(mentions.c.message.in_(ids), mentions.c.name != '').order_by(mentions.c.member)
    for row in connection.execute(named):
        found[row.message].append(Mention(member=row.member, name=row.name))
    return {message: tuple(called) for message, called in found.items()}


def _speakers(connection: Connection, room: str, keys: Collection[str]) -> list[Member]:
    bearing = select(members.c.id).where(members.c.key.in_(keys), members.c.number >= FIRST_NUMBER)
    found = select(members.c.number, members.c.name).join(messages, messages.c.author == members.c.id)
    found = found.join(rooms, messages.c.room == rooms.c.id).where(
        in_room(rooms.c.key, room), members.c.id.in_(bearing)
    )
    found = found.group_by(members.c.id).order_by(func.max(messages.c.id))
    return [Member(number=row.number, name=row.name) for row in connection.execute(found)]


def _unread(connection: Connection, member: int) -> dict[str, list[int]]:
    own = _own(select(rooms.c.key, messages.c.seq), member).where(messages.c.seq > func.coalesce(positions.c.read, 0))
    found: defaultdict[str, list[int]] = defaultdict(list)
    for row in connection.execute(own.order_by(messages.c.id.desc()).limit(COUNTED)):
        found[row.key].append(row.seq)
    return dict(found)


def _own(columns: Any, member: int) -> Any:
    joined = columns.select_from(mentions).join(messages, mentions.c.message == messages.c.id)
    joined = joined.join(rooms, messages.c.room == rooms.c.id)
    place = and_(positions.c.member == mentions.c.member, positions.c.room == rooms.c.key)
    is_there = messages.c.text != '', ~rooms.c.key.startswith(DELETED)
    return joined.outerjoin(positions, place).where(mentions.c.member == member, *is_there)


def _mentioned(connection: Connection, member: int, before: int | None, limit: int) -> list[Mentioned]:
    is_read = (messages.c.seq <= func.coalesce(positions.c.read, 0)).label('is_read')
    columns = select(
        messages,
        rooms.c.key.label('room_key'),
        rooms.c.name.label('room_name'),
        members.c.number,
        members.c.name,
        is_read,
    )
    own = _own(columns, member).join(members, messages.c.author == members.c.id)
    if before is not None:
        own = own.where(messages.c.id < before)
    return [
        Mentioned(
            id=row.id,
            room=row.room_key,
            room_name=row.room_name,
            message=Message(
                seq=row.seq,
                author=Member(number=row.number, name=row.name),
                text=row.text,
                at=row.at,
                client_msg_id=row.client_msg_id,
            ),
            is_read=bool(row.is_read),
        )
        for row in connection.execute(own.order_by(messages.c.id.desc()).limit(limit))
    ]
