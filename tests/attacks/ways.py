"""Ways into a room: what each of them shows to somebody, of what is said there."""

import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final
from uuid import uuid4

from tests.attacks.furniture import (
    HALL,
    PEOPLE,
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


async def by_a_permalink_into_a_thread(server: Server, role: str) -> set[str]:
    async with browser_of(server, role) as browser:
        return {room for room in ROOMS if jewel_of(room) in (await browser.get(f'/rooms/{room}?thread=1&at=1')).text}


async def by_a_thread_and_answering_in_it(server: Server, role: str) -> set[str]:
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
    return await given(server, role, files_of(server))


async def by_a_thumbnail(server: Server, role: str) -> set[str]:
    return await given(server, role, files_of(server), small='1')


async def by_a_file_in_a_thread(server: Server, role: str) -> set[str]:
    return await given(server, role, files_of(server, in_threads=True))


async def by_a_thumbnail_in_a_thread(server: Server, role: str) -> set[str]:
    return await given(server, role, files_of(server, in_threads=True), small='1')


WAYS: Final[tuple[Way, ...]] = (
    by_the_page,
    by_a_permalink,
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
    by_a_file_in_a_thread,
    by_a_thumbnail_in_a_thread,
    by_a_thread_and_answering_in_it,  # the last: whoever connects is shown on the join page
)


async def given(server: Server, role: str, paths: dict[str, str], **query: str) -> set[str]:
    """The rooms whose file is given to somebody; all else is as if there were none."""
    async with browser_of(server, role) as browser:
        answers = {room: (await browser.get(path, params=query)).status_code for room, path in paths.items()}
        assert {*answers.values()} <= {200, 404}
        return {room for room, status in answers.items() if status == 200}


async def answers(server: Server, role: str, room: str) -> bool:
    """Whether somebody can say something in a thread of a room, and hears it there; then only its page shows it."""
    browser = browser_of(server, role)
    page = await browser.get(f'/rooms/{room}?thread=1')
    can_read = jewel_of(room) in page.text
    if page.status_code != 200 or 'Answer in the thread' not in page.text:
        await browser.aclose()
        assert not can_read, f'{role} reads a thread in {room} without a way to answer'
        return False
    assert can_read, f'{role} may answer in {room} and sees no thread'
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


async def in_room(server: Server, role: str, room: str) -> Visitor:
    """On the page of a room, connected."""
    browser = browser_of(server, role)
    visitor = Visitor(server, browser, (await browser.get(f'/rooms/{room}')).text)
    await visitor.connect()
    return visitor


async def joins(server: Server, role: str, name: str, room: str) -> bool:
    """Whether the form lets somebody in who calls themselves so."""
    async with browser_of(server, role) as browser:
        form = {'username': name, 'room_id': room}
        answer = await browser.post('/join_chat', data=form, follow_redirects=True)
        return secret_of(room) in answer.text
