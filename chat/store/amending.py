"""Amendments: what is changed of messages that are kept. Each is one step of a transaction."""

from collections.abc import Sequence
from datetime import datetime
from functools import singledispatchmethod
from typing import Any, Final

from sqlalchemy import Connection, delete, exists, func, insert, or_, select, update

from ..model.amendment import (
    REACTIONS,
    Amended,
    Amendment,
    Answered,
    ClosePoll,
    Edit,
    Pin,
    React,
    Remove,
    Restore,
    Version,
    Vote,
)
from ..model.message import Message, now
from . import call_schema, mentions, polls
from .files import VISIBLE, has_files
from .messages import READ, Adding, whole
from .schema import attachments, messages, pins, reactions, rooms, versions
from .schema_more import bookmarks
from .schema_more import polls as asked

IS_THERE: Final = or_(messages.c.text != '', exists().where(attachments.c.message == messages.c.id, VISIBLE))
REPEATED: Final = 50  # messages at most that are shown anew when one changes


class Amending:
    """Changes messages."""

    def __init__(self, adding: Adding) -> None:
        self._adding = adding

    def amend(self, connection: Connection, many: Sequence[tuple[str, Amendment]]) -> list[list[Amended]]:
        """See Store.amend."""
        return [self._amend(connection, room, amendment) for room, amendment in many]

    def _amend(self, connection: Connection, room: str, amendment: Amendment) -> list[Amended]:
        of_room = select(messages).join(rooms, messages.c.room == rooms.c.id).where(rooms.c.key == room)
        row = connection.execute(of_room.where(messages.c.seq == amendment.seq)).first()
        if row is None or not self._apply(amendment, connection, row):
            return []
        wanted = messages.c.seq == amendment.seq
        if isinstance(amendment, Edit | Remove | Restore):  # where it is quoted, too
            wanted = or_(wanted, messages.c.reply_to == amendment.seq)
        if isinstance(amendment, Remove | Restore):  # the one below may stand in its group
            wanted = or_(wanted, messages.c.seq == amendment.seq + 1)
        found = READ.where(rooms.c.key == room, wanted).order_by(messages.c.seq.desc()).limit(REPEATED)
        changed = whole(connection, found)[::-1]
        beside = READ.where(rooms.c.key == room, messages.c.seq.in_([message.seq - 1 for message in changed]))
        above = {each.seq: each for each in whole(connection, beside)}
        return [Amended(message, above.get(message.seq - 1)) for message in changed]

    @singledispatchmethod
    def _apply(self, amendment: Any, connection: Connection, row: Any) -> bool:
        raise NotImplementedError(type(amendment))

    @_apply.register
    def _edit(self, amendment: Edit, connection: Connection, row: Any) -> bool:
        is_empty = not (row.text and amendment.text) and not has_files(connection, row.id)
        if is_empty or amendment.text == row.text:
            return False
        earlier = {'message': row.id, 'text': row.text, 'at': row.edited or row.at}
        connection.execute(insert(versions), earlier)
        mentions.change(connection, row.id, amendment.mentions)
        return self._say(connection, row.id, amendment.text, now())

    @_apply.register
    def _remove(self, amendment: Remove, connection: Connection, row: Any) -> bool:
        if not _is_there(connection, row):
            return False
        until = {'until': amendment.until}
        last = {'message': row.id, 'text': row.text, 'at': row.edited or row.at}
        connection.execute(update(versions).where(versions.c.message == row.id).values(until))
        connection.execute(insert(versions), last | until)
        connection.execute(update(attachments).where(attachments.c.message == row.id).values(until))
        return self._say(connection, row.id, '', row.edited)

    @_apply.register
    def _restore(self, amendment: Restore, connection: Connection, row: Any) -> bool:
        kept = select(versions).where(versions.c.message == row.id, versions.c.until > now())
        last = connection.execute(kept.order_by(versions.c.id.desc())).first()
        if last is None or _is_there(connection, row):
            return False
        connection.execute(delete(versions).where(versions.c.id == last.id))
        for table in (versions, attachments):
            connection.execute(update(table).where(table.c.message == row.id).values(until=None))
        return self._say(connection, row.id, last.text, row.edited)

    @_apply.register
    def _react(self, amendment: React, connection: Connection, row: Any) -> bool:
        by = self._adding.find_authors(connection, {amendment.by})[amendment.by]
        of_message = reactions.c.message == row.id
        same = of_message & (reactions.c.emoji == amendment.emoji)
        if not _is_there(connection, row):
            return False
        if connection.execute(delete(reactions).where(same, reactions.c.member == by)).rowcount:
            return True
        others = select(func.count(reactions.c.emoji.distinct()))
        others = others.where(of_message, reactions.c.emoji != amendment.emoji)
        if connection.execute(others).scalar_one() >= REACTIONS:
            return False
        given = {'message': row.id, 'emoji': amendment.emoji, 'member': by, 'at': now()}
        connection.execute(insert(reactions), given)
        return True

    @_apply.register
    def _pin(self, amendment: Pin, connection: Connection, row: Any) -> bool:
        is_pinned = connection.execute(select(pins.c.message).where(pins.c.message == row.id)).first() is not None
        if is_pinned == amendment.is_on or not _is_there(connection, row):
            return False
        if is_pinned:
            connection.execute(delete(pins).where(pins.c.message == row.id))
        else:
            by = self._adding.find_authors(connection, {amendment.by})[amendment.by]
            connection.execute(insert(pins), {'message': row.id, 'member': by, 'at': now()})
        return True

    @_apply.register
    def _vote(self, amendment: Vote, connection: Connection, row: Any) -> bool:
        by = self._adding.find_authors(connection, {amendment.by})[amendment.by]
        return _is_there(connection, row) and polls.vote(connection, row.id, by, amendment.place)

    @_apply.register
    def _close_poll(self, amendment: ClosePoll, connection: Connection, row: Any) -> bool:
        return _is_there(connection, row) and polls.close(connection, row.id)

    @_apply.register
    def _answer(self, amendment: Answered, connection: Connection, row: Any) -> bool:
        return True

    @staticmethod
    def _say(connection: Connection, message: int, text: str, edited: datetime | None) -> bool:
        changed = update(messages).where(messages.c.id == message)
        connection.execute(changed.values(text=text, edited=edited))
        return True


