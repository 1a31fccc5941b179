"""Attacks on accounts: to be somebody else, to stay somebody, to guess."""

import asyncio
import json
import re
import time
from contextlib import AsyncExitStack, suppress
from itertools import count
from typing import Final

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from chat.identity.cookie import COOKIE
from tests.attacks import attack
from tests.attacks.floods import browser_at, resident
from tests.server import Server
from tests.visitor import Visitor

PASSWORD: Final = 'correct horse'
NUMBERS = count(1)
ADDRESSES = (f'127.0.5.{n}' for n in count(1))


def browser(server: Server, **cookies: str) -> httpx.AsyncClient:
    """One with no cookies but these."""
    return httpx.AsyncClient(base_url=server.url, verify=False, timeout=30, cookies=cookies)


async def make_account(server: Server, name: str) -> None:
    """Somebody makes an account, as their browser does it."""
    async with browser(server) as mine:
        visitor = Visitor(server, mine, (await mine.get('/sign-up')).text)
        await visitor.connect()
        fields = {number: each for number, each in visitor.elements.items() if each['tag'] == 'nicegui-input'}
        for (number, field), value in zip(fields.items(), (name, PASSWORD), strict=True):
            listener = next(each['listener_id'] for each in field['events'] if each['type'] == 'update:value')
            event = {'id': int(number), 'client_id': visitor.client_id, 'listener_id': listener}
            await visitor.socket.send('42' + json.dumps(['event', event | {'args': [json.dumps(value)]}]))
        await visitor.emit('nicegui-input', 'keydown', {})
        code = (await visitor.gets('run_javascript'))['code']
        ticket = re.findall('value = "(.+?)"', code)[0]
        assert (await mine.post('/session', data={'ticket': ticket})).status_code == 303
        await visitor.socket.close()


async def sign_in(mine: httpx.AsyncClient, name: str, password: str = PASSWORD) -> int:
    """The status of the answer."""
    return (await mine.post('/sign_in', data={'username': name, 'password': password})).status_code


async def is_signed_in(mine: httpx.AsyncClient) -> bool:
    """Whether the account page is shown to this browser as to somebody with an account."""
    answer = await mine.get('/account')
    return answer.status_code == 200 and 'Your devices' in answer.text


async def sign_out_everywhere(mine: httpx.AsyncClient, server: Server) -> None:
    visitor = Visitor(server, mine, (await mine.get('/account')).text)
    await visitor.connect()
    await visitor.emit('q-btn', 'click', {}, label='Sign out everywhere')
    ticket = re.findall('value = "(.+?)"', (await visitor.gets('run_javascript'))['code'])[0]
    assert (await mine.post('/session', data={'ticket': ticket})).status_code == 303
    await visitor.socket.close()


@attack('T1', without='claims')
async def test_somebody_joins_under_a_claimed_name(server: Server) -> bool:
    await make_account(server, 'Ophelia')
    successes = []
    for name in ('Ophelia', 'OPHELIA', ' Ｏphelia ', 'Op\u200bhelia'):
        async with browser(server) as other:
            answer = await other.post('/join_chat', data={'username': name, 'room_id': 'elsewhere'})
            successes.append(answer.status_code == 303)
    return any(successes)


@attack('T1', without='claims')
async def test_somebody_uses_a_claimed_name_in_the_dialect(server: Server) -> bool:
    await make_account(server, 'Dora')
    async with connect(server.url.replace('http', 'ws', 1) + '/ws/chat/1/5?username=dora') as socket:
        try:
            await socket.recv()
        except ConnectionClosed as closed:
            assert closed.rcvd is not None
            assert closed.rcvd.code == 1008
            return False
        return True


@attack('T1', without='claims')
async def test_somebody_who_bore_the_name_before_goes_on_with_it(server: Server) -> bool:
    async with browser(server) as mine:
        # claimed by another guest of that name, who was here first, in another room
        await (await Visitor.join(server, 'Erik', 'other', mine)).socket.close()
        async with await Visitor.join(server, 'Erik', 'before') as guest:
            visitor = Visitor(server, mine, (await mine.get('/account')).text)
            await visitor.connect()
            field, listener = visitor._listeners('nicegui-input', 'update:value', '')
            event = {'id': field, 'client_id': visitor.client_id, 'listener_id': listener[0]}
            await visitor.socket.send('42' + json.dumps(['event', event | {'args': [json.dumps(PASSWORD)]}]))
            await visitor.emit('nicegui-input', 'keydown', {})
            await visitor.gets('run_javascript')
            await visitor.socket.close()
            await guest.say('still me')
            return (await guest.browser.get('/rooms/before')).status_code == 200


@attack('T14', without='ending')
async def test_a_cookie_is_replayed_after_its_end(server: Server) -> bool:
    await make_account(server, 'Fritz')
    async with browser(server) as mine, browser(server) as other:
        assert await sign_in(mine, 'Fritz') == await sign_in(other, 'Fritz') == 303
        stolen = other.cookies[COOKIE]
        await sign_out_everywhere(mine, server)
        async with browser(server, **{COOKIE: stolen}) as thief:
            return await is_signed_in(thief)


async def test_who_has_stolen_a_cookie_does_not_have_the_one_that_follows_its_end(server: Server) -> None:
    await make_account(server, 'Franziska')
    async with browser(server) as mine, browser(server) as other:
        assert await sign_in(mine, 'Franziska') == await sign_in(other, 'Franziska') == 303
        stolen = other.cookies[COOKIE]
        await sign_out_everywhere(mine, server)
        await other.get('/')
        async with browser_at(server, next(ADDRESSES)) as thief:
            answer = await thief.get('/', headers={'Cookie': f'{COOKIE}={stolen}'})
            assert answer.cookies[COOKIE] not in {stolen, other.cookies[COOKIE]}


