"""Attacks on passkeys: what a device has signed is used again, elsewhere, or was never signed by it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Final

from tests.attacks import attack
from tests.attacks.test_accounts import browser, make_account, sign_in
from tests.authenticator import Authenticator
from tests.server import Server
from tests.visitor import Visitor

APART: Final = ('--title', 'Passkeys')  # a server without the wrong passwords of other attacks


@asynccontextmanager
async def page(server: Server, path: str, name: str = '') -> AsyncIterator[Visitor]:
    """A page as somebody sees it who came by a name, as passkeys want it.

    :param name: who is signed in
    """
    mine = browser(server)
    if name:
        assert await sign_in(mine, name) == 303
    answer = await mine.get(path, headers={'Host': f'localhost:{server.port}'})
    async with Visitor(server, mine, answer.text) as visitor:
        await visitor.connect()
        yield visitor


async def asked(visitor: Visitor) -> Any:
    """What the page asks of a device, when its button is clicked."""
    await visitor.emit('nicegui-passkey', 'wanted', None)
    return (await visitor.calls('ask'))[1]


async def lets_in(visitor: Visitor, answer: Any) -> bool:
    """Whether the page hands over a new session for this answer."""
    seen = len(visitor.heard)

    def told() -> list[str]:
        news = [data.get('code', event) for event, data in visitor.heard[seen:]]
        return [each for each in news if each == 'notify' or 'submit()' in each]

    await visitor.emit('nicegui-passkey', 'answered', answer)
    await visitor._until(lambda: bool(told()), 'a decision')
    return 'submit()' in told()[0]


async def device_of(server: Server, name: str) -> Authenticator:
    """Somebody makes an account and a passkey for it."""
    await make_account(server, name)
    device = Authenticator(origin=f'http://localhost:{server.port}')
    async with page(server, '/account', name) as visitor:
        await visitor.emit('nicegui-passkey', 'answered', device.create(await asked(visitor)))
        await visitor.appears(lambda each: 'Not used yet' in (each.get('text') or ''), 'the passkey')
    async with page(server, '/sign-in') as visitor:
        assert await lets_in(visitor, device.get(await asked(visitor)))
    return device


@attack('T45', without='passkeys', options=APART)
async def test_an_answer_is_sent_again(server: Server) -> bool:
    device = await device_of(server, 'Nora')
    async with page(server, '/sign-in') as visitor:
        answer = device.get(await asked(visitor))
        assert await lets_in(visitor, answer)
        return await lets_in(visitor, answer)


@attack('T45', without='passkeys', options=APART)
async def test_an_answer_to_another_session_is_sent(server: Server) -> bool:
    device = await device_of(server, 'Olga')
    async with page(server, '/sign-in') as hers, page(server, '/sign-in') as attackers:
        answer = device.get(await asked(hers))
        await asked(attackers)
        return await lets_in(attackers, answer)


@attack('T45', without='passkeys', options=APART)
async def test_an_answer_to_a_page_of_another_site_is_passed_on(server: Server) -> bool:
    device = await device_of(server, 'Pavel')
    async with page(server, '/sign-in') as visitor:
        options = await asked(visitor)
        fooled = replace(device, origin='http://localhost.evil.example')
        return await lets_in(visitor, fooled.get(options))


@attack('T45', without='passkeys', options=APART)
async def test_somebody_signs_with_a_key_of_their_own(server: Server) -> bool:
    device = await device_of(server, 'Rosa')
    async with page(server, '/sign-in') as visitor:
        forged = replace(Authenticator(origin=device.origin), id=device.id, handle=device.handle, count=99)
        return await lets_in(visitor, forged.get(await asked(visitor)))


@attack('T45', without='passkeys', options=APART)
async def test_a_device_is_used_that_does_not_know_its_person(server: Server) -> bool:
    device = await device_of(server, 'Stefan')
    async with page(server, '/sign-in') as visitor:
        return await lets_in(visitor, replace(device, flags=1).get(await asked(visitor)))
