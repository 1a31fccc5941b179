"""Copying a link, where browsers allow it and on a local network, where they know no clipboard."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright, expect

from chat.address import lan_address
from tests.browser import chromium
from tests.browser.conftest import People
from tests.browser.person import Person, path_of
from tests.server import Server


async def copies_its_link(person: Person, room_id: str, link: str) -> None:
    await person.enter(room_id)
    await person.button('Share').click()
    await expect(person.page.get_by_label('Link', exact=True)).to_have_value(link)
    await person.button('Copy link').click()
    await expect(person.page.get_by_text('The link is copied.')).to_be_visible()
    await person.button('Close').click()
    await expect(person.button('Copy link')).to_have_count(0)
    await person.box.focus()
    await person.page.keyboard.press('Control+V')
    await expect(person.box).to_have_value(link)


async def test_on_this_machine_the_link_is_copied(people: People, server: Server, room_id: str) -> None:
    anna = await people('Anna', fresh=True, permissions=['clipboard-read', 'clipboard-write'])
    await copies_its_link(anna, room_id, server.url + path_of(room_id))
    assert await anna.page.evaluate('isSecureContext')


@pytest_asyncio.fixture(loop_scope='session')
async def visitor() -> AsyncIterator[Person]:
    """Somebody who reaches the chat by this machine's address on the network."""
    address = lan_address()
    if address is None:
        pytest.skip('this machine is on no network: it has no address but its own')
    server = Server(host='0.0.0.0')
    async with async_playwright() as playwright:
        browser = await chromium.launch(playwright, reach=(address,))
        with server.start():
            url = f'http://{address}:{server.port}'
            person = await Person.with_browser(chromium.Pages(browser), 'Anna', url=url)
            yield person
            await browser.close()  # before the server, whose end is not what is tested
    assert person.complaints == []


async def test_without_https_the_link_is_copied_too(visitor: Person, room_id: str) -> None:
    await copies_its_link(visitor, room_id, visitor.url + path_of(room_id))
    assert not await visitor.page.evaluate('isSecureContext')
    assert await visitor.page.evaluate('navigator.clipboard === undefined')


async def test_without_https_one_can_talk_too(visitor: Person, room_id: str) -> None:
    await visitor.join(room_id)
    await visitor.say('no crypto.randomUUID here')
    await visitor.sees('no crypto.randomUUID here')
    await visitor.waits('eyes.pending === 0')
