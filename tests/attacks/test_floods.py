"""Floods: whoever does more than a person can is slowed down, and nobody else is."""

import asyncio
import json
from contextlib import suppress
from itertools import count

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.api.guest import Frame, Guest, address
from tests.attacks import attack
from tests.attacks.floods import browser_at, many, search, talks
from tests.server import Server
from tests.visitor import Visitor

OPTIONS = (
    *('--limit-messages', '10/5s,60/1m,1000/1m@address'),
    *('--limit-joins', '20/1m,40/1m@address'),
    *('--limit-pages', '20/1m,40/1m@address'),
    *('--limit-rooms', '20/1m,30/1m@address'),
    *('--limit-searches', '30/10s,120/1m'),
    *('--limit-accounts', '10/1h,15/1h@address'),
    *('--limit-reports', '10/10m,20/10m@address'),
    *('--limit-uploads', '20/1m,30/1m@address'),
)  # the usual ones of a person, less for an address, so that it takes no thousands to flood
ADDRESSES = (f'127.0.3.{n}' for n in count(1))


@attack('T44', without='limits', options=OPTIONS)
async def test_messages_of_a_page_flood_a_room(server: Server) -> bool:
    async with (
        await Visitor.join(server, 'Mallory', 'flooded', browser_at(server, next(ADDRESSES))) as mallory,
        await Visitor.join(server, 'Alice', 'flooded', browser_at(server, next(ADDRESSES))) as alice,
    ):
        for n in range(120):
            await mallory.say(f'spam {n}.')
        await alice.say('undisturbed')
        await alice.hears('undisturbed')
        if await is_told_to_wait(mallory, 'spam 119.'):
            await alice.hears('spam 9.')  # a burst is no flood
            return sum(str(change.get('put', '')).count('spam ') for change in alice.changes) > 50
        return True


async def is_told_to_wait(visitor: Visitor, last: str) -> bool:
    """Whether somebody is, or else hears the last of what they said."""
    waits = asyncio.create_task(visitor.calls('pause'))
    hears = asyncio.create_task(visitor.hears(last))
    done, others = await asyncio.wait([waits, hears], return_when=asyncio.FIRST_COMPLETED)
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    done.pop().result()
    return waits not in others


@attack('T44', without='limits', options=OPTIONS)
async def test_messages_of_a_program_flood_a_room(server: Server) -> bool:
    async with Guest(server, 'programs', 5, lang='en') as alice:
        async with connect(address(server, 'programs', 6, lang='en')) as mallory:
            told: list[Frame] = []
            with suppress(ConnectionClosed):
                for n in range(120):
                    await mallory.send(f'spam {n}')
            with suppress(ConnectionClosed):  # what came before the end can still be read
                while not told or told[-1].get('plain') != 'spam 119':
                    told.append(json.loads(await mallory.recv()))
        refusals = [frame for frame in told if frame['type'] == 'error']
        assert all(0 < frame['retry_after'] <= 60 and frame['text'].startswith('Too fast.') for frame in refusals)
        assert mallory.close_code == 1008 or not refusals
        await alice.say('undisturbed')
        await alice.hears('User_5 (ID: 5): undisturbed')
        spam = [frame for frame in alice.heard if str(frame.get('plain')).startswith('spam')]
        return len(spam) > 50


@attack('T44', without='limits', options=OPTIONS)
async def test_joins_flood_the_door(server: Server) -> bool:
    async with browser_at(server, next(ADDRESSES)) as browser:
        codes: list[int] = []

        async def join(number: int) -> int:
            browser.cookies.clear()
            form = {'username': f'Mallory {number}', 'room_id': 'door'}
            answer = await browser.post('/join_chat', data=form)
            if answer.status_code == 429:
                assert int(answer.headers['retry-after']) > 0
                assert answer.json()['detail'].startswith('Too fast. ')
            return answer.status_code

        codes = await many(80, join)
    await talks(server, 'door', next(ADDRESSES))
    assert set(codes) <= {303, 429}
    return codes.count(303) > 60


@attack('T44', without='limits', options=OPTIONS)
async def test_one_browser_joins_again_and_again(server: Server) -> bool:
    async with browser_at(server, next(ADDRESSES)) as browser:
        codes = [
            (await browser.post('/join_chat', data={'username': 'Mallory', 'room_id': 'again'})).status_code
            for _ in range(35)
        ]
    return codes.count(303) > 30


