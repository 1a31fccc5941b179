"""Threads, which are rooms too: what is told of them under their first messages, and who follows them."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Sequence
from itertools import islice
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, tuple_

from ..model.member import Member
from ..model.message import ANSWERED, EXCERPT, Answers
from ..model.spelling import THREAD, origin_of, room_of, thread_key
from ..model.thread import Follow, Followed
from .schema import follows, members, messages, positions, rooms

LOOK: Final = 8  # newest answers among which those are looked for who are shown
BEHIND: Final = chr(ord(THREAD) + 1)  # sorts right behind all threads of a room


class SqliteThreads:
    """See ThreadStore."""

    def __init__(self, read: Callable[..., Awaitable[Any]], write: Callable[..., Awaitable[Any]]) -> None:
        self._read = read
        self._write = write

    async def follow(self, follow: Follow) -> None:
        """See ThreadStore."""
        await self._write(_keep_follows, follow)

    async def followers(self, thread: str) -> dict[int, bool]:
        """See ThreadStore."""
        found: dict[int, bool] = await self._read(_followers_of, thread)
        return found

    async def followed_by(self, member: int, limit: int) -> list[Followed]:
        """See ThreadStore."""
        found: list[Followed] = await self._read(_followed_by, member, limit)
        return found


def in_room(key: ColumnElement[str], room: str) -> ColumnElement[bool]:
    """Whether it is the key of this room or of one of its threads; found by an index of keys."""
    return or_(key == room, and_(key > room + THREAD, key < room + BEHIND))


def place_of(key: ColumnElement[str]) -> ColumnElement[str]:
    """See spelling.room_of."""
    return func.substr(key, 1, func.instr(key.concat(THREAD), THREAD) - 1)


def is_thread(key: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether it is the key of a thread."""
    return key.contains(THREAD)


def threads_of(connection: Connection, room: str) -> list[str]:
    """The keys of the threads under a room."""
    found = select(rooms.c.key).where(in_room(rooms.c.key, room), rooms.c.key != room).order_by(rooms.c.id)
    return list(connection.execute(found).scalars())


def answers_to(connection: Connection, room: str, seqs: Collection[int]) -> dict[int, Answers]:
    """What is told of the threads about these messages of a room."""
    if THREAD in room:
        return {}  # no threads lead off threads
    first = select(func.min(messages.c.seq)).where(messages.c.room == rooms.c.id).scalar_subquery()
    found = select(rooms.c.id, rooms.c.key, rooms.c.last, first.label('first'))
    threads = connection.execute(found.where(rooms.c.key.in_([thread_key(room, seq) for seq in seqs]))).all()
    if not threads:
        return {}
    newest = select(messages.c.room, messages.c.at, members.c.number, members.c.name)
    newest = newest.join(rooms, messages.c.room == rooms.c.id).join(members, messages.c.author == members.c.id)
    newest = newest.where(rooms.c.id.in_([row.id for row in threads]), messages.c.seq > rooms.c.last - LOOK)
    said: defaultdict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(newest.where(messages.c.text != '').order_by(messages.c.seq.desc())):
        said[row.room].append(row)
    return {
        origin_of(row.key) or 0: Answers(
            count=row.last - row.first + 1,
            people=_people(said[row.id]),
            last=said[row.id][0].at if said[row.id] else None,
        )
        for row in threads
        if row.first is not None
    }


def _people(said: Sequence[Any]) -> tuple[Member, ...]:
    who = dict.fromkeys((row.number, row.name) for row in said)  # members are dear to make
    return tuple(Member(number=number, name=name) for number, name in islice(who, ANSWERED))


def _keep_follows(connection: Connection, many: Sequence[Follow]) -> list[None]:
    for each in many:
        row = {'room': each.thread, 'member': each.member}
        connection.execute(delete(follows).where(*(follows.c[name] == value for name, value in row.items())))
        connection.execute(insert(follows), row | {'is_on': each.is_on})
        if each.is_on:
            connection.execute(insert(positions).prefix_with('OR IGNORE'), row | {'read': each.read})
    return [None] * len(many)


def _followers_of(connection: Connection, thread: str) -> dict[int, bool]:
    found = select(follows.c.member, follows.c.is_on).where(follows.c.room == thread)
    return {row.member: row.is_on for row in connection.execute(found)}


def _followed_by(connection: Connection, member: int, limit: int) -> list[Followed]:
    own = select(rooms.c.key).join(follows, follows.c.room == rooms.c.key)
    own = own.where(follows.c.member == member, follows.c.is_on).order_by(rooms.c.id.desc()).limit(limit)
    keys = list(connection.execute(own).scalars())
    above = select(rooms.c.id, rooms.c.key, rooms.c.name).where(rooms.c.key.in_({room_of(key) for key in keys}))
    parents = {row.key: row for row in connection.execute(above)}
    places = {key: (parents[room_of(key)].id, origin_of(key) or 0) for key in keys if room_of(key) in parents}
    text = func.substr(messages.c.text, 1, EXCERPT).label('text')
    first = select(messages.c.room, messages.c.seq, text)
    first = first.where(tuple_(messages.c.room, messages.c.seq).in_(list(places.values())))
    texts = {(row.room, row.seq): row.text for row in connection.execute(first)} if places else {}
    return [
        Followed(key=key, room_name=parents[room_of(key)].name, origin=place[1], text=texts.get(place, ''))
        for key, place in places.items()
    ]
