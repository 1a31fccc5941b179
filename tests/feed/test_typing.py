"""Who is said to type: by name, by number when they are many, and not for long."""

import pytest

from chat.feed import typing
from chat.feed.stream import Stream
from chat.feed.typing import GATHER, LASTS
from chat.model.hub import Hub
from chat.model.member import FIRST_NUMBER, Member
from chat.model.message import Draft
from chat.model.room import Room
from tests.clock import Clock
from tests.feed.reader import Reader
from tests.memory import MemoryStore
from tests.people import ALICE, BOB, CAROL


@pytest.fixture
async def room() -> Room:
    room = await Hub(MemoryStore()).open('7')
    for member in (ALICE, BOB):
        room.join(member, member.name)
    return room


def said(reader: Reader) -> str:
    return reader.moments.get('typing 7', '')


async def test_who_types_is_told_to_others_until_they_stop(room: Room, clock: Clock) -> None:
    stream = Stream(room)
    alice, bob, boris = (Reader(stream, *who) for who in (('en', ALICE.number), ('en', BOB.number), ('ru', 9)))
    rev = stream.rev
    for _ in range(5):
        stream.typing.heard(ALICE)
    stream.typing.heard(CAROL)
    await clock.advance(GATHER)
    assert ('Alice is typing…' in said(bob), said(alice), 'Alice печатает…' in said(boris)) == (True, '', True)
    assert [len(each.frames) for each in (alice, bob, boris)] == [1, 1, 1]
    stream.typing.heard(BOB)
    await clock.advance(GATHER)
    assert 'Alice и Bob печатают…' in said(boris)
    assert 'Bob is typing…' in said(alice)
    await clock.advance(GATHER)
    await room.post(ALICE, Draft(text='done'))
    assert 'Bob is typing…' in said(alice)
    assert said(bob) == '', 'at once'
    await clock.advance(LASTS)
    assert (said(alice), said(boris)) == ('', '')
    frames = len(alice.frames)
    await clock.advance(10 * LASTS)
    assert len(alice.frames) == frames
    assert stream.rev == rev + 1, 'only the message is a change that lasts'


async def test_of_many_only_the_number_is_told_and_they_are_told_together(room: Room, clock: Clock) -> None:
    stream = Stream(room)
    reader = Reader(stream, 'en')
    many = [Member(number=FIRST_NUMBER + n, name=f'M{n}') for n in range(50, 80)]
    for member in many:
        room.join(member, member.name)
        stream.typing.heard(member)
    await clock.advance(GATHER)
    assert '30 members are typing…' in said(reader)
    assert sum(b'typing' in frame for frame in reader.frames) == 1
    room.leave(many[0])
    await clock.advance(GATHER)
    assert '29 members are typing…' in said(reader)
    stream.close()
    assert typing.TOLD < LASTS


async def test_where_many_type_and_speak_it_is_told_twice_a_second_at_most(room: Room, clock: Clock) -> None:
    stream = Stream(room)
    reader = Reader(stream)
    many = [Member(number=FIRST_NUMBER + n, name=f'M{n}') for n in range(50, 70)]
    for member in many:
        room.join(member, member.name)
        stream.typing.heard(member)
    await clock.advance(GATHER)
    before = len([frame for frame in reader.frames if b'typing' in frame])
    for member in many:
        await room.post(member, Draft(text='said'))
        await clock.advance(GATHER / 10)
    told = len([frame for frame in reader.frames if b'typing' in frame]) - before
    assert 2 <= told <= 3
    await clock.advance(GATHER)
    assert said(Reader(stream)) == said(reader) == ''
    stream.close()


async def test_who_looks_at_none_of_their_tabs_is_away(room: Room, clock: Clock) -> None:
    reader = Reader(Stream(room))
    room.join(ALICE, 'second')

    def is_away() -> bool:
        return 'data-away' in reader.panels['roster']

    room.presence.stir(ALICE, 'Alice', is_idle=True)
    await clock.advance(2)
    assert not is_away()
    room.presence.stir(ALICE, 'second', is_idle=True)
    room.presence.stir(ALICE, 'unknown', is_idle=False)
    await clock.advance(2)
    assert is_away()
    assert '>away<' in reader.panels['roster']
    room.join(ALICE, 'third')
    await clock.advance(2)
    assert not is_away()
    room.disconnect(ALICE, 'third')
    await clock.advance(2)
    assert is_away()
    for _ in range(10):
        room.presence.stir(ALICE, 'second', is_idle=False)
        room.presence.stir(ALICE, 'second', is_idle=True)
    frames = len(reader.frames)
    await clock.advance(2)
    assert len(reader.frames) == frames + 1
    room.presence.stir(ALICE, 'second', is_idle=False)
    await clock.advance(2)
    assert not is_away()
