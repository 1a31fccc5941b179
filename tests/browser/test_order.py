"""Order in real browsers: the dialogs that moderators of a room have, its password page, the administration page."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.async_api import Locator, expect

from tests.attacks.furniture import ROLES, furnish
from tests.browser.conftest import People
from tests.browser.person import DESK, PHONE, Person
from tests.browser.test_access import NO_VEIL, faults
from tests.browser.test_accounts import claim
from tests.server import Server

SIZES: Final = [
    pytest.param(options | {'color_scheme': scheme}, id=f'{device} {scheme}', marks=marks)
    for device, options, scheme, marks in (
        ('phone', PHONE, 'dark', ()),
        ('desk', DESK, 'light', pytest.mark.long),
        ('phone', PHONE, 'light', pytest.mark.long),
        ('desk', DESK, 'dark', pytest.mark.long),
    )
]
TABS: Final = ('Rooms', 'People', 'Sessions', 'Reports', 'Log', 'Settings', 'State')


async def owner_of(people: People, room_id: str, name: str, **options: Any) -> Person:
    """Somebody with an account, who said the first word."""
    owner = await people(name, room_id + '-hall', **options)
    await claim(owner)
    await owner.enter(room_id)
    await owner.say('mine')
    await owner.sees('mine')
    await owner.page.add_style_tag(content=NO_VEIL)
    return owner


async def opened(person: Person, entry: str) -> Locator:
    """A dialog of the room menu."""
    await person.button('Room menu').click()
    await person.page.get_by_role('menuitem', name=entry, exact=True).click()
    dialog = person.page.get_by_role('dialog', name=entry)
    await expect(dialog.get_by_role('heading', name=entry, exact=True)).to_be_visible()
    return dialog


@pytest.mark.parametrize('options', SIZES)
async def test_a_room_gets_a_password_an_invitation_and_order(
    people: People, room_id: str, options: dict[str, Any]
) -> None:
    olga = await owner_of(people, room_id, f'Olga in {room_id}', **options)
    dialog = await opened(olga, 'Room settings')
    assert await faults(olga) == [], 'settings'
    await dialog.get_by_role('combobox', name='Who gets in').click()
    await olga.page.get_by_role('option', name='Who knows the password').click()
    await dialog.get_by_label('Password of the room').fill('open sesame')
    await dialog.get_by_role('button', name='Save').click()
    await expect(dialog).to_have_count(0)

    dialog = await opened(olga, 'Invitations')
    await dialog.get_by_role('button', name='Make an invitation').click()
    await expect(dialog.get_by_label('Link', exact=True)).to_be_visible()
    assert await faults(olga) == [], 'invitations'
    await dialog.get_by_role('button', name='Close').click()

    guest = await people('Guest', **options)
    await guest.open('/')
    await guest.field('name').fill('Guest')
    await guest.field('room').fill(room_id)
    await guest.button('join').click()
    password = guest.page.get_by_label('Password of the room')
    await password.fill('close sesame')
    await password.press('Enter')
    await expect(guest.page.get_by_text('This is not the password of the room.')).to_be_visible()
    assert await faults(guest) == [], 'the password page'
    await password.fill('open sesame')
    await password.press('Enter')
    await guest.arrived()

    dialog = await opened(olga, 'People and log')
    await expect(dialog.get_by_text('guest · is here')).to_be_visible()
    assert await faults(olga) == [], 'people'
    await dialog.get_by_role('button', name='What to do with Guest').click()
    await olga.page.get_by_role('menuitem', name='Ban for an hour').click()
    await expect(guest.page.get_by_text('You are banned from this room until')).to_be_visible()
    await expect(dialog.get_by_text('guest · banned')).to_be_visible()
    # all browsers of these tests have one address: others are not to be kept out with this guest
    await dialog.get_by_role('button', name='What to do with Guest').click()
    await olga.page.get_by_role('menuitem', name='Let in again').click()
    await expect(dialog.get_by_text('guest · banned')).to_have_count(0)


async def test_what_is_chosen_is_not_cut_off_on_a_narrow_phone(people: People, room_id: str) -> None:
    narrow = {**PHONE, 'viewport': {'width': 360, 'height': 740}}
    vera = await owner_of(people, room_id, f'Vera in {room_id}', **narrow)
    dialog = await opened(vera, 'Room settings')
    chosen = dialog.get_by_text('Everybody, and the room is listed')
    assert await chosen.evaluate('(e) => e.scrollWidth <= e.clientWidth || getComputedStyle(e).display === "inline"')
    frame, text = await vera.rect(dialog.locator('.settings')), await vera.rect(chosen)
    assert text['x'] + text['width'] < frame['x'] + frame['width']


@pytest.fixture(scope='module')
def furnished() -> Iterator[Server]:
    """A chat with rooms of all kinds and people of all roles."""
    server = Server()
    furnish(server.data)
    with server.start():
        yield server
    assert 'Traceback' not in server.log, server.log


@pytest.mark.long
@pytest.mark.parametrize('options', SIZES)
async def test_the_administration_page_by_keyboard(people: People, furnished: Server, options: dict[str, Any]) -> None:
    cookies = dict(zip(ROLES, (furnished.data / 'cookies').read_text().split('\n'), strict=True))
    root = await people('Root', url=furnished.url, **options)
    await root.page.context.add_cookies([{'name': 'chat_session', 'value': cookies['admin'], 'url': furnished.url}])
    await root.open('/admin')
    await root.page.add_style_tag(content=NO_VEIL)
    for name in TABS:
        tab = root.page.get_by_role('tab', name=name, exact=True)
        await tab.focus()
        await root.page.keyboard.press('Enter')
        await expect(tab).to_have_attribute('aria-selected', 'true')
        await expect(root.page.get_by_role('tabpanel').get_by_role('listitem').first).to_be_visible()
        assert await faults(root) == [], name
        assert not await root.page.evaluate('document.documentElement.scrollWidth > innerWidth'), name
