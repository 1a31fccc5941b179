"""Doors, standings, passes and deeds as rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from ..model.bars import Bar
from ..model.deed import Change, Deed, What
from ..model.door import Door, Kind, Pass
from ..model.member import Member
from ..model.message import now
from ..model.role import Role, Standing
from .schema import bars, deeds, doors, passes, standings
from .schema_more import topics
from .threads import in_room


def all_doors(connection: Connection) -> dict[str, Door]:
    """The doors of all rooms that have one."""
    return {
        row.room: Door(
            kind=Kind(row.kind), is_locked=row.is_locked, is_read_only=row.is_read_only, slow_mode=row.slow_mode
        )
        for row in connection.execute(select(doors))
    }


def all_topics(connection: Connection) -> dict[str, str]:
    """What rooms are for, where somebody has said so."""
    return {row.room: row.text for row in connection.execute(select(topics))}


def all_standings(connection: Connection) -> list[Standing]:
    """What all rooms remember of people."""
    return [
        Standing(
            room=row.room,
            member=row.member,
            name=row.name,
            role=Role(row.role),
            is_let_in=row.is_let_in,
            muted_until=row.muted_until,
            banned_until=row.banned_until,
        )
        for row in connection.execute(select(standings))
    ]


def keep_changes(connection: Connection, changes: Sequence[Change]) -> list[None]:
    """Keep deeds and what they change."""
    for change in changes:
        room = change.deed.room
        if change.door is not None:
            _keep_door(connection, room, change.door, change.password)
        if change.topic is not None:
            connection.execute(delete(topics).where(topics.c.room == room))
            if change.topic:
                connection.execute(insert(topics), {'room': room, 'text': change.topic})
        for standing in change.standings:
            of_them = standings.c.room == room, standings.c.member == standing.member
            connection.execute(delete(standings).where(*of_them))
            if standing.is_worth_keeping:
                connection.execute(insert(standings), _standing_row(standing))
        for bar in change.bars:
            _keep_bar(connection, bar)
        if change.made is not None:
            connection.execute(delete(passes).where(passes.c.expires <= now()))
            connection.execute(insert(passes), _pass_row(change.made))
        if change.revoked:
            connection.execute(delete(passes).where(passes.c.key == change.revoked, passes.c.room == room))
        connection.execute(insert(deeds), _deed_row(change.deed))
    return [None] * len(changes)


def all_bars(connection: Connection) -> list[Bar]:
    """What all rooms remember of where guests came from."""
    return [
        Bar(
            room=row.room,
            place=row.place,
            member=Member(number=row.number, name=row.name),
            since=row.since,
            after=row.after,
            banned_until=row.banned_until,
            muted_until=row.muted_until,
        )
        for row in connection.execute(select(bars))
    ]


def forget_bars(connection: Connection, moments: Sequence[datetime]) -> list[None]:
    """Delete those that are over."""
    for moment in moments:
        ends = (func.coalesce(column, moment) <= moment for column in (bars.c.banned_until, bars.c.muted_until))
        connection.execute(delete(bars).where(*ends))
    return [None] * len(moments)


def _keep_bar(connection: Connection, bar: Bar) -> None:
    of_them = bars.c.room == bar.room, bars.c.place == bar.place
    same = *of_them, bars.c.number == bar.member.number, bars.c.name == bar.member.name
    connection.execute(delete(bars).where(*same))
    if bar.is_worth_keeping:
        row = {
            'room': bar.room,
            'place': bar.place,
            'number': bar.member.number,
            'name': bar.member.name,
            'since': bar.since,
            'after': bar.after,
            'banned_until': bar.banned_until,
            'muted_until': bar.muted_until,
        }
        connection.execute(insert(bars), row)


def _keep_door(connection: Connection, room: str, door: Door, password: str | None) -> None:
    old = connection.execute(select(doors.c.password).where(doors.c.room == room)).scalar()
    row = {
        'room': room,
        'kind': door.kind.value,
        'is_locked': door.is_locked,
        'is_read_only': door.is_read_only,
        'slow_mode': door.slow_mode,
        'password': (password or old) if door.kind is Kind.PASSWORD else None,
    }
    connection.execute(delete(doors).where(doors.c.room == room))
    connection.execute(insert(doors), row)


def password_of(connection: Connection, room: str) -> str | None:
    """The hash of a room's password."""
    return connection.execute(select(doors.c.password).where(doors.c.room == room)).scalar()


def pass_of(connection: Connection, key: str) -> Pass | None:
    """An invitation that can be used."""
    row = connection.execute(select(passes).where(passes.c.key == key, passes.c.expires > now())).first()
    return _pass_of(row) if row else None


def passes_of(connection: Connection, room: str) -> list[Pass]:
    """The invitations to a room that can be used, those that end first first."""
    usable = select(passes).where(passes.c.room == room, passes.c.expires > now()).order_by(passes.c.expires)
    return [_pass_of(row) for row in connection.execute(usable)]


def use_passes(connection: Connection, keys: Sequence[str]) -> list[bool]:
    """Use invitations up by one; whether it was possible."""
    return [_use(connection, key) for key in keys]


def _use(connection: Connection, key: str) -> bool:
    found = pass_of(connection, key)
    if found is None:
        return False
    if found.left == 1:
        connection.execute(delete(passes).where(passes.c.key == key))
    elif found.left:
        connection.execute(update(passes).where(passes.c.key == key).values(left=found.left - 1))
    return True


def deeds_of(connection: Connection, room: str, limit: int) -> list[Deed]:
    """The newest deeds in a room and its threads, the last first."""
    found = select(deeds).where(in_room(deeds.c.room, room)).order_by(deeds.c.id.desc()).limit(limit)
    return [deed_of(row) for row in connection.execute(found)]


def deed_of(row: Any) -> Deed:
    """A row as the deed it keeps."""
    return Deed(
        room=row.room,
        by=Member(number=row.number, name=row.name),
        what=What(row.what),
        whom=row.whom,
        seq=row.seq,
        detail=row.detail,
        at=row.at,
    )


def _standing_row(standing: Standing) -> dict[str, Any]:
    return {
        'room': standing.room,
        'member': standing.member,
        'name': standing.name,
        'role': int(standing.role),
        'is_let_in': standing.is_let_in,
        'muted_until': standing.muted_until,
        'banned_until': standing.banned_until,
    }


def _pass_row(made: Pass) -> dict[str, Any]:
    names = ('key', 'room', 'room_name', 'expires', 'left')
    return {name: getattr(made, name) for name in names}


def _pass_of(row: Any) -> Pass:
    return Pass(key=row.key, room=row.room, room_name=row.room_name, expires=row.expires, left=row.left)


def _deed_row(deed: Deed) -> dict[str, Any]:
    return {
        'room': deed.room,
        'at': deed.at,
        'number': deed.by.number,
        'name': deed.by.name,
        'what': deed.what.value,
        'whom': deed.whom,
        'seq': deed.seq,
        'detail': deed.detail,
    }
