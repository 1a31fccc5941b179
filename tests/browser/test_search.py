"""Search: across rooms, in forms of words, and a click leads to what was found."""

import re

import pytest
from playwright.async_api import Locator, expect

from tests.browser.bot import Bot
from tests.browser.conftest import People
from tests.browser.person import PHONE, Person
from tests.browser.test_history import is_at
from tests.server import Server


async def searches(person: Person, text: str, *, opens: bool = True) -> Locator:
    """Ask; what is found."""
    dialog = person.page.get_by_role('dialog', name='Search')
    if opens and not await dialog.count():
        await person.button('Search').click()
    await expect(dialog).to_be_visible()
    await person.page.get_by_role('textbox', name='Search').fill(text)
    return person.page.locator('.hit')


async def test_it_finds_across_rooms_and_leads_there(people: People, server: Server, room_id: str) -> None:
    here, there = f'{room_id}-here', f'{room_id}-there'
    async with Bot(server.url, here) as one, Bot(server.url, there) as other:
        await one.say('Вчера приходило сообщение про самовары', *(f'filler {n}' for n in range(120)))
        await other.say(*(f'filler {n}' for n in range(120)), 'Running through the самовар <b>museum</b>')
    anna = await people('Anna', here)
    await anna.page.evaluate('window.marker = 1')
    hits = await searches(anna, f'самовара in:{here} in:{there}')
    await expect(hits).to_have_count(2)
    assert await anna.page.locator('.hit mark').all_text_contents() == ['самовар', 'самовары']
    await expect(anna.page.get_by_text('2 found')).to_be_visible()
    await expect(hits.first).to_contain_text('<b>museum</b>')
    await hits.last.click()
    await is_at(anna, 1)
    assert await anna.page.evaluate('window.marker === 1'), 'in this room without loading the page anew'
    await expect(anna.page.get_by_role('dialog', name='Search')).to_have_count(0)
    hits = await searches(anna, f'"through the" in:{there}')
    await expect(hits).to_have_count(1)
    await hits.first.click()
    await anna.page.wait_for_url(f'**/rooms/{there}?at=121')
    await is_at(anna, 121)


@pytest.mark.long
async def test_nonsense_breaks_nothing(people: People, server: Server, room_id: str) -> None:
    anna = await people('Anna', room_id)
    here = f'in:{room_id}'  # nothing was said here; of all rooms, some may hold even these words
    for text in (
        '"',
        '((',
        'NEAR(',
        'from:',
        "'; DROP TABLE messages; --",
        'x',
    ):
        hits = await searches(anna, f'{text} {here}' if text.count('"') != 1 else f'{here} {text}')
        await expect(anna.page.get_by_text('Nothing found')).to_be_visible()
        await expect(hits).to_have_count(0)
        await searches(anna, '')
        await expect(anna.page.get_by_text('Words, “a phrase”')).to_be_visible()
        await searches(anna, text)
        await expect(
            anna.page.get_by_text(re.compile('^(Nothing found|[0-9]+ found|The newest first)$'))
        ).to_be_visible()
        await searches(anna, '')
        await expect(anna.page.get_by_text('Words, “a phrase”')).to_be_visible()


async def test_more_than_a_page_can_be_found(people: People, server: Server, room_id: str) -> None:
    async with Bot(server.url, room_id) as bot:
        await bot.say(*(f'zebra {n}' for n in range(40)))
    anna = await people('Anna', room_id)
    hits = await searches(anna, f'zebra in:{room_id}')
    await expect(hits).to_have_count(30)
    await anna.button('Show more').click()
    await expect(hits).to_have_count(40)
    await expect(anna.button('Show more')).to_have_count(0)
    assert (await hits.all_inner_texts())[-1].endswith('zebra 0')


async def test_on_a_phone_it_is_in_the_menu(people: People, server: Server, room_id: str) -> None:
    async with Bot(server.url, room_id) as bot:
        await bot.say('a giraffe')
    anna = await people('Anna', room_id, **PHONE)
    await anna.button('Room menu').click()
    await anna.page.get_by_role('menuitem', name='Search').click()
    hits = await searches(anna, f'giraffes in:{room_id}', opens=False)
    await expect(hits).to_have_count(1)
    box = await anna.rect(anna.page.locator('.search'))
    assert 0 <= box['x'] <= box['x'] + box['width'] <= 390
