"""Script in every field that is shown: in real Chromium nothing of it runs, wherever it is shown."""

import subprocess
import sys
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest
from playwright.async_api import Page, expect

from tests.api.guest import Guest
from tests.browser.conftest import People
from tests.browser.person import Person
from tests.server import ROOT, Server

pytestmark = pytest.mark.attack('T3')

RAN: Final = 'window.ran = (window.ran ?? 0) + 1'
SCRIPTS: Final = [
    f'<script>{RAN}</script>',
    f'<img src=x onerror="{RAN}">',
    f'<svg/onload="{RAN}">',
    f'"><img src=x onerror="{RAN}">',
    f"'-({RAN})-'",
    f'javascript:{RAN}',
    f'</script><script>{RAN}</script>',
    f'</template><img src=x onerror="{RAN}">',
    '{{constructor.constructor("window.ran = 1")()}}',
    '${window.ran = 1}',
    f'`);{RAN};(`',
]
NAMES: Final = [
    '<img src=x onerror=ran=1>',
    '"><svg onload=ran=1>',
    '<script>ran=1</script>',
    '{{constructor}}${ran=1}',
]


async def unharmed(page: Page) -> bool:
    """Whether nothing ran; a picture that cannot be loaded would have said so by now."""
    await page.evaluate('new Promise((done) => setTimeout(done, 50))')
    return await page.evaluate('window.ran === undefined') is True


async def show_everything(person: Person) -> None:
    """Open what shows names, rooms and messages."""
    page = person.page
    await person.button('Members').first.click()
    await person.button('Search').first.click()
    field = page.get_by_role('textbox', name='Search')
    await field.fill('window')
    await expect(page.locator('.hit').first).to_be_visible()
    await page.keyboard.press('Escape')


async def test_in_messages_names_notices_rosters_and_search_results(people: People, room_id: str) -> None:
    anna = await people('Anna', room_id)
    mallory = await people(NAMES[0], room_id)
    for script in SCRIPTS:
        await mallory.say(script)
        await anna.sees(script.replace('`', ''))  # between backticks it is code
    await show_everything(anna)
    await show_roster(anna, NAMES[0])
    assert await unharmed(anna.page)
    assert await unharmed(mallory.page)
    assert await anna.page.evaluate('eyes.rows.every((row) => !row.querySelector("p *:not(a, code)"))')


@pytest.mark.parametrize('name', NAMES)
async def test_in_the_name_of_a_program(people: People, server: Server, room_id: str, name: str) -> None:
    anna = await people('Anna', room_id)
    async with Guest(server, room_id, 5, username=name, lang='en') as guest:
        await guest.say('hello')
        await anna.sees('hello')
        await show_roster(anna, name)
        assert await unharmed(anna.page)
    await anna.page.reload()
    await anna.arrived()
    assert await unharmed(anna.page)


async def show_roster(person: Person, name: str) -> None:
    await person.waits('eyes.members.some((text) => text.includes(given))', name)


@pytest.mark.parametrize(
    'field', ['room', *(pytest.param(each, marks=pytest.mark.long) for each in ('at', 'taken', 'x'))]
)
async def test_in_the_address_of_the_join_page(people: People, field: str) -> None:
    anna = await people('Anna')
    for script in SCRIPTS:
        await anna.open(f'/?room=7&{field}={quote(script)}')
        assert await unharmed(anna.page)


@pytest.mark.long
async def test_in_the_address_of_a_room(people: People, room_id: str) -> None:
    anna = await people('Anna', room_id)
    for script in SCRIPTS:
        for path in (f'/rooms/{room_id}?at={quote(script)}&as={quote(script)}', f'/rooms/{quote(script, safe="")}'):
            await anna.page.goto(anna.url + path)
            assert await unharmed(anna.page)
    anna.complaints[:] = [complaint for complaint in anna.complaints if '404' not in complaint]


async def test_in_what_is_typed_into_the_form(people: People) -> None:
    anna = await people('Anna')
    await anna.open('/')
    for script in SCRIPTS:
        await anna.field('name').fill(script)
        await anna.field('room').fill(script)
        await anna.button('join').click()
        assert await unharmed(anna.page)


@pytest.mark.long
async def test_in_an_exported_room(people: People, server: Server, room_id: str, tmp_path: Path) -> None:
    mallory = await people(NAMES[1], room_id)
    for script in SCRIPTS:
        await mallory.say(script)
        await mallory.sees(script)
    file = tmp_path / 'room.html'
    command = [sys.executable, 'main.py', 'export', room_id, '--data', str(server.data), '--output', '-']
    run = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)  # noqa: ASYNC221
    file.write_bytes(run.stdout)
    await mallory.page.goto(file.as_uri())
    await expect(mallory.page.get_by_text(SCRIPTS[1], exact=True)).to_be_visible()
    mallory.complaints[:] = [complaint for complaint in mallory.complaints if file.as_uri() not in complaint]
    assert await unharmed(mallory.page)
