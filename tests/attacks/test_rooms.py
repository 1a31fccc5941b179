"""Rooms one is not let into: who is in, from one table, by every way there is, on a server that runs."""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from typing import Final

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.attacks import attack
from tests.attacks.furniture import HALL, PEOPLE, ROLES, ROOMS, browser_of, furnish, secret_of
from tests.server import Server
from tests.visitor import Visitor

ROOMY = ('--max-pages-per-address', '5000', '--max-pages', '5000')  # everybody here comes from one address
STAFF: Final = {'moderator', 'owner', 'admin'}
INSIDE: Final = {'guest', 'member', *STAFF}
EVERYBODY: Final = {'stranger', 'account', *INSIDE}
READERS: Final = {
    'public': EVERYBODY,
    'link': EVERYBODY,
    'password': INSIDE,
    'invitation': INSIDE,
    'members': INSIDE - {'guest'},
    'locked': INSIDE,
}
Way = Callable[[Server, str, str], Awaitable[bool]]


async def by_the_page(server: Server, role: str, room: str) -> bool:
    async with browser_of(server, role) as browser:
        answer = await browser.get(f'/rooms/{room}')
        return secret_of(room) in answer.text


async def by_a_permalink(server: Server, role: str, room: str) -> bool:
    async with browser_of(server, role) as browser:
        answer = await browser.get(f'/rooms/{room}?at=1')
        return secret_of(room) in answer.text


async def by_the_form(server: Server, role: str, room: str) -> bool:
    async with browser_of(server, role) as browser:
        form = {'username': PEOPLE[role].name, 'room_id': room}
        answer = await browser.post('/join_chat', data=form, follow_redirects=True)
        return secret_of(room) in answer.text


async def by_another_name(server: Server, role: str, room: str) -> bool:
    async with browser_of(server, role) as browser:
        form = {'username': f'{role} again', 'room_id': room}
        answer = await browser.post('/join_chat', data=form, follow_redirects=True)
        return secret_of(room) in answer.text


async def by_the_search(server: Server, role: str, room: str) -> bool:
    async with await in_the_hall(server, role) as visitor:
        return secret_of(room) in await searched(visitor, secret_of(room))


async def by_the_search_in_that_room(server: Server, role: str, room: str) -> bool:
    async with await in_the_hall(server, role) as visitor:
        return secret_of(room) in await searched(visitor, f'in:{room}')


async def by_the_counter(server: Server, role: str, room: str) -> bool:
    async with browser_of(server, role) as browser:
        page = Visitor(server, browser, (await browser.get(f'/rooms/{HALL}')).text)
        counted = [each for each in page.elements.values() if each['tag'] == 'nicegui-unread']
        return room in counted[0]['props']['rooms']


async def by_the_drawer(server: Server, role: str, room: str) -> bool:
    async with browser_of(server, role) as browser:
        return f'/rooms/{room.title()}' in (await browser.get(f'/rooms/{HALL}')).text


async def by_the_join_page(server: Server, role: str, room: str) -> bool:
    async with browser_of(server, role) as browser:
        page = Visitor(server, browser, (await browser.get('/')).text)
        return any(each.get('props', {}).get('label') == room.title() for each in page.elements.values())


WAYS: Final[dict[str, Way]] = {
    way.__name__: way
    for way in (
        by_the_page,
        by_a_permalink,
        by_the_form,
        by_the_search,
        by_the_search_in_that_room,
        by_the_counter,
        by_the_drawer,
        by_the_join_page,
    )
}


@pytest.mark.attack('T2')
@pytest.mark.parametrize('room', ROOMS)
@pytest.mark.parametrize('way', WAYS)
async def test_who_is_in_is_in_by_every_way_and_nobody_else_by_any(
    attacked: Callable[..., Server], way: str, room: str
) -> None:
    server = attacked(ROOMY)
    assert {role for role in ROLES if await WAYS[way](server, role, room)} == READERS[room]


@pytest.mark.attack('T2')
@pytest.mark.parametrize('way', WAYS)
async def test_without_the_question_everybody_is_in_by_that_way(attacked: Callable[..., Server], way: str) -> None:
    assert all([await WAYS[way](attacked(ROOMY, 'rights'), 'banned', room) for room in ROOMS])


@attack('T2', without='rights', options=ROOMY)
async def test_who_is_banned_comes_back_under_another_name(server: Server) -> bool:
    return await by_another_name(server, 'banned', 'public')


@attack('T2', without='rights', options=ROOMY)
async def test_the_dialect_enters_rooms_that_are_not_open(server: Server) -> bool:
    return any([await dialect_enters(server, room) for room in set(ROOMS) - {'public', 'link'}])


@pytest.mark.attack('T2')
async def test_the_dialect_enters_open_rooms(attacked: Callable[..., Server]) -> None:
    assert all([await dialect_enters(attacked(ROOMY), room) for room in ('public', 'link')])


