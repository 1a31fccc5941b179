"""Owning: who says the first word in a room has it before anybody hears that word, and says what it is for."""

import asyncio

import pytest

from chat.errors import NotAllowed, NotInRoom
from chat.model.message import Draft
from chat.model.role import Role
from chat.model.room import Room
from tests.memory import Kept, MemoryStore
from tests.model.test_rights import MEMBER, furnished
from tests.people import BOB


async def test_a_room_is_never_begun_and_nobodys() -> None:
    rights = await furnished()
    room = Room('new', MemoryStore(), rights=rights)
    roles: list[Role] = []
    room.posted.subscribe(lambda _: roles.append(rights.role(BOB, 'new')))
    room.join(BOB, 'tab')
    await room.post(BOB, Draft(text='first'))
    assert roles == [Role.OWNER]
    room.presence.close()


async def test_of_two_who_want_a_room_at_once_one_gets_it_and_may_ask_twice() -> None:
    rights = await furnished(Kept())
    wishes = [rights.own(member, 'new') for member in (BOB, BOB, MEMBER)]
    answers = await asyncio.gather(*wishes, return_exceptions=True)
    assert [type(answer) for answer in answers] == [type(None), type(None), NotAllowed]
    assert [each.name for each in rights.people('new')] == [BOB.name]


async def test_what_an_owned_room_is_for_is_said_by_its_moderators() -> None:
    room = Room('new', MemoryStore(), rights=await furnished())
    for member in (BOB, MEMBER):
        room.join(member, 'tab')
    await room.head.set_topic(MEMBER, 'anything')
    await room.post(BOB, Draft(text='first'))
    with pytest.raises(NotAllowed):
        await room.head.set_topic(MEMBER, 'something else')
    await room.head.set_topic(BOB, 'one thing\nonly')
    assert room.head.topic == 'one thing only'
    room.presence.leave(BOB)
    with pytest.raises(NotInRoom):
        await room.head.set_topic(BOB, '')
    room.presence.close()
