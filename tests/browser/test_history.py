"""History: links to messages, days, and the menu that begins at each message."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import expect

from chat.model.message import Draft
from chat.store import messages
from chat.store.sqlite import SqliteStore
from tests.browser.bot import Bot
from tests.browser.conftest import People
from tests.browser.person import Person
from tests.people import BOB
from tests.server import Server

LONG = 300  # messages


async def fill(server: Server, room_id: str) -> None:
    async with Bot(server.url, room_id) as bot:
        await bot.say(*(f'message {n}' for n in range(1, LONG + 1)))


async def is_at(person: Person, seq: int) -> None:
    """Wait until this message is marked and in view."""
    await person.waits(
        """eyes.row(given)?.matches('[data-marked]') && eyes.top(given) >= eyes.box.getBoundingClientRect().top
           && eyes.top(given) < innerHeight - 100""",
        seq,
    )


async def test_a_permalink_opens_at_its_message_wherever_that_is(people: People, server: Server, room_id: str) -> None:
    await fill(server, room_id)
    anna = await people('Anna', room_id)
    for seq in (150, 1, LONG):
        await anna.open(f'/rooms/{room_id}?at={seq}')
        await is_at(anna, seq)
        seqs = await anna.look('seqs')
        assert seqs == list(range(seqs[0], seqs[-1] + 1))
    await anna.open(f'/rooms/{room_id}?at=150')
    async with Bot(server.url, room_id) as bot:
        await bot.say('news')
    await anna.button('To the newest message').click()
    await anna.sees('news')


@pytest.mark.parametrize('at', ['0', '999999', '-1', 'x', '1.5', '9' * 400, '%00'])
async def test_a_permalink_to_nowhere_opens_the_room(people: People, server: Server, room_id: str, at: str) -> None:
    async with Bot(server.url, room_id) as bot:
        await bot.say('hello')
    anna = await people('Anna', room_id)
    await anna.open(f'/rooms/{room_id}?at={at}')
    await anna.sees('hello')


async def test_who_has_no_name_yet_gets_to_the_message_by_the_join_page(
    people: People, server: Server, room_id: str
) -> None:
    await fill(server, room_id)
    anna = await people('Anna', fresh=True)
    await anna.open(f'/rooms/{room_id}?at=42')
    await anna.field('name').fill('Anna')
    await anna.button('join').click()
    await anna.arrived()
    await is_at(anna, 42)


async def test_a_date_leads_to_the_first_message_of_that_day(people: People, tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / 'data')
    store.open()
    with pytest.MonkeyPatch.context() as patch:
        for n in range(300):  # ten a day from the first of October on
            moment = datetime(2026, 10, 1, 9, tzinfo=UTC) + timedelta(days=n // 10, minutes=n % 10)
            patch.setattr(messages, 'now', lambda moment=moment: moment)
            await store.append('7', BOB, Draft(text=f'{moment:%d %H:%M}'))
    await store.close()
    with Server(data=tmp_path / 'data') as server:
        server.start()
        anna = await people('Anna', '7', url=server.url, timezone_id='Europe/Berlin')
        await anna.page.evaluate('getElement(document.querySelector(".feed").id.slice(1)).goToDay("2026/10/12")')
        await is_at(anna, 111)
        assert await anna.page.evaluate('eyes.row(111).dataset.day') == 'Monday, October 12'
        await anna.button('Room menu').click()
        await anna.page.get_by_role('menuitem', name='Go to a date').click()
        await expect(anna.page.get_by_role('dialog', name='Go to a date')).to_be_visible()
        await anna.page.keyboard.press('Escape')


async def test_the_menu_of_a_message_copies_its_text_and_its_link(people: People, server: Server, room_id: str) -> None:
    anna = await people('Anna', room_id, fresh=True, permissions=['clipboard-read', 'clipboard-write'])
    await anna.say('a text\nwith  two lines')
    await anna.waits('eyes.rows.length === 1 && eyes.pending === 0')
    row = anna.page.locator('[data-seq="1"]')
    await anna.box.fill('')
    for entry, said, copied in (
        ('Copy text', 'The text is copied.', 'a text\nwith  two lines'),
        ('Copy link', 'The link is copied.', f'{server.url}/rooms/{room_id}?at=1'),
    ):
        await row.hover()
        await row.get_by_role('button', name='Message menu').click()
        await anna.page.get_by_role('menuitem', name=entry).click()
        await expect(anna.page.get_by_text(said)).to_be_visible()
        assert await anna.page.evaluate('navigator.clipboard.readText()') == copied


async def test_the_menu_opens_by_the_right_button_and_by_the_keyboard(people: People, room_id: str) -> None:
    anna = await people('Anna', room_id)
    await anna.say('one', 'two', 'three')
    await anna.waits('eyes.rows.length === 3 && eyes.pending === 0')
    entry = anna.page.get_by_role('menuitem', name='Copy link')
    await anna.page.locator('[data-seq="2"] .bubble').click(button='right')
    await expect(entry).to_be_visible()
    await anna.page.keyboard.press('Escape')
    await expect(entry).to_have_count(0)
    await anna.page.locator('.feed').focus()
    for seq in (3, 2, 1):
        await anna.page.keyboard.press('ArrowUp')
        assert await anna.page.evaluate('document.activeElement.dataset.seq') == f'{seq}'
    await anna.page.keyboard.press('Enter')
    await expect(entry).to_be_visible()
    await anna.page.keyboard.press('Escape')
    await expect(entry).to_have_count(0)
