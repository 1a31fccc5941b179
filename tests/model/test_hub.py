"""The hub: the same ID means the same room, and rooms that nobody needs are closed."""

import asyncio
from collections.abc import Iterator

import pytest

from chat.errors import BadRoomId, TooManyRooms
from chat.model.hub import Hub
from chat.model.message import Draft, Message
from chat.model.room import Room
from tests.clock import Clock
from tests.memory import MemoryStore
from tests.people import ALICE, BOB, CAROL


@pytest.fixture
def hub() -> Iterator[Hub]:
    hub = Hub(MemoryStore())
    yield hub
    hub.close()


@pytest.mark.parametrize(
    ('one', 'other'), [('1', '01'), ('7', '٧'), ('Lounge', 'LOUNGE'), ('team-7', ' team-7 '), ('Straße', 'strasse')]
)
async def test_the_same_id_is_the_same_room_however_it_is_spelled(hub: Hub, one: str, other: str) -> None:
    room = await hub.open(one)
    assert await hub.open(other) is room
    assert hub.rooms == [room]
    assert room.id == one


async def test_another_id_is_another_room(hub: Hub) -> None:
    assert await hub.open('1') is not await hub.open('11')
    assert len(hub.rooms) == 2


@pytest.mark.parametrize('room_id', ['', '0', 'a b', '../etc', 'x' * 65, 'Аlice'])
async def test_an_impossible_id_opens_nothing(hub: Hub, room_id: str) -> None:
    with pytest.raises(BadRoomId):
        await hub.open(room_id)
    assert hub.rooms == []


async def test_many_who_open_a_room_at_once_get_one_room() -> None:
    class SlowStore(MemoryStore):
        loads = 0

        async def before(self, room: str, seq: int | None, limit: int) -> list[Message]:
            SlowStore.loads += 1
            await asyncio.sleep(0.01)
            return await super().before(room, seq, limit)

    hub = Hub(SlowStore())
    opened: list[Room] = []
    hub.opened.subscribe(opened.append, expect_args=True)
    rooms = await asyncio.gather(*(hub.open(room_id) for room_id in ['7', '07', '٧'] * 10))
    assert {*map(id, rooms)} == {id(hub.rooms[0])}
    assert opened == hub.rooms
    assert SlowStore.loads == 1


async def test_who_gives_up_waiting_does_not_keep_others_from_the_room() -> None:
    class SlowStore(MemoryStore):
        async def before(self, room: str, seq: int | None, limit: int) -> list[Message]:
            await asyncio.sleep(0.01)
            return []

    hub = Hub(SlowStore())
    impatient, patient = asyncio.create_task(hub.open('7')), asyncio.create_task(hub.open('7'))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await patient is hub.rooms[0]


async def test_a_room_that_could_not_be_opened_can_be_tried_again() -> None:
    class FailingStore(MemoryStore):
        is_broken = True

        async def before(self, room: str, seq: int | None, limit: int) -> list[Message]:
            if self.is_broken:
                raise OSError('no disk')
            return []

    store = FailingStore()
    hub = Hub(store)
    with pytest.raises(OSError, match='no disk'):
        await hub.open('7')
    assert hub.rooms == []
    store.is_broken = False
    assert await hub.open('7') is hub.rooms[0]


async def test_a_sweep_closes_idle_rooms_only(hub: Hub, clock: Clock) -> None:
    closed: list[Room] = []
    hub.closed.subscribe(closed.append, expect_args=True)
    idle, peopled, awaited, looked_at, left = [await hub.open(room_id) for room_id in 'abcde']
    peopled.join(ALICE, 'tab')
    awaited.expect(BOB)
    looked_at.hold('a view')
    left.join(CAROL, 'tab')
    left.disconnect(CAROL, 'tab')
    hub.sweep()
    assert closed == [idle]
    assert hub.rooms == [peopled, awaited, looked_at, left]
    await clock.advance(21)
    hub.sweep()
    assert hub.rooms == [peopled, looked_at]
    looked_at.release('a view')
    hub.sweep()
    assert hub.rooms == [peopled]


