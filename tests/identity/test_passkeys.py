"""Passkeys: an answer opens the account once, for the page that asked, from the device that holds the key."""

import time
from dataclasses import replace
from typing import Any, Final

import pytest

from chat.errors import BadPasskey, LastWay, PasskeyRefused, TooManyPasskeys, TooManyTries
from chat.identity import passkeys as module
from chat.identity.accounts import Accounts
from chat.identity.guesses import FREE
from chat.identity.passkeys import VALID, Challenge, Passkeys, Place
from chat.model.account import Account, Identity
from chat.store.sqlite import SqliteStore
from tests.authenticator import PRESENT, Authenticator, data, text
from tests.people import ALICE, BOB

HERE = Place(host='localhost', origin='http://localhost:8005')
PASSWORD = 'correct horse'


@pytest.fixture
def passkeys(store: SqliteStore, accounts: Accounts) -> Passkeys:
    return Passkeys(store.passkeys, accounts, title='Chat')


@pytest.fixture
async def alice(accounts: Accounts) -> Account:
    return await accounts.claim(ALICE, PASSWORD)


@pytest.fixture
async def device(passkeys: Passkeys, alice: Account) -> Authenticator:
    """Alice's, with a passkey."""
    device = Authenticator(origin=HERE.origin)
    challenge = await passkeys.ask_for_new(alice, HERE)
    await passkeys.add(alice, 'Phone', challenge, device.create(challenge.options))
    return device


async def sign_in(passkeys: Passkeys, challenge: Challenge, answer: object, session_id: str = 'hers') -> Account:
    return await passkeys.check(challenge, answer, session_id=session_id, address='10.0.0.1')


async def test_who_has_the_device_is_let_in(passkeys: Passkeys, alice: Account, device: Authenticator) -> None:
    for n in (2, 3):
        challenge = await passkeys.ask(HERE)
        assert challenge.options['userVerification'] == 'required'
        assert not challenge.options['allowCredentials'], 'whose it is need not be known'
        assert await sign_in(passkeys, challenge, device.get(challenge.options)) == alice
        [kept] = await passkeys.of(alice)
        assert (kept.name, kept.sign_count) == ('Phone', n)
        assert kept.used is not None
        assert kept.used >= kept.made


async def test_what_a_device_is_asked_for(passkeys: Passkeys, alice: Account, device: Authenticator) -> None:
    options = (await passkeys.ask_for_new(alice, HERE)).options
    assert options['rp'] == {'id': 'localhost', 'name': 'Chat'}
    assert options['user']['name'] == 'Alice'
    assert options['authenticatorSelection']['residentKey'] == 'required'
    assert options['authenticatorSelection']['userVerification'] == 'required'
    assert [each['id'] for each in options['excludeCredentials']] == [text(device.id)]
    assert options['challenge'] != (await passkeys.ask_for_new(alice, HERE)).options['challenge']


async def test_an_answer_is_worth_something_once(passkeys: Passkeys, device: Authenticator) -> None:
    challenge = await passkeys.ask(HERE)
    answer = device.get(challenge.options)
    await sign_in(passkeys, challenge, answer)
    with pytest.raises(PasskeyRefused):
        await sign_in(passkeys, challenge, answer)
    with pytest.raises(PasskeyRefused):
        await sign_in(passkeys, challenge, device.get(challenge.options))


async def test_an_answer_to_another_page_is_worth_nothing(passkeys: Passkeys, device: Authenticator) -> None:
    others, own = await passkeys.ask(HERE), await passkeys.ask(HERE)
    with pytest.raises(PasskeyRefused):
        await sign_in(passkeys, own, device.get(others.options))


async def test_after_some_minutes_it_is_too_late(
    passkeys: Passkeys, alice: Account, device: Authenticator, monkeypatch: pytest.MonkeyPatch
) -> None:
    for late, may in ((VALID - 1, True), (VALID + 1, False)):
        challenge = await passkeys.ask(HERE)
        begun = time.monotonic()
        monkeypatch.setattr(challenge, '_clock', lambda late=late, begun=begun: begun + late)
        if may:
            assert await sign_in(passkeys, challenge, device.get(challenge.options)) == alice
        else:
            with pytest.raises(PasskeyRefused):
                await sign_in(passkeys, challenge, device.get(challenge.options))


@pytest.mark.parametrize(
    'lie',
    [
        {'origin': 'http://localhost:8006'},
        {'origin': 'https://localhost:8005'},
        {'origin': 'http://evil.example'},
        {'host': 'evil.example'},
        {'flags': PRESENT},
        {'count': 0},
        {'id': b'another'},
        {'key': Authenticator(origin='').key},
        {'handle': text(b'somebody else')},
    ],
    ids=lambda lie: ' '.join(lie),
)
async def test_what_is_not_signed_here_and_now_by_the_device_of_its_person_is_refused(
    passkeys: Passkeys, device: Authenticator, lie: dict[str, Any]
) -> None:
    challenge = await passkeys.ask(HERE)
    with pytest.raises(PasskeyRefused):
        await sign_in(passkeys, challenge, replace(device, **lie).get(challenge.options))
    challenge = await passkeys.ask(HERE)
    await sign_in(passkeys, challenge, device.get(challenge.options))


@pytest.mark.parametrize('lie', [{'origin': 'http://evil.example'}, {'host': 'evil.example'}, {'flags': PRESENT}])
async def test_none_is_made_elsewhere_or_by_who_does_not_show_who_they_are(
    passkeys: Passkeys, alice: Account, lie: dict[str, Any]
) -> None:
    challenge = await passkeys.ask_for_new(alice, HERE)
    device = replace(Authenticator(origin=HERE.origin), **lie)
    with pytest.raises(PasskeyRefused):
        await passkeys.add(alice, '', challenge, device.create(challenge.options))
    assert await passkeys.of(alice) == []


