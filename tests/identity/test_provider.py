"""An OpenID provider is believed what it has signed for this chat, this browser and this very sign-in."""

import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from joserfc.jwk import ECKey

from chat.errors import IdentityUsed, LastWay, NotSignedIn, ProviderAway, ProviderRefused, SignUpClosed
from chat.identity import provider as module
from chat.identity.accounts import Accounts
from chat.identity.provider import Flow, Provider
from chat.identity.session import Sessions, key_of_session
from chat.identity.vouched import Vouched
from chat.model.account import Identity
from chat.model.message import now
from chat.model.session import Session
from chat.store.sqlite import SqliteStore
from tests import provider as site
from tests.people import ALICE, BOB
from tests.server import free_port

FLOW = Flow(redirect_uri='http://chat.example/oidc/callback', to='/rooms/7')
HERS = "Alice's browser"


@pytest.fixture(scope='module')
def site_of_module() -> Iterator[site.Provider]:
    running = site.Provider().start()
    yield running
    running.stop()


@pytest.fixture
def there(site_of_module: site.Provider) -> site.Provider:
    """The other site."""
    site_of_module.be_honest()
    return site_of_module


@pytest.fixture
async def provider(there: site.Provider) -> AsyncIterator[Provider]:
    provider = Provider(there.issuer, site.CLIENT, site.SECRET, name='Example')
    yield provider
    await provider.close()


@pytest.fixture
def vouched(store: SqliteStore, accounts: Accounts, provider: Provider) -> Vouched:
    return Vouched(store.identities, accounts, Sessions(store, store.folder.secret), provider)


async def sent_back(address: str) -> dict[str, str]:
    """A browser goes there and is sent back: with what."""
    async with httpx.AsyncClient(verify=False) as browser:
        answer = await browser.get(address)
    assert answer.headers['location'].startswith(FLOW.redirect_uri + '?')
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers['location']).query).items()}


def fresh(flow: Flow = FLOW) -> Flow:
    return replace(Flow(redirect_uri=flow.redirect_uri), to=flow.to, account=flow.account)


async def test_who_signs_in_there_is_known_here_by_issuer_and_subject(provider: Provider, there: site.Provider) -> None:
    who = await provider.finish(HERS, await sent_back(await provider.begin(HERS, flow := fresh())))
    assert (who.identity, who.name, who.flow.to) == (Identity(issuer=there.issuer, subject='1'), 'Alice', '/rooms/7')
    asked = there.asked[-1]
    assert (asked['code_challenge_method'], asked['state'], asked['nonce']) == ('S256', flow.state, flow.nonce)
    assert flow.verifier not in str(asked)


async def test_state_belongs_to_a_session_and_is_used_once(provider: Provider) -> None:
    query = await sent_back(await provider.begin(HERS, fresh()))
    for session_id, tried in [
        ("Bob's", query),
        (HERS, query | {'state': 'x'}),
        (HERS, {}),
        (HERS, {'state': '\ud800'}),
    ]:
        with pytest.raises(ProviderRefused):
            await provider.finish(session_id, tried)
    assert (await provider.finish(HERS, query)).identity.subject == '1'
    with pytest.raises(ProviderRefused):
        await provider.finish(HERS, query)


async def test_a_code_is_worth_nothing_in_another_flow(provider: Provider) -> None:
    stolen = await sent_back(await provider.begin(HERS, fresh()))
    own = await sent_back(await provider.begin("Eve's", fresh()))
    with pytest.raises(ProviderRefused):
        await provider.finish("Eve's", own | {'code': stolen['code']})


@pytest.mark.parametrize(
    'lie',
    [
        {'nonce': 'another'},
        {'nonce': None},
        {'aud': 'another'},
        {'aud': None},
        {'aud': [site.CLIENT, 'another']},  # without azp
        {'azp': 'another', 'aud': [site.CLIENT, 'another']},
        {'iss': 'http://evil.example'},
        {'iss': None},
        {'exp': 1},
        {'exp': None},
        {'exp': 'tomorrow'},
        {'sub': None},
        {'sub': ''},
        {'sub': 7},
        {'sub': 'x' * 999},
        {'iat': 10**11},
    ],
    ids=str,
)
async def test_a_token_that_says_something_else_is_refused(
    provider: Provider, there: site.Provider, lie: dict[str, Any]
) -> None:
    there.claims = lie
    with pytest.raises(ProviderRefused):
        await provider.finish(HERS, await sent_back(await provider.begin(HERS, fresh())))


async def test_a_token_that_it_has_not_signed_is_refused(provider: Provider, there: site.Provider) -> None:
    there.key = ECKey.generate_key('P-256', parameters={'kid': 'one'})
    with pytest.raises(ProviderRefused):
        await provider.finish(HERS, await sent_back(await provider.begin(HERS, fresh())))
    there.be_honest()
    there.is_signing = False
    with pytest.raises(ProviderRefused):
        await provider.finish(HERS, await sent_back(await provider.begin(HERS, fresh())))


async def test_who_does_not_want_to_is_not_signed_in(provider: Provider) -> None:
    query = await sent_back(await provider.begin(HERS, fresh()))
    with pytest.raises(ProviderRefused):
        await provider.finish(HERS, {'state': query['state'], 'error': 'access_denied'})


