"""Messages as rows: how many are added in one go, and how they are read."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, tuple_

from ..model.member import Member
from ..model.mention import Mention
from ..model.message import EXCERPT, Draft, Message, Quoted, Reaction, gist, now
from ..model.poll import Ask, begun
from ..model.store import Extent
from . import mentions, polls
from .files import claim, files_of, waiting
from .schema import members, messages, microseconds, pins, reactions, rooms
from .threads import answers_to

AUTHOR = (members.c.number, members.c.name.label('author_name'))
OWN = (messages.c[name] for name in ('id', 'seq', 'text', 'at', 'client_msg_id', 'edited', 'reply_to'))
COLUMNS = (*OWN, messages.c.room.label('room_id'), *AUTHOR)
READ = select(*COLUMNS, rooms.c.key.label('room_key')).join(members, messages.c.author == members.c.id)
READ = READ.join(rooms, messages.c.room == rooms.c.id)
# Written out, for every message needs them: SQLAlchemy's way to these takes longer than SQLite's work.
SAME = 'SELECT client_msg_id FROM messages WHERE room = ? AND client_msg_id IN ({})'
ADD = 'INSERT INTO messages (room, seq, author, text, at, client_msg_id, reply_to) VALUES (?, ?, ?, ?, ?, ?, ?)'
COUNT = 'UPDATE rooms SET last = ? WHERE id = ?'

REMEMBERED = 10_000  # authors, and rooms, whose rows are known without a look


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """A draft on its way into a room."""

    room: str
    name: str
    author: Member
    draft: Draft


@dataclass(slots=True)
class _Place:
    id: int
    last: int


class Adding:
    """Adds posts. It remembers what it needs to know of rooms and authors, so that most posts need no look."""

    def __init__(self) -> None:
        self._rooms: dict[str, _Place] = {}
        self._authors: dict[Member, int] = {}

    def forget(self) -> None:
        """What is remembered may not be true any more."""
        self._rooms.clear()
        self._authors.clear()

    def add(self, connection: Connection, posts: Sequence[Post]) -> list[Message | None]:
        """Give each its number and keep it; one that was kept before is answered as it was then.

        None for one whose files are not there.
        """
        self._find_rooms(connection, {post.room: post.name for post in posts})
        self.find_authors(connection, {post.author for post in posts})
        known = self._known(connection, posts)
        answers: list[Message | None] = []
        claimed: dict[str, tuple[int, int]] = {}
        asked: dict[tuple[int, int], Ask] = {}
        called: dict[tuple[int, int], Sequence[Mention]] = {}
        rows: list[tuple[Any, ...]] = []
        for post in posts:
            place, cid = self._rooms[post.room], post.draft.client_msg_id
            message = known.get((post.room, cid))
            if message is None:
                wanted = post.draft.files
                files = waiting(connection, post.room, self._authors[post.author], wanted) if wanted else ()
                if files is None or not claimed.keys().isdisjoint(wanted):
                    answers.append(None)
                    continue
                place.last += 1
                message = Message(
                    seq=place.last,
                    author=post.author,
                    text=post.draft.text,
                    at=now(),
                    client_msg_id=cid,
                    reply_to=post.draft.reply_to,
                    files=files,
                    poll=begun(post.draft.poll) if post.draft.poll else None,
                    mentions=tuple(each for each in post.draft.mentions if each.name),
                )
                if post.draft.mentions:
                    called[place.id, message.seq] = post.draft.mentions
                claimed |= dict.fromkeys(wanted, (place.id, message.seq))
                if post.draft.poll:
                    asked[place.id, message.seq] = post.draft.poll
                if message.reply_to is not None:
                    origins = quoted(connection, place.id, {message.reply_to})
                    message = replace(message, quoted=origins.get(message.reply_to))
                known[post.room, cid] = message
                author, at = self._authors[post.author], microseconds(message.at)
                rows.append((place.id, message.seq, author, message.text, at, cid, message.reply_to))
            answers.append(message)
        if rows:
            connection.exec_driver_sql(ADD, rows)
            places = {post.room: self._rooms[post.room] for post in posts}.values()
            connection.exec_driver_sql(COUNT, [(place.last, place.id) for place in places])
        if called:
            mentions.keep(connection, called)
        if claimed:
            claim(connection, claimed)
        polls.keep(connection, asked)
        return answers

    def find_authors(self, connection: Connection, authors: set[Member]) -> dict[Member, int]:
        """The rows of members; those who have none get one."""
        if unknown := authors - self._authors.keys():
            if len(self._authors) >= REMEMBERED:
                self._authors.clear()
                unknown = authors
            self._look_for_authors(connection, unknown)
            rows = [{'number': a.number, 'name': a.name, 'key': a.key} for a in authors if a not in self._authors]
            if rows:
                connection.execute(insert(members), rows)
                self._look_for_authors(connection, unknown)
        return self._authors

    def _find_rooms(self, connection: Connection, names: dict[str, str]) -> None:
        if unknown := set(names) - self._rooms.keys():
            if len(self._rooms) >= REMEMBERED:
                self._rooms.clear()
                unknown = set(names)
            self._look_for_rooms(connection, unknown)
            rows = [{'key': key, 'name': names[key], 'last': 0} for key in sorted(unknown - self._rooms.keys())]
            if rows:
                connection.execute(insert(rooms), rows)
                self._look_for_rooms(connection, unknown)

    def _look_for_authors(self, connection: Connection, authors: set[Member]) -> None:
        wanted = tuple_(members.c.number, members.c.name).in_([(each.number, each.name) for each in authors])
        for row in connection.execute(select(members).where(wanted)):
            self._authors[Member(number=row.number, name=row.name)] = row.id

    def _look_for_rooms(self, connection: Connection, keys: set[str]) -> None:
        for row in connection.execute(select(rooms).where(rooms.c.key.in_(keys))):
            self._rooms[row.key] = _Place(row.id, row.last)

    def _known(self, connection: Connection, posts: Sequence[Post]) -> dict[tuple[str, str], Message]:
        by_room: defaultdict[str, list[str]] = defaultdict(list)
        for post in posts:
            if self._rooms[post.room].last:
                by_room[post.room].append(post.draft.client_msg_id)
        known: dict[tuple[str, str], Message] = {}
        for room, cids in by_room.items():
            place = self._rooms[room].id
            look = SAME.format(', '.join('?' * len(cids)))
            if not (same := connection.exec_driver_sql(look, (place, *cids)).scalars().all()):
                continue
            for row in connection.execute(READ.where(rooms.c.id == place, messages.c.client_msg_id.in_(same))):
                known[room, row.client_msg_id] = message_of(row)
        return known


def message_of(row: Any) -> Message:
    """A row as the message it keeps."""
    return Message(
        seq=row.seq,
        author=Member(number=row.number, name=row.author_name),
        text=row.text,
        at=row.at,
        client_msg_id=row.client_msg_id,
        edited=row.edited,
        reply_to=row.reply_to,
    )


def whole(connection: Connection, found: Select[Any]) -> list[Message]:
    """The messages that are found, all of one room, with what was added to them since."""
    rows = connection.execute(found).all()
    files = files_of(connection, [row.id for row in rows])
    ids = {row.id for row in rows if row.text or row.id in files}
    answered = {row.reply_to for row in rows if row.reply_to is not None and row.id in ids}
    origins = quoted(connection, rows[0].room_id, answered) if answered else {}
    reactions_by_id = _reactions(connection, ids)
    polls_by_id = polls.polls_of(connection, ids)
    answers = answers_to(connection, rows[0].room_key, [row.seq for row in rows]) if rows else {}
    called = mentions.mentions_of(connection, ids)
    pinned = set(connection.execute(select(pins.c.message).where(pins.c.message.in_(ids))).scalars())
    return [
        replace(
            message_of(row),
            quoted=origins.get(row.reply_to),
            reactions=reactions_by_id.get(row.id, ()),
            is_pinned=row.id in pinned,
            answers=answers.get(row.seq),
            files=files.get(row.id, ()),
            poll=polls_by_id.get(row.id),
            mentions=called.get(row.id, ()),
        )
        if row.id in ids
        else replace(message_of(row), answers=answers.get(row.seq))
        for row in rows
    ]


def quoted(connection: Connection, room: int, seqs: Collection[int]) -> dict[int, Quoted]:
    """What is quoted of messages in a room."""
    text = func.substr(messages.c.text, 1, EXCERPT).label('text')
    found = select(messages.c.id, messages.c.seq, text, *AUTHOR).join(members, messages.c.author == members.c.id)
    rows = connection.execute(found.where(messages.c.room == room, messages.c.seq.in_(seqs))).all()
    files = files_of(connection, [row.id for row in rows if not row.text])
    return {
        row.seq: Quoted(
            seq=row.seq,
            author=Member(number=row.number, name=row.author_name),
            text=gist(row.text, [file.name for file in files.get(row.id, ())])[:EXCERPT],
        )
        for row in rows
    }


def _reactions(connection: Connection, ids: Collection[int]) -> dict[int, tuple[Reaction, ...]]:
    given = select(reactions.c.message, reactions.c.emoji, *AUTHOR).join(members, reactions.c.member == members.c.id)
    given = given.where(reactions.c.message.in_(ids)).order_by(reactions.c.at)
    by_emoji: defaultdict[int, defaultdict[str, list[Member]]] = defaultdict(lambda: defaultdict(list))
    for row in connection.execute(given):
        by_emoji[row.message][row.emoji].append(Member(number=row.number, name=row.author_name))
    return {
        message: tuple(Reaction(emoji=emoji, members=tuple(people)) for emoji, people in of_message.items())
        for message, of_message in by_emoji.items()
    }


def messages_before(connection: Connection, room: str, seq: int | None, limit: int) -> list[Message]:
    """See Store.before."""
    found = READ.where(rooms.c.key == room).order_by(messages.c.seq.desc()).limit(limit)
    if seq is not None:
        found = found.where(messages.c.seq < seq)
    return whole(connection, found)[::-1]


def messages_after(connection: Connection, room: str, seq: int, limit: int) -> list[Message]:
    """See Store.after."""
    found = READ.where(rooms.c.key == room, messages.c.seq > seq).order_by(messages.c.seq).limit(limit)
    return whole(connection, found)


def name_of(connection: Connection, room: str) -> str | None:
    """See Store.name_of."""
    return connection.execute(select(rooms.c.name).where(rooms.c.key == room)).scalar()


def extents_of(connection: Connection, keys: Sequence[str]) -> dict[str, Extent]:
    """See Store.extents."""
    first = select(func.min(messages.c.seq)).where(messages.c.room == rooms.c.id).scalar_subquery()
    found = connection.execute(select(rooms.c.key, first.label('first'), rooms.c.last).where(rooms.c.key.in_(keys)))
    known = {row.key: Extent(first=row.first or row.last + 1, last=row.last) for row in found}
    return {room: known.get(room, Extent(first=1, last=0)) for room in keys}


def seq_at(connection: Connection, room: str, moment: datetime) -> int:
    """See Store.seq_at."""
    of_room = messages.c.room == select(rooms.c.id).where(rooms.c.key == room).scalar_subquery()
    ordered = select(messages.c.seq).where(of_room, messages.c.at >= moment)
    seq = connection.execute(ordered.order_by(messages.c.at, messages.c.seq).limit(1)).scalar()
    return int(seq) if seq is not None else extents_of(connection, [room])[room].last + 1
