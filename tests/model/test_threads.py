"""Threads: rooms under a room, whose people, door and limits are theirs; who follows them is told what is said."""

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import product

import pytest

from chat.errors import BadRoomId, Muted, NotInRoom, NotLetIn, ReadOnly, TooSoon
from chat.model.account import Account
from chat.model.amendment import Amended
from chat.model.door import Door, Kind
from chat.model.hub import Hub
from chat.model.member import Member
from chat.model.message import Draft, now
from chat.model.rights import Rights, Verb
from chat.model.role import Role
from chat.model.room import Room
from chat.model.thread import Follow, Thread
from chat.model.threads import GATHER
from tests.clock import Clock
from tests.memory import MemoryStore
from tests.people import ALICE, BOB, CAROL, IVAN

OLGA = Member(number=2_000_000, name='Olga')
ACCOUNTS = {OLGA: Account(id=1, member=OLGA, is_admin=False, created=now())}


@pytest.fixture
async def hub(clock: Clock) -> AsyncIterator[Hub]:
    """A room of Olga's with Alice, Bob and a guest of the dialect, who all said something."""
    hub = Hub(MemoryStore(), rights=Rights(account_of=ACCOUNTS.get))
    room = await hub.open('Hall')
    for member in (OLGA, ALICE, BOB, IVAN):
        room.join(member, member.name)
        await room.post(member, Draft(text=f'{member.name} speaks'))
    yield hub
    hub.close()


@pytest.fixture
async def room(hub: Hub) -> Room:
    return await hub.open('Hall')


@pytest.fixture
async def thread(hub: Hub, room: Room) -> Thread:
    """About what Alice said."""
    return await opened(hub, room, 2)


async def opened(hub: Hub, room: Room, origin: int) -> Thread:
    thread = await hub.threads.open(room, origin, 'a tab')
    assert thread is not None
    return thread


async def test_a_thread_is_there_for_every_message_and_for_nothing_else(hub: Hub, room: Room) -> None:
    assert (await opened(hub, room, 1)).key == 'hall/1'
    assert await opened(hub, room, 1) is await opened(hub, room, 1)
    for origin in (0, -1, 5, 10**9):
        assert await hub.threads.open(room, origin, 'a tab') is None
    await room.amending.remove(ALICE, 2)
    assert await hub.threads.open(room, 2, 'a tab') is None, 'nobody answers what is not there'


async def test_a_removed_message_keeps_its_thread(hub: Hub, room: Room, thread: Thread) -> None:
    await thread.post(BOB, Draft(text='an answer'))
    hub.threads.release(thread, 'a tab')
    await room.amending.remove(ALICE, 2)
    again = await opened(hub, room, 2)
    assert [message.text for message in again.tail] == ['an answer']


async def test_a_thread_is_in_no_list_and_is_not_opened_as_a_room(hub: Hub, room: Room, thread: Thread) -> None:
    assert hub.rooms == hub.crowded(9) == [room]
    for spelled in ('hall/2', 'Hall/2', 'hall\u2215', 'hall%2F2'):
        with pytest.raises(BadRoomId):
            await hub.open(spelled)


async def test_whoever_is_in_the_room_speaks_in_its_threads_and_nobody_else(room: Room, thread: Thread) -> None:
    await thread.post(BOB, Draft(text='x'))
    with pytest.raises(NotInRoom):
        await thread.post(CAROL, Draft(text='x'))
    room.leave(BOB)
    with pytest.raises(NotInRoom):
        await thread.post(BOB, Draft(text='x'))


async def test_what_one_may_do_in_a_room_one_may_do_in_its_threads() -> None:
    rights = Rights(account_of=ACCOUNTS.get)
    await rights.own(OLGA, 'hall')
    await rights.let_in(ALICE, 'hall')
    await rights.mute(OLGA, BOB, 'hall', now() + timedelta(hours=1))
    await rights.ban(OLGA, CAROL, 'hall', now() + timedelta(hours=1))
    asked = set()
    for kind, is_read_only in product(Kind, (True, False)):
        await rights.set_door(OLGA, 'hall', Door(kind=kind, is_read_only=is_read_only))
        for member, verb in product((OLGA, ALICE, BOB, CAROL, IVAN, None), Verb):
            may = rights.may(member, verb, 'hall')
            assert rights.may(member, verb, 'hall/1') == may, (kind, member, verb)
            asked.add((verb, may))
    assert asked >= {(verb, may) for verb in (Verb.READ, Verb.POST, Verb.PIN) for may in (True, False)}
    assert rights.role(OLGA, 'hall/1') is Role.OWNER


