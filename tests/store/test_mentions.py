"""Mentions that last: what waits for somebody, and what edits, removal and erasure do to it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from chat.model.amendment import Edit, Remove, Restore
from chat.model.member import Member
from chat.model.mention import ALL, Mention
from chat.model.message import Draft, Message, now
from chat.model.reading import Position
from chat.store.sqlite import SqliteStore
from tests.people import ALICE, BOB, CAROL

CALLS_BOB = Mention(member=BOB.number, name='Bob')


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    store = SqliteStore(tmp_path / 'data')
    store.open()
    yield store
    await store.close()


async def say(store: SqliteStore, text: str, *called: Mention, room: str = '7', author: Member = ALICE) -> Message:
    return await store.append(room, author, Draft(text=text, mentions=called))


async def test_a_mention_is_kept_with_its_message_and_waits_until_it_is_read(store: SqliteStore) -> None:
    assert (await say(store, '@Bob', CALLS_BOB)).mentions == (CALLS_BOB,)
    await say(store, 'x')
    await say(store, '@Bob!', CALLS_BOB, room='7/1')
    assert [each.mentions for each in await store.before('7', None, 9)] == [(CALLS_BOB,), ()]
    assert await store.mentions.unread(BOB.number) == {'7': [1], '7/1': [1]}
    assert await store.mentions.unread(CAROL.number) == {}
    await store.keep_positions([Position(member=BOB.number, room='7', read=1)])
    assert await store.mentions.unread(BOB.number) == {'7/1': [1]}
    found = await store.mentions.of(BOB.number, before=None, limit=9)
    assert [(each.room, each.message.text, each.is_read) for each in found] == [
        ('7/1', '@Bob!', False),
        ('7', '@Bob', True),
    ]
    assert [each.room for each in await store.mentions.of(BOB.number, before=found[0].id, limit=9)] == ['7']
    await store.begin_deleting('7')
    assert await store.mentions.unread(BOB.number) == {}
    assert await store.mentions.of(BOB.number, before=None, limit=9) == []


async def test_who_was_called_with_all_is_called_and_not_named(store: SqliteStore) -> None:
    everybody = Mention(member=ALL, name='all')
    message = await say(store, '@all', Mention(member=BOB.number), Mention(member=CAROL.number), everybody)
    assert message.mentions == (everybody,) == (await store.before('7', None, 1))[0].mentions
    assert await store.mentions.unread(CAROL.number) == {'7': [1]}
    await store.amend('7', Edit(seq=1, text='@all and @Bob', mentions=(CALLS_BOB, everybody)))
    assert (await store.before('7', None, 1))[0].mentions == (everybody, CALLS_BOB)
    assert await store.mentions.unread(CAROL.number) == {'7': [1]}
    await store.amend('7', Edit(seq=1, text='@Bob', mentions=(CALLS_BOB,)))
    assert await store.mentions.unread(CAROL.number) == {}
    await store.amend('7', Edit(seq=1, text='@Bob and @all', mentions=(CALLS_BOB, everybody)))
    assert (await store.before('7', None, 1))[0].mentions == (CALLS_BOB,), 'all are not called by an edit'


async def test_what_is_removed_calls_nobody_until_it_is_back(store: SqliteStore) -> None:
    await say(store, '@Bob', CALLS_BOB)
    [(removed, _)] = await store.amend('7', Remove(seq=1, until=now() + timedelta(seconds=9)))
    assert removed.mentions == ()
    assert await store.mentions.unread(BOB.number) == {}
    [(restored, _)] = await store.amend('7', Restore(seq=1))
    assert restored.mentions == (CALLS_BOB,)
    assert await store.mentions.unread(BOB.number) == {'7': [1]}


async def test_what_is_erased_calls_nobody(store: SqliteStore) -> None:
    await say(store, '@Bob', CALLS_BOB)
    await say(store, '@Bob', CALLS_BOB, author=CAROL)
    await store.erase_messages([ALICE])
    assert await store.mentions.unread(BOB.number) == {'7': [2]}
    await store.erase_people([BOB], None)
    assert [each.mentions for each in await store.before('7', None, 9)] == [(), ()]


async def test_those_can_be_called_who_spoke_in_the_room_or_its_threads(store: SqliteStore) -> None:
    ivan = Member(number=7, name='Bob')
    for room, author in (('7', ALICE), ('7/1', BOB), ('8', CAROL), ('7', ivan)):
        await say(store, 'x', room=room, author=author)
    keys = {member.key for member in (ALICE, BOB, CAROL, ivan)}
    assert await store.mentions.speakers('7/1', keys) == [ALICE, BOB]
    assert await store.mentions.speakers('7', {BOB.key}) == [BOB]
