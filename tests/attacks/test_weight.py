"""What costs little to send and much to keep or to answer."""

import socket
from collections.abc import Callable
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

from websockets.asyncio.client import connect

from chat.guard.requests import AHEAD
from tests.api.guest import Guest, address
from tests.attacks.floods import resident
from tests.attacks.test_requests import sent
from tests.server import Server
from tests.visitor import Visitor

DEAF = 40
SAID = 200


async def test_programs_that_do_not_read_share_what_waits_for_them(server: Server) -> None:
    where = urlsplit(server.url)
    async with AsyncExitStack() as stack, Guest(server, 'deaf', 1) as speaker:
        for number in range(2, 2 + DEAF):
            raw = socket.socket()
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            raw.connect((where.hostname, where.port))
            there = connect(address(server, 'deaf', number), sock=raw, compression=None, close_timeout=0.1)
            deaf = await stack.enter_async_context(there)
            deaf.transport.pause_reading()
            stack.callback(deaf.transport.abort)
        before = resident(server.pid)
        for _ in range(SAID):
            await speaker.say('😀' * 3900)
        await speaker.say('done')
        await speaker.hears('User_1 (ID: 1): done')
        assert resident(server.pid) - before < 60_000_000


async def test_requests_are_not_taken_long_before_they_are_answered(server: Server) -> None:
    answers = await sent(server, b'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n' * 500, patience=5)
    assert b'HTTP/1.1 400 ' in answers
    assert answers.count(b'HTTP/1.1 200 ') <= 2 * AHEAD


async def test_what_follows_a_request_and_cannot_be_read_is_no_error_of_the_house(server: Server) -> None:
    """Its answer has nowhere to go; the log, in which that would be a traceback, is looked at in the end."""
    answers = await sent(server, b'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n' * 2 + b'\0no request\r\n\r\n')
    assert answers.count(b'HTTP/1.1 400 ') == 1


async def test_who_leafs_through_a_room_faster_than_a_person_waits(attacked: Callable[..., Server]) -> None:
    server = attacked(('--limit-history', '5/2s'))
    async with await Visitor.join(server, 'Mallory', 'leafed') as mallory:
        await mallory.say('a page of it')
        await mallory.hears('a page of it')
        for event, args in (('page', {'before': 2}), ('jump', {'seq': 1}), ('latest', {}), ('sync', {'rev': 1})):
            for _ in range(30):
                await mallory.emit('nicegui-feed', event, args)
        await mallory.quiet()
        answers = [name for name, _ in mallory.called if name in {'page', 'receive'}]
        assert 5 <= len(answers) <= 40, 'a third of what was asked, on a slow machine'