async def test_a_ban_a_mute_and_a_door_hold_in_threads(room: Room, thread: Thread) -> None:
    rights = room.rights
    await rights.mute(OLGA, BOB, 'hall', now() + timedelta(hours=1))
    with pytest.raises(Muted):
        await thread.post(BOB, Draft(text='x'))
    await rights.set_door(OLGA, 'hall', Door(is_read_only=True))
    with pytest.raises(ReadOnly):
        await thread.post(ALICE, Draft(text='x'))
    await rights.set_door(OLGA, 'hall', Door())
    await rights.ban(OLGA, ALICE, 'hall', now() + timedelta(hours=1))
    assert ALICE not in thread.presence
    with pytest.raises(NotInRoom):
        await thread.post(ALICE, Draft(text='x'))
    room.presence.connect(ALICE, 'tab', lambda: None)
    with pytest.raises(NotLetIn):
        await thread.post(ALICE, Draft(text='x'))


async def test_slow_mode_counts_room_and_threads_together(room: Room, thread: Thread) -> None:
    await room.rights.set_door(OLGA, 'hall', Door(slow_mode=60))
    await room.post(BOB, Draft(text='x'))
    with pytest.raises(TooSoon):
        await thread.post(BOB, Draft(text='x'))


async def test_nobody_owns_anything_for_the_first_word_in_a_thread(clock: Clock) -> None:
    hub = Hub(MemoryStore(), rights=Rights(account_of=ACCOUNTS.get))
    room = await hub.open('Hall')
    for member in (ALICE, OLGA):
        room.join(member, member.name)
    await room.post(ALICE, Draft(text='x'))
    await (await opened(hub, room, 1)).post(OLGA, Draft(text='x'))
    assert not room.rights.is_owned('hall')
    hub.close()


async def test_answers_are_counted_under_the_first_message_a_few_times_a_second(
    room: Room, thread: Thread, clock: Clock
) -> None:
    told: list[list[Amended]] = []
    room.amended.subscribe(told.append)
    for n in range(5):
        await thread.post(BOB, Draft(text=f'{n}'))
    assert not told
    await clock.advance(GATHER)
    [[(message, above)]] = told
    assert above is not None
    assert (message.seq, above.seq, message.answers and message.answers.count) == (2, 1, 5)
    await thread.amending.remove(BOB, 5)
    await clock.advance(GATHER)
    assert len(told) == 2
    assert room.tail[1].answers == told[1][0].message.answers


async def test_a_thread_is_closed_when_nobody_looks_at_it_and_holds_its_room_until_then(
    hub: Hub, room: Room, thread: Thread, clock: Clock
) -> None:
    closed: list[Room] = []
    hub.closed.subscribe(closed.append)
    await thread.post(BOB, Draft(text='x'))
    for member in room.presence.all:
        room.leave(member)
    hub.sweep()
    assert not closed
    hub.threads.release(thread, 'a tab')
    assert not closed, 'what was said is not counted yet'
    await clock.advance(GATHER)
    hub.sweep()
    hub.sweep()
    assert closed == [thread, room]


async def test_who_answers_and_who_is_answered_follow_until_they_leave(hub: Hub, thread: Thread) -> None:
    news: list[Follow] = []
    hub.threads.followed.subscribe(news.append)
    await thread.post(BOB, Draft(text='1'))
    assert news == [
        Follow(member=BOB.number, thread='hall/2', read=1),
        Follow(member=ALICE.number, thread='hall/2', read=0),
    ]
    await thread.post(BOB, Draft(text='2'))
    assert len(news) == 2
    await thread.follow(ALICE, is_on=False)
    await thread.follow(BOB, is_on=False)
    await thread.post(BOB, Draft(text='3'))
    assert thread.is_followed_by(BOB)
    assert not thread.is_followed_by(ALICE), 'whoever left is not brought back by others'
    kept = thread.store.threads
    assert await kept.followers('hall/2') == {BOB.number: True, ALICE.number: False}


async def test_a_guest_of_the_dialect_follows_nothing(hub: Hub, room: Room) -> None:
    thread = await opened(hub, room, 4)
    await thread.post(IVAN, Draft(text='x'))
    await thread.follow(IVAN)
    assert not thread.is_followed_by(IVAN)
    assert await thread.store.threads.followers(thread.key) == {}


async def test_a_deleted_room_closes_its_threads(hub: Hub, room: Room, thread: Thread) -> None:
    await room.clear()
    with pytest.raises(NotInRoom):
        await thread.post(BOB, Draft(text='x'))
    assert await hub.threads.open(room, 3, 'a tab') is None
    hub.drop(room)
    assert hub.threads.all == []


async def test_what_is_forgotten_of_a_thread_is_not_counted(hub: Hub, room: Room, thread: Thread, clock: Clock) -> None:
    told: list[list[Amended]] = []
    room.amended.subscribe(told.append)
    await thread.post(BOB, Draft(text='x'))
    hub.forget({'hall/2': 1})
    assert not thread.tail
    await clock.advance(GATHER)
    assert [[message.seq for message, _ in each] for each in told] == [[2], [2]]
