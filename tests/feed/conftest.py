"""A room and its stream, by a clock that can be put forward."""

from collections.abc import AsyncIterator

import pytest

from chat.feed.stream import Stream
from chat.model.room import Room
from tests.clock import Clock
from tests.memory import MemoryStore


@pytest.fixture
async def room(clock: Clock) -> AsyncIterator[Room]:
    room = Room('Lounge', MemoryStore())
    yield room
    room.presence.close()


@pytest.fixture
def stream(room: Room) -> Stream:
    return Stream(room)
