"""The connection: lost, frozen, hung, missing from the start; nothing said is lost, doubled or out of order."""

import asyncio
from typing import Final

import pytest
from playwright.async_api import expect

from tests.browser.bot import Bot
from tests.browser.conftest import People
from tests.browser.person import Person
from tests.browser.proxy import Proxy
from tests.server import Server

BEFORE: Final = 80  # messages before the outage: more than a page of them
HEALED: Final = (
    60_000  # ms after which everything must be there: waiting to reconnect takes up to 5 s, noticing up to 15 s
)
STILL: Final = 2  # px that what is read may move
MARKED: Final = 'window.marker === 1'  # not reloaded

OUTAGES: Final = [
    pytest.param('cut', 2, id='cut for 2 s'),
    pytest.param('freeze', 2, id='frozen for 2 s'),
    *(
        pytest.param(how, seconds, id=f'{how} for {seconds} s', marks=pytest.mark.long)
        for how in ('cut', 'freeze', 'hang')
        for seconds in (12, 50)
    ),
]
KEPT: Final = 55  # seconds for which a page is kept as it is; after that it loads anew
LONGER: Final = pytest.param('cut', 60, id='cut for 60 s', marks=pytest.mark.long)


@pytest.mark.parametrize(('how', 'seconds'), [*OUTAGES, LONGER])
async def test_what_was_said_and_typed_during_an_outage_is_there_once_and_in_order(
    people: People, server: Server, proxy: Proxy, room_id: str, how: str, seconds: float
) -> None:
    async with Bot(server.url, room_id) as bot:
        await bot.say(*(f'before {n}' for n in range(BEFORE)))
        anna = await people('Anna', room_id, url=proxy.url)
        anna.expects_outages = True
        await anna.page.evaluate('window.marker = 1')
        getattr(proxy, how)()
        back = asyncio.get_running_loop().time() + seconds
        await bot.say(*(f'missed {n}' for n in range(25)))
        typed = [f'typed {n}' for n in range(3)]
        await anna.say(*typed)
        await anna.box.fill('a draft')
        assert await anna.look('pending') == 3, 'what is not sent yet is shown as such'
        await bot.say(*(f'missed {n}' for n in range(25, 50)))
        await asyncio.sleep(back - asyncio.get_running_loop().time())  # what is tested is time itself
        assert await anna.look('pending') == 3
        proxy.mend()
        healed = 'window.eyes?.log && eyes.pending === 0 && eyes.texts.includes("typed 2")'
        await anna.page.wait_for_function(healed, timeout=HEALED)
        await bot.hears('typed 2')
        await bot.say('after')
        await anna.sees('after')
        await expect(anna.box).to_have_value('a draft')
        assert await anna.page.evaluate(MARKED) or seconds > KEPT, 'the page was not reloaded'
        assert await anna.look('below') < STILL, 'who was at the end is at the end'
        if seconds > KEPT:
            while 'missed 0' not in await anna.look('texts'):
                first = await anna.look('seqs[0]')
                await anna.scroll(0)
                await anna.waits('eyes.seqs[0] < given', first)
        shown = await anna.look('messages')
        assert shown == [[seq, bot.heard[seq]] for seq in sorted(bot.heard)][-len(shown) :]
        assert len(shown) >= 50 + 3 + 1
        said = list(bot.heard.values())
        assert [text for text in said if text.startswith('typed')] == typed


