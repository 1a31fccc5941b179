"""Sessions and read positions as rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, tuple_

from ..model.member import FIRST_NUMBER, Member
from ..model.message import now
from ..model.reading import Position
from ..model.session import Session
from .messages import Adding
from .schema import members, positions, session_members, sessions


@dataclass(frozen=True, slots=True)
class Kept:
    """A session to be kept."""

    key: str
    session: Session


class KeepingSessions:
    """Keeps sessions as they are now."""

    def __init__(self, adding: Adding) -> None:
        self._adding = adding

    def keep(self, connection: Connection, kept: Sequence[Kept]) -> list[None]:
        """Put each in the place of what was known of that browser."""
        newest = {each.key: each.session for each in kept}
        authors = self._adding.find_authors(connection, {m for session in newest.values() for m in session.members})
        connection.execute(delete(session_members).where(session_members.c.session.in_(newest)))
        connection.execute(delete(sessions).where(sessions.c.id.in_(newest)))
        connection.execute(insert(sessions), [_row(key, session) for key, session in newest.items()])
        rows = [
            {'session': key, 'place': place, 'member': authors[member]}
            for key, session in newest.items()
            for place, member in enumerate(session.members)
        ]
        if rows:
            connection.execute(insert(session_members), rows)
        return [None] * len(kept)


def _row(key: str, session: Session) -> dict[str, Any]:
    return {
        'id': key,
        'name': session.name,
        'recent': '\n'.join(session.recent),
        'language': session.language,
        'theme': session.theme,
        'seen': now(),
        'account': session.account,
        'browser': session.browser or None,
        'since': session.since,
        'has_signed_out': session.has_signed_out,
        'knows_hints': session.knows_hints,
    }


def session_of(connection: Connection, key: str) -> Session | None:
    """What is known of a browser."""
    row = connection.execute(select(sessions).where(sessions.c.id == key)).first()
    if row is None:
        return None
    found = select(members.c.number, members.c.name).join(session_members, session_members.c.member == members.c.id)
    own = connection.execute(found.where(session_members.c.session == key).order_by(session_members.c.place))
    return Session(
        members=tuple(Member(number=each.number, name=each.name) for each in own),
        name=row.name,
        recent=tuple(row.recent.split('\n')) if row.recent else (),
        language=row.language,
        theme=row.theme,
        account=row.account,
        browser=row.browser or '',
        since=row.since,
        has_signed_out=row.has_signed_out,
        knows_hints=row.knows_hints,
    )


def forget_sessions(connection: Connection, before: Sequence[datetime]) -> list[None]:
    """Forget browsers that were not seen since."""
    for moment in before:
        old = select(sessions.c.id).where(sessions.c.seen < moment)
        connection.execute(delete(session_members).where(session_members.c.session.in_(old)))
        connection.execute(delete(sessions).where(sessions.c.seen < moment))
    return [None] * len(before)


def newest_number(connection: Connection) -> int:
    """The highest number that was ever given to a member."""
    return max(FIRST_NUMBER - 1, connection.execute(select(func.max(members.c.number))).scalar() or 0)


def positions_of(connection: Connection, member: int) -> dict[str, int]:
    """How far a member has read, room by room."""
    found = select(positions.c.room, positions.c.read).where(positions.c.member == member)
    return {row.room: row.read for row in connection.execute(found)}


def keep_positions(connection: Connection, many: Sequence[Sequence[Position]]) -> list[None]:
    """Keep positions; the last of each member and room counts."""
    newest = {(each.member, each.room): each.read for each in (p for some in many for p in some)}
    for _, places in groupby(enumerate(newest), key=lambda p: p[0] // 500):  # SQLite takes so many values at once
        some = [place for _, place in places]
        connection.execute(delete(positions).where(tuple_(positions.c.member, positions.c.room).in_(some)))
        rows = [{'member': member, 'room': room, 'read': newest[member, room]} for member, room in some]
        connection.execute(insert(positions), rows)
    return [None] * len(many)


def end_sessions(connection: Connection, many: Sequence[Sequence[str]]) -> list[None]:
    """Forget sessions at once."""
    for keys in many:
        connection.execute(delete(session_members).where(session_members.c.session.in_(keys)))
        connection.execute(delete(sessions).where(sessions.c.id.in_(keys)))
    return [None] * len(many)
