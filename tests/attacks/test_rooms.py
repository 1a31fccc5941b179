"""Rooms one is not let into: who is in, from one table, by every way there is, on a server that runs."""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final
from uuid import uuid4

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.attacks import attack
from tests.attacks.furniture import (
    CELLAR,
    HALL,
    PEOPLE,
    ROLES,
    ROOMS,
    browser_of,
    files_of,
    jewel_of,
    secret_of,
)
from tests.server import Server
from tests.visitor import Visitor

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
Way = Callable[[Server, str], Awaitable[set[str]]]


async def by_the_page(server: Server, role: str) -> set[str]:
    async with browser_of(server, role) as browser:
        return {room for room in ROOMS if secret_of(room) in (await browser.get(f'/rooms/{room}')).text}


async def by_a_permalink(server: Server, role: str) -> set[str]:
    async with browser_of(server, role) as browser:
        return {room for room in ROOMS if secret_of(room) in (await browser.get(f'/rooms/{room}?at=1')).text}


async def by_a_thread(server: Server, role: str) -> set[str]:
    async with browser_of(server, role) as browser:
        return {room for room in ROOMS if jewel_of(room) in (await browser.get(f'/rooms/{room}?thread=1')).text}


async def by_a_permalink_into_a_thread(server: Server, role: str) -> set[str]:
    async with browser_of(server, role) as browser:
        return {room for room in ROOMS if jewel_of(room) in (await browser.get(f'/rooms/{room}?thread=1&at=1')).text}


async def by_answering_in_a_thread(server: Server, role: str) -> set[str]:
    return {room for room in ROOMS if await answers(server, role, room)}


async def by_the_threads_one_follows(server: Server, role: str) -> set[str]:
    async with browser_of(server, role) as browser:
        page = Visitor(server, browser, (await browser.get(f'/rooms/{HALL}')).text)
        counter = next(each for each in page.elements.values() if each['tag'] == 'nicegui-unread')
        return {room for room in ROOMS if f'{room}/1' in counter['props']['rooms']}


async def by_a_search_through_threads(server: Server, role: str) -> set[str]:
    async with await in_room(server, role, HALL) as visitor:
        [hits] = await searched(visitor, jewel_of(''))
        return {room for room in ROOMS if jewel_of(room) in hits}


async def by_the_form(server: Server, role: str) -> set[str]:
    return {room for room in ROOMS if await joins(server, role, PEOPLE[role].name, room)}


async def by_the_search(server: Server, role: str) -> set[str]:
    async with await in_room(server, role, HALL) as visitor:
        [hits] = await searched(visitor, secret_of(''))
        return {room for room in ROOMS if secret_of(room) in hits}


async def by_the_search_in_that_room(server: Server, role: str) -> set[str]:
    async with await in_room(server, role, HALL) as visitor:
        found = await searched(visitor, *(f'in:{room}' for room in ROOMS))
        return {room for room, hits in zip(ROOMS, found, strict=True) if secret_of(room) in hits}


async def by_the_counter(server: Server, role: str) -> set[str]:
    async with browser_of(server, role) as browser:
        page = Visitor(server, browser, (await browser.get(f'/rooms/{HALL}')).text)
        counter = next(each for each in page.elements.values() if each['tag'] == 'nicegui-unread')
        return {room for room in ROOMS if room in counter['props']['rooms']}


async def by_the_drawer(server: Server, role: str) -> set[str]:
    async with browser_of(server, role) as browser:
        page = (await browser.get(f'/rooms/{HALL}')).text
        return {room for room in ROOMS if f'/rooms/{room.title()}' in page}


async def by_the_join_page(server: Server, role: str) -> set[str]:
    async with browser_of(server, role) as browser:
        page = Visitor(server, browser, (await browser.get('/')).text)
        labels = {each.get('props', {}).get('label') for each in page.elements.values()}
        return {room for room in ROOMS if room.title() in labels}


async def by_a_file(server: Server, role: str) -> set[str]:
    async with browser_of(server, role) as browser:
        return {room for room, path in files_of(server).items() if (await browser.get(path)).status_code == 200}


async def by_a_thumbnail(server: Server, role: str) -> set[str]:
    async with browser_of(server, role) as browser:
        paths = {room: f'{path}?small=1' for room, path in files_of(server).items()}
        return {room for room, path in paths.items() if (await browser.get(path)).status_code == 200}


WAYS: Final[tuple[Way, ...]] = (
    by_the_page,
    by_a_permalink,
    by_a_thread,
    by_a_permalink_into_a_thread,
    by_the_threads_one_follows,
    by_a_search_through_threads,
    by_the_form,
    by_the_search,
    by_the_search_in_that_room,
    by_the_counter,
    by_the_drawer,
    by_the_join_page,
    by_a_file,
    by_a_thumbnail,
    by_answering_in_a_thread,  # the last: whoever connects is shown on the join page
)


@pytest.mark.attack('T2')
@pytest.mark.parametrize('way', WAYS, ids=lambda way: way.__name__)
async def test_who_is_in_is_in_by_every_way_and_nobody_else_by_any(server: Server, way: Way) -> None:
    found = dict(zip(ROLES, await asyncio.gather(*(way(server, role) for role in ROLES)), strict=True))
    assert {room: {role for role in ROLES if room in found[role]} for room in ROOMS} == READERS


@pytest.mark.attack('T2')
@pytest.mark.parametrize('way', WAYS, ids=lambda way: way.__name__)
async def test_without_the_question_everybody_is_in_by_that_way(attacked: Callable[..., Server], way: Way) -> None:
    assert await way(attacked(without='rights'), 'banned') == {*ROOMS}


