"""Polls in a store: part of the contract of chat/model/store.py, kept by every implementation."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from chat.model.amendment import ClosePoll, Remove, Restore, Vote
from chat.model.member import Member
from chat.model.message import Draft, Message, now
from chat.model.poll import Ask
from chat.model.store import Store
from chat.store.sqlite import SqliteStore
from tests.memory import MemoryStore
from tests.people import ALICE, BOB


@pytest.fixture(params=['MemoryStore', 'SqliteStore'])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    if request.param == 'MemoryStore':
        yield MemoryStore()
        return
    store = SqliteStore(tmp_path / 'data')
    store.open()
    yield store
    await store.close()


async def ask(store: Store, *, is_many: bool = False, seconds: float | None = None) -> Message:
    until = None if seconds is None else now() + timedelta(seconds=seconds)
    poll = Ask(answers=('tea', 'coffee', 'water'), is_many=is_many, is_anonymous=True, until=until)
    return await store.append('7', ALICE, Draft(text='What shall we drink?', poll=poll))


async def standing(store: Store) -> list[list[str]]:
    [message] = await store.before('7', None, 1)
    return [[member.name for member in answer.members] for answer in message.poll.answers] if message.poll else []


async def vote(store: Store, *votes: tuple[Member, int]) -> list[bool]:
    return [bool(await store.amend('7', Vote(seq=1, by=by, place=place))) for by, place in votes]


async def test_a_poll_comes_back_as_it_was_asked(store: Store) -> None:
    asked = await ask(store, seconds=60)
    assert asked.poll
    assert not asked.poll.is_closed
    assert await store.before('7', None, 9) == [asked]
    assert await standing(store) == [[], [], []]


async def test_of_one_answer_the_last_counts_and_the_same_again_is_taken_back(store: Store) -> None:
    await ask(store)
    assert await vote(store, (ALICE, 0), (BOB, 0), (BOB, 1), (BOB, 3)) == [True, True, True, False]
    assert await standing(store) == [[ALICE.name], [BOB.name], []]
    assert await vote(store, (BOB, 1)) == [True]
    assert await standing(store) == [[ALICE.name], [], []]


async def test_of_many_answers_each_counts(store: Store) -> None:
    await ask(store, is_many=True)
    await vote(store, (ALICE, 0), (ALICE, 2), (BOB, 2))
    assert await standing(store) == [[ALICE.name], [], [ALICE.name, BOB.name]]
    [message] = await store.before('7', None, 1)
    assert message.poll
    assert message.poll.votes == {ALICE.number: {0, 2}, BOB.number: {2}}


async def test_in_a_closed_poll_nobody_votes(store: Store) -> None:
    await ask(store)
    await vote(store, (ALICE, 0))
    [(message, _)] = await store.amend('7', ClosePoll(seq=1))
    assert message.poll
    assert message.poll.is_closed
    assert await vote(store, (BOB, 0), (ALICE, 0)) == [False, False]
    assert await store.amend('7', ClosePoll(seq=1)) == []


async def test_when_its_time_is_over_nobody_votes(store: Store) -> None:
    await ask(store, seconds=-1)
    assert await vote(store, (BOB, 0)) == [False]


async def test_a_removed_poll_is_none_until_it_is_restored(store: Store) -> None:
    await ask(store)
    await vote(store, (ALICE, 0))
    [(message, _)] = await store.amend('7', Remove(seq=1, until=now() + timedelta(seconds=9)))
    assert message.poll is None
    assert await vote(store, (BOB, 0)) == [False]
    await store.amend('7', Restore(seq=1))
    assert await standing(store) == [[ALICE.name], [], []]


async def test_polls_and_votes_go_with_what_is_removed_and_who_is_erased(sqlite: SqliteStore) -> None:
    await ask(sqlite)
    await vote(sqlite, (ALICE, 0), (BOB, 1))
    assert await sqlite.polls.votes_of(BOB.number, '7') == {1: {1}}
    await sqlite.erase_people([BOB], None)
    assert await standing(sqlite) == [[ALICE.name], [], []]
    await sqlite.amend('7', Remove(seq=1, until=now()))
    await sqlite.purge()
    assert await sqlite.polls.votes_of(ALICE.number, '7') == {}