WRONG: Final[list[object]] = [None, True, 7, '', 'x', 'é', '=', '\ud800', 'A' * 99, [], {}, {'id': 7}]
WRONG_DATA: Final = [text(b'{}'), text(b'[' * 40_000), text(bytes(37)), text(b'\xff' * 200)]


async def test_any_json_is_refused_and_breaks_nothing(
    passkeys: Passkeys, alice: Account, device: Authenticator
) -> None:
    def spoiled(right: dict[str, Any]) -> list[object]:
        response = right['response']
        inner = [response | {part: wrong} for part in [*response][:3] for wrong in [*WRONG, *WRONG_DATA]]
        outer = [right | {part: wrong} for part in ('id', 'rawId', 'type', 'response') for wrong in WRONG]
        return [*WRONG, *outer, *(right | {'response': each} for each in inner)]

    for n in range(len(spoiled(device.get((await passkeys.ask(HERE)).options)))):
        challenge = await passkeys.ask(HERE)
        answer = spoiled(device.get(challenge.options))[n]
        with pytest.raises(PasskeyRefused):
            await passkeys.check(challenge, answer, session_id=f'{n}', address=f'{n}')


async def test_a_spoiled_new_one_is_refused_and_breaks_nothing(passkeys: Passkeys, alice: Account) -> None:
    for n in range(60):
        challenge = await passkeys.ask_for_new(alice, HERE)
        made = Authenticator(origin=HERE.origin).create(challenge.options)
        attestation = bytearray(data(made['response']['attestationObject']))
        del attestation[n * 3 : n * 3 + 1 + n % 3]
        made['response']['attestationObject'] = text(bytes(attestation))
        with pytest.raises(PasskeyRefused):
            await passkeys.add(alice, '', challenge, made)
    assert await passkeys.of(alice) == []


async def test_wrong_answers_are_tries_that_have_to_wait_at_last(passkeys: Passkeys, device: Authenticator) -> None:
    for _ in range(FREE):
        with pytest.raises(PasskeyRefused):
            await sign_in(passkeys, await passkeys.ask(HERE), {})
    challenge = await passkeys.ask(HERE)
    with pytest.raises(TooManyTries):
        await sign_in(passkeys, challenge, device.get(challenge.options))
    await sign_in(passkeys, challenge, device.get(challenge.options), session_id='another')


async def test_a_removed_one_opens_nothing_and_only_its_person_removes_it(
    passkeys: Passkeys, accounts: Accounts, alice: Account, device: Authenticator
) -> None:
    bob = await accounts.claim(BOB, PASSWORD)
    await passkeys.remove(bob, device.id)
    challenge = await passkeys.ask(HERE)
    assert await sign_in(passkeys, challenge, device.get(challenge.options)) == alice
    await passkeys.remove(alice, device.id)
    challenge = await passkeys.ask(HERE)
    with pytest.raises(PasskeyRefused):
        await sign_in(passkeys, challenge, device.get(challenge.options))


async def test_nobody_adds_the_passkey_of_another(
    passkeys: Passkeys, accounts: Accounts, alice: Account, device: Authenticator
) -> None:
    bob = await accounts.claim(BOB, PASSWORD)
    challenge = await passkeys.ask_for_new(bob, HERE)
    with pytest.raises(BadPasskey):
        await passkeys.add(bob, '', challenge, device.create(challenge.options))
    assert await passkeys.of(bob) == []
    assert len(await passkeys.of(alice)) == 1


async def test_there_is_an_end_to_how_many(
    passkeys: Passkeys, alice: Account, device: Authenticator, monkeypatch: pytest.MonkeyPatch
) -> None:
    challenge = await passkeys.ask_for_new(alice, HERE)
    monkeypatch.setattr(module, 'MOST', 1)
    with pytest.raises(TooManyPasskeys):
        await passkeys.ask_for_new(alice, HERE)
    with pytest.raises(PasskeyRefused):
        await passkeys.add(alice, '', challenge, Authenticator(origin=HERE.origin).create(challenge.options))


@pytest.mark.parametrize(
    ('url', 'origin'),
    [
        ('https://chat.example', 'https://chat.example'),
        ('https://Chat.Example:443/below', 'https://chat.example'),
        ('https://chat.example:8443', 'https://chat.example:8443'),
        ('http://localhost:8005', 'http://localhost:8005'),
        ('http://chat.localhost', 'http://chat.localhost'),
        ('http://chat.example', None),
        ('http://127.0.0.1:8005', None),
        ('https://192.168.1.5', None),
        ('https://[::1]', None),
        ('https://chat.example:x', None),
        ('https://', None),
        ('http://notlocalhost', None),
    ],
)
def test_where_browsers_have_passkeys(url: str, origin: str | None) -> None:
    place = Place.of(url)
    assert (place and place.origin) == origin


async def test_the_only_way_in_is_not_taken_away(passkeys: Passkeys, accounts: Accounts, store: SqliteStore) -> None:
    bob = await accounts.claim(BOB, None, identity=Identity(issuer='https://id.example', subject='1'))
    challenge = await passkeys.ask_for_new(bob, HERE)
    device = Authenticator(origin=HERE.origin)
    await passkeys.add(bob, '', challenge, device.create(challenge.options))
    with pytest.raises(LastWay):  # the provider of that identity is none of this chat any more
        await passkeys.remove(bob, device.id)
    by_provider = Passkeys(store.passkeys, accounts, title='Chat', issuer='https://id.example')
    await by_provider.remove(bob, device.id)
    assert await passkeys.of(bob) == []