@pytest.mark.parametrize(('how', 'seconds'), OUTAGES)
async def test_who_reads_above_during_an_outage_goes_on_reading_there(
    people: People, server: Server, proxy: Proxy, room_id: str, how: str, seconds: float
) -> None:
    async with Bot(server.url, room_id) as bot:
        await bot.say(*(f'before {n}' for n in range(BEFORE)))
        anna = await people('Anna', room_id, url=proxy.url)
        anna.expects_outages = True
        await anna.page.evaluate('window.marker = 1')
        await anna.box.fill('a draft')
        await anna.scroll(700)
        seq, top = await anna.look('anchor')
        getattr(proxy, how)()
        back = asyncio.get_running_loop().time() + seconds
        await bot.say(*(f'missed {n}' for n in range(30)))
        await asyncio.sleep(back - asyncio.get_running_loop().time())
        assert abs(await anna.look(f'top({seq})') - top) <= STILL, 'while away'
        proxy.mend()
        await anna.page.wait_for_function('eyes.texts.includes("missed 29")', timeout=HEALED)
        assert abs(await anna.look(f'top({seq})') - top) <= STILL, 'back again'
        await expect(anna.box).to_have_value('a draft')
        assert await anna.page.evaluate(MARKED), 'the page was not reloaded'
        shown = await anna.look('messages')
        assert shown == [[seq, bot.heard[seq]] for seq in sorted(bot.heard)][-len(shown) :]


async def test_who_missed_more_than_is_caught_up_one_by_one_goes_on_reading_and_finds_the_rest(
    people: People, server: Server, proxy: Proxy, room_id: str
) -> None:
    async with Bot(server.url, room_id) as bot:
        await bot.say(*(f'before {n}' for n in range(BEFORE)))
        anna, bob = [await people(name, room_id, url=proxy.url) for name in ('Anna', 'Bob')]
        for person in (anna, bob):
            person.expects_outages = True
        await anna.scroll(700)
        seq, top = await anna.look('anchor')
        proxy.cut()
        await bot.say(*(f'missed {n}' for n in range(260)))
        proxy.mend()
        await bob.sees('missed 259')
        assert await bob.look('below') < STILL
        await bot.say('after')
        await bob.sees('after')
        await anna.connected()
        assert abs(await anna.look(f'top({seq})') - top) <= STILL
        await down_to(anna, 'after')
        for person in (anna, bob):
            shown = await person.look('messages')
            assert shown == [[seq, bot.heard[seq]] for seq in sorted(bot.heard)][-len(shown) :]


async def down_to(person: Person, text: str) -> None:
    """Scroll down, page by page, until this message is reached."""
    last = 0
    while text not in await person.look('texts'):
        await person.scroll(await person.page.evaluate('eyes.box.scrollHeight - eyes.box.clientHeight - 100'))
        await person.waits('eyes.seqs.at(-1) > given', last)
        last = await person.look('seqs.at(-1)')


async def test_a_line_says_that_the_connection_is_lost_until_it_is_back(
    people: People, proxy: Proxy, room_id: str
) -> None:
    anna = await people('Анна', room_id, url=proxy.url, language='ru')
    vera = await people('Вера', url=proxy.url, language='ru')
    await vera.open('/')
    for person in (anna, vera):
        person.expects_outages = True
        await expect(person.line).to_have_count(0)
    proxy.cut()
    for person in (anna, vera):
        await expect(person.line).to_be_visible()
        await expect(person.page.get_by_role('status').filter(has=person.line)).to_have_count(1)
    proxy.mend()
    for person in (anna, vera):
        await expect(person.line).to_have_count(0)


async def test_where_websockets_are_refused_everything_comes_by_long_polling(
    people: People, server: Server, proxy: Proxy, room_id: str
) -> None:
    proxy.only_http = True
    async with Bot(server.url, room_id) as bot:
        await bot.say('before')
        anna = await people('Anna', url=proxy.url)
        anna.expects_outages = True
        await anna.enter(room_id)
        assert await anna.page.evaluate('window.socket.io.engine.transport.name') == 'polling'
        texts = [f'message {n}' for n in range(30)]
        await bot.say(*texts)
        await anna.say('from Anna')
        await bot.hears('from Anna')
        await bot.say('after')
        await anna.sees('after')
        assert await anna.look('texts') == ['before', *texts, 'from Anna', 'after']
        assert await anna.look('pending') == 0
