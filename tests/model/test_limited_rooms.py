"""Rooms with limits: too much is refused and costs nothing, what is sent again is not counted, nobody else pays."""

import pytest

from chat.errors import MessageEmpty, TooFast
from chat.model.hub import Hub
from chat.model.limits import Act, Limits, rates_of
from chat.model.member import Member
from chat.model.message import Draft
from chat.model.room import Room
from tests.memory import MemoryStore
from tests.people import ALICE, BOB, IVAN


def limits(**of: str) -> Limits:
    return Limits({Act[deed.upper()]: rates_of(text) for deed, text in of.items()}, clock=lambda: 0.0)


async def posts(room: Room, author: Member, n: int, *, address: str = '') -> int:
    """Post so many; how many were let through."""
    room.join(author, f'{author.number}')
    through = 0
    for _ in range(n):
        try:
            await room.post(author, Draft(text='hello'), address=address)
            through += 1
        except TooFast:
            pass
    return through


async def test_too_many_messages_are_refused_and_use_up_no_number() -> None:
    room = Room('Lounge', MemoryStore(), limits=limits(message='3/1m'))
    assert await posts(room, ALICE, 10) == 3
    assert await posts(room, BOB, 1) == 1
    assert [message.seq for message in room.tail] == [1, 2, 3, 4]


async def test_what_is_sent_again_is_the_same_message_and_is_not_counted() -> None:
    room = Room('Lounge', MemoryStore(), limits=limits(message='3/1m'))
    room.join(ALICE, 'tab')
    draft = Draft(text='hello')
    first, _ = await room.post(ALICE, draft)
    for _ in range(20):
        assert await room.post(ALICE, draft) == (first, True)
    assert await posts(room, ALICE, 10) == 2


async def test_the_id_of_anothers_message_is_no_way_round_the_limit() -> None:
    room = Room('Lounge', MemoryStore(), limits=limits(message='1/1m'))
    room.join(ALICE, 'a')
    room.join(BOB, 'b')
    draft = Draft(text='hello')
    await room.post(ALICE, draft)
    await posts(room, BOB, 1)
    with pytest.raises(TooFast):
        await room.post(BOB, draft)


async def test_what_could_not_be_posted_anyway_costs_nothing() -> None:
    room = Room('Lounge', MemoryStore(), limits=limits(message='1/1m'))
    room.join(ALICE, 'tab')
    for _ in range(5):
        with pytest.raises(MessageEmpty):
            await room.post(ALICE, Draft(text=' '))
    assert await posts(room, ALICE, 1) == 1


async def test_everybody_at_one_address_pays_for_each_other() -> None:
    room = Room('Lounge', MemoryStore(), limits=limits(message='9/1m,4/1m@address'))
    assert await posts(room, ALICE, 3, address='192.0.2.1') == 3
    assert await posts(room, BOB, 3, address='192.0.2.1') == 1
    assert await posts(room, BOB, 3, address='192.0.2.2') == 3


async def test_a_person_pays_in_all_rooms_but_an_unproven_number_only_in_its_own() -> None:
    hub = Hub(MemoryStore(), limits=limits(message='2/1m'))
    lounge, kitchen = await hub.open('lounge'), await hub.open('kitchen')
    assert await posts(lounge, ALICE, 2) == 2
    assert await posts(kitchen, ALICE, 2) == 0
    assert await posts(lounge, IVAN, 2) == 2
    assert await posts(kitchen, IVAN, 2) == 2


async def test_rooms_are_begun_only_so_often_but_those_that_are_there_can_be_entered() -> None:
    store = MemoryStore()
    await store.append('old', ALICE, Draft(text='hello'))
    hub = Hub(store, limits=limits(room='2/1m,3/1m@address'))
    for room_id in ('a', 'b'):
        await hub.open(room_id, person='alice', address='192.0.2.1')
    with pytest.raises(TooFast):
        await hub.open('c', person='alice', address='192.0.2.1')
    for room_id in ('a', 'b', 'A', 'old'):
        await hub.open(room_id, person='alice', address='192.0.2.1')
    await hub.open('c', person='bob', address='192.0.2.1')
    with pytest.raises(TooFast):
        await hub.open('d', person='carol', address='192.0.2.1')
    await hub.open('d', person='carol', address='192.0.2.2')


async def test_too_many_reports_are_refused() -> None:
    room = Room('Lounge', MemoryStore(), limits=limits(report='2/1m,3/1m@address'))
    for member in (ALICE, BOB):
        room.join(member, f'{member.number}')
    await room.post(ALICE, Draft(text='hello'))
    told: list[int | None] = []
    room.reported.subscribe(lambda deed: told.append(deed.seq))
    for by, address in ((ALICE, '1'), (ALICE, '1'), (BOB, '1')):
        await room.report(by, 1, address=address)
    for by, address in ((ALICE, '2'), (BOB, '1')):
        with pytest.raises(TooFast):
            await room.report(by, 1, address=address)
    assert told == [1, 1, 1]
