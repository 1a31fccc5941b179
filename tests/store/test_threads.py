"""Threads in a store: the contract of chat/model/thread.py, and how search, deletion and erasure reach them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from chat.model.amendment import Answered, Remove
from chat.model.deed import Change, Deed, What
from chat.model.door import Door, Kind
from chat.model.member import Member
from chat.model.message import ANSWERED, Answers, Draft, Message, now
from chat.model.store import Store
from chat.model.thread import Follow, Followed
from chat.model.verb import Scope
from chat.store.overview import Wish, rooms_seen, totals
from chat.store.sqlite import SqliteStore
from chat.text.query import parse
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


async def say(store: Store, room: str, text: str, author: Member = ALICE) -> Message:
    return await store.append(room, author, Draft(text=text), name=room.title())


async def test_under_a_message_stands_what_there_is_of_its_thread(store: Store) -> None:
    for text in ('first', 'second'):
        await say(store, 'hall', text)
    await say(store, 'hall/2', 'one', BOB)
    last = await say(store, 'hall/2', 'two', ALICE)
    told = Answers(count=2, people=(ALICE, BOB), last=last.at)
    assert [message.answers for message in await store.before('hall', None, 9)] == [None, told]
    assert [message.answers for message in await store.after('hall', 0, 9)] == [None, told]
    [(message, above)] = await store.amend('hall', Answered(seq=2))
    assert (message.answers, above and above.seq) == (told, 1)
    assert [message.seq for message in await store.before('hall/2', None, 9)] == [1, 2]
    assert await store.name_of('hall/2') == 'Hall/2'
    assert await store.amend('hall', Answered(seq=3)) == []


async def test_what_is_removed_of_a_thread_is_told_by_nobody_and_a_removed_message_keeps_its_thread(
    store: Store,
) -> None:
    await say(store, 'hall', 'first')
    first = await say(store, 'hall/1', 'one', BOB)
    await say(store, 'hall/1', 'two', ALICE)
    for room, seq in (('hall/1', 2), ('hall', 1)):
        await store.amend(room, Remove(seq=seq, until=now() + timedelta(minutes=1)))
    [message] = await store.before('hall', None, 9)
    assert message.is_removed
    assert message.answers == Answers(count=2, people=(BOB,), last=first.at)
    await store.amend('hall/1', Remove(seq=1, until=now() + timedelta(minutes=1)))
    assert [each.answers for each in await store.before('hall', None, 9)] == [Answers(count=2)]


async def test_few_of_many_who_answer_are_shown(store: Store) -> None:
    await say(store, 'hall', 'first')
    people = [Member(number=1_000_000 + n, name=f'Member {n}') for n in range(ANSWERED + 2)]
    for member in people:
        await say(store, 'hall/1', 'x', member)
    [message] = await store.before('hall', None, 9)
    assert message.answers is not None
    assert message.answers.people == tuple(people[: -ANSWERED - 1 : -1])


async def test_threads_are_followed_and_left(store: Store) -> None:
    for room in ('hall', 'hall/1', 'hall', 'hall/2', 'other', 'other/1'):
        await say(store, room, f'in {room}')
    for room in ('hall/1', 'hall/2', 'other/1'):
        await store.threads.follow(Follow(member=7, thread=room))
    await store.threads.follow(Follow(member=8, thread='hall/1'))
    await store.threads.follow(Follow(member=7, thread='hall/2', is_on=False))
    assert await store.threads.followers('hall/1') == {7: True, 8: True}
    assert await store.threads.followers('hall/2') == {7: False}
    first = Followed(key='hall/1', room_name='Hall', origin=1, text='in hall')
    other = Followed(key='other/1', room_name='Other', origin=1, text='in other')
    assert await store.threads.followed_by(7, 9) == [other, first]
    assert await store.threads.followed_by(7, 1) == [other]
    await store.threads.follow(Follow(member=7, thread='other/1', is_on=False))
    await store.threads.follow(Follow(member=7, thread='other/1'))
    assert await store.threads.followed_by(7, 1) == [other]
    assert await store.threads.followed_by(9, 9) == []


async def test_following_begins_where_one_was_or_is_said_to_be(sqlite: SqliteStore) -> None:
    for read in (3, 5):
        await sqlite.threads.follow(Follow(member=7, thread='hall/1', read=read))
    assert await sqlite.positions(7) == {'hall/1': 3}
    await sqlite.threads.follow(Follow(member=7, thread='hall/2', is_on=False))
    assert await sqlite.positions(7) == {'hall/1': 3}


async def found(sqlite: SqliteStore, text: str, scope: Scope) -> list[str]:
    return [each.room for each in await sqlite.find(parse(text), scope=scope)]


async def test_a_search_in_a_room_finds_what_is_said_in_its_threads(sqlite: SqliteStore) -> None:
    for room in ('hall', 'hall/1', 'hallway', 'hall-2', 'hall-2/1'):
        await say(sqlite, room, 'a word')
    assert await found(sqlite, 'word in:hall', Scope(everything=True)) == ['hall/1', 'hall']
    assert await found(sqlite, 'in:HALL-2', Scope(everything=True)) == ['hall-2/1', 'hall-2']
    assert await found(sqlite, 'in:hall/1', Scope(everything=True)) == []


async def test_a_search_finds_threads_of_no_room_that_one_may_not_read(sqlite: SqliteStore) -> None:
    for room in ('open', 'open/1', 'shut', 'shut/1'):
        await say(sqlite, room, 'a word')
    await sqlite.keep_change(Change(deed=Deed(room='shut', by=ALICE, what=What.DOOR), door=Door(kind=Kind.INVITATION)))
    assert await found(sqlite, 'word', Scope()) == ['open/1', 'open']
    assert await found(sqlite, 'word in:shut', Scope()) == []
    assert await found(sqlite, 'word', Scope(also=frozenset({'shut'}))) == ['shut/1', 'shut', 'open/1', 'open']
    assert await found(sqlite, 'word', Scope(but=frozenset({'open'}))) == []


async def test_a_deleted_room_takes_its_threads_along(sqlite: SqliteStore) -> None:
    for room in ('hall', 'hall/1', 'hall-2', 'hall-2/1'):
        await say(sqlite, room, 'a word')
        if '/' in room:
            await sqlite.threads.follow(Follow(member=7, thread=room))
    await sqlite.begin_deleting('hall')
    assert await found(sqlite, 'word', Scope()) == ['hall-2/1', 'hall-2']
    assert await sqlite.positions(7) == {'hall-2/1': 0}
    assert [each.key for each in await sqlite.threads.followed_by(7, 9)] == ['hall-2/1']
    await sqlite.finish_deleting()
    await say(sqlite, 'hall', 'begun anew')
    [message] = await sqlite.before('hall', None, 9)
    assert message.answers is None
    assert await sqlite.before('hall/1', None, 9) == []


async def test_erasure_reaches_threads_and_what_is_told_of_them(sqlite: SqliteStore) -> None:
    await say(sqlite, 'hall', 'first')
    await say(sqlite, 'hall/1', 'my secret', BOB)
    await sqlite.threads.follow(Follow(member=BOB.number, thread='hall/1'))
    assert await sqlite.erase_messages([BOB]) == ['hall', 'hall/1']
    await sqlite.erase_people([BOB], None)
    assert await sqlite.threads.followers('hall/1') == {}
    [message] = await sqlite.before('hall', None, 9)
    assert message.answers is not None
    assert BOB not in message.answers.people
    assert await found(sqlite, 'secret', Scope()) == []


async def test_threads_are_in_no_list_of_rooms(sqlite: SqliteStore) -> None:
    for room in ('hall', 'hall/1'):
        await say(sqlite, room, 'a word')
    assert [each.key for each in await sqlite.look(rooms_seen, Wish())] == ['hall']
    known = await sqlite.look(totals)
    assert (known.rooms, known.messages) == (1, 2)


async def test_what_is_old_goes_from_threads_too(sqlite: SqliteStore) -> None:
    for room in ('hall', 'hall/1'):
        await say(sqlite, room, 'a word')
    assert await sqlite.forget(before=now() + timedelta(seconds=1)) == {'hall': 1, 'hall/1': 1}
    await say(sqlite, 'hall/1', 'still here')
    assert [message.seq for message in await sqlite.before('hall/1', None, 9)] == [2]
