"""The contract of a store (chat/model/store.py), kept by every implementation."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chat.model.amendment import REACTIONS, Edit, Pin, React, Remove, Restore
from chat.model.member import Member
from chat.model.message import Draft, Message, Quoted, Reaction, now
from chat.model.store import Extent, Store
from chat.store import messages
from chat.store.sqlite import SqliteStore
from tests import memory
from tests.memory import MemoryStore
from tests.people import ALICE, BOB


@pytest.fixture(params=['MemoryStore', 'SqliteStore'])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """Each implementation; the contract is the same for all."""
    if request.param == 'MemoryStore':
        yield MemoryStore()
        return
    store = SqliteStore(tmp_path / 'data')
    store.open()
    yield store
    await store.close()


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


async def test_many_in_many_rooms_at_once_do_not_mix(store: Store) -> None:
    drafts = {f'room {n % 7}': Draft(text=f'{n}') for n in range(7)}
    await asyncio.gather(*(store.append(room, ALICE, draft) for room, draft in drafts.items() for _ in range(3)))
    for room, draft in drafts.items():
        assert [message.text for message in await store.before(room, None, 10)] == [draft.text]


async def test_guests_with_one_number_and_two_names_are_two(store: Store) -> None:
    ivan, petr = Member(number=5, name='Иван'), Member(number=5, name='Пётр')
    await store.append('7', ivan, Draft(text='x'))
    await store.append('7', petr, Draft(text='y'))
    assert [message.author for message in await store.before('7', None, 10)] == [ivan, petr]


@pytest.mark.parametrize(
    'text', ['x' * 4000, '👩‍👩‍👧' * 500, "'); DROP TABLE messages; --", '\ufffd', '\n\n\t.', '%_\\']
)
async def test_any_text_comes_back_unchanged(store: Store, text: str) -> None:
    await store.append('7', ALICE, Draft(text=text))
    assert [message.text for message in await store.after('7', 0, 1)] == [text]


async def test_times_are_kept_to_the_microsecond_and_in_utc(store: Store) -> None:
    message = await store.append('7', ALICE, Draft(text='x'))
    [kept] = await store.before('7', None, 1)
    assert kept.at == message.at
    assert kept.at.utcoffset() == timedelta(0)


async def test_what_there_is_of_a_room(store: Store) -> None:
    await fill(store, '7', 3)
    extents = await store.extents(['7', 'never'])
    assert extents == {'7': Extent(first=1, last=3), 'never': Extent(first=1, last=0)}
    assert await store.extents([]) == {}


async def test_a_room_is_called_as_it_was_first_called(store: Store) -> None:
    assert await store.name_of('lounge') is None
    await store.append('lounge', ALICE, Draft(text='x'), name='Lounge')
    await store.append('lounge', ALICE, Draft(text='y'), name='LOUNGE')
    assert await store.name_of('lounge') == 'Lounge'


async def test_a_moment_leads_to_the_first_message_from_then_on(store: Store) -> None:
    said = await fill(store, '7', 5)
    await fill(store, '8', 1)
    third = said[2]
    assert await store.seq_at('7', third.at) == min(m.seq for m in said if m.at == third.at)
    assert await store.seq_at('7', said[0].at - timedelta(days=1000)) == 1
    assert await store.seq_at('7', said[-1].at + timedelta(seconds=1)) == 6
    assert await store.seq_at('never', third.at) == 1


async def test_after_the_clock_was_set_back_the_order_stays(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    noon = datetime(2026, 1, 2, 12, tzinfo=UTC)
    for hours in (0, 1, -5, -4, 2):
        for module in (messages, memory):
            monkeypatch.setattr(module, 'now', lambda hours=hours: noon + timedelta(hours=hours))
        await store.append('7', ALICE, Draft(text=f'{hours}'))
    assert [message.text for message in await store.before('7', None, 10)] == ['0', '1', '-5', '-4', '2']
    assert seqs(await store.after('7', 2, 10)) == [3, 4, 5]
    assert await store.seq_at('7', noon + timedelta(hours=2)) == 5


def soon() -> datetime:
    return now() + timedelta(minutes=1)


def removal(seq: int) -> Remove:
    return Remove(seq=seq, until=soon())


async def test_a_removed_message_keeps_its_place_and_loses_its_text(store: Store) -> None:
    first, second = await fill(store, '7', 2)
    [removed, below] = await store.amend('7', removal(1))
    assert (removed.message.seq, removed.message.author, removed.message.text, removed.above) == (1, ALICE, '', None)
    assert below == (second, removed.message)
    assert await store.before('7', None, 9) == [removed.message, second]
    for room, seq in (('7', 1), ('7', 3), ('8', 1)):
        assert await store.amend(room, removal(seq)) == []
    again = await store.append('7', ALICE, Draft(text='again', client_msg_id=first.client_msg_id))
    assert again == removed.message, 'sent again, it does not come back'


async def test_a_removed_message_can_be_restored_for_a_moment(store: Store) -> None:
    [message] = await fill(store, '7', 1)
    await store.amend('7', Edit(seq=1, text='second'))
    [(edited, _)] = await store.amend('7', React(seq=1, by=BOB, emoji='👍'))
    await store.amend('7', removal(1))
    assert await store.versions('7', 1) == []
    assert await store.amend('7', Edit(seq=1, text='third')) == []
    assert await store.amend('7', React(seq=1, by=BOB, emoji='👍')) == []
    assert await store.amend('7', Restore(seq=1)) == [(edited, None)]
    assert await store.before('7', None, 9) == [edited]
    assert [version.text for version in await store.versions('7', 1)] == [message.text]
    await store.amend('7', Remove(seq=1, until=now()))
    assert await store.amend('7', Restore(seq=1)) == []


async def test_an_edited_message_says_so_and_keeps_what_it_said(store: Store) -> None:
    [message] = await fill(store, '7', 1)
    [(edited, above)] = await store.amend('7', Edit(seq=1, text='better'))
    assert edited.edited is not None
    assert (edited, above) == (replace(message, text='better', edited=edited.edited), None)
    assert await store.amend('7', Edit(seq=1, text='better')) == []
    await store.amend('7', Edit(seq=1, text='best'))
    assert [(each.text, each.at) for each in await store.versions('7', 1)] == [
        (message.text, message.at),
        ('better', edited.edited),
    ]


async def test_a_reaction_is_given_and_taken_back(store: Store) -> None:
    await fill(store, '7', 1)
    for by, emoji in ((ALICE, '👍'), (BOB, '🎉'), (BOB, '👍')):
        [(message, _)] = await store.amend('7', React(seq=1, by=by, emoji=emoji))
    assert message.reactions == (Reaction(emoji='👍', members=(ALICE, BOB)), Reaction(emoji='🎉', members=(BOB,)))
    assert await store.before('7', None, 1) == [message]
    [(message, _)] = await store.amend('7', React(seq=1, by=BOB, emoji='🎉'))
    assert message.reactions == (Reaction(emoji='👍', members=(ALICE, BOB)),)


async def test_there_is_an_end_to_different_reactions(store: Store) -> None:
    await fill(store, '7', 1)
    for n in range(REACTIONS):
        assert await store.amend('7', React(seq=1, by=ALICE, emoji=chr(0x1F600 + n)))
    assert await store.amend('7', React(seq=1, by=ALICE, emoji='👍')) == []
    assert await store.amend('7', React(seq=1, by=BOB, emoji=chr(0x1F600)))


async def test_an_answer_quotes_what_it_answers_as_it_is_now(store: Store) -> None:
    [origin] = await fill(store, '7', 1)
    answer = await store.append('7', BOB, Draft(text='indeed', reply_to=1))
    assert (answer.reply_to, answer.quoted) == (1, Quoted(seq=1, author=ALICE, text=origin.text))
    assert await store.before('7', None, 1) == [answer]
    changed = await store.amend('7', Edit(seq=1, text='other'))
    assert [message.seq for message, _ in changed] == [1, 2]
    assert changed[1].message.quoted == Quoted(seq=1, author=ALICE, text='other')
    changed = await store.amend('7', removal(1))
    assert changed[1].message.quoted == Quoted(seq=1, author=ALICE, text='')
    assert await store.after('7', 1, 1) == [changed[1].message]


async def test_pinned_messages_are_listed_until_they_are_not(store: Store) -> None:
    await fill(store, '7', 3)
    for seq in (1, 3):
        [(message, _)] = await store.amend('7', Pin(seq=seq, by=BOB, is_on=True))
        assert message.is_pinned
        assert await store.amend('7', Pin(seq=seq, by=BOB, is_on=True)) == []
    assert seqs(await store.pinned('7', 9)) == [3, 1]
    assert seqs(await store.pinned('7', 1)) == [3]
    await store.amend('7', Pin(seq=3, by=ALICE, is_on=False))
    await store.amend('7', Pin(seq=2, by=ALICE, is_on=True))
    await store.amend('7', removal(2))
    assert seqs(await store.pinned('7', 9)) == [1]
    assert await store.pinned('8', 9) == []