@pytest.mark.parametrize(
    'answer',
    [
        PlainTextResponse('<html>', 200),
        PlainTextResponse('{}' * 300_000),
        JSONResponse([]),
        JSONResponse({}),
        JSONResponse({}, 500),
        RedirectResponse('http://127.0.0.1:1/'),
    ],
    ids=['no json', 'huge', 'list', 'empty', 'broken', 'redirect'],
)
async def test_a_provider_that_answers_nonsense_is_away(
    provider: Provider, there: site.Provider, answer: Response, caplog: pytest.LogCaptureFixture
) -> None:
    there.failing = answer
    with pytest.raises(ProviderAway):
        await provider.begin(HERS, fresh())
    assert len(caplog.records) == 1
    there.be_honest()
    assert (await provider.begin(HERS, fresh())).startswith(there.issuer + '/authorize?'), 'it is asked again'


@pytest.mark.parametrize(
    'about',
    [
        {'issuer': 'https://evil.example'},
        {'token_endpoint': None},
        {'token_endpoint': 'http://169.254.169.254/'},
        {'jwks_uri': 'file:///etc/passwd'},
        {'authorization_endpoint': 'javascript:alert(1)'},
        {'authorization_endpoint': '//evil.example'},
    ],
    ids=str,
)
async def test_nobody_is_asked_whom_the_issuer_may_not_name(
    provider: Provider, there: site.Provider, about: dict[str, Any]
) -> None:
    there.about = about
    with pytest.raises(ProviderAway):
        await provider.begin(HERS, fresh())


async def test_a_provider_that_is_not_there_or_never_answers_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, 'PATIENCE', 0.3)
    with socket.create_server(('127.0.0.1', 0)) as silent:  # accepts nobody: the system lets them wait
        for port in (free_port(), silent.getsockname()[1]):
            provider = Provider(f'http://127.0.0.1:{port}', 'chat', name='Example')
            with pytest.raises(ProviderAway):
                await provider.begin(HERS, fresh())
            await provider.close()


# --- whose account it is ---------------------------------------------------------------------------------
async def come_back(vouched: Vouched, session_id: str = HERS, **flow: Any) -> tuple[Any, str]:
    address = await vouched.provider.begin(session_id, replace(fresh(), **flow))
    return await vouched.come_back(session_id, await sent_back(address))


async def test_the_first_time_a_name_is_chosen_and_then_it_is_the_same_account(
    vouched: Vouched, accounts: Accounts, there: site.Provider
) -> None:
    assert await come_back(vouched) == (None, '/welcome')
    account = await vouched.make(HERS, ALICE)
    assert not await accounts.has_password(account)
    with pytest.raises(ProviderRefused):
        await vouched.make(HERS, BOB)
    assert await come_back(vouched, 'another browser') == (account, '/rooms/7')
    there.person = {'sub': '2', 'name': 'Alice', 'email': 'alice@example.com'}
    assert await come_back(vouched) == (None, '/welcome'), 'names and addresses prove nothing'


async def test_where_sign_up_is_closed_nobody_new_is_let_in(
    vouched: Vouched, accounts: Accounts, store: SqliteStore
) -> None:
    await come_back(vouched)
    account = await vouched.make(HERS, ALICE)
    accounts.sign_up = 'closed'
    assert await come_back(vouched) == (account, '/rooms/7')
    await store.identities.link(Identity(issuer='elsewhere', subject='9'), account.id)
    accounts.sign_up = 'open'
    assert await store.identities.unlink(vouched.provider.issuer, account.id) is False
    await accounts.set_password(account, 'correct horse', since=now())
    await vouched.unlink(account)
    accounts.sign_up = 'closed'
    with pytest.raises(SignUpClosed):
        await come_back(vouched)


async def test_an_account_is_linked_by_who_is_signed_in_and_unlinked(vouched: Vouched, accounts: Accounts) -> None:
    account = await accounts.claim(BOB, 'correct horse')
    with pytest.raises(NotSignedIn):
        await come_back(vouched, account=account.id)
    vouched._sessions._held[key_of_session(HERS)] = Session(members=(BOB,), account=account.id)
    assert await come_back(vouched, account=account.id, to='/account') == (None, '/account')
    assert await come_back(vouched, 'elsewhere') == (account, '/rooms/7')
    identity = await vouched.identity_of(account)
    assert identity is not None
    assert identity.subject == '1'

    carol = await accounts.claim(ALICE, 'correct horse')
    vouched._sessions._held[key_of_session('c')] = Session(members=(ALICE,), account=carol.id)
    with pytest.raises(IdentityUsed):
        await come_back(vouched, 'c', account=carol.id)
    await vouched.unlink(account)
    assert await vouched.identity_of(account) is None
    assert await come_back(vouched, 'elsewhere') == (None, '/welcome')


async def test_the_only_way_in_is_not_taken_away(vouched: Vouched) -> None:
    await come_back(vouched)
    account = await vouched.make(HERS, ALICE)
    with pytest.raises(LastWay):
        await vouched.unlink(account)
    assert await come_back(vouched) == (account, '/rooms/7')
