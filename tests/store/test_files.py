"""The contract of a store, as far as files go with messages (chat/model/store.py), kept by every implementation."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from chat.file_errors import FileGone
from chat.model.amendment import Edit, Pin, React, Remove, Restore
from chat.model.file import Content, File, Upload
from chat.model.member import Member
from chat.model.message import Draft, Message, Quoted, now
from chat.model.store import Store
from chat.store.sqlite import SqliteStore
from tests.memory import MemoryStore
from tests.people import ALICE, BOB
from tests.pictures import chunks
from tests.store.test_contract import seqs, store

__all__ = ['store']


async def waiting_file(store: Store, room: str, owner: Member, name: str) -> File:
    """A file that was sent to a room and waits for its message."""
    if isinstance(store, SqliteStore):
        return await store.uploads.receive(chunks(name.encode()), size=None, room=room, owner=owner, name=name)
    assert isinstance(store, MemoryStore)
    file = File(id=f'{name} {room}', name=name, content=Content(digest=name, size=len(name)))
    store.let_wait(Upload(room=room, owner=owner, file=file))
    return file


async def test_files_stand_with_their_message_in_their_order(store: Store) -> None:
    sent = [await waiting_file(store, '7', ALICE, name) for name in ('b.txt', 'a.txt')]
    message = await store.append('7', ALICE, Draft(text='', files=tuple(file.id for file in sent)))
    assert message.files == tuple(sent)
    assert not message.is_removed
    assert await store.before('7', None, 5) == await store.after('7', 0, 5) == [message]


async def test_a_file_goes_with_one_message_of_its_owner_in_its_room(store: Store) -> None:
    file = await waiting_file(store, '7', ALICE, 'a.txt')
    draft = Draft(text='x', files=(file.id,))
    for room, author in (('8', ALICE), ('7', BOB)):
        with pytest.raises(FileGone):
            await store.append(room, author, replace(draft, client_msg_id='other'))
    with pytest.raises(FileGone):
        await store.append('7', ALICE, replace(draft, files=(file.id, file.id)))
    first = await store.append('7', ALICE, draft)
    assert (await store.append('7', ALICE, draft)).seq == first.seq, 'sent again it is the same message'
    with pytest.raises(FileGone):
        await store.append('7', ALICE, Draft(text='y', files=(file.id,)))
    assert seqs(await store.before('7', None, 5)) == [1]


async def test_of_messages_that_come_at_once_the_others_are_not_hurt(store: Store) -> None:
    file = await waiting_file(store, '7', ALICE, 'a.txt')
    drafts = [Draft(text=f'{n}', files=(file.id,) if n % 2 else ()) for n in range(4)]
    answers = await asyncio.gather(*(store.append('7', ALICE, each) for each in drafts), return_exceptions=True)
    assert [type(answer) for answer in answers] == [Message, Message, Message, FileGone]
    assert [len(message.files) for message in await store.before('7', None, 5)] == [0, 1, 0]


async def test_files_go_and_come_back_with_what_is_removed(store: Store) -> None:
    file = await waiting_file(store, '7', ALICE, 'a.txt')
    await store.append('7', ALICE, Draft(text='', files=(file.id,)))
    await store.append('7', BOB, Draft(text='nice', reply_to=1))
    removed, answer = await store.amend('7', Remove(seq=1, until=now() + timedelta(seconds=9)))
    assert removed.message.is_removed
    assert answer.message.quoted == Quoted(seq=1, author=ALICE, text='')
    assert await store.amend('7', Remove(seq=1, until=now())) == []
    restored, answer = await store.amend('7', Restore(seq=1))
    assert restored.message.files == (file,)
    assert answer.message.quoted == Quoted(seq=1, author=ALICE, text='📎 a.txt')


async def test_a_caption_can_be_changed_and_taken_away_and_no_other_text(store: Store) -> None:
    file = await waiting_file(store, '7', ALICE, 'a.txt')
    await store.append('7', ALICE, Draft(text='', files=(file.id,)))
    await store.append('7', ALICE, Draft(text='text'))
    for text in ('a caption', ''):
        [changed, *_] = await store.amend('7', Edit(seq=1, text=text))
        assert (changed.message.text, changed.message.files) == (text, (file,))
    assert await store.amend('7', Edit(seq=2, text='')) == []


async def test_what_has_only_files_can_be_pinned_and_reacted_to(store: Store) -> None:
    file = await waiting_file(store, '7', ALICE, 'a.txt')
    await store.append('7', ALICE, Draft(text='', files=(file.id,)))
    await store.amend('7', Pin(seq=1, by=BOB, is_on=True))
    [[changed, _]] = await store.amend('7', React(seq=1, by=BOB, emoji='🎉'))
    assert (changed.is_pinned, len(changed.reactions)) == (True, 1)
    assert await store.pinned('7', 5) == [changed]