@pytest.mark.attack('T2')
async def test_a_room_that_is_closed_gives_nothing_of_itself_away(attacked: Callable[..., Server]) -> None:
    server = attacked(ROOMY)
    answers = set()
    async with browser_of(server, 'stranger') as browser:
        for room in ('invitation', 'members', 'locked'):
            answer = await browser.get(f'/rooms/{room}')
            form = {'username': 'Stranger', 'room_id': room}
            posted = await browser.post('/join_chat', data=form)
            answers.add(
                (answer.status_code, answer.headers['location'].replace(room, ''), posted.status_code, posted.text)
            )
            for text in (answer.text, posted.text):
                assert room.title() not in text, 'not even how it is spelled'
                assert 'Owner' not in text
    assert len(answers) == 1, 'nor what kind of door it has'


@attack('T1', without='rights', options=ROOMY)
async def test_the_name_of_an_owner_opens_nothing(server: Server) -> bool:
    async with httpx.AsyncClient(base_url=server.url, verify=False) as browser:
        form = {'username': 'Guest', 'room_id': 'invitation'}  # who was let in has no account: the name is free
        answer = await browser.post('/join_chat', data=form, follow_redirects=True)
        return secret_of('invitation') in answer.text


# --- what they do ------------------------------------------------------------------------------------------------
async def dialect_enters(server: Server, room: str) -> bool:
    """Whether a guest who has proven nothing is let in."""
    async with connect(f'{server.url.replace("http", "ws", 1)}/ws/chat/{room}/5?username=Mallory') as socket:
        try:
            return 'Mallory' in json.loads(await socket.recv())['text']
        except ConnectionClosed as closed:
            assert closed.rcvd is not None
            assert closed.rcvd.code == 4403
            return False


async def in_the_hall(server: Server, role: str) -> Visitor:
    """On the page of the room that is open to all."""
    return await in_room(server, role, HALL)


async def searched(visitor: Visitor, text: str) -> str:
    """What a search shows."""
    await visitor.fire(lambda each: each['tag'] == 'q-btn' and each['props'].get('aria-label') == 'Search', 'click', 0)
    await visitor.fire(
        lambda each: each['tag'] == 'nicegui-input' and 'Search' in str(each['props']), 'update:value', text
    )
    await visitor.appears(lambda each: each.get('text') in {'Nothing found', '1 found'}, 'an answer to the search')
    hits = await visitor.appears(lambda each: 'hits' in each.get('class', ()))
    return re.sub('<[^>]*>', '', str(hits['props'].get('innerHTML', '')))


# --- who is put out ----------------------------------------------------------------------------------------------
@pytest.mark.attack('T2')
@pytest.mark.parametrize('without', ['', 'closing'])
async def test_who_is_banned_is_led_out_of_all_tabs_within_a_second_and_hears_nothing_more(without: str) -> None:
    """Not even in a hostile browser, which stays where it is and goes on asking; it would without the closing."""
    server = Server()
    furnish(server.data)
    server.start(without=without)
    try:
        async with (
            await in_room(server, 'owner', 'invitation') as owner,
            await in_room(server, 'guest', 'invitation') as guest,
            await in_room(server, 'guest', 'invitation') as other,
        ):
            await owner.sees('roster', 'Guest')
            await owner.choose('People and log')
            await owner.appears(lambda each: each.get('text') == 'guest · is here')
            begun = time.monotonic()
            await owner.choose('Ban for an hour')
            for tab in (guest, other):
                assert (await tab.gets('open'))['path'].startswith('/?room=Invitation&closed=1')
            assert time.monotonic() - begun < 1
            await owner.say('behind closed doors')
            await owner.hears('behind closed doors')
            for event, args in (('sync', {'rev': 1}), ('jump', {'seq': 2}), ('latest', {}), ('page', {'before': 99})):
                await guest.emit('nicegui-feed', event, args)
            await guest.say('still here')
            await owner.say('the end')
            await owner.hears('the end')
            await guest.quiet()
            assert any('behind closed doors' in frame for frame in guest.frames) is (without == 'closing')
            assert not any('still here' in frame for frame in owner.frames)
            assert not await by_the_page(server, 'guest', 'invitation')
    finally:
        server.stop()


@pytest.mark.attack('T2')
async def test_a_guest_of_the_dialect_is_put_out_when_the_door_closes(attacked: Callable[..., Server]) -> None:
    server = attacked(ROOMY)
    url = f'{server.url.replace("http", "ws", 1)}/ws/chat/doors-that-close/5?username=Mallory'
    async with await in_room(server, 'account', 'doors-that-close') as owner, connect(url) as socket:
        await owner.say('mine')
        await owner.choose('Room settings')
        await owner.fire(
            lambda each: each['tag'] == 'q-toggle' and each.get('text') == 'Locked', 'update:modelValue', True
        )
        await owner.choose_button('Save')
        begun = time.monotonic()
        with pytest.raises(ConnectionClosed) as closed:
            async with asyncio.timeout(10):
                while True:
                    await socket.recv()
        assert time.monotonic() - begun < 1
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4403


async def in_room(server: Server, role: str, room: str) -> Visitor:
    """On the page of a room, connected."""
    browser = browser_of(server, role)
    visitor = Visitor(server, browser, (await browser.get(f'/rooms/{room}')).text)
    await visitor.connect()
    return visitor
