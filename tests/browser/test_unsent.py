"""What cannot be kept: it waits where it was typed, says so, and is sent when there is room again."""

import resource

from playwright.async_api import expect

from tests.browser.bot import Bot
from tests.browser.conftest import People
from tests.server import Server

ENDLESS = resource.RLIM_INFINITY


async def test_on_a_full_disk_a_message_waits_with_all_after_it_and_is_sent_once(people: People, room_id: str) -> None:
    with Server().start() as server:
        anna = await people('Anna', room_id, url=server.url)
        async with Bot(server.url, room_id) as bot:
            await anna.say('before')
            await bot.hears('before')
            resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (4096, ENDLESS))  # the kernel refuses to write
            await anna.say('first')
            await expect(anna.page.get_by_text('Not sent.')).to_be_visible()
            await expect(anna.page.get_by_text('This cannot be saved at the moment.')).to_be_visible()
            await anna.say('second')
            await expect(anna.button('Try again')).to_have_count(1)
            await anna.button('Try again').click()
            await expect(anna.page.get_by_text('This cannot be saved at the moment.')).to_be_visible()
            await anna.page.reload()
            await anna.arrived()
            assert await anna.look('texts') == ['before'], 'reading goes on'
            await anna.waits('eyes.pending === 2')
            await expect(anna.button('Try again')).to_have_count(1)
            resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (ENDLESS, ENDLESS))
            await anna.button('Try again').click()
            await bot.hears('second')
            await anna.waits('eyes.pending === 0')
            assert list(bot.heard.values()) == ['before', 'first', 'second']
            assert await anna.look('texts') == ['before', 'first', 'second']
            await expect(anna.page.get_by_text('This cannot be saved at the moment.')).to_have_count(0)
