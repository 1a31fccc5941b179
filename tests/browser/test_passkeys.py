"""Passkeys in a real browser, with an authenticator that Chromium itself plays: made, used, removed."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import CDPSession, expect

from tests.browser.conftest import People
from tests.browser.person import PHONE, Person
from tests.browser.test_access import faults
from tests.browser.test_accounts import claim
from tests.server import Server

Options = dict[str, Any]


@pytest.fixture
def by_name(server: Server) -> str:
    """Where the chat is reached by a name: browsers give no passkeys to numbers."""
    return f'http://localhost:{server.port}'


class Device:
    """What holds the passkeys of somebody, and knows them by their finger."""

    def __init__(self, session: CDPSession, number: str) -> None:
        self._session = session
        self._number = number

    @classmethod
    async def of(cls, person: Person) -> 'Device':
        session = await person.context.new_cdp_session(person.page)
        await session.send('WebAuthn.enable')
        options = {
            'protocol': 'ctap2',
            'transport': 'internal',
            'hasResidentKey': True,
            'hasUserVerification': True,
            'isUserVerified': True,
            'automaticPresenceSimulation': True,
        }
        added = await session.send('WebAuthn.addVirtualAuthenticator', {'options': options})
        return cls(session, added['authenticatorId'])

    async def knows_them(self, is_so: bool) -> None:
        """The finger is theirs, or somebody else's."""
        given = {'authenticatorId': self._number, 'isUserVerified': is_so}
        await self._session.send('WebAuthn.setUserVerified', given)

    async def credentials(self) -> list[Options]:
        found = await self._session.send('WebAuthn.getCredentials', {'authenticatorId': self._number})
        return list(found['credentials'])

    async def remove(self) -> None:
        await self._session.send('WebAuthn.removeVirtualAuthenticator', {'authenticatorId': self._number})
        await self._session.send('WebAuthn.disable')
        await self._session.detach()


@pytest_asyncio.fixture(loop_scope='session')
async def devices() -> AsyncIterator[list[Device]]:
    devices: list[Device] = []
    yield devices
    for device in devices:
        await device.remove()


async def test_a_passkey_is_added_used_and_removed(
    people: People, room_id: str, by_name: str, devices: list[Device]
) -> None:
    anna = await people('Paula', room_id, url=by_name)
    devices.append(device := await Device.of(anna))
    await claim(anna)
    await anna.page.get_by_label('Name of the passkey').fill('My finger')
    await anna.button('Add a passkey').click()
    listed = anna.page.get_by_role('list', name='Passkeys').get_by_role('listitem')
    await expect(listed).to_contain_text('My finger')
    await expect(listed).to_contain_text('Not used yet, made just now')
    [credential] = await device.credentials()
    assert (credential['rpId'], credential['isResidentCredential']) == ('localhost', True)

    await anna.button('Add a passkey').click()
    await expect(anna.page.get_by_text('This device has a passkey for this account already.')).to_be_visible()
    assert await faults(anna) == []

    await anna.page.get_by_role('button', name='Sign out', exact=True).click()
    await anna.page.wait_for_url(lambda url: url.rstrip('/') == by_name)
    await anna.open('/sign-in?room=' + room_id)
    await device.knows_them(False)
    await anna.button('Sign in with a passkey').click()
    await expect(anna.page.get_by_text('No passkey was given. Please try again.')).to_be_visible()
    await device.knows_them(True)
    await anna.button('Sign in with a passkey').click()
    await anna.arrived()
    await anna.say('in without a word')
    await anna.sees('in without a word')

    await anna.open('/account')
    await expect(listed).to_contain_text('Last used just now, made just now')
    await anna.button('Remove My finger').click()
    await expect(listed).to_have_count(0)
    await anna.page.get_by_role('button', name='Sign out', exact=True).click()
    await anna.page.wait_for_url(lambda url: url.rstrip('/') == by_name)
    await anna.open('/sign-in')
    await anna.button('Sign in with a passkey').click()
    await expect(anna.page.get_by_text('This passkey was not accepted. Please try again.')).to_be_visible()
    assert anna.page.url == by_name + '/sign-in'


async def test_where_no_passkey_can_be_the_page_says_why_and_offers_none(
    people: People, room_id: str, by_name: str
) -> None:
    why = 'To add one, open this page over HTTPS and by name, not by number, in a browser with passkeys.'
    anna = await people('Pia', room_id, **PHONE)
    await claim(anna)
    await expect(anna.page.get_by_text(why)).to_be_visible()
    await anna.open('/sign-in')
    await expect(anna.page.get_by_text('passkey')).to_have_count(0)
    other = await people('Pola', room_id, url=by_name, fresh=True, **PHONE)
    await other.page.add_init_script('delete PublicKeyCredential.parseCreationOptionsFromJSON')
    await other.open('/sign-in')
    await expect(other.button('Sign in')).to_be_visible()
    await expect(other.page.get_by_text('passkey')).to_have_count(0)
    await claim(other)
    await expect(other.page.get_by_text(why)).to_be_visible()
