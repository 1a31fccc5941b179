"""Attacks on the sign-in by an OpenID provider: what it says is replayed, forged, meant for others, or led astray."""

import re
from typing import Any, Final

import httpx
from joserfc.jwk import ECKey

from tests.attacks import attack
from tests.attacks.test_accounts import browser, is_signed_in
from tests.provider import Provider
from tests.server import Server
from tests.visitor import Visitor

PROVIDER: Final = Provider()
OPTIONS: Final = PROVIDER.options


async def sent_there(server: Server, mine: httpx.AsyncClient, path: str = '/sign-in') -> str:
    """The address at the provider that a click on the page leads to."""
    PROVIDER.start()
    visitor = Visitor(server, mine, (await mine.get(path)).text)
    await visitor.connect()
    await visitor.choose_button('Sign in with Example')
    address = str((await visitor.gets('open'))['path'])
    await visitor.socket.close()
    return address


async def sent_back(address: str) -> str:
    """The address at the chat that the provider leads back to, once somebody has signed in there."""
    async with httpx.AsyncClient(verify=False) as there:
        return str((await there.get(address)).headers['location'])


async def make_account(server: Server, subject: str, name: str) -> None:
    """Somebody comes for the first time and chooses a name."""
    PROVIDER.start().be_honest()
    PROVIDER.person = {'sub': subject, 'name': name}
    async with browser(server) as mine:
        answer = await mine.get(await sent_back(await sent_there(server, mine)))
        assert answer.headers['location'] == '/welcome', answer.headers
        visitor = Visitor(server, mine, (await mine.get('/welcome')).text)
        await visitor.connect()
        await visitor.choose_button('Make an account')
        code = (await visitor.gets('run_javascript'))['code']
        ticket = re.findall('value = "(.+?)"', code)[0]
        assert (await mine.post('/session', data={'ticket': ticket})).status_code == 303
        assert await is_signed_in(mine)
        await visitor.socket.close()
    async with browser(server) as mine:  # and so they come in again
        await mine.get(await sent_back(await sent_there(server, mine)))
        assert await is_signed_in(mine)


async def lets_in(server: Server, **lies: Any) -> bool:
    """Whether somebody is signed in whom the provider vouches for with these lies."""
    vars(PROVIDER).update(lies)
    async with browser(server) as mine:
        await mine.get(await sent_back(await sent_there(server, mine)))
        PROVIDER.be_honest()
        return await is_signed_in(mine)


@attack('T46', without='provider', both=OPTIONS)
async def test_somebody_is_sent_the_way_back_of_another_session(server: Server) -> bool:
    await make_account(server, 'a1', 'Ulla')
    async with browser(server) as attacker, browser(server) as victim:
        way_back = await sent_back(await sent_there(server, attacker))
        await victim.get('/sign-in')
        await victim.get(way_back)
        return await is_signed_in(victim)


@attack('T46', both=OPTIONS)  # sees first that it lets in once
async def test_a_way_back_is_used_again(server: Server) -> bool:
    await make_account(server, 'a2', 'Vera')
    async with browser(server) as mine:
        way_back = await sent_back(await sent_there(server, mine))
        cookies = dict(mine.cookies)
        await mine.get(way_back)
        assert await is_signed_in(mine)
        async with browser(server, **cookies) as thief, browser(server) as other:
            await other.get('/sign-in')
            for each in (thief, other):
                await each.get(way_back)
            return await is_signed_in(thief) or await is_signed_in(other)


@attack('T46', without='provider', both=OPTIONS)
async def test_a_token_for_another_sign_in_is_replayed(server: Server) -> bool:
    await make_account(server, 'a3', 'Wilma')
    return await lets_in(server, person={'sub': 'a3'}, claims={'nonce': 'of another'})


@attack('T46', without='provider', both=OPTIONS)
async def test_a_token_for_another_site_is_used_here(server: Server) -> bool:
    await make_account(server, 'a4', 'Xaver')
    return await lets_in(server, person={'sub': 'a4'}, claims={'aud': 'another site'})


@attack('T46', without='provider', both=OPTIONS)
async def test_a_token_says_that_it_needs_no_signature(server: Server) -> bool:
    await make_account(server, 'a5', 'Yvonne')
    return await lets_in(server, person={'sub': 'a5'}, is_signing=False)


@attack('T46', without='provider', both=OPTIONS)
async def test_a_token_is_signed_by_another_key(server: Server) -> bool:
    await make_account(server, 'a6', 'Zacharias')
    return await lets_in(server, person={'sub': 'a6'}, key=ECKey.generate_key('P-256', parameters={'kid': 'one'}))


@attack('T46', both=OPTIONS)  # sees first that it leads somewhere at all
async def test_somebody_is_led_to_another_site_in_the_end(server: Server) -> bool:
    await make_account(server, 'a7', 'Ottilie')
    PROVIDER.person = {'sub': 'a7'}
    async with browser(server) as mine:
        places = []
        for room in ('team', '//evil.example', 'https://evil.example/', '/\\evil.example', '@evil.example'):
            query = str(httpx.QueryParams({'room': room, 'to': room, 'next': room, 'redirect_uri': room}))
            address = await sent_there(server, mine, '/sign-in?' + query)
            assert PROVIDER.issuer in address
            answer = await mine.get(await sent_back(address))
            places.append(answer.headers['location'])
        assert places[0] == '/rooms/team'
        return any('evil' in place for place in places)


@attack('T46', both=OPTIONS)  # fails where the log does not say that it failed
async def test_the_log_tells_secrets(server: Server) -> bool:
    await make_account(server, 'a8', 'Paulina')
    assert not await lets_in(server, person={'sub': 'a8'}, claims={'nonce': 'of another'})
    assert 'a sign-in by' in server.log
    return any(each in server.log for each in ('hush', 'code=', 'state=', 'Paulina', 'a8'))
