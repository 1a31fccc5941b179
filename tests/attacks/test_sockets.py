"""The sockets of pages: who is silent, who floods, who never reads, and who speaks for somebody else."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Final
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.attacks import attack
from tests.attacks.floods import browser_at, resident
from tests.guard.test_nonsense import PACKETS, events
from tests.server import Server
from tests.visitor import Visitor

SPEAK: Final = 2.0  # seconds in which a socket has to say what page it belongs to, with waits that are short
MANY: Final = 30
FEW: Final = ('--max-sockets-per-address', '20', '--max-pages-per-address', '20', '--max-events', '20')


def socket_url(server: Server, **query: str) -> str:
    return server.url.replace('http', 'ws', 1) + '/_nicegui_ws/socket.io/?' + urlencode({'EIO': '4', **query})


def cookies_of(visitor: Visitor) -> str:
    return '; '.join(f'{name}={value}' for name, value in visitor.browser.cookies.items())


@asynccontextmanager
async def page_of(server: Server, name: str, room: str) -> AsyncIterator[Visitor]:
    """A room page that has not connected yet."""
    async with httpx.AsyncClient(base_url=server.url, timeout=30, verify=False) as browser:
        answer = await browser.post('/join_chat', data={'username': name, 'room_id': room}, follow_redirects=True)
        yield Visitor(server, browser, answer.text)


# --- silent ones -------------------------------------------------------------------------------------------------
@attack('T34', without='sockets', planted='planted fault,short waits')
async def test_silent_sockets_stay(server: Server) -> bool:
    async with AsyncExitStack() as stack:
        alice = await stack.enter_async_context(await Visitor.join(server, 'Alice', 'silence'))
        url = socket_url(server, transport='websocket')
        silent = [await stack.enter_async_context(connect(url)) for _ in range(3)]
        for each in silent[1:]:
            await each.recv()
            await each.send('40')  # polite, but belongs to no page
        deadline = time.monotonic() + SPEAK + 2

        async def goes(each: ClientConnection) -> bool:
            try:
                async with asyncio.timeout_at(asyncio.get_running_loop().time() + deadline - time.monotonic()):
                    while True:
                        if await each.recv() == '2':
                            await each.send('3')
            except ConnectionClosed:
                return True
            except TimeoutError:
                return False

        are_gone = all(await asyncio.gather(*(goes(each) for each in silent)))
        await alice.say('Whoever shows a page may be silent')
        await alice.hears('may be silent')
        return not are_gone


@attack('T34', without='sockets', options=FEW)
async def test_one_address_opens_sockets_without_end(server: Server) -> bool:
    dialect = server.url.replace('http', 'ws', 1) + '/ws/chat/1/'
    async with AsyncExitStack() as stack:
        try:
            for n in range(MANY):
                url = f'{dialect}{n + 1}' if n % 2 else socket_url(server, transport='websocket')
                # else frames that are not read hold up closing
                await stack.enter_async_context(connect(url, max_queue=None))
        except InvalidHandshake:
            return False
        return True


@attack('T34', without='sockets', options=FEW)
async def test_one_address_polls_without_end(server: Server) -> bool:
    url = server.url + '/_nicegui_ws/socket.io/?EIO=4&transport=polling'
    async with browser_at(server, '127.0.4.1') as poller:
        return all([(await poller.get(url)).status_code == 200 for _ in range(MANY)])


# --- pages -------------------------------------------------------------------------------------------------------
@attack('T7', without='pages', options=FEW)
async def test_pages_are_opened_that_nobody_looks_at(server: Server) -> bool:
    async with browser_at(server, '127.0.4.2') as crawler:
        answers = [await crawler.get('/') for _ in range(MANY)]
    assert {answer.status_code for answer in answers} <= {200, 429}
    return all(answer.status_code == 200 for answer in answers)


@attack('T39', without='pages')
async def test_a_page_is_built_in_advance(server: Server) -> bool:
    async with page_of(server, 'Alice', 'prefetch') as page:
        answer = await page.browser.get('/rooms/prefetch', headers={'Sec-Purpose': 'prefetch;prerender'})
        return answer.status_code == 200


# --- somebody else's ---------------------------------------------------------------------------------------------
@attack('T12', without='sockets')
async def test_events_are_sent_for_anothers_page(server: Server) -> bool:
    async with (
        await Visitor.join(server, 'Alice', 'others') as alice,
        await Visitor.join(server, 'Mallory', 'others') as mallory,
    ):
        forged = {'id': str(uuid4()), 'text': 'forged'}
        own, mallory.elements = mallory.elements, alice.elements  # whatever she may have got to know of that page
        await mallory.emit('nicegui-composer', 'send', forged, as_client=alice.client_id)
        mallory.elements = own
        await mallory.say('sent afterwards')
        await alice.hears('sent afterwards')
        return any('forged' in change.get('put', '') for change in alice.changes)


@attack('T12', without='sockets')
async def test_anothers_page_is_connected_to(server: Server) -> bool:
    async with page_of(server, 'Alice', 'stolen') as alice, page_of(server, 'Mallory', 'stolen') as mallory:
        mallory.client_id = alice.client_id
        async with connect(mallory.socket_url(), additional_headers={'Cookie': cookies_of(mallory)}) as stolen:
            await stolen.recv()
            await stolen.send('40')
            answer = str(await asyncio.wait_for(stolen.recv(), 10))
            assert answer.startswith(('40{', '44{')), answer
            return answer.startswith('40{')


# --- wrong types -------------------------------------------------------------------------------------------------
@attack('T24', without='sockets')
async def test_wrong_types_are_a_traceback(server: Server) -> bool:
    before = len(server.log)
    async with await Visitor.join(server, 'Alice', 'types') as alice:
        for n, packet in enumerate(['2', *PACKETS]):
            async with await Visitor.join(server, f'Mallory {n}', 'types') as mallory:
                for event in [] if n else events(mallory):
                    await mallory.socket.send('42' + json.dumps(event))
                await mallory.socket.send(packet)
                await alice.say(f'undisturbed by {n}.')
                await alice.hears(f'undisturbed by {n}.')
    log = server.log[before:]
    return 'Traceback' in log or 'ERROR' in log or 'forged' in log


# --- floods ------------------------------------------------------------------------------------------------------
@attack('T9', without='sockets', options=FEW)
async def test_a_flood_of_events_is_handled(server: Server) -> bool:
    async with (
        await Visitor.join(server, 'Alice', 'flood') as alice,
        await Visitor.join(server, 'Mallory', 'flood') as mallory,
    ):
        await alice.say('before')
        await mallory.hears('before')
        element, [listener] = mallory._listeners('nicegui-feed', 'sync', '')
        event = '42' + json.dumps(
            [
                'event',
                {
                    'id': element,
                    'client_id': mallory.client_id,
                    'listener_id': listener,
                    'args': [json.dumps({'rev': 0})],
                },
            ]
        )
        began, is_dropped = time.monotonic(), False
        while time.monotonic() - began < 12 and not is_dropped:
            try:
                for _ in range(50):
                    await asyncio.wait_for(mallory.socket.send(event), 1)
            except TimeoutError:
                pass
            except ConnectionClosed:
                is_dropped = True
            if len(mallory.frames) > 1000:
                break
        said = time.monotonic()
        await alice.say('undisturbed')
        await alice.hears('undisturbed')
        assert time.monotonic() - said < 5
        return len(mallory.frames) > 500 or not is_dropped


@attack('T6', without='sockets')
async def test_a_reader_that_never_reads_is_kept(server: Server) -> bool:
    """It asks for 60 kB at a time and reads nothing of it."""
    where = urlsplit(server.url)
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.connect((where.hostname, where.port))
    async with (
        page_of(server, 'Mallory', 'stalled') as page,
        connect(
            page.socket_url(), sock=raw, additional_headers={'Cookie': cookies_of(page)}, compression=None
        ) as stalled,
        await Visitor.join(server, 'Alice', 'stalled') as alice,
    ):
        await stalled.recv()
        await stalled.send('40')
        await stalled.recv()
        stalled.transport.pause_reading()
        for n in range(60):
            await alice.say(f'{n} ' + 'long ' * 700)
        await alice.hears('59 long')
        element, [listener] = page._listeners('nicegui-feed', 'page', '')
        wish = {'id': element, 'client_id': page.client_id, 'listener_id': listener, 'args': ['{"before": 1000000}']}
        before = resident(server.pid)
        with suppress(ConnectionClosed):
            for _ in range(300):
                await stalled.send('42' + json.dumps(['event', wish]))
        await alice.say('undisturbed')
        await alice.hears('undisturbed')
        with suppress(ConnectionClosed):
            for _ in range(200):
                if not (is_little := resident(server.pid) - before < 40_000_000):
                    break
                await stalled.send('3')  # which fails when the server has closed it, though nothing is read
                await asyncio.sleep(0.1)
        stalled.transport.resume_reading()
        try:
            async with asyncio.timeout(10 if is_little else 1):
                async for _ in stalled:
                    pass
        except (ConnectionClosed, TimeoutError):
            pass
        return not is_little or stalled.close_code is None
