"""Search: messages found by their words, in SQLite's full-text index, and by who wrote them, where and when.

The newest come first, and ids grow with time: everything is read from its end, and only as far as needed. What is rare
(an author, a room) is looked up beforehand and met by its ids; what is frequent is checked row by row.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby, pairwise
from operator import itemgetter
from time import monotonic
from typing import Any, Final, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Table,
    and_,
    column,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
    true,
)
from sqlalchemy.exc import OperationalError

from ..errors import BadRoomId
from ..model.door import Kind
from ..model.message import Message
from ..model.rights import EVERYWHERE, Scope
from ..model.spelling import clean_room_id, key_of, visible
from ..text.query import Query, beginnings, spellings
from .messages import COLUMNS, message_of
from .schema import doors, members, messages, rooms
from .threads import in_room, place_of

BUDGET: Final = 1.0  # seconds after which a search answers with what it has found
STEPS: Final = 1000  # of SQLite's machine between two looks at the clock
FEW: Final = 30_000  # messages that are looked up beforehand
SAMPLES: Final = 256  # messages whose times tell where among the ids a moment is
SLACK: Final = timedelta(days=1)  # by which a clock may be put back
EXCERPT: Final = 200  # characters of an excerpt
LEAD: Final = 50  # of them before the first hit
CUT: Final = '…'
HIT, END = '\x02', '\x03'  # around what was looked for: no message holds these
LAST: Final = '\U0010ffff'  # sorts behind all that begins with a name

INDEX: Final = table('messages_text', column('rowid'))
OWN: Final = messages.alias('own')
SHOWN: Final = (*COLUMNS, rooms.c.key.label('room'), rooms.c.name.label('room_name'))


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A message that was found."""

    id: int
    """Greater than those of all older messages, whatever their room."""
    room: str
    """The room's key."""
    room_name: str
    message: Message
    excerpt: tuple[tuple[str, bool], ...]
    """The text around the first hit, in one line; what was looked for is True."""


@dataclass(slots=True)
class _Span:
    """The ids between these two, which are not among them themselves."""

    low: int
    high: int

    @property
    def is_empty(self) -> bool:
        return self.high - self.low < 2

    def narrow(self, low: int, high: int) -> None:
        self.low, self.high = max(self.low, low), min(self.high, high)


def find(
    connection: Connection, query: Query, before: int | None, limit: int, scope: Scope = EVERYWHERE
) -> list[Found]:
    """Messages that answer a query, the newest first. What cannot be found within `BUDGET` is left out.

    :param before: only what is older than the `id` of something found
    :param limit: messages, at most
    :param scope: where whoever asks may look
    """
    found: list[Found] = []
    if query.is_empty or limit < 1:
        return found
    # whole words are read from their end, while all that begins alike must be gathered first: the second try is fast
    for match in dict.fromkeys([_expression(query), _expression(query, whole=True)]):
        try:
            with _within(connection, BUDGET):
                statement = _statement(connection, query, match, before, scope)
                for row in connection.execute(statement.limit(limit)) if statement is not None else ():
                    found.append(_found(row))  # noqa: PERF401 (what came in time is kept)
            break
        except OperationalError as error:
            if not _is_out_of_time(error):
                raise
            if found:
                break
    return found


