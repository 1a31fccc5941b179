"""A full disk: posting is refused plainly, reading goes on, and all is well again as soon as there is room."""

import asyncio
import resource
import sqlite3
from contextlib import closing

import httpx
import pytest

from chat.store.database import NAME
from tests.server import Server
from tests.visitor import Visitor

UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


@pytest.fixture
def own_server() -> Server:
    return Server()


def fill_disk(server: Server) -> None:
    """From now on the kernel lets no file of this process grow."""
    size = max(path.stat().st_size for path in server.data.iterdir())
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (min(size, 4096), resource.RLIM_INFINITY))


def free_disk(server: Server) -> None:
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, UNLIMITED)


async def health(server: Server) -> int:
    async with httpx.AsyncClient(base_url=server.url, timeout=20) as watch:
        return (await watch.get('/healthz')).status_code


async def until_health_is(server: Server, status: int) -> None:
    for _ in range(75):
        if await health(server) == status:
            return
        await asyncio.sleep(0.2)  # it looks for itself every two seconds
    raise AssertionError(f'/healthz never said {status}')


async def test_posts_are_refused_reading_goes_on_and_posting_works_again(own_server: Server) -> None:
    with own_server.start() as server:
        async with await Visitor.join(server, 'Alice', '7') as alice, await Visitor.join(server, 'Bob', '7') as bob:
            await alice.say('before')
            await bob.hears('before')
            assert await health(server) == 200
            fill_disk(server)
            refused = await alice.say('lost?')
            await alice._until(lambda: any(name == 'fail' for name, _ in alice.called), 'a refusal')
            [[cid, reason]] = [arguments for name, arguments in alice.called if name == 'fail']
            assert cid == refused
            assert reason == 'This cannot be saved at the moment. Nothing of yours is lost; please try again.'
            await until_health_is(server, 503)
            async with await Visitor.join(server, 'Carol', '7') as carol:
                assert 'before' in carol.page, 'who comes now can read'
            free_disk(server)
            await alice.emit('nicegui-composer', 'send', {'id': refused, 'text': 'lost?'})
            await bob.hears('lost?')
            await alice.say('after')
            await bob.hears('after')
            await until_health_is(server, 200)
        assert 'cannot write' in server.log
        assert 'can write again' in server.log
        assert 'Traceback' not in server.log, server.log
        assert 'lost?' not in server.log, 'no text of anybody is in the log'
    with closing(sqlite3.connect(server.data / NAME)) as connection:
        assert connection.execute('PRAGMA integrity_check').fetchone() == ('ok',)
        kept = connection.execute('SELECT seq, text FROM messages ORDER BY seq').fetchall()
    assert kept == [(1, 'before'), (2, 'lost?'), (3, 'after')]
