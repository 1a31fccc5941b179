"""The contract of a store (chat/model/store.py), kept by every implementation."""

import asyncio
from collections.abc import Callable
from datetime import UTC

import pytest

from chat.model.member import Member
from chat.model.message import Draft, Message
from chat.model.store import Store
from tests.memory import MemoryStore
from tests.people import ALICE, BOB

Make = Callable[..., Store]


@pytest.fixture(params=[MemoryStore], ids=lambda kind: kind.__name__)
def make(request: pytest.FixtureRequest) -> Make:
    """Makes a store that keeps `keep` messages of `max_rooms` rooms."""
    made: Make = request.param
    return made


@pytest.fixture
def store(make: Make) -> Store:
    return make()


async def fill(store: Store, room: str, n: int, author: Member = ALICE) -> list[Message]:
    return [await store.append(room, author, Draft(text=f'{room} {i}')) for i in range(1, n + 1)]


def seqs(messages: list[Message]) -> list[int]:
    return [message.seq for message in messages]


async def test_a_message_comes_back_as_it_was_put_in(store: Store) -> None:
    text = ' line\n\tbreaks 👩‍👩‍👧 <b>&amp;</b> \u202e '
    message = await store.append('7', ALICE, Draft(text=text, client_msg_id='mine'))
    assert (message.author, message.text, message.client_msg_id, message.seq) == (ALICE, text, 'mine', 1)
    assert message.at.tzinfo == UTC
    assert await store.before('7', None, 10) == [message]


async def test_numbers_are_1_2_3_in_each_room(store: Store) -> None:
    for n in range(1, 6):
        assert (await store.append('7', ALICE, Draft(text='x'))).seq == n
        assert (await store.append('8', BOB, Draft(text='x'))).seq == n


async def test_a_draft_sent_again_is_the_message_it_made(store: Store) -> None:
    draft = Draft(text='once')
    first = await store.append('7', ALICE, draft)
    await store.append('7', BOB, Draft(text='between'))
    assert await store.append('7', ALICE, draft) == first
    assert await store.append('7', ALICE, Draft(text='changed', client_msg_id=draft.client_msg_id)) == first
    assert (await store.append('7', ALICE, Draft(text='next'))).seq == 3


async def test_one_id_in_two_rooms_is_two_messages(store: Store) -> None:
    draft = Draft(text='both')
    here, there = await store.append('7', ALICE, draft), await store.append('8', ALICE, draft)
    assert seqs([here, there]) == [1, 1]
    assert await store.before('8', None, 10) == [there]


async def test_messages_are_read_in_pages_from_the_end(store: Store) -> None:
    await fill(store, '7', 10)
    assert seqs(await store.before('7', None, 4)) == [7, 8, 9, 10]
    assert seqs(await store.before('7', 7, 4)) == [3, 4, 5, 6]
    assert seqs(await store.before('7', 3, 4)) == [1, 2]
    assert await store.before('7', 1, 4) == []
    assert seqs(await store.before('7', 999, 2)) == [9, 10]


async def test_messages_are_read_in_pages_towards_the_end(store: Store) -> None:
    await fill(store, '7', 10)
    assert seqs(await store.after('7', 0, 4)) == [1, 2, 3, 4]
    assert seqs(await store.after('7', -1, 4)) == [1, 2, 3, 4]
    assert seqs(await store.after('7', 8, 4)) == [9, 10]
    assert await store.after('7', 10, 4) == []


async def test_a_room_where_nothing_was_said_is_empty(store: Store) -> None:
    assert await store.before('7', None, 4) == await store.before('7', 5, 4) == await store.after('7', 0, 4) == []
    assert (await store.append('7', ALICE, Draft(text='first'))).seq == 1


async def test_rooms_are_apart(store: Store) -> None:
    for _ in range(3):
        await fill(store, '7', 1)
        await fill(store, '8', 1, BOB)
    assert {message.author for message in await store.before('7', None, 10)} == {ALICE}
    assert {message.author for message in await store.after('8', 0, 10)} == {BOB}


async def test_many_who_write_at_once_get_one_number_each_without_gaps(store: Store) -> None:
    answers: list[int] = []

    async def write(n: int) -> None:
        answers.append((await store.append(f'{n % 2}', ALICE, Draft(text=f'{n}'))).seq)

    await asyncio.gather(*(write(n) for n in range(200)))
    assert sorted(answers) == sorted([*range(1, 101)] * 2)
    for room in '01':
        assert seqs(await store.after(room, 0, 1000)) == list(range(1, 101))


async def test_many_repeats_at_once_are_one_message(store: Store) -> None:
    draft = Draft(text='once')
    made = await asyncio.gather(*(store.append('7', ALICE, draft) for _ in range(20)))
    assert {*made} == {*await store.before('7', None, 10)}
    assert len({*made}) == 1


async def test_only_the_newest_messages_are_kept(make: Make) -> None:
    store = make(keep=5)
    await fill(store, '7', 12)
    await fill(store, '8', 2)
    assert seqs(await store.before('7', None, 100)) == [8, 9, 10, 11, 12]
    assert seqs(await store.after('7', 0, 100)) == [8, 9, 10, 11, 12]
    assert await store.before('7', 8, 100) == []
    assert seqs(await store.before('8', None, 100)) == [1, 2]


async def test_a_repeat_is_known_as_long_as_its_message_is_kept(make: Make) -> None:
    store = make(keep=3)
    draft = Draft(text='once')
    first = await store.append('7', ALICE, draft)
    await fill(store, '7', 2)
    assert await store.append('7', ALICE, draft) == first
    await fill(store, '7', 1)
    assert seqs(await store.before('7', None, 10)) == [2, 3, 4]


async def test_the_room_that_was_silent_longest_is_forgotten_first(make: Make) -> None:
    store = make(max_rooms=2)
    await fill(store, '7', 1)
    await fill(store, '8', 1)
    await fill(store, '7', 1)
    await fill(store, '9', 1)
    assert await store.before('8', None, 10) == []
    assert seqs(await store.before('7', None, 10)) == [1, 2]
    assert seqs(await store.before('9', None, 10)) == [1]


async def test_reading_forgets_nothing(make: Make) -> None:
    store = make(max_rooms=2)
    await fill(store, '7', 1)
    for n in range(10):
        await store.before(f'unknown {n}', None, 10)
        await store.after(f'unknown {n}', 0, 10)
    assert seqs(await store.before('7', None, 10)) == [1]


async def test_a_forgotten_room_never_gives_a_number_twice(make: Make) -> None:
    store = make(max_rooms=1)
    await fill(store, '7', 3)
    await fill(store, '8', 1)
    assert await store.before('7', None, 10) == []
    assert seqs(await fill(store, '7', 2)) == [4, 5]
    assert seqs(await store.before('7', None, 10)) == [4, 5]