# --- what is asked of SQLite ---------------------------------------------------------------------------------
def _statement(
    connection: Connection, query: Query, match: str, before: int | None, scope: Scope
) -> Select[Any] | None:
    span = _all(connection)
    if before is not None:
        span.narrow(span.low, before)
    # the + keeps SQLite from asking the full-text index anew for every message
    ids: ColumnElement[int] = literal_column('+messages_text.rowid') if match else messages.c.id
    conditions: list[ColumnElement[bool]] = [messages.c.text != '']
    if not scope.everything:
        conditions.append(false() if scope.nothing else _within_scope(scope))
    if query.authors:
        wanted = or_(false(), *(_begins_with(key) for key in _name_keys(query.authors)))
        conditions.append(_of(connection, members, wanted, OWN.c.author, OWN.c.id, span, ids))
    if query.rooms:
        wanted = or_(false(), *(in_room(rooms.c.key, key) for key in _room_keys(query.rooms)))
        conditions.append(_of(connection, rooms, wanted, OWN.c.room, OWN.c.seq, span, ids))
    if query.before is not None or query.after is not None:
        _narrow_by_time(connection, query, span)
        conditions.append(true() if query.before is None else messages.c.at < query.before)
        conditions.append(true() if query.after is None else messages.c.at >= query.after)
    if span.is_empty:
        return None
    source: FromClause = messages
    place: ColumnElement[int] = messages.c.id
    marked: ColumnElement[str] = messages.c.text
    if match:
        source = INDEX.join(messages, messages.c.id == ids)
        place = INDEX.c.rowid
        marked = func.highlight(literal_column('messages_text'), 0, HIT, END)
        conditions.append(literal_column('messages_text').op('MATCH', is_comparison=True)(match))
    source = source.join(members, messages.c.author == members.c.id).join(rooms, messages.c.room == rooms.c.id)
    found = select(*SHOWN, marked.label('marked')).select_from(source)
    return found.where(place > span.low, place < span.high, *conditions).order_by(place.desc())


def _within_scope(scope: Scope) -> ColumnElement[bool]:
    closed = select(doors.c.room).where(or_(doors.c.kind != Kind.PUBLIC.value, doors.c.is_locked))
    place = place_of(rooms.c.key)  # whoever may read a room may read its threads, and nobody else
    may_look = or_(place.not_in(closed), place.in_(scope.also))
    return and_(may_look, place.not_in(scope.but)) if scope.but else may_look


def _expression(query: Query, *, whole: bool = False) -> str:
    groups = [
        [_quoted(each) for each in spellings(word)]
        # the last word may not be finished; before it, a letter is a word, where words have more letters
        if whole or (len(word) == 1 and word.lower() != word.upper() and word != query.words[-1])
        else [f'{_quoted(each)}*' for each in beginnings(word)]
        for word in query.words
    ]
    groups += [[_quoted(each) for each in spellings(phrase)] for phrase in query.phrases]
    return ' AND '.join(f'({" OR ".join(group)})' for group in groups)


def _quoted(typed: str) -> str:
    doubled = typed.replace('"', '""')
    return f'"{doubled}"'


def _all(connection: Connection) -> _Span:
    oldest, newest = (select(end(OWN.c.id)).scalar_subquery() for end in (func.min, func.max))
    return _span(connection, select(oldest, newest))


def _of(
    connection: Connection,
    owners: Table,
    wanted: ColumnElement[bool],
    owner: ColumnElement[int],
    order: ColumnElement[int],
    span: _Span,
    ids: ColumnElement[int],
) -> ColumnElement[bool]:
    """Narrow the span to the messages of some authors or rooms, and tell theirs from others'."""
    theirs = select(OWN.c.id).where(owner == owners.c.id).correlate(owners).limit(1)
    oldest, newest = (theirs.order_by(by).scalar_subquery() for by in (order, order.desc()))
    ends = _span(connection, select(func.min(oldest), func.max(newest)).select_from(owners).where(wanted))
    span.narrow(ends.low, ends.high)
    some = select(owners.c.id).where(wanted)
    all_of_them = select(OWN.c.id).where(owner.in_(some))
    count = connection.execute(select(func.count()).select_from(all_of_them.limit(FEW + 1).subquery())).scalar_one()
    return ids.in_(all_of_them) if count <= FEW else literal_column(f'+messages.{owner.key}').in_(some)


