"""Accounts in real browsers: a name is claimed, used on another device, and taken back from all of them."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import People
from tests.browser.person import PHONE, Person
from tests.browser.test_access import faults

PASSWORD = 'correct horse'


async def sign_in(person: Person) -> None:
    """Fill in the sign-in page that is open."""
    await person.page.get_by_label('Your name', exact=True).fill(person.name)
    await person.page.get_by_label('Password', exact=True).fill(PASSWORD)
    await person.page.get_by_role('button', name='Sign in', exact=True).click()


async def claim(person: Person) -> None:
    """Make the name of a guest one's own."""
    await person.open('/account')
    await person.page.get_by_label('Password', exact=True).fill(PASSWORD)
    await person.page.get_by_label('Password', exact=True).press('Enter')
    await expect(person.page.get_by_role('list', name='Your devices')).to_be_visible()
    await person.connected()


async def test_claim_sign_out_sign_in_elsewhere_and_sign_out_everywhere(people: People, room_id: str) -> None:
    anna = await people('Zoe', room_id)
    await claim(anna)
    await anna.page.get_by_role('button', name='Sign out', exact=True).click()
    await anna.page.wait_for_url(lambda url: url.rstrip('/') == anna.url)
    await anna.connected()

    stranger = await people('Zoe', **PHONE)
    await stranger.open('/?room=' + room_id)
    await stranger.field('name').fill('ZOE')
    await stranger.button('join').click()
    told = 'The name ZOE belongs to an account. If it is yours, sign in.'
    await expect(stranger.page.get_by_text(told)).to_be_visible()
    await stranger.page.get_by_role('link', name='Sign in').click()
    await stranger.page.get_by_label('Password', exact=True).fill(PASSWORD)
    await stranger.page.get_by_role('button', name='Sign in', exact=True).click()
    await stranger.arrived()
    await stranger.say('It was me all along')
    await stranger.sees('It was me all along')

    await anna.open('/sign-in')
    await sign_in(anna)
    await expect(anna.page.get_by_text('Signed in as Zoe.')).to_be_visible()
    await anna.open('/account')
    await expect(anna.page.get_by_role('listitem')).to_have_count(2)
    await anna.page.get_by_role('button', name='Sign out everywhere', exact=True).click()
    await stranger.page.wait_for_url(lambda url: '/rooms/' not in url, timeout=5000)
    await stranger.page.goto(stranger.url + '/account')
    await stranger.page.wait_for_url('**/sign-in')


async def test_who_bears_a_name_that_is_claimed_is_put_out_with_a_word(people: People, room_id: str) -> None:
    wanda = await people('Wanda', room_id + '-other')
    other = await people('wanda', room_id)
    await claim(wanda)
    await expect(
        other.page.get_by_text('The name wanda belongs to an account. If it is yours, sign in.')
    ).to_be_visible()


async def test_the_other_tabs_of_who_claims_a_name_go_on_under_it(people: People, room_id: str) -> None:
    anna = await people('Yara', room_id)
    tab = await anna.another_tab('Yara')
    await anna.page.evaluate('window.marker = 1')
    await claim(tab)
    await anna.page.wait_for_function('window.marker !== 1')  # loaded anew, as who it is now
    await anna.arrived()
    await anna.say('still here')
    await anna.sees('still here')


@pytest.mark.long
async def test_axe_finds_nothing_serious_on_the_pages_of_accounts(people: People, room_id: str) -> None:
    for scheme in ('light', 'dark'):
        name = f'Xenia {scheme}'
        xenia = await people(name, room_id, color_scheme=scheme, **PHONE)
        for path in ('/sign-in', '/sign-up', '/account'):
            await xenia.open(path)
            assert await faults(xenia) == [], path
            await xenia.page.locator('button.filled').click()
            await expect(xenia.page.get_by_role('alert').filter(visible=True).first).to_be_visible()
            assert await faults(xenia) == [], f'{path} with what is wrong'
        await claim(xenia)
        assert await faults(xenia) == [], 'signed in'
