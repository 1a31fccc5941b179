"""Retention: the oldest go first, a little at a time, and no number is ever given twice."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from chat.model.message import Draft
from chat.store import messages, retention
from chat.store.sqlite import SqliteStore
from tests.people import ALICE

NOON = datetime(2026, 1, 10, 12, tzinfo=UTC)


@pytest.fixture
async def store(sqlite: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> SqliteStore:
    """Ten days of two rooms, a message a day in each."""
    monkeypatch.setattr(retention, 'AT_A_TIME', 3)
    for day in range(10):
        monkeypatch.setattr(messages, 'now', lambda day=day: NOON + day * timedelta(days=1))
        for room in ('7', '8'):
            await sqlite.append(room, ALICE, Draft(text=f'day {day} in {room}', client_msg_id=f'{day}'))
    return sqlite


async def forget(store: SqliteStore, **what: object) -> list[dict[str, int]]:
    steps = []
    while gone := await store.forget(**what):  # type: ignore[arg-type]
        steps.append(gone)
    return steps


async def test_what_is_older_goes_and_the_rest_stays(store: SqliteStore) -> None:
    steps = await forget(store, before=NOON + timedelta(days=4))
    assert steps == [{'7': 2, '8': 1}, {'7': 3, '8': 3}, {'7': 4, '8': 4}]
    for room in ('7', '8'):
        assert [message.seq for message in await store.before(room, None, 99)] == [5, 6, 7, 8, 9, 10]
        assert (await store.extents([room]))[room].first == 5
    assert await forget(store, before=NOON + timedelta(days=4)) == []


async def test_numbers_go_on_when_all_is_gone(store: SqliteStore) -> None:
    await forget(store, before=NOON + timedelta(days=99))
    extent = (await store.extents(['7']))['7']
    assert (extent.first, extent.last) == (11, 10)
    assert (await store.append('7', ALICE, Draft(text='on'))).seq == 11


async def test_the_full_text_index_follows(store: SqliteStore) -> None:
    await forget(store, before=NOON + timedelta(days=4))
    with closing(sqlite3.connect(store.folder.database)) as connection:
        connection.execute("INSERT INTO messages_text (messages_text, rank) VALUES ('integrity-check', 1)")
        match = 'SELECT count(*) FROM messages_text WHERE messages_text MATCH ?'
        assert connection.execute(match, ('"day 3"',)).fetchone() == (0,)
        assert connection.execute(match, ('"day 4"',)).fetchone() == (2,)


async def test_a_database_that_is_too_large_loses_its_oldest(
    sqlite: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, 'AT_A_TIME', 20)
    for n in range(300):
        await sqlite.append('7', ALICE, Draft(text=f'{n} ' + 'x' * 3000))
    assert await forget(sqlite, above=10_000_000) == []
    await forget(sqlite, above=700_000)
    kept = [message.seq for message in await sqlite.before('7', None, 999)]
    assert kept[-1] == 300
    assert kept == list(range(kept[0], 301))
    assert 0 < len(kept) < 300


async def test_a_clock_that_was_wrong_for_a_while_stops_nothing(
    sqlite: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in (5, 0, 1, 9):  # the first was written by a clock that was ahead
        monkeypatch.setattr(messages, 'now', lambda day=day: NOON + day * timedelta(days=1))
        await sqlite.append('7', ALICE, Draft(text=f'{day}'))
    await forget(sqlite, before=NOON + timedelta(days=3))
    assert [message.text for message in await sqlite.before('7', None, 9)] == ['5', '9']
