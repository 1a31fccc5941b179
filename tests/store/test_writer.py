"""The writer: one transaction for all who wait, answers after the commit, nobody harmed by another's mistake."""

import asyncio
import sqlite3
from collections.abc import Sequence

import pytest
from sqlalchemy import Connection, event

from chat.errors import CannotKeep
from chat.model.member import Member
from chat.model.message import Draft
from chat.store import messages
from chat.store.sqlite import SqliteStore
from tests.people import ALICE, BOB


def commits_of(store: SqliteStore) -> list[None]:
    """One entry for each commit from now on."""
    commits: list[None] = []
    event.listen(store.writer.engine, 'commit', lambda _: commits.append(None))
    return commits


async def test_a_hundred_who_write_at_once_share_a_few_commits(sqlite: SqliteStore) -> None:
    await sqlite.append('7', ALICE, Draft(text='first'))
    commits = commits_of(sqlite)
    await asyncio.gather(*(sqlite.append('7', ALICE, Draft(text=f'{n}')) for n in range(100)))
    assert 1 <= len(commits) <= 10
    sqlite.writer.group = 1
    await asyncio.gather(*(sqlite.append('7', ALICE, Draft(text=f'{n}')) for n in range(20)))
    assert len(commits) >= 20, 'so the counting works'


async def test_an_answer_means_that_others_can_read_it_from_the_file(sqlite: SqliteStore) -> None:
    other = sqlite3.connect(sqlite.folder.database)
    try:
        for n in range(1, 20):
            await sqlite.append('7', ALICE, Draft(text=f'{n}'))
            assert other.execute('SELECT max(seq), count(*) FROM messages').fetchone() == (n, n)
    finally:
        other.close()


async def test_answers_come_in_the_order_of_the_numbers(sqlite: SqliteStore) -> None:
    answered: list[int] = []

    async def write(n: int) -> None:
        answered.append((await sqlite.append('7', ALICE, Draft(text=f'{n}'))).seq)

    await asyncio.gather(*(write(n) for n in range(300)))
    assert answered == list(range(1, 301))


async def test_a_job_that_fails_takes_nobody_with_it(sqlite: SqliteStore) -> None:
    def fail(connection: Connection, payloads: Sequence[str]) -> list[None]:
        raise ZeroDivisionError(payloads[0])

    results = await asyncio.gather(
        sqlite.append('7', ALICE, Draft(text='before')),
        sqlite.writer.do(fail, 'mine'),
        sqlite.append('7', BOB, Draft(text='after')),
        sqlite.append('8', BOB, Draft(text='elsewhere')),
        return_exceptions=True,
    )
    assert [type(result).__name__ for result in results] == ['Message', 'ZeroDivisionError', 'Message', 'Message']
    assert [(m.seq, m.text) for m in await sqlite.before('7', None, 9)] == [(1, 'before'), (2, 'after')]
    assert (await sqlite.append('7', ALICE, Draft(text='still alive'))).seq == 3


async def test_a_statement_that_fails_is_said_plainly_and_once(
    sqlite: SqliteStore, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(connection: Connection, payloads: Sequence[str]) -> list[None]:
        connection.exec_driver_sql('INSERT INTO nowhere VALUES (1)')
        return [None] * len(payloads)

    for _ in range(3):
        with pytest.raises(CannotKeep):
            await sqlite.writer.do(fail, 'x')
    assert sqlite.writer.problem == 'no such table: nowhere'
    assert len(caplog.records) == 1
    await sqlite.append('7', ALICE, Draft(text='fine'))
    assert not sqlite.writer.problem


async def test_closing_writes_what_has_gathered(sqlite: SqliteStore) -> None:
    writing = [asyncio.create_task(sqlite.append('7', ALICE, Draft(text=f'{n}'))) for n in range(50)]
    await asyncio.sleep(0)  # they have asked
    await sqlite.close()
    assert [message.seq for message in await asyncio.gather(*writing)] == list(range(1, 51))
    sqlite.open()
    assert (await sqlite.extents(['7']))['7'].last == 50


async def test_who_gave_up_waiting_does_not_disturb_the_others(sqlite: SqliteStore) -> None:
    impatient = asyncio.create_task(sqlite.append('7', ALICE, Draft(text='gone')))
    patient = asyncio.create_task(sqlite.append('7', ALICE, Draft(text='here')))
    await asyncio.sleep(0)
    impatient.cancel()
    assert (await patient).seq == 2, 'what was handed over is kept, whoever waits for it'


async def test_of_many_authors_and_rooms_only_some_are_remembered(
    sqlite: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, 'REMEMBERED', 3)
    for turn in range(1, 3):
        for number in range(1, 8):
            author, room = Member(number=number, name=f'Guest {number}'), f'room-{number}'
            said = await sqlite.append(room, author, Draft(text='hello'), name=room)
            assert (said.seq, said.author) == (turn, author)
    assert len(sqlite._adding._authors) <= 3
    assert len(sqlite._adding._rooms) <= 3