def _is_there(connection: Connection, row: Any) -> bool:
    """Whether a message was not removed."""
    return bool(row.text) or has_files(connection, row.id)


def purge(connection: Connection, moments: Sequence[datetime]) -> list[None]:
    """Delete for good what was removed and cannot be restored any more, with all that was added to it."""
    for moment in moments:
        over = select(versions.c.message).where(versions.c.until <= moment)
        gone = list(connection.execute(over.distinct()).scalars())
        for table in (versions, reactions, pins, bookmarks, asked, call_schema.mentions):
            connection.execute(delete(table).where(table.c.message.in_(gone)))
        connection.execute(delete(attachments).where(attachments.c.until <= moment))
    return [None] * len(moments)


def versions_of(connection: Connection, room: str, seq: int) -> list[Version]:
    """See Store.versions."""
    of_message = select(versions.c.text, versions.c.at).join(messages, versions.c.message == messages.c.id)
    kept = of_message.join(rooms, messages.c.room == rooms.c.id).where(rooms.c.key == room, messages.c.seq == seq)
    kept = kept.where(versions.c.until.is_(None)).order_by(versions.c.id)
    return [Version(text=row.text, at=row.at) for row in connection.execute(kept)]


def pinned_in(connection: Connection, room: str, limit: int) -> list[Message]:
    """See Store.pinned."""
    found = READ.join(pins, pins.c.message == messages.c.id).where(rooms.c.key == room, IS_THERE)
    return whole(connection, found.order_by(pins.c.at.desc()).limit(limit))
