"""An absence: a page without connection for longer than the server keeps it, as with a laptop that was shut."""

import asyncio
from typing import Final

import pytest
from playwright.async_api import expect

from tests.browser.bot import Bot
from tests.browser.conftest import People
from tests.browser.proxy import Proxy
from tests.server import Server

OPTIONS: Final = ('--away', '5', '--grace', '0.5')
HEALED: Final = 60_000  # ms


@pytest.mark.parametrize('seconds', [7, pytest.param(600, marks=pytest.mark.long)])
async def test_who_was_away_for_too_long_comes_back_to_the_whole_conversation(
    people: People, server: Server, proxy: Proxy, room_id: str, seconds: float
) -> None:
    async with Bot(server.url, room_id) as bot:
        await bot.say('before')
        anna = await people('Anna', room_id, url=proxy.url)
        anna.expects_outages = True
        proxy.cut()
        back = asyncio.get_running_loop().time() + seconds
        missed = [f'missed {n}' for n in range(30)]
        await bot.say(*missed)
        await anna.say('typed 1', 'typed 2')
        await anna.box.fill('a draft')
        await asyncio.sleep(back - asyncio.get_running_loop().time())
        proxy.mend()
        await bot.hears('typed 2')
        await anna.page.wait_for_function('window.eyes?.log && eyes.texts.includes("typed 2")', timeout=HEALED)
        await anna.arrived()
        await bot.say('after')
        await anna.sees('after')
        await expect(anna.box).to_have_value('a draft')
        assert await anna.look('texts') == ['before', *missed, 'typed 1', 'typed 2', 'after']
        assert await anna.look('pending') == 0


async def test_after_a_restart_everyone_is_back_by_themselves_with_the_draft_and_what_was_not_sent(
    people: People, room_id: str
) -> None:
    with Server().start() as server:
        anna = await people('Anna', room_id, url=server.url)
        anna.expects_outages = True
        await anna.say('before')
        await anna.waits('eyes.pending === 0')
        server.stop()
        await anna.say('typed 1', 'typed 2')
        await anna.box.fill('a draft')
        assert await anna.look('pending') == 2
        server.start()
        await anna.page.wait_for_function('window.eyes?.log && eyes.texts.includes("typed 2")', timeout=HEALED)
        await anna.waits('eyes.pending === 0')
        assert await anna.look('texts') == ['before', 'typed 1', 'typed 2']
        await anna.waits('eyes.members.join() === "AAnna"')
        await expect(anna.box).to_have_value('a draft')
