"""An overview of everything, for administrators: rooms, people, sessions, reports and deeds, a page at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, LargeBinary, Select, cast, func, select

from ..model.account import Account
from ..model.deed import Deed, What
from ..model.member import Member
from .accounts import account_of
from .doors import deed_of
from .schema import DELETED, accounts, deeds, members, messages, rooms, session_members, sessions
from .threads import is_thread

SAMPLE: Final = 1000  # newest messages from which the size of a room is reckoned: to look at all could take long


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomSeen:
    """A room in which something was said."""

    key: str
    name: str
    messages: int
    size: int
    """Bytes of text, about."""
    last: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountSeen:
    """An account, and where it is signed in."""

    account: Account
    sessions: int
    seen: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionSeen:
    """A browser that is somebody."""

    key: str
    name: str
    """Under which it was here last."""
    account: int | None
    browser: str
    since: datetime | None
    seen: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """A message that somebody wants to be looked at."""

    deed: Deed
    room_name: str
    author: Member | None
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Totals:
    """How much there is."""

    rooms: int
    messages: int
    accounts: int
    sessions: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """Which page of a list."""

    search: str = ''
    """What names begin with or contain, as they are compared (see spelling.key_of)."""
    offset: int = 0
    limit: int = 25


def rooms_seen(connection: Connection, wish: Wish) -> list[RoomSeen]:
    """Those where something was said last come first."""
    of_room = messages.c.room == rooms.c.id
    first = select(func.min(messages.c.seq)).where(of_room).scalar_subquery()
    last = select(func.max(messages.c.at)).where(of_room).scalar_subquery().label('at')
    found = select(rooms, first.label('first'), last).where(~rooms.c.key.startswith(DELETED), ~is_thread(rooms.c.key))
    found = _matching(found, rooms.c.key, wish).order_by(last.desc().nulls_last(), rooms.c.id.desc())
    return [_room_of(connection, row) for row in connection.execute(_page(found, wish)).all()]


def _room_of(connection: Connection, row: Any) -> RoomSeen:
    count = row.last - row.first + 1 if row.first else 0
    newest = select(func.length(cast(messages.c.text, LargeBinary)).label('n')).where(messages.c.room == row.id)
    sample = newest.order_by(messages.c.seq.desc()).limit(SAMPLE).subquery()
    mean = connection.execute(select(func.avg(sample.c.n))).scalar() or 0
    return RoomSeen(key=row.key, name=row.name, messages=count, size=round(float(mean) * count), last=row.at)


def accounts_seen(connection: Connection, wish: Wish) -> list[AccountSeen]:
    """Those seen last come first."""
    seen = func.max(sessions.c.seen, type_=sessions.c.seen.type).label('seen')
    found = select(accounts, members.c.number, members.c.name, seen, func.count(sessions.c.id).label('n'))
    joined = found.join(members, accounts.c.member == members.c.id).outerjoin(
        sessions, sessions.c.account == accounts.c.id
    )
    listed = _matching(joined, accounts.c.key, wish).group_by(accounts.c.id)
    listed = listed.order_by(seen.desc().nulls_last(), accounts.c.id)
    return [
        AccountSeen(account=account_of(row), sessions=row.n, seen=row.seen)
        for row in connection.execute(_page(listed, wish))
    ]


def sessions_seen(connection: Connection, wish: Wish, guests_only: bool = False) -> list[SessionSeen]:
    """Browsers that are somebody, those seen last first; found by all names under which they were here."""
    known = select(session_members.c.session).join(members, members.c.id == session_members.c.member)
    found = select(sessions, _name_of(sessions)).where(sessions.c.id.in_(_matching(known, members.c.key, wish)))
    if guests_only:
        found = found.where(sessions.c.account.is_(None))
    listed = found.order_by(sessions.c.seen.desc(), sessions.c.id)
    return [
        SessionSeen(
            key=row.id,
            name=row.called,
            account=row.account,
            browser=row.browser or '',
            since=row.since,
            seen=row.seen,
        )
        for row in connection.execute(_page(listed, wish))
    ]


def _name_of(browsers: Any) -> Any:
    """The name that was used last; what was only typed may be anybody's."""
    names = select(members.c.name).join(session_members, members.c.id == session_members.c.member)
    own = names.where(session_members.c.session == browsers.c.id)
    used_last, newest = own.where(members.c.name == browsers.c.name), own.order_by(session_members.c.place.desc())
    return func.coalesce(*(each.limit(1).scalar_subquery() for each in (used_last, newest))).label('called')


def reports_open(connection: Connection, wish: Wish) -> list[Report]:
    """Those that nobody has answered, the newest first, each message once."""
    later = deeds.alias()
    done = select(later.c.id).where(
        later.c.room == deeds.c.room,
        later.c.seq == deeds.c.seq,
        later.c.id > deeds.c.id,
        later.c.what.in_([What.REMOVED.value, What.DISMISSED.value, What.REPORTED.value]),
    )
    found = (
        select(deeds, rooms.c.name.label('room_name'), members.c.number.label('author'), members.c.name.label('called'))
        .add_columns(messages.c.text)
        .join(rooms, rooms.c.key == deeds.c.room)
        .outerjoin(messages, (messages.c.room == rooms.c.id) & (messages.c.seq == deeds.c.seq))
        .outerjoin(members, members.c.id == messages.c.author)
        .where(deeds.c.what == What.REPORTED.value, ~done.exists())
        .order_by(deeds.c.id.desc())
    )
    return [
        Report(
            deed=deed_of(row),
            room_name=row.room_name,
            author=Member(number=row.author, name=row.called) if row.called is not None else None,
            text=row.text or '',
        )
        for row in connection.execute(_page(found, wish))
    ]


def deeds_seen(connection: Connection, wish: Wish, room: str | None = None) -> list[Deed]:
    """What was done in a room, or anywhere if None; the last first."""
    found = select(deeds).order_by(deeds.c.id.desc())
    if room is not None:
        found = found.where(deeds.c.room == room)
    return [deed_of(row) for row in connection.execute(_page(found, wish))]


def totals(connection: Connection) -> Totals:
    """How much there is. Numbers of messages have no gaps, so none of them has to be looked at."""
    first = select(func.min(messages.c.seq)).where(messages.c.room == rooms.c.id).scalar_subquery()
    kept = select(func.count().filter(~is_thread(rooms.c.key)), func.coalesce(func.sum(rooms.c.last - first + 1), 0))
    n, said = connection.execute(kept.where(~rooms.c.key.startswith(DELETED))).one()
    return Totals(
        rooms=n, messages=int(said), accounts=_count(connection, accounts), sessions=_count(connection, sessions)
    )


def _count(connection: Connection, table: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _matching(found: Select[Any], column: Any, wish: Wish) -> Select[Any]:
    return found.where(column.contains(wish.search, autoescape=True)) if wish.search else found


def _page(found: Select[Any], wish: Wish) -> Select[Any]:
    return found.limit(wish.limit + 1).offset(wish.offset)  # one more: whether there is a next page
