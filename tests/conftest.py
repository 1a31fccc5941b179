"""What tests of several folders share."""
from collections.abc import AsyncIterator, Iterator
from itertools import count

import pytest

from tests.clock import Clock
from tests.server import Server

ROOMS = count(1)


@pytest.fixture(autouse=True)
def short_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who closes the last tab has left a moment later, in chats that are started inside this process."""
    monkeypatch.setenv('CHAT_GRACE', '0.1')


@pytest.fixture
async def clock() -> AsyncIterator[Clock]:
    """The loop's clock, to be put forward."""
    clock = Clock()
    yield clock
    clock.restore()


@pytest.fixture(scope='session')
def server() -> Iterator[Server]:
    """A chat in a process of its own, for all tests that need sockets; nothing they do may make it stumble."""
    with Server().start('--grace', '0.3', '--title', 'Testing') as server:
        yield server
    assert 'Traceback' not in server.log, server.log
    assert 'ERROR' not in server.log, server.log


@pytest.fixture
def room_id() -> str:
    """A room that no other test is in."""
    return f'room-{next(ROOMS)}'