def _narrow_by_time(connection: Connection, query: Query, span: _Span) -> None:
    """Leave out the ids at either end that are too late or too early, unless samples say that the clock went wrong."""
    last = span.high - 1
    step = max(1, (span.high - span.low) // SAMPLES)
    place = select(literal(span.low + 1).label('id')).cte('place', recursive=True)
    place = place.union_all(select(func.min(place.c.id + step, last)).where(place.c.id < last))
    at_or_behind = select(func.min(OWN.c.id)).where(OWN.c.id >= place.c.id).correlate(place).scalar_subquery()
    sampled = select(messages.c.id, messages.c.at).join_from(place, messages, messages.c.id == at_or_behind)
    samples = connection.execute(sampled.order_by(messages.c.id)).all()
    if all(earlier.at <= later.at + SLACK for earlier, later in pairwise(samples)):
        late = [row.id for row in samples if query.before is not None and row.at - SLACK >= query.before]
        early = [row.id for row in samples if query.after is not None and row.at + SLACK < query.after]
        span.narrow(max(early, default=span.low), min(late, default=span.high))


def _span(connection: Connection, ends: Select[Any]) -> _Span:
    oldest, newest = connection.execute(ends).one()
    return _Span(0, 0) if oldest is None else _Span(oldest - 1, newest + 1)


def _begins_with(key: str) -> ColumnElement[bool]:
    return and_(members.c.key >= key, members.c.key < key + LAST)


def _name_keys(typed: Sequence[str]) -> set[str]:
    keys = {key_of(visible(name)) for name in typed}
    return (keys | {key.removeprefix('@') for key in keys}) - {''}


def _room_keys(typed: Sequence[str]) -> list[str]:
    keys = []
    for room in typed:
        with suppress(BadRoomId):  # no room has such an ID
            keys.append(key_of(clean_room_id(room.removeprefix('#'))))
    return keys


# --- what SQLite answers -------------------------------------------------------------------------------------
def _found(row: Any) -> Found:
    return Found(
        id=row.id, room=row.room, room_name=row.room_name, message=message_of(row), excerpt=_excerpt(row.marked)
    )


def _excerpt(marked: str) -> tuple[tuple[str, bool], ...]:
    pieces: list[tuple[str, bool]] = []
    for behind_mark in ' '.join(marked.split()).split(HIT):
        hit, _, rest = behind_mark.rpartition(END)
        pieces += [(hit, True), (rest, False)]
    shown = _cut(''.join(piece for piece, _ in pieces), first_hit=len(pieces[1][0]) if len(pieces) > 2 else 0)
    clipped = [(CUT, False)] if shown.start else []
    at = 0
    for piece, is_hit in pieces:
        clipped.append((piece[max(shown.start - at, 0) : max(shown.stop - at, 0)], is_hit))
        at += len(piece)
    clipped += [(CUT, False)] if shown.stop < at else []
    together = groupby((piece for piece in clipped if piece[0]), key=itemgetter(1))
    return tuple((''.join(piece for piece, _ in neighbours), is_hit) for is_hit, neighbours in together)


def _cut(plain: str, *, first_hit: int) -> slice:
    """What is shown of a text: from a little before the first hit, words left whole where there are any."""
    start = 0
    if first_hit > LEAD:
        start = first_hit - LEAD
        start = plain.find(' ', start, first_hit) + 1 or start
    stop = start + EXCERPT
    if stop < len(plain):
        space = plain.rfind(' ', start + EXCERPT // 2, stop + 1)
        stop = space if space > 0 else stop
    return slice(start, stop)


@contextmanager
def _within(connection: Connection, seconds: float) -> Iterator[None]:
    """Interrupt SQLite when the time is over."""
    sqlite = cast(sqlite3.Connection, connection.connection.driver_connection)
    end = monotonic() + seconds
    sqlite.set_progress_handler(lambda: monotonic() > end, STEPS)
    try:
        yield
    finally:
        sqlite.set_progress_handler(None, 0)


def _is_out_of_time(error: OperationalError) -> bool:
    return getattr(error.orig, 'sqlite_errorcode', None) == sqlite3.SQLITE_INTERRUPT
