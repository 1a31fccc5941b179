"""A restart of the server: everybody is back by themselves, where they were, with what they had typed."""

import asyncio
import time

import pytest
from playwright.async_api import expect

from tests.browser.bot import Bot
from tests.browser.conftest import People
from tests.server import Server

BACK = 15.0  # seconds in which everybody is back, from the moment at which the server is up
STILL = 6  # px that what is read may move: the page was loaded anew


@pytest.mark.parametrize('count', [3, pytest.param(20, marks=pytest.mark.long)])
async def test_everyone_is_back_soon_and_nothing_is_lost(people: People, room_id: str, count: int) -> None:
    server = Server()
    with server.start():
        async with Bot(server.url, room_id) as bot:
            await bot.say(*(f'before {n}' for n in range(120)))
            everyone = [await people(f'Person {n}', room_id, url=server.url) for n in range(count)]
            for person in everyone:
                person.expects_outages = True
            heard = dict(bot.heard)
        reader, writer, *_ = everyone
        await reader.scroll(900)
        seq, top = await reader.look('anchor')
        await asyncio.to_thread(server.stop)
        await writer.say('typed 1', 'typed 2', 'typed 3')
        await writer.box.fill('a draft')
        assert await writer.look('pending') == 3
        await asyncio.to_thread(server.start)
        up = time.monotonic()
        for person in everyone:
            await person.page.wait_for_function(  # not at every frame: all browsers share this machine with the server
                'window.eyes?.log && window.socket?.connected && eyes.rows.length', polling=200, timeout=4 * BACK * 1000
            )
            await person.arrived()
        took = time.monotonic() - up
        print(f'{count} browsers back after {took:.1f} s')
        assert took < BACK
        await writer.sees('typed 3')
        await writer.waits('eyes.pending === 0')
        await expect(writer.box).to_have_value('a draft')
        await reader.waits('Math.abs(eyes.top(given[0]) - given[1]) <= given[2]', [seq, top, STILL])
        expected = [*heard.values(), 'typed 1', 'typed 2', 'typed 3']
        for person in everyone[1:]:
            await person.sees('typed 3')
            texts = await person.look('texts')
            assert texts == expected[-len(texts) :]
    assert 'Traceback' not in server.log, server.log
