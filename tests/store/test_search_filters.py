"""Search by who, where and when, with words and without; and what keeps it fast and within its time."""

import asyncio
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, bindparam, event, update
from sqlalchemy.exc import OperationalError

from chat.model.member import Member
from chat.model.message import Draft
from chat.store import search
from chat.store.database import reading_engine
from chat.store.schema import messages
from chat.store.sqlite import SqliteStore
from chat.text.query import Query, parse
from tests.people import ALICE, BOB, CAROL, IVAN

ALINA = Member(number=1_000_100, name='Alina Maria')
OTHER_IVAN = Member(number=6, name='Иван')
FIRST = datetime(2024, 5, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
NEVER = datetime.max.replace(tzinfo=UTC)


@pytest.fixture(params=[search.FEW, pytest.param(0, marks=pytest.mark.long)], ids=['rare', 'frequent'], autouse=True)
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of this is true of authors and rooms with few messages and of those with many."""
    monkeypatch.setattr(search, 'FEW', request.param)


@pytest.fixture
def connection(sqlite: SqliteStore) -> Iterator[Connection]:
    engine = reading_engine(sqlite.folder.database)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


async def say(store: SqliteStore, *texts: str, author: Member = ALICE, room: str = '7') -> None:
    for text in texts:
        await store.append(room, author, Draft(text=text))


async def texts(store: SqliteStore, raw: str) -> set[str]:
    return {found.message.text for found in await store.find(parse(raw), limit=1000)}


async def date(store: SqliteStore, moments: Sequence[datetime]) -> None:
    """Let the messages be of these moments, the first of the first, whatever the clock says."""

    def work(connection: Connection, payloads: Sequence[None]) -> Sequence[None]:
        rows = [{'of': id_, 'then': moment} for id_, moment in enumerate(moments, start=1)]
        connection.execute(update(messages).where(messages.c.id == bindparam('of')).values(at=bindparam('then')), rows)
        return payloads

    await store.writer.do(work, None)


# --- who -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ('raw', 'names'),
    [
        ('from:alice', {'Alice'}),
        ('from:ALICE', {'Alice'}),
        ('from:ali', {'Alice', 'Alina Maria'}),
        ('from:@alice', {'Alice'}),
        ('from:"alina maria"', {'Alina Maria'}),
        ('from:ａｌｉｎａ', {'Alina Maria'}),
        ('от:«Alina M', {'Alina Maria'}),
        ('from:alice from:bob', {'Alice', 'Bob'}),
        ('from:nobody from:bob', {'Bob'}),
        ('от:иван', {'Иван #5', 'Иван #6'}),
        ('от:"Иван #5"', {'Иван #5'}),
        ('from:nobody', set()),
        ('from:lice', set()),
        ('from:alicee', set()),
        ('from:%', set()),
        ('from:\u200b', set()),
        ('from:@', set()),
        ('from:carol', {'Carol'}),
    ],
)
@pytest.mark.parametrize('word', ['', 'tea '])
async def test_authors_are_found_by_the_beginnings_of_their_names(
    sqlite: SqliteStore, word: str, raw: str, names: set[str]
) -> None:
    for author in (ALICE, BOB, ALINA, IVAN, OTHER_IVAN):
        await say(sqlite, 'tea', author=author)
    await say(sqlite, 'tea', author=CAROL, room='8')
    found = await sqlite.find(parse(word + raw))
    assert {each.message.author.label for each in found} == names
    assert len(found) == len(names)


# --- where ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ('raw', 'rooms'),
    [
        ('in:7', {'7'}),
        ('in:007', {'7'}),
        ('in:#7', {'7'}),
        ('in:kitchen', {'kitchen'}),
        ('в:KITCHEN', {'kitchen'}),
        ('in:"kitchen"', {'kitchen'}),
        ('in:7 in:kitchen', {'7', 'kitchen'}),
        ('in:7 in:nowhere', {'7'}),
        ('in:кухня', {'кухня'}),
        ('in:kit', set()),
        ('in:nowhere', set()),
        ('in:"two words"', set()),
        ('in:0', set()),
        ('in:kitсhen', set()),
        ('in:%', set()),
    ],
)
@pytest.mark.parametrize('word', ['', 'tea '])
async def test_rooms_are_found_by_their_ids(sqlite: SqliteStore, word: str, raw: str, rooms: set[str]) -> None:
    for room in ('7', 'kitchen', 'кухня', '77'):
        await say(sqlite, 'tea', room=room)
    found = await sqlite.find(parse(word + raw))
    assert {each.room for each in found} == rooms
    assert len(found) == len(rooms)


# --- when ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ('raw', 'days'),
    [
        ('before:2024-05-03', {1, 2}),
        ('after:2024-05-03', {4, 5}),
        ('до:03.05.2024', {1, 2}),
        ('после:03.05.2024', {4, 5}),
        ('after:2024-05-01 before:2024-05-04', {2, 3}),
        ('before:2024-06', {1, 2, 3, 4, 5}),
        ('after:2024-04', {1, 2, 3, 4, 5}),
        ('after:2024-05', set()),
        ('before:2024', set()),
        ('after:2023', {1, 2, 3, 4, 5}),
        ('before:yesterday', {1, 2, 3, 4, 5}),
        ('after:9998', set()),
        ('before:0002', set()),
    ],
)
@pytest.mark.parametrize('more', ['', 'tea ', 'from:alice ', 'in:7 ', 'tea from:alice in:7 '])
async def test_days_limit_what_is_found(sqlite: SqliteStore, more: str, raw: str, days: set[int]) -> None:
    await say(sqlite, *(f'tea {day}' for day in range(1, 6)))
    await date(sqlite, [FIRST + day * 24 * HOUR for day in range(5)])
    assert await texts(sqlite, more + raw) == {f'tea {day}' for day in days}


async def test_a_day_ends_when_the_next_begins(sqlite: SqliteStore) -> None:
    await say(sqlite, 'last', 'first')
    midnight = datetime(2024, 5, 2, tzinfo=UTC)
    await date(sqlite, [midnight - timedelta(microseconds=1), midnight])
    assert await texts(sqlite, 'before:2024-05-02') == {'last'}
    assert await texts(sqlite, 'after:2024-05-01') == {'first'}
    there = await sqlite.find(parse('before:2024-05-02', offset=-HOUR))
    assert len(there) == 2, 'where the day begins an hour later'


@pytest.mark.parametrize('wrong', [range(100, 200), range(550, 620), range(900, 1000), range(0)])
async def test_a_clock_that_went_wrong_hides_nothing(
    sqlite: SqliteStore, monkeypatch: pytest.MonkeyPatch, wrong: range
) -> None:
    monkeypatch.setattr(search, 'SAMPLES', 16)
    await asyncio.gather(*(say(sqlite, f'tea {n}') for n in range(1000)))
    for shift in (-10_000, -300, -20, 20, 300, 10_000):
        moments = [FIRST + n * HOUR + (shift if n in wrong else 0) * HOUR for n in range(1000)]
        await date(sqlite, moments)
        for query in map(parse, ('before:2024-05-11', 'after:2024-05-10', 'tea before:2024-05-21 after:2024-05-10')):
            found = {each.message.at for each in await sqlite.find(query, limit=1000)}
            assert found == {m for m in moments if (query.after or m) <= m < (query.before or NEVER)}


async def test_what_is_too_late_or_too_early_is_not_even_looked_at(
    sqlite: SqliteStore, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, 'SAMPLES', 50)
    await asyncio.gather(*(say(sqlite, f'tea {n}') for n in range(1000)))
    await date(sqlite, [FIRST + n * HOUR for n in range(1000)])
    span = search._Span(0, 1001)
    search._narrow_by_time(connection, parse('before:2024-05-21 after:2024-05-10'), span)
    assert 228 - 24 - 20 <= span.low + 1 <= 229 <= 468 <= span.high - 1 <= 468 + 24 + 20


# --- together ------------------------------------------------------------------------------------------------
async def test_all_filters_hold_together(sqlite: SqliteStore) -> None:
    for author in (ALICE, BOB):
        for room in ('7', '8'):
            for text in ('tea', 'coffee'):
                await say(sqlite, f'{text} of {author.name} in {room}', author=author, room=room)
    await date(sqlite, [FIRST + n * 24 * HOUR for n in range(8)])
    assert await texts(sqlite, 'tea from:bob') == {'tea of Bob in 7', 'tea of Bob in 8'}
    assert await texts(sqlite, 'tea from:bob in:8') == {'tea of Bob in 8'}
    assert await texts(sqlite, 'from:bob in:8') == {'tea of Bob in 8', 'coffee of Bob in 8'}
    assert await texts(sqlite, '"of bob" in:8 tea') == {'tea of Bob in 8'}
    assert await texts(sqlite, 'tea from:bob in:8 before:2024-05-07') == set()
    assert await texts(sqlite, 'tea from:bob in:8 before:2024-05-08 after:2024-05-06') == {'tea of Bob in 8'}
    assert await texts(sqlite, 'tea from:alice from:bob in:8') == {'tea of Alice in 8', 'tea of Bob in 8'}
    assert await texts(sqlite, 'water from:bob in:8') == set()


# --- within its time -----------------------------------------------------------------------------------------
QUERIES = [
    'tea', 'tea "green tea" in', 'from:ali', 'in:7', 'in:7 in:8', 'before:2030 after:2020', 'tea from:ali', 'tea in:7',
    'tea from:ali in:7 before:2030', 'from:ali in:7 after:2020',
]  # fmt: skip


@pytest.mark.parametrize('raw', QUERIES)
async def test_nothing_is_sorted_nor_read_from_one_end_to_the_other(
    sqlite: SqliteStore, connection: Connection, raw: str
) -> None:
    await say(sqlite, 'green tea in May')
    statements: list[tuple[str, tuple[object, ...]]] = []
    event.listen(connection, 'before_cursor_execute', lambda *args: statements.append((args[2], args[3])))
    assert len(search.find(connection, parse(raw), None, 9)) == 1
    sql, values = statements[-1]
    plan = [row[3] for row in connection.exec_driver_sql(f'EXPLAIN QUERY PLAN {sql}', values)]
    assert not [step for step in plan if 'TEMP B-TREE' in step]
    assert not [step for step in plan if step.startswith('SCAN') and 'VIRTUAL TABLE INDEX' not in step]
    assert len([step for step in plan if 'VIRTUAL TABLE' in step]) == ('tea' in raw)
    assert plan[0].startswith('SCAN messages_text' if 'tea' in raw else 'SEARCH messages')


@pytest.mark.parametrize('raw', QUERIES)
async def test_a_search_that_takes_too_long_ends_without_an_error_and_leaves_nothing_behind(
    sqlite: SqliteStore, connection: Connection, monkeypatch: pytest.MonkeyPatch, raw: str
) -> None:
    await say(sqlite, 'green tea in May')
    with monkeypatch.context() as patch:
        patch.setattr(search, 'BUDGET', -1)
        patch.setattr(search, 'STEPS', 1)
        assert search.find(connection, parse(raw), None, 9) == []
    assert connection.exec_driver_sql('WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 9999) '
                                      'SELECT max(x) FROM n').scalar() == 9999  # fmt: skip
    assert len(search.find(connection, parse(raw), None, 9)) == 1


async def test_what_was_found_in_time_is_told(
    sqlite: SqliteStore, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asyncio.gather(*(say(sqlite, f'tea {n}') for n in range(500)))
    ticks = iter(range(10**9))
    monkeypatch.setattr(search, 'monotonic', lambda: next(ticks))
    monkeypatch.setattr(search, 'BUDGET', 20)
    monkeypatch.setattr(search, 'STEPS', 100)
    found = [each.message.text for each in search.find(connection, parse('tea'), None, 1000)]
    assert 0 < len(found) < 500
    assert found == [f'tea {n}' for n in range(499, 499 - len(found), -1)]


async def test_a_word_is_found_as_it_stands_when_there_is_no_time_for_its_forms(
    sqlite: SqliteStore, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await say(sqlite, 'tea', 'teas', 'teapot')
    budgets = iter([-1, 60])
    within = search._within
    monkeypatch.setattr(search, 'STEPS', 1)
    monkeypatch.setattr(search, '_within', lambda connection, _: within(connection, next(budgets)))
    assert [each.message.text for each in search.find(connection, parse('tea'), None, 9)] == ['tea']


async def test_another_error_is_not_taken_for_a_lack_of_time(
    sqlite: SqliteStore, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await say(sqlite, 'tea')
    monkeypatch.setattr(search, '_expression', lambda *_, **__: '"unbalanced')
    with pytest.raises(OperationalError) as caught:
        search.find(connection, Query(words=('tea',)), None, 9)
    assert isinstance(caught.value.orig, sqlite3.OperationalError)