@attack('T2', without='rights')
async def test_who_is_banned_comes_back_under_another_name(server: Server) -> bool:
    return await joins(server, 'banned', 'Banned again', 'public')


@attack('T2', without='rights')
async def test_the_dialect_enters_rooms_that_are_not_open(server: Server) -> bool:
    return any([await dialect_enters(server, room) for room in set(ROOMS) - {'public', 'link'}])


@pytest.mark.attack('T2')
async def test_the_dialect_enters_open_rooms(server: Server) -> None:
    assert all([await dialect_enters(server, room) for room in ('public', 'link')])


@pytest.mark.attack('T2')
async def test_a_room_that_is_closed_gives_nothing_of_itself_away(server: Server) -> None:
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


@attack('T1', without='rights')
async def test_the_name_of_an_owner_opens_nothing(server: Server) -> bool:
    async with httpx.AsyncClient(base_url=server.url, verify=False) as browser:
        form = {'username': 'Guest', 'room_id': 'invitation'}  # who was let in has no account: the name is free
        answer = await browser.post('/join_chat', data=form, follow_redirects=True)
        return secret_of('invitation') in answer.text


@pytest.mark.attack('T2')
async def test_a_thread_is_no_room_that_one_could_enter_by_itself(server: Server) -> None:
    async with browser_of(server, 'owner') as browser:
        for spelled in ('public/1', 'public%2F1', 'public%252F1', 'Public%EF%BC%8F1'):
            answer = await browser.get(f'/rooms/{spelled}', follow_redirects=True)
            assert jewel_of('public') not in answer.text
        posted = await browser.post('/join_chat', data={'username': 'Owner', 'room_id': 'public/1'})
        assert posted.status_code == 422


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


async def joins(server: Server, role: str, name: str, room: str) -> bool:
    """Whether the form lets somebody in who calls themselves so."""
    async with browser_of(server, role) as browser:
        form = {'username': name, 'room_id': room}
        answer = await browser.post('/join_chat', data=form, follow_redirects=True)
        return secret_of(room) in answer.text


async def answers(server: Server, role: str, room: str) -> bool:
    """Whether somebody can say something in a thread of a room, and hears it there."""
    browser = browser_of(server, role)
    page = await browser.get(f'/rooms/{room}?thread=1')
    if page.status_code != 200 or 'Answer in the thread' not in page.text:
        await browser.aclose()
        return False
    async with Visitor(server, browser, page.text) as visitor:
        await visitor.connect()
        await answer_in_thread(visitor, f'{role} answers')
        await visitor.hears(f'{role} answers')
        return True


async def answer_in_thread(visitor: Visitor, text: str) -> None:
    said = {'id': str(uuid4()), 'text': text}
    await visitor.emit('nicegui-composer', 'send', said, label='Answer in the thread')


async def searched(visitor: Visitor, *texts: str) -> list[str]:
    """What each of these searches shows."""
    shown = []
    await visitor.fire(lambda each: each['tag'] == 'q-btn' and each['props'].get('aria-label') == 'Search', 'click', 0)
    for text in texts:
        for typed, note in (('', re.compile('Words, .*')), (text, re.compile(r'Nothing found|\d+ found'))):
            await visitor.fire(is_search_field, 'update:value', typed)
            await visitor.appears(partial(is_note, note), f'an answer to the search for {typed!r}')
        hits = await visitor.appears(lambda each: 'hits' in each.get('class', ()))
        shown.append(re.sub('<[^>]*>', '', str(hits['props'].get('innerHTML', ''))))
    return shown


def is_search_field(each: dict[str, Any]) -> bool:
    return each['tag'] == 'nicegui-input' and 'Search' in str(each['props'])


def is_note(note: re.Pattern[str], each: dict[str, Any]) -> bool:
    return note.fullmatch(each.get('text') or '') is not None


# --- who is put out ----------------------------------------------------------------------------------------------
@attack('T2', without='closing')
async def test_who_is_banned_hears_on(server: Server) -> bool:
    """Who is banned is led out of all tabs within a second; a hostile browser stays where it is and goes on asking."""
    async with (
        await in_room(server, 'owner', f'{CELLAR}?thread=1') as owner,
        await in_room(server, 'guest', CELLAR) as guest,
        await in_room(server, 'guest', f'{CELLAR}?thread=1') as other,
    ):
        await owner.sees('roster', 'Guest')
        await owner.choose('People and log')
        await owner.appears(lambda each: each.get('text') == 'guest · is here')
        begun = time.monotonic()
        await owner.choose('Ban for an hour')
        for tab in (guest, other):
            assert (await tab.gets('open'))['path'].startswith('/?room=Cellar&closed=1')
        assert time.monotonic() - begun < 1
        await owner.say('behind closed doors')
        await owner.hears('behind closed doors')
        await answer_in_thread(owner, 'in a corner')
        await owner.hears('in a corner')
        for event, args in (('sync', {'rev': 1}), ('jump', {'seq': 2}), ('latest', {}), ('page', {'before': 99})):
            await guest.emit('nicegui-feed', event, args)
        await other.emit('nicegui-feed', 'sync', {'rev': 1})
        for tab in (guest, other):
            await tab.say('still here')
        await owner.say('the end')
        await owner.hears('the end')
        await guest.quiet()
        assert not any('still here' in frame for frame in owner.frames)
        assert secret_of(CELLAR) not in (await guest.browser.get(f'/rooms/{CELLAR}')).text
        await other.quiet()
        assert not any('in a corner' in frame for frame in other.frames), 'threads are taken away as a whole'
        return any('behind closed doors' in frame for frame in guest.frames)


@pytest.mark.attack('T2')
async def test_a_guest_of_the_dialect_is_put_out_when_the_door_closes(server: Server) -> None:
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