async def test_what_was_proven_before_the_end_signs_in_nobody_after_it(server: Server) -> None:
    """A page has checked a password, and its form is posted only when all sessions have been ended."""
    await make_account(server, 'Gudrun')
    async with browser(server) as mine, browser(server) as thief:
        assert await sign_in(mine, 'Gudrun') == 303
        visitor = Visitor(server, thief, (await thief.get('/sign-in?name=Gudrun')).text)
        await visitor.connect()
        fields = [int(number) for number, each in visitor.elements.items() if each['tag'] == 'nicegui-input']
        events = visitor.elements[str(fields[-1])]['events']
        listener = next(each['listener_id'] for each in events if each['type'] == 'update:value')
        event = {'id': fields[-1], 'client_id': visitor.client_id, 'listener_id': listener}
        await visitor.socket.send('42' + json.dumps(['event', event | {'args': [json.dumps(PASSWORD)]}]))
        await visitor.emit('nicegui-input', 'keydown', {})
        ticket = re.findall('value = "(.+?)"', (await visitor.gets('run_javascript'))['code'])[0]
        await visitor.socket.close()
        await sign_out_everywhere(mine, server)
        assert (await thief.post('/session', data={'ticket': ticket})).status_code == 403
        assert not await is_signed_in(thief)


@attack('T14', without='ending')
async def test_an_open_page_speaks_on_after_the_end(server: Server) -> bool:
    await make_account(server, 'Gerda')
    async with browser(server) as mine:
        other = browser(server)
        assert await sign_in(mine, 'Gerda') == await sign_in(other, 'Gerda') == 303
        async with (
            await Visitor.join(server, 'Gerda', 'open', other) as page,
            # here from another device too, so that only the session makes the difference
            await Visitor.join(server, 'Gerda', 'open', mine) as second,
        ):
            await page.say('before the end')
            await second.hears('before the end')
            await sign_out_everywhere(mine, server)
            with suppress(ConnectionClosed):
                await page.say('after the end')
            try:
                async with asyncio.timeout(1):
                    await second.hears('after the end')
                    return True
            except TimeoutError:
                return False


@attack('T15', without='renewal')
async def test_a_planted_cookie_becomes_signed_in(server: Server) -> bool:
    await make_account(server, 'Hanna')
    async with browser(server) as attacker:
        await attacker.get('/')
        planted = attacker.cookies[COOKIE]
        async with browser(server, **{COOKIE: planted}) as victim:
            assert await sign_in(victim, 'Hanna') == 303
            assert await is_signed_in(victim)
        return await is_signed_in(attacker)


@attack('T27', without='guesses')
async def test_a_password_is_guessed(server: Server) -> bool:
    await make_account(server, 'Ivar')
    async with browser(server) as attacker:
        statuses = [await sign_in(attacker, 'Ivar', f'guess number {n}') for n in range(8)]
        assert set(statuses) <= {401, 429}, statuses
        return await sign_in(attacker, 'Ivar') == 303


@attack('T28', without='threads')
async def test_passwords_to_hash_keep_others_waiting(server: Server) -> bool:
    return (await hash_for_many(server))[0] > 0.5


@attack('T28', without='turns')
async def test_passwords_to_hash_fill_the_memory(server: Server) -> bool:
    return (await hash_for_many(server))[1] > 200_000_000


async def hash_for_many(server: Server) -> tuple[float, int]:
    """Have many passwords tried at once, from so many addresses that none of them is slowed for guessing.

    :return: for which part of that time somebody else waited for one answer, and by how many bytes the memory grew
    """
    longest, memory = 0.0, resident(server.pid)
    most = memory
    async with AsyncExitStack() as stack:
        other = await stack.enter_async_context(browser(server))
        await sign_in(other, 'Nobody')  # what is loaded once is no growth
        attackers = [await stack.enter_async_context(browser_at(server, next(ADDRESSES))) for _ in range(3)]
        attempts = [asyncio.create_task(sign_in(attackers[n % 3], f'Nobody {next(NUMBERS)}')) for n in range(45)]
        all_begun = time.perf_counter()
        while not all(attempt.done() for attempt in attempts):
            begun = time.perf_counter()
            await other.get('/healthz')
            longest = max(longest, time.perf_counter() - begun)
            most = max(most, resident(server.pid))
        statuses = {attempt.result() for attempt in attempts}
        assert statuses <= {401, 503}, statuses
        longest /= time.perf_counter() - all_begun
    return longest, most - memory


@attack('T49', without='holding', both=(), planted='little memory')
async def test_somebody_is_forgotten_while_their_page_is_open(server: Server) -> bool:
    """Many strangers come, and then a click keeps all that is known of somebody, which must not be nothing."""
    await make_account(server, 'Klara')
    async with browser(server) as mine, browser(server) as strangers:
        assert await sign_in(mine, 'Klara') == 303
        page = Visitor(server, mine, (await mine.get('/')).text)
        await page.connect()
        for _ in range(40):
            strangers.cookies.clear()
            await strangers.get('/nothing')
        await page.fire(lambda each: 'Appearance' in str(each.get('props', {}).get('title')), 'click', {})
        await page.quiet()
        await page.socket.close()
        return not await is_signed_in(mine)
