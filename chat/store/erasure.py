"""Erasure: what somebody has written and who they were, taken out of the store; rooms keep their numbers."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, delete, select, update

from ..model.member import ERASED, Member
from ..model.message import ERASED_TEXT
from ..model.spelling import room_of
from .call_schema import levels, mentions, quiet
from .files import files_of
from .messages import Adding
from .schema import (
    accounts,
    attachments,
    bars,
    deeds,
    follows,
    identities,
    invitations,
    members,
    messages,
    passkeys,
    pins,
    positions,
    reactions,
    resets,
    rooms,
    session_members,
    sessions,
    standings,
    versions,
)
from .schema_more import bookmarks, polls, votes

AT_A_TIME: Final = 500  # messages: a moment's work for the writer


class Erasing:
    """Erases people."""

    def __init__(self, adding: Adding) -> None:
        self._adding = adding

    def messages(self, connection: Connection, many: Sequence[Sequence[Member]]) -> list[list[str]]:
        """Some of their messages; the keys of the rooms they stood in, none when there are no more."""
        return [self._messages(connection, people) for people in many]

    def _messages(self, connection: Connection, people: Sequence[Member]) -> list[str]:
        nobody = self._adding.find_authors(connection, {ERASED})[ERASED]
        found = select(messages.c.id, rooms.c.key).join(rooms, rooms.c.id == messages.c.room)
        some = connection.execute(found.where(messages.c.author.in_(rows_of(people))).limit(AT_A_TIME)).all()
        if some:
            nothing = {'author': nobody, 'text': ERASED_TEXT}
            ids = [row.id for row in some]
            connection.execute(update(messages).where(messages.c.id.in_(ids)).values(nothing))
            for table in (versions, attachments, polls, mentions):
                connection.execute(delete(table).where(table.c.message.in_(ids)))
        return sorted({row.key for row in some} | {room_of(row.key) for row in some})  # under threads, names are told

    def people(self, connection: Connection, many: Sequence[tuple[Sequence[Member], int | None]]) -> list[None]:
        """Everything else that is kept of members, after their messages, and of an account."""
        for people, account in many:
            numbers = [member.number for member in people]
            for kept in (positions, standings, follows, bookmarks, mentions, levels, quiet):
                connection.execute(delete(kept).where(kept.c.member.in_(numbers)))
            for table in (reactions, pins, attachments, votes):
                connection.execute(delete(table).where(table.c.member.in_(rows_of(people))))
            connection.execute(update(deeds).where(deeds.c.number.in_(numbers)).values(number=0, name=ERASED.name))
            names = [member.name for member in people]
            connection.execute(update(deeds).where(deeds.c.whom.in_(names)).values(whom=ERASED.name))
            # where a ban came from stays barred until it ends, because of nobody
            connection.execute(
                update(bars)
                .prefix_with('OR REPLACE')
                .where(bars.c.number.in_(numbers))
                .values(number=0, name=ERASED.name)
            )
            if account is not None:
                ended = select(sessions.c.id).where(sessions.c.account == account)
                connection.execute(delete(session_members).where(session_members.c.session.in_(ended)))
                connection.execute(delete(sessions).where(sessions.c.account == account))
                connection.execute(delete(invitations).where(invitations.c.account == account))
                connection.execute(delete(passkeys).where(passkeys.c.account == account))
                connection.execute(delete(resets).where(resets.c.account == account))
                connection.execute(delete(identities).where(identities.c.account == account))
                connection.execute(delete(accounts).where(accounts.c.id == account))
            connection.execute(delete(session_members).where(session_members.c.member.in_(rows_of(people))))
            connection.execute(delete(members).where(members.c.number.in_(numbers)))
        self._adding.forget()
        return [None] * len(many)


def written_by(connection: Connection, people: Sequence[Member], after: int, limit: int) -> list[dict[str, Any]]:
    """Messages of these members, the oldest first, from the row after this one."""
    columns = messages.c.id, rooms.c.name.label('room'), messages.c.seq, members.c.name, messages.c.at, messages.c.text
    joined = (
        select(*columns).join(rooms, rooms.c.id == messages.c.room).join(members, members.c.id == messages.c.author)
    )
    own = joined.where(messages.c.author.in_(rows_of(people)), messages.c.id > after)
    rows = connection.execute(own.order_by(messages.c.id).limit(limit)).all()
    files = files_of(connection, [row.id for row in rows])
    sent = {
        message: {'files': [{'id': each.id, 'name': each.name, 'size': each.content.size} for each in of_message]}
        for message, of_message in files.items()
    }
    return [dict(row._mapping) | sent.get(row.id, {}) for row in rows]


def rows_of(people: Sequence[Member]) -> Any:
    """The rows of members, under all their names."""
    return select(members.c.id).where(members.c.number.in_([member.number for member in people]))
