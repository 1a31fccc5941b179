"""A server that is told to end, and starts again; a loop that stands still."""

import asyncio
import os
import signal

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from tests.browser.bot import Bot
from tests.patience import eventually
from tests.server import Server
from tests.visitor import Visitor

STILL = 3.0  # seconds that the process is frozen
ASLEEP = 17.0  # and more of them than a browser has to answer (PING in chat/build.py)


async def test_who_was_here_is_known_and_finds_everything_after_a_restart() -> None:
    server = Server()
    with server.start('--title', 'Testing'):
        async with await Visitor.join(server, 'Alice', 'Lounge') as alice:
            await alice.say('before')
            await alice.hears('before')
            cookies = dict(alice.browser.cookies)
            server.stop()
            with pytest.raises(ConnectionClosed) as told:
                await alice._reading
            assert told.value.rcvd is not None
            assert told.value.rcvd.code == 1012, 'the browser is told: service restart'
        server.start()
        async with httpx.AsyncClient(base_url=server.url, cookies=cookies) as browser:
            page = await browser.get('/rooms/lounge')
            assert page.status_code == 200
            assert 'before' in page.text
            assert 'Alice' in page.text
            again = await browser.post('/join_chat', data={'username': 'Alice', 'room_id': 'Lounge'})
            assert again.headers['location'] == '/rooms/Lounge', 'the same member, not a second one'
    assert 'Traceback' not in server.log, server.log


async def test_posts_in_flight_at_the_end_are_kept_or_refused() -> None:
    server = Server()
    with server.start():
        async with Bot(server.url, '7') as bot:
            saying = asyncio.create_task(bot.say(*(f'{n}' for n in range(2000))))
            await eventually(lambda: len(bot.heard) > 50, within=20)
            await asyncio.to_thread(server.stop)
            saying.cancel()
            heard = dict(bot.heard)
        server.start()
        async with httpx.AsyncClient(base_url=server.url) as browser:
            page = await browser.post('/join_chat', data={'username': 'Alice', 'room_id': '7'}, follow_redirects=True)
        assert f'data-seq=\\"{max(heard)}\\"' in page.text
    assert 'Traceback' not in server.log, server.log


async def test_nobody_is_lost_while_the_loop_stands_still_and_the_log_says_so() -> None:
    with Server().start() as server:
        async with await Visitor.join(server, 'Alice', '7') as alice, await Visitor.join(server, 'Bob', '7') as bob:
            await alice.say('before')
            await bob.hears('before')
            os.kill(server.pid, signal.SIGSTOP)
            await alice.say('meanwhile')
            await asyncio.sleep(STILL)  # what is tested is time itself
            os.kill(server.pid, signal.SIGCONT)
            await bob.hears('meanwhile')
            await bob.say('after')
            await alice.hears('after')
            await eventually(lambda: 'the event loop stood still for' in server.log, within=5)
            for visitor in (alice, bob):
                try:
                    await asyncio.wait_for(visitor.socket.ping(), 5)
                except ConnectionClosed:
                    raise AssertionError('somebody was lost') from None


@pytest.mark.long
async def test_pages_outlive_a_long_sleep_and_silent_ones_do_not() -> None:
    with Server().start() as server:
        async with (
            await Visitor.join(server, 'Alice', 'Lounge') as alice,
            await Visitor.join(server, 'Bob', 'Lounge') as bob,
            await Visitor.join(server, 'Silent', 'Lounge') as silent,
        ):
            silent._reading.cancel()  # answers no ping any more
            os.kill(server.pid, signal.SIGSTOP)
            await asyncio.sleep(ASLEEP)
            os.kill(server.pid, signal.SIGCONT)
            await eventually(lambda: silent.socket.close_code is not None, within=2 * ASLEEP)
            await alice.say('still here')
            await bob.hears('still here')
            assert [each.socket.close_code for each in (alice, bob)] == [None, None]
