"""Connections: so many for each address, and who is over it disturbs nobody else."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

import pytest
from websockets.asyncio.client import connect

from chat.guard.connections import Connections
from tests.server import Server

EACH = 5
HERE, ELSEWHERE, PROXY = '127.0.0.1', '127.0.0.2', '127.0.0.3'


@pytest.fixture(scope='module')
def few() -> Iterator[Server]:
    """A chat where nobody may hold many."""
    with Server().start('--max-connections-per-address', f'{EACH}', '--trusted-proxies', PROXY) as server:
        yield server


class Holder:
    """One connection from an address."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def begin(cls, server: Server, address: str) -> 'Holder':
        where = urlsplit(server.url)
        return cls(*await asyncio.open_connection(where.hostname, where.port, local_addr=(address, 0)))

    async def asks(self) -> bytes:
        """The first line of what is said to a request."""
        self._writer.write(b'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
        return (await asyncio.wait_for(self._reader.readline(), 5)).strip()

    async def is_told(self) -> bytes:
        """All that comes without a word from here, until the end."""
        return await asyncio.wait_for(self._reader.read(), 5)

    async def __aenter__(self) -> 'Holder':
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()


async def test_who_holds_too_many_is_sent_away_at_once_and_nobody_else(few: Server) -> None:
    async with AsyncExitStack() as held:
        first = [await held.enter_async_context(await Holder.begin(few, HERE)) for _ in range(EACH)]
        async with await Holder.begin(few, HERE) as one_more:
            assert (await one_more.is_told()).startswith(b'HTTP/1.1 503 ')
        async with await Holder.begin(few, ELSEWHERE) as other:
            assert await other.asks() == b'HTTP/1.1 200 OK'
        assert await first[0].asks() == b'HTTP/1.1 200 OK', 'who was there before goes on'
        proxied = [await held.enter_async_context(await Holder.begin(few, PROXY)) for _ in range(3 * EACH)]
        assert await proxied[-1].asks() == b'HTTP/1.1 200 OK', 'all come by it'
    await can_begin(few)


async def test_a_connection_that_becomes_a_socket_is_given_back(few: Server) -> None:
    url = few.url.replace('http', 'ws', 1) + '/ws/chat/1/'
    async with AsyncExitStack() as held:
        for n in range(2 * EACH):
            await can_begin(few)
            await held.enter_async_context(connect(f'{url}{n + 1}', max_queue=None))  # or its end waits to be read
        await can_begin(few)


async def can_begin(server: Server) -> None:
    """Wait until one more is served; a connection that was closed here ends there a moment later."""
    async with asyncio.timeout(5):
        while True:
            async with await Holder.begin(server, HERE) as one:
                if await one.asks() == b'HTTP/1.1 200 OK':
                    return


def test_a_network_of_proxies_and_ipv6_are_heeded() -> None:
    connections = Connections(each=1, trusted=['10.0.0.0/8'])
    assert [connections.take('10.1.2.3') for _ in range(2)] == ['', '']
    taken = connections.take('2001:db8::1')
    assert taken
    assert connections.take('2001:db8::2') is None, 'a /64 is one address'
    connections.give_back(taken)
    assert connections.take('2001:db8::2') == taken
