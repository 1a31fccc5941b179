"""Bans, tried to get around: by another name, another browser, the dialect, on a server that runs."""

import json
import re
from typing import Final

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.attacks import OPTIONS
from tests.attacks.furniture import HALL, furnish, secret_of
from tests.attacks.test_rooms import by_the_page, dialect_enters, in_room, searched
from tests.server import Server
from tests.visitor import Visitor


def _new_browser(server: Server) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=server.url, verify=False, timeout=30)


async def by_a_private_window(server: Server) -> bool:
    async with _new_browser(server) as browser:
        form = {'username': 'Somebody else', 'room_id': 'public'}
        return secret_of('public') in (await browser.post('/join_chat', data=form, follow_redirects=True)).text


async def by_a_private_window_to_the_page(server: Server) -> bool:
    """The cookie of another room opens this one's page."""
    async with _new_browser(server) as browser:
        await browser.post('/join_chat', data={'username': 'Passer-by', 'room_id': HALL}, follow_redirects=True)
        return secret_of('public') in (await browser.get('/rooms/public')).text


async def by_the_search_of_a_private_window(server: Server) -> bool:
    async with await Visitor.join(server, 'Searcher', HALL, _new_browser(server)) as visitor:
        return secret_of('public') in (await searched(visitor, secret_of('public')))[0]


async def by_the_dialect(server: Server) -> bool:
    return await dialect_enters(server, 'public')


REACHED: Final = (
    by_a_private_window,
    by_a_private_window_to_the_page,
    by_the_search_of_a_private_window,
    by_the_dialect,
)


@pytest.mark.attack('T2')
@pytest.mark.parametrize('without', ['', 'places'])
async def test_a_banned_guest_stays_out_by_another_name_another_browser_and_the_dialect(without: str) -> None:
    """Of that room, while accounts from the same address and all other rooms are not hit; else each way is open."""
    server = Server()
    furnish(server.data)
    server.start(*OPTIONS, without=without)
    try:
        async with await in_room(server, 'owner', 'public') as owner, await in_room(server, 'guest', 'public') as guest:
            await owner.sees('roster', 'Guest')
            await owner.choose('People and log')
            await owner.appears(lambda each: each.get('text') == 'guest · is here')
            await owner.choose('Ban for a day')
            await guest.gets('open')
        assert [await way(server) for way in REACHED] == [bool(without)] * len(REACHED)
        assert 'public' not in await by_the_page(server, 'guest'), 'who is meant is out by their own cookie'
        assert 'public' in await by_the_page(server, 'account'), 'who has an account is who they are, not where'
        assert 'link' in await by_the_page(server, 'guest'), 'of that room alone'
        if not without:
            async with _new_browser(server) as browser:
                answer = await browser.post('/join_chat', data={'username': 'Mallory', 'room_id': 'public'})
                assert answer.status_code == 403
                assert re.search(r'You are banned from this room until \d{4}-\d\d-\d\d \d\d:\d\d UTC\.', answer.text)
            for file in server.data.rglob('chat.db*'):
                assert b'127.0.0.1' not in file.read_bytes()
    finally:
        server.stop()


@pytest.mark.attack('T2')
async def test_a_guest_of_the_dialect_is_muted_and_banned_and_hears_until_when(server: Server) -> None:
    url = f'{server.url.replace("http", "ws", 1)}/ws/chat/members-of-dialect/'
    async with (
        await in_room(server, 'account', 'members-of-dialect') as owner,
        connect(url + '5?username=Mallory&lang=en') as socket,
    ):
        await owner.say('mine')
        await owner.hears('mine')
        await owner.sees('roster', 'Mallory')
        await owner.choose('People and log')
        await owner.appears(lambda each: each.get('text') == 'guest · is here')
        await owner.choose('Mute for an hour')
        await owner.appears(lambda each: each.get('text') == 'guest · is here · muted')
        await socket.send('can you hear me?')
        while 'to listen until' not in (told := json.loads(await socket.recv()))['text']:
            assert told.get('plain') != 'can you hear me?'
        await owner.choose('Ban for an hour')
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                await socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4403
        assert re.fullmatch(r'You are banned from this room until [-\d]{10} \d\d:\d\d UTC\.', closed.value.rcvd.reason)
        async with connect(url + '6?username=Eve&lang=en') as again:
            with pytest.raises(ConnectionClosed) as closed:
                await again.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 4403
        await owner.appears(lambda each: each.get('text') == 'guest · muted · banned')
