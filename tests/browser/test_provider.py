"""Signing in by an OpenID provider in a real browser: there, back, a name, out, in again; linked and unlinked."""

from collections.abc import Iterator

import pytest
from playwright.async_api import expect

from tests.browser.conftest import People
from tests.browser.person import PHONE, Person
from tests.browser.test_access import faults
from tests.browser.test_accounts import claim
from tests.provider import Provider

PROVIDER = Provider()
OPTIONS = PROVIDER.options


@pytest.fixture(autouse=True)
def provider() -> Iterator[Provider]:
    PROVIDER.start().be_honest()
    yield PROVIDER


def is_fine(person: Person) -> None:
    """Being sent to the provider is the one request to another place that is meant."""
    person.complaints[:] = [each for each in person.complaints if PROVIDER.issuer not in each]


async def leave(person: Person) -> None:
    await person.open('/account')
    await person.connected()
    await person.page.get_by_role('button', name='Sign out', exact=True).click()
    await person.page.wait_for_url(lambda url: url.rstrip('/') == person.url)
    await person.connected()


async def test_the_first_time_one_chooses_a_name_and_then_one_is_in(
    people: People, room_id: str, provider: Provider
) -> None:
    provider.person = {'sub': '77', 'name': 'Quentin'}
    guest = await people('Quentin', room_id)
    quentin = await people('Quentin 2', **PHONE)
    await quentin.open('/?room=' + room_id)
    await quentin.button('Sign in with Example').click()
    name = quentin.page.get_by_label('Your name', exact=True)
    await expect(name).to_have_value('Quentin 2')
    assert 'prompt' not in provider.asked[-1]
    await quentin.connected()
    assert await faults(quentin) == []
    await name.fill('Quentin')
    await quentin.button('Make an account').click()
    await expect(
        quentin.page.get_by_text('Somebody here is called Quentin already. How about Quentin 2?')
    ).to_be_visible()
    await name.fill('Quentin 2')
    await quentin.button('Make an account').click()
    await quentin.arrived()
    await quentin.say('vouched for')
    await guest.sees('vouched for')
    await leave(quentin)
    await quentin.open('/sign-in')
    await quentin.button('Sign in with Example').click()
    await expect(quentin.page.get_by_text('Signed in as Quentin 2.')).to_be_visible()
    assert provider.asked[-1]['prompt'] == 'login', 'else whoever sits down next is Quentin by one click'

    await quentin.open('/account')
    await quentin.button('Unlink it').click()
    await expect(
        quentin.page.get_by_text('This is your only way to sign in. Please set a password first.')
    ).to_be_visible()
    assert await faults(quentin) == []
    await quentin.page.get_by_label('New password').fill('correct horse')
    await quentin.button('Set a password').click()
    await expect(quentin.page.get_by_label('Password until now')).to_be_visible()
    await quentin.connected()
    await quentin.button('Unlink it').click()
    await expect(quentin.button('Link it')).to_be_visible()
    is_fine(quentin)


@pytest.mark.long  # tests/identity does the same without a browser
async def test_who_has_an_account_links_it(people: People, room_id: str, provider: Provider) -> None:
    provider.person = {'sub': '78'}
    rita = await people('Rita', room_id)
    await claim(rita)
    await rita.button('Link it').click()
    await expect(rita.page.get_by_text('Linked just now')).to_be_visible()
    await leave(rita)
    await rita.button('Sign in with Example').click()
    await expect(rita.page.get_by_text('Signed in as Rita.')).to_be_visible()

    other = await people('Sonja', room_id)
    await claim(other)
    await other.button('Link it').click()
    await expect(other.page.get_by_text('This sign-in belongs to another account here.')).to_be_visible()
    for each in (rita, other):
        is_fine(each)


async def test_a_provider_that_is_away_is_told_in_a_sentence(people: People, provider: Provider) -> None:
    anna = await people('Tessa')
    await anna.open('/sign-in')
    provider.key = type(provider.key).generate_key('P-256')
    await anna.button('Sign in with Example').click()
    await expect(anna.page.get_by_text('Signing in did not work. Please try again.')).to_be_visible()
    assert anna.page.url == anna.url + '/sign-in?refused=failed'
    is_fine(anna)
