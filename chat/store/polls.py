"""Polls as rows."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from ..model.member import Member
from ..model.message import now
from ..model.poll import Answer, Ask, Poll
from .schema import members, messages, rooms
from .schema_more import poll_answers, polls, votes


class SqlitePolls:
    """What pages ask of polls."""

    def __init__(self, read: Callable[..., Awaitable[Any]]) -> None:
        self._read = read

    async def votes_of(self, member: int, room: str) -> dict[int, frozenset[int]]:
        """What somebody has chosen in the polls of a room: the places of the answers, by the message's `seq`."""
        found: dict[int, frozenset[int]] = await self._read(_votes_of, member, room)
        return found


def keep(connection: Connection, asked: Mapping[tuple[int, int], Ask]) -> None:
    """Make messages polls, each given by its room's row and its `seq`."""
    for (room, seq), ask in asked.items():
        found = select(messages.c.id).where(messages.c.room == room, messages.c.seq == seq)
        message = connection.execute(found).scalar_one()
        row = {'message': message, 'is_many': ask.is_many, 'is_anonymous': ask.is_anonymous, 'until': ask.until}
        connection.execute(insert(polls), row)
        answers = [{'message': message, 'place': place, 'text': text} for place, text in enumerate(ask.answers)]
        connection.execute(insert(poll_answers), answers)


def polls_of(connection: Connection, ids: Collection[int]) -> dict[int, Poll]:
    """The polls among these messages."""
    rows = connection.execute(select(polls).where(polls.c.message.in_(ids))).all() if ids else []
    if not rows:
        return {}
    asked = [row.message for row in rows]
    chosen: defaultdict[tuple[int, int], list[Member]] = defaultdict(list)
    given = select(votes.c.message, votes.c.place, members.c.number, members.c.name)
    given = given.join(members, votes.c.member == members.c.id).where(votes.c.message.in_(asked))
    for vote in connection.execute(given.order_by(votes.c.at)):
        chosen[vote.message, vote.place].append(Member(number=vote.number, name=vote.name))
    answers: defaultdict[int, list[Answer]] = defaultdict(list)
    ordered = select(poll_answers).where(poll_answers.c.message.in_(asked)).order_by(poll_answers.c.place)
    for row in connection.execute(ordered):
        answers[row.message].append(Answer(text=row.text, members=tuple(chosen[row.message, row.place])))
    return {
        row.message: Poll(
            answers=tuple(answers[row.message]), is_many=row.is_many, is_anonymous=row.is_anonymous, until=row.until
        )
        for row in rows
    }


def vote(connection: Connection, message: int, by: int, place: int) -> bool:
    """Choose an answer, or take it back; whether anything changed."""
    poll = connection.execute(select(polls).where(polls.c.message == message)).first()
    known = poll_answers.c.message == message, poll_answers.c.place == place
    if poll is None or _is_over(poll.until) or connection.execute(select(poll_answers).where(*known)).first() is None:
        return False
    own = votes.c.message == message, votes.c.member == by
    if connection.execute(delete(votes).where(*own, votes.c.place == place)).rowcount:
        return True
    if not poll.is_many:
        connection.execute(delete(votes).where(*own))
    connection.execute(insert(votes), {'message': message, 'place': place, 'member': by, 'at': now()})
    return True


def close(connection: Connection, message: int) -> bool:
    """Let nobody vote any more; whether anything changed."""
    poll = connection.execute(select(polls).where(polls.c.message == message)).first()
    if poll is None or _is_over(poll.until):
        return False
    connection.execute(update(polls).where(polls.c.message == message).values(until=now()))
    return True


def _is_over(until: datetime | None) -> bool:
    return until is not None and until <= now()


def _votes_of(connection: Connection, member: int, room: str) -> dict[int, frozenset[int]]:
    found = select(messages.c.seq, votes.c.place).join(votes, votes.c.message == messages.c.id)
    found = found.join(members, votes.c.member == members.c.id).join(rooms, messages.c.room == rooms.c.id)
    chosen: defaultdict[int, set[int]] = defaultdict(set)
    for row in connection.execute(found.where(members.c.number == member, rooms.c.key == room)):
        chosen[row.seq].add(row.place)
    return {seq: frozenset(places) for seq, places in chosen.items()}
