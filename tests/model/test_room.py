"""A room: what is said in it reaches everyone who listens, once and in order."""

import asyncio
from collections.abc import Iterator

import pytest

from chat.errors import MessageEmpty, MessageTooLong, NameTaken, NotInRoom
from chat.model.member import Member
from chat.model.message import Came, Draft, Message, Notice, now
from chat.model.room import TAIL, Room
from tests.clock import Clock
from tests.memory import MemoryStore
from tests.patience import eventually
from tests.people import ALICE, BOB, CAROL, IVAN


class Ear:
    """Everything that was heard in a room."""

    def __init__(self, room: Room) -> None:
        self.messages: list[Message] = []
        self.notices: list[Notice] = []
        room.posted.subscribe(self.messages.append, expect_args=True)
        room.noticed.subscribe(self.notices.append, expect_args=True)

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages]

    @property
    def seqs(self) -> list[int]:
        return [message.seq for message in self.messages]

    @property
    def told(self) -> list[tuple[Came, str]]:
        return [(notice.kind, notice.member.name) for notice in self.notices]


class SlowStore(MemoryStore):
    """A store that answers when it is told to, in the order it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[asyncio.Event] = []

    async def append(self, room: str, author: Member, draft: Draft, *, name: str = '') -> Message:
        message = await super().append(room, author, draft, name=name)
        answer = asyncio.Event()
        self.waiting.append(answer)
        await answer.wait()
        return message


def said(text: str, seq: int, author: Member = BOB) -> Message:
    """A message that another process has put into the store."""
    return Message(seq=seq, author=author, text=text, at=now(), client_msg_id=f'id {seq}')


@pytest.fixture
def room() -> Iterator[Room]:
    room = Room('Lounge', MemoryStore())
    yield room
    room.presence.close()


async def test_what_is_said_is_heard_in_this_room_and_no_other(room: Room) -> None:
    other = Room('Kitchen', room.store)
    here, there = Ear(room), Ear(other)
    room.join(ALICE, 'tab')
    other.join(CAROL, 'tab')
    message, is_repeated = await room.post(ALICE, Draft(text='Hello'))
    assert here.messages == [message]
    assert (message.author, message.text, message.seq, is_repeated) == (ALICE, 'Hello', 1, False)
    assert there.messages == []
    assert await room.store.before(other.key, None, 10) == []


async def test_who_is_not_here_cannot_speak(room: Room, clock: Clock) -> None:
    ear = Ear(room)
    with pytest.raises(NotInRoom):
        await room.post(ALICE, Draft(text='x'))
    room.expect(ALICE)
    with pytest.raises(NotInRoom):
        await room.post(ALICE, Draft(text='x'))
    room.join(ALICE, 'tab')
    room.leave(ALICE)
    with pytest.raises(NotInRoom):
        await room.post(ALICE, Draft(text='x'))
    assert ear.messages == []
    room.join(ALICE, 'tab')
    room.disconnect(ALICE, 'tab')
    await room.post(ALICE, Draft(text='sent as the line broke'))
    assert ear.texts == ['sent as the line broke']


async def test_the_same_number_under_another_name_is_somebody_else(room: Room) -> None:
    room.join(IVAN, 'socket')
    with pytest.raises(NotInRoom):
        await room.post(Member(number=IVAN.number, name='Пётр'), Draft(text='x'))


async def test_a_draft_sent_again_is_the_same_message(room: Room) -> None:
    ear = Ear(room)
    room.join(ALICE, 'tab')
    draft = Draft(text='once')
    first = await room.post(ALICE, draft)
    await room.post(ALICE, Draft(text='between'))
    again = await room.post(ALICE, draft)
    assert again == (first[0], True)
    assert ear.texts == ['once', 'between']


async def test_a_refused_draft_uses_up_no_number(room: Room) -> None:
    ear = Ear(room)
    room.join(ALICE, 'tab')
    await room.post(ALICE, Draft(text='one'))
    for text, refusal in (('', MessageEmpty), ('x' * 4001, MessageTooLong)):
        with pytest.raises(refusal):
            await room.post(ALICE, Draft(text=text))
    with pytest.raises(NotInRoom):
        await room.post(BOB, Draft(text='x'))
    await room.post(ALICE, Draft(text='two'))
    assert ear.seqs == [1, 2]


async def test_many_who_speak_at_once_are_all_heard_in_one_order(room: Room) -> None:
    ear = Ear(room)
    people = [Member(number=1_000_000 + n, name=f'Person {n}') for n in range(20)]
    for person in people:
        room.join(person, person.number)
    await asyncio.gather(
        *(room.post(person, Draft(text=f'{person.name}: {n}')) for n in range(10) for person in people)
    )
    assert ear.seqs == list(range(1, 201))
    assert len({*ear.texts}) == 200
    assert [message.seq for message in room.tail] == list(range(1, 201))


async def test_answers_that_overtake_each_other_are_heard_in_order() -> None:
    store = SlowStore()
    room = Room('Lounge', store)
    ear = Ear(room)
    room.join(ALICE, 'tab')
    posts = [asyncio.create_task(room.post(ALICE, Draft(text=text))) for text in ('one', 'two', 'three')]
    await eventually(lambda: len(store.waiting) == 3)
    heard = []
    for n in (2, 0, 1):
        store.waiting[n].set()
        await posts[n]
        heard.append(list(ear.texts))
    assert heard == [[], ['one'], ['one', 'two', 'three']]
    assert [task.result() for task in posts] == [(message, False) for message in ear.messages]
    room.presence.close()


@pytest.mark.parametrize('order', [(1, 2, 3), (3, 2, 1), (2, 3, 1), (1, 3, 3, 2, 1), (2, 2, 1, 3, 2)])
async def test_messages_of_other_processes_are_heard_in_the_order_of_seq_each_once(
    room: Room, order: tuple[int, ...]
) -> None:
    ear = Ear(room)
    for seq in order:
        room.receive(said(f'number {seq}', seq))
    assert ear.texts == ['number 1', 'number 2', 'number 3']
    assert [message.seq for message in room.tail] == [1, 2, 3]
    assert not room._early, 'what came twice is not kept'


async def test_a_message_whose_predecessor_is_missing_waits(room: Room) -> None:
    ear = Ear(room)
    room.receive(said('two', 2))
    assert ear.texts == []
    assert not room.tail
    room.receive(said('one', 1))
    assert ear.texts == ['one', 'two']


async def test_a_loaded_room_goes_on_where_it_was(room: Room) -> None:
    room.join(ALICE, 'tab')
    for n in range(TAIL + 30):
        await room.post(ALICE, Draft(text=f'{n}'))
    again = Room('lounge', room.store)
    await again.load()
    assert [message.text for message in again.tail] == [f'{n}' for n in range(30, TAIL + 30)]
    ear = Ear(again)
    again.join(ALICE, 'tab')
    message, is_repeated = await again.post(ALICE, Draft(text='next'))
    assert (message.seq, is_repeated) == (TAIL + 31, False)
    assert ear.texts == ['next']
    again.presence.close()


async def test_the_tail_is_bounded(room: Room) -> None:
    room.join(ALICE, 'tab')
    for n in range(TAIL + 5):
        await room.post(ALICE, Draft(text=f'{n}'))
    assert [message.seq for message in room.tail] == list(range(6, TAIL + 6))


async def test_coming_and_going_is_told_once_each(room: Room, clock: Clock) -> None:
    ear = Ear(room)
    room.join(ALICE, 'tab 1')
    room.join(ALICE, 'tab 2')
    room.join(IVAN, 'socket')
    room.disconnect(ALICE, 'tab 1')
    room.depart(IVAN, 'socket')
    room.disconnect(ALICE, 'tab 2')
    await clock.advance(19)
    assert ear.told == [(Came.JOINED, 'Alice'), (Came.JOINED, 'Иван'), (Came.LEFT, 'Иван')]
    await clock.advance(2)
    assert ear.told[3:] == [(Came.LEFT, 'Alice')]
    assert all(notice.at.tzinfo is not None for notice in ear.notices)


async def test_leaving_ends_all_tabs(room: Room) -> None:
    closed: list[str] = []
    for tab in ('tab 1', 'tab 2'):
        room.join(ALICE, tab, lambda tab=tab: closed.append(tab))  # type: ignore[misc]
    room.join(BOB, 'his', lambda: closed.append('his'))
    room.leave(ALICE)
    assert closed == ['tab 1', 'tab 2']


async def test_a_taken_name_does_not_get_in(room: Room) -> None:
    room.join(ALICE, 'tab')
    ear = Ear(room)
    with pytest.raises(NameTaken):
        room.join(Member(number=2_000_000, name='ALICE'), 'tab')
    with pytest.raises(NameTaken):
        room.expect(Member(number=2_000_000, name='ALICE'))
    assert room.presence.members == [ALICE]
    assert ear.told == []


async def test_a_room_is_idle_when_nobody_needs_it(room: Room, clock: Clock) -> None:
    assert room.is_idle
    room.expect(ALICE)
    assert not room.is_idle
    room.join(ALICE, 'tab')
    room.disconnect(ALICE, 'tab')
    assert not room.is_idle
    await clock.advance(21)
    assert room.is_idle
    room.hold('a view')
    assert not room.is_idle
    room.release('a view')
    room.release('a view')
    assert room.is_idle


async def test_a_room_is_not_idle_while_somebody_who_left_is_still_writing() -> None:
    store = SlowStore()
    room = Room('Lounge', store)
    room.join(ALICE, 'tab')
    post = asyncio.create_task(room.post(ALICE, Draft(text='last words')))
    await eventually(lambda: store.waiting)
    room.leave(ALICE)
    assert not room.is_idle
    store.waiting[0].set()
    await post
    assert room.is_idle


async def test_a_post_that_the_store_fails_leaves_the_room_as_it_was() -> None:
    class FullStore(MemoryStore):
        async def append(self, room: str, author: Member, draft: Draft, *, name: str = '') -> Message:
            raise OSError('disk full')

    room = Room('Lounge', FullStore())
    ear = Ear(room)
    room.join(ALICE, 'tab')
    with pytest.raises(OSError, match='disk full'):
        await room.post(ALICE, Draft(text='x'))
    room.leave(ALICE)
    assert room.is_idle
    assert ear.messages == []
