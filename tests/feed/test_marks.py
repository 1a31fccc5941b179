"""Read marks: who has read up to where, in small rooms, told together."""

import re

import pytest

from chat.feed.marks import GATHER, SMALL, Marks
from chat.feed.streams import Streams
from chat.model.hub import Hub
from chat.model.member import FIRST_NUMBER, Member
from chat.model.message import Draft
from chat.model.reading import Reading
from chat.model.room import Room
from tests.clock import Clock
from tests.feed.reader import Reader
from tests.memory import MemoryStore
from tests.people import ALICE, BOB, CAROL, IVAN


class Chat:
    """A room with three people who have read nothing, and a view of it."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.hub = Hub(MemoryStore())
        self.streams = Streams(self.hub)
        self.marks = Marks(self.hub, self.streams, reading)

    async def begin(self) -> 'Chat':
        self.room: Room = await self.hub.open('7')
        for member in (ALICE, BOB, IVAN):
            self.room.join(member, member.name)
        for n in range(5):
            await self.room.post(ALICE, Draft(text=f'{n}'))
        self.stream = self.streams.of(self.room)
        self.reader = Reader(self.stream)
        return self


class NoPositions:
    """Nobody has read anything."""

    async def positions(self, member: int) -> dict[str, int]:
        return {}

    async def keep_positions(self, positions: object) -> None:
        pass


@pytest.fixture
async def chat(clock: Clock) -> Chat:
    chat = await Chat(Reading(NoPositions())).begin()
    await clock.advance(2 * GATHER)
    return chat


def faces(rows: dict[float, str]) -> dict[float, list[str]]:
    return {at: re.findall('title="(.+?)"', row) for at, row in rows.items()}


async def test_faces_follow_what_each_has_read(chat: Chat, clock: Clock) -> None:
    rev = chat.stream.rev
    for seq in (1, 2, 3):
        chat.reading.read(BOB, '7', seq)
        chat.reading.read(ALICE, '7', seq)
        chat.reading.read(IVAN, '7', seq)
        chat.reading.read(CAROL, '7', seq)
    frames = len(chat.reader.frames)
    await clock.advance(GATHER)
    assert faces(chat.reader.marks) == {3.25: ['Alice', 'Bob']}
    assert len(chat.reader.frames) == frames + 1
    chat.reading.read(BOB, '7', 5)
    chat.reading.read(BOB, '8', 99)
    await clock.advance(GATHER)
    assert faces(chat.reader.marks) == {3.25: ['Alice'], 5.25: ['Bob']}
    chat.room.leave(ALICE)
    await clock.advance(GATHER)
    assert faces(chat.reader.marks) == {5.25: ['Bob']}
    assert chat.marks.of(chat.stream)['drop'] == [3.25], 'who comes back may still show it'
    chat.reading.mark_unread(BOB, '7', 1)
    await clock.advance(GATHER)
    assert chat.reader.marks == {}
    assert chat.stream.rev <= rev + 1, 'these are no changes that last'


async def test_in_a_large_room_nobody_is_watched(chat: Chat, clock: Clock) -> None:
    chat.reading.read(BOB, '7', 5)
    await clock.advance(GATHER)
    assert chat.reader.marks
    for n in range(SMALL):
        member = Member(number=FIRST_NUMBER + 50 + n, name=f'M{n}')
        chat.room.join(member, member.name)
    await clock.advance(GATHER)
    assert chat.reader.marks == {}


async def test_a_closed_room_is_forgotten(chat: Chat, clock: Clock) -> None:
    chat.reading.read(BOB, '7', 5)
    for member in (ALICE, BOB, IVAN):
        chat.room.leave(member)
    chat.hub.sweep()
    await clock.advance(GATHER)
    assert chat.marks.of(chat.stream) == {'feed': '7', 'put': '', 'drop': []}
