"""The sockets of pages: whose they are, and that everything a browser does goes on working."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.server import Server
from tests.visitor import Visitor


@pytest.fixture
async def page(server: Server) -> AsyncIterator[Visitor]:
    """The join page of somebody who was never here."""
    async with httpx.AsyncClient(base_url=server.url, timeout=10, verify=False) as browser:
        yield Visitor(server, browser, (await browser.get('/')).text)


async def answer_to(page: Visitor, cookies: str | None) -> str:
    """What a socket for this page is told."""
    headers = {'Cookie': cookies} if cookies else {}
    async with connect(page.socket_url(), additional_headers=headers) as socket:
        await socket.recv()
        await socket.send('40')
        return str(await socket.recv())


def cookies_of(page: Visitor) -> str:
    return '; '.join(f'{name}={value}' for name, value in page.browser.cookies.items())


async def test_a_page_connects_with_the_cookie_that_came_with_it(page: Visitor) -> None:
    assert (await answer_to(page, cookies_of(page))).startswith('40{')


async def test_a_browser_without_cookies_can_show_the_join_page(page: Visitor) -> None:
    assert (await answer_to(page, None)).startswith('40{')


async def test_once_somebody_has_joined_their_pages_are_theirs_alone(page: Visitor, room_id: str) -> None:
    await page.browser.post('/join_chat', data={'username': 'Alice', 'room_id': room_id})
    assert 'Implicit handshake failed' in await answer_to(page, None)


async def test_another_browser_is_told_that_there_is_no_such_page(page: Visitor, server: Server) -> None:
    async with httpx.AsyncClient(base_url=server.url, timeout=10, verify=False) as other:
        await other.get('/')
        cookies = '; '.join(f'{name}={value}' for name, value in other.cookies.items())
    assert 'Implicit handshake failed' in await answer_to(page, cookies)


async def test_long_polling_goes_on_working(server: Server, room_id: str) -> None:
    async with httpx.AsyncClient(base_url=server.url, timeout=20, verify=False) as browser:
        answer = await browser.post('/join_chat', data={'username': 'Alice', 'room_id': room_id}, follow_redirects=True)
        alice = Visitor(server, browser, answer.text)
        url = alice.socket_url(transport='polling').replace('ws:', 'http:', 1)
        opened = json.loads((await browser.get(url)).text[1:])
        assert opened['upgrades'] == []
        url += f'&sid={opened["sid"]}'
        assert (await browser.post(url, content='40')).text == 'OK'
        came = (await browser.get(url)).text
        assert '40{' in came
        async with await Visitor.join(server, 'Bob', room_id) as bob:
            await bob.say('Hello to those who poll')
            while 'Hello to those who poll' not in came:
                came = (await browser.get(url)).text
                await browser.post(url, content='3')
        assert (await browser.post(url, content='9')).status_code == 400
        assert (await browser.post(url, content='1')).status_code == 200


async def test_a_session_that_polls_cannot_be_opened_as_a_websocket_too(server: Server, page: Visitor) -> None:
    with pytest.raises(InvalidStatus) as refusal:
        async with connect(page.socket_url(sid='unknown')):
            pass
    assert refusal.value.response.status_code == 403