@attack('T7', without='limits', options=OPTIONS)
async def test_pages_are_opened_faster_than_people_can(server: Server) -> bool:
    async with browser_at(server, next(ADDRESSES)) as browser:

        async def open_page(_: int) -> int:
            browser.cookies.clear()
            answer = await browser.get('/', headers={'Accept-Language': 'ru'})
            if answer.status_code == 429:
                assert len(answer.content) < 1000
                assert answer.text.startswith('Слишком часто.')
                assert int(answer.headers['retry-after']) > 0
            return answer.status_code

        codes = await many(100, open_page)
    await talks(server, 'pages', next(ADDRESSES))
    assert set(codes) <= {200, 429}
    return codes.count(200) > 80


@attack('T44', without='limits', options=OPTIONS)
async def test_rooms_are_begun_without_end(server: Server) -> bool:
    async with browser_at(server, next(ADDRESSES)) as browser:

        async def begin(number: int) -> int:
            browser.cookies.clear()
            answer = await browser.post('/join_chat', data={'username': 'Mallory', 'room_id': f'begun-{number}'})
            return answer.status_code

        codes = await many(39, begin)
    await talks(server, 'elsewhere', next(ADDRESSES))
    return codes.count(303) > 35


@attack('T44', without='limits', options=OPTIONS)
async def test_searches_keep_the_database_busy(server: Server) -> bool:
    async with await Visitor.join(server, 'Mallory', 'searched', browser_at(server, next(ADDRESSES))) as mallory:
        await search(mallory, *(f'word {n}' for n in range(60)))
        await mallory.quiet()
        await talks(server, 'searched', next(ADDRESSES))
        return 'Too fast.' not in json.dumps(mallory.heard)


@attack('T44', without='limits', options=OPTIONS)
async def test_doors_are_opened_faster_than_people_can(server: Server) -> bool:
    """Those for people with accounts; each takes as much memory as any page."""
    async with browser_at(server, next(ADDRESSES)) as browser:
        await browser.get('/healthz')
        codes = await many(30, lambda n: status(browser, ['/sign-in', '/sign-up', '/account'][n % 3]))
        assert {*codes} <= {200, 303, 429}, codes
        return 429 not in codes


async def status(browser: httpx.AsyncClient, path: str) -> int:
    return (await browser.get(path)).status_code


@attack('T44', without='limits', options=OPTIONS)
async def test_accounts_are_made_without_end(server: Server) -> bool:
    """Each name is its owner's for good, and so is the memory that it takes."""
    async with browser_at(server, next(ADDRESSES)) as browser:
        visitor = Visitor(server, browser, (await browser.get('/sign-up')).text)
        await visitor.connect()
        name, password = (number for number, each in visitor.elements.items() if each['tag'] == 'nicegui-input')
        await type_into(visitor, password, 'correct horse')
        for n in range(12):
            await type_into(visitor, name, f'Legion {n}')
            await visitor.emit('nicegui-input', 'keydown', {})
        await visitor.quiet()
        await visitor.socket.close()
        form = {'username': 'Legion 11', 'password': 'correct horse'}
        return (await browser.post('/sign_in', data=form)).status_code == 303


async def type_into(visitor: Visitor, field: str, text: str) -> None:
    listeners = visitor.elements[field]['events']
    listener = next(each['listener_id'] for each in listeners if each['type'] == 'update:value')
    event = {'id': int(field), 'client_id': visitor.client_id, 'listener_id': listener, 'args': [json.dumps(text)]}
    await visitor.socket.send('42' + json.dumps(['event', event]))


@attack('T44', without='limits', options=OPTIONS)
async def test_reports_flood_the_moderators(server: Server) -> bool:
    async with (
        await Visitor.join(server, 'Mallory', 'reported', browser_at(server, next(ADDRESSES))) as mallory,
    ):
        await mallory.say('nothing at all')
        await mallory.hears('nothing at all')
        for _ in range(30):
            await mallory.emit('nicegui-feed', 'action', {'action': 'report', 'seq': 1})
        await mallory.quiet()
        told = [data for event, data in mallory.heard if event == 'notify']
        assert len(told) == 30, told
        return sum('moderators are told' in str(each) for each in told) == 30


@attack('T19', without='limits', options=OPTIONS)
async def test_files_fill_the_disk(server: Server) -> bool:
    async with await Visitor.join(server, 'Mallory', 'filled', browser_at(server, next(ADDRESSES))) as mallory:

        async def send(n: int) -> int:
            return (await mallory.browser.post('/rooms/filled/files?name=a', content=b'%d' % n)).status_code

        codes = await many(29, send)
        assert {*codes} <= {201, 429}, codes
        return 429 not in codes