async def test_a_room_that_was_closed_opens_with_what_was_said_in_it(hub: Hub) -> None:
    room = await hub.open('7')
    room.join(ALICE, 'tab')
    await room.post(ALICE, Draft(text='remember'))
    room.leave(ALICE)
    hub.sweep()
    again = await hub.open('7')
    assert again is not room
    assert [message.text for message in again.tail] == ['remember']


async def test_what_the_store_has_deleted_is_gone_from_open_rooms_too() -> None:
    hub = Hub(MemoryStore())
    room = await hub.open('7')
    gone: list[int] = []
    room.forgotten.subscribe(gone.append, expect_args=True)
    room.join(ALICE, 'tab')
    for n in range(1, 6):
        await room.post(ALICE, Draft(text=f'{n}'))
    hub.forget({'7': 3, 'another': 9})
    hub.forget({'7': 2})  # told late: gone already
    assert [message.text for message in room.tail] == ['4', '5']
    assert (room.extent.first, room.extent.last) == (4, 5)
    assert gone == [3]
    hub.forget({'7': 5})
    assert not room.tail
    assert (await room.post(ALICE, Draft(text='6')))[0].seq == 6
    hub.close()


async def test_a_room_is_called_what_it_was_called_when_it_was_first_spoken_in() -> None:
    store = MemoryStore()
    hub = Hub(store)
    room = await hub.open('Lounge')
    room.join(ALICE, 'tab')
    await room.post(ALICE, Draft(text='x'))
    room.leave(ALICE)
    hub.sweep()
    assert (await hub.open('LOUNGE')).id == 'Lounge'


async def test_there_is_a_limit_to_rooms_but_not_for_those_that_are_open() -> None:
    hub = Hub(MemoryStore(), max_rooms=2)
    first, second = await hub.open('1'), await hub.open('2')
    first.hold('view')
    second.hold('view')
    with pytest.raises(TooManyRooms) as refusal:
        await hub.open('3')
    assert refusal.value.limit == 2
    assert await hub.open('01') is first
    second.release('view')
    assert (await hub.open('3')).id == '3'
    assert second not in hub.rooms


async def test_many_who_open_rooms_at_once_do_not_get_past_the_limit() -> None:
    hub = Hub(MemoryStore(), max_rooms=3)
    hub.opened.subscribe(lambda room: room.hold('view'))
    rooms = await asyncio.gather(*(hub.open(f'{n}') for n in range(1, 11)), return_exceptions=True)
    assert [type(room) for room in rooms].count(TooManyRooms) == 7
    assert len(hub.rooms) == 3


async def test_whoever_opened_a_room_has_the_one_that_others_get(hub: Hub) -> None:
    hub.opened.subscribe(lambda _: asyncio.get_running_loop().call_soon(hub.sweep))  # somebody sweeps at a bad moment
    room = await hub.open('7')
    assert hub.rooms == [room]
    assert await hub.open('7') is room


async def test_the_fullest_rooms_are_listed_first(hub: Hub) -> None:
    for room_id, people in (('a', [ALICE]), ('b', [ALICE, BOB]), ('c', []), ('d', [BOB, CAROL, ALICE])):
        room = await hub.open(room_id)
        for member in people:
            room.join(member, 'tab')
    (await hub.open('c')).expect(ALICE)
    assert [room.id for room in hub.crowded(10)] == ['d', 'b', 'a']
    assert [room.id for room in hub.crowded(2)] == ['d', 'b']


async def test_closing_the_hub_stops_all_timers(hub: Hub, clock: Clock) -> None:
    room = await hub.open('7')
    told: list[object] = []
    room.noticed.subscribe(told.append, expect_args=True)
    room.join(ALICE, 'tab')
    room.disconnect(ALICE, 'tab')
    hub.close()
    await clock.advance(21)
    assert len(told) == 1
    assert hub.rooms == []
