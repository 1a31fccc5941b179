"""Attacks from pages of other sites, in the name of their visitor."""

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.attacks import attack
from tests.server import Server
from tests.visitor import Visitor

EVIL = 'https://evil.example'


async def opens(url: str) -> bool:
    """Whether a socket with a foreign origin is accepted."""
    try:
        async with connect(url, additional_headers={'Origin': EVIL}):
            return True
    except InvalidStatus as error:
        assert error.response.status_code == 403
        return False


@attack('T10', without='origin')
async def test_a_foreign_page_opens_the_dialect(server: Server) -> bool:
    return await opens(server.url.replace('http', 'ws', 1) + '/ws/chat/1/5')


@attack('T11', without='origin')
async def test_a_foreign_page_opens_the_socket_of_a_page(server: Server) -> bool:
    async with httpx.AsyncClient(base_url=server.url, follow_redirects=True, verify=False) as browser:
        page = await browser.post('/join_chat', data={'username': 'Alice', 'room_id': 'origins'})
        return await opens(Visitor(server, browser, page.text).socket_url())


@attack('T18', without='origin')
async def test_a_foreign_form_joins(server: Server) -> bool:
    async with httpx.AsyncClient(base_url=server.url, verify=False) as browser:
        form = {'username': 'Alice', 'room_id': 'forms'}
        return (await browser.post('/join_chat', data=form, headers={'Origin': EVIL})).status_code == 303
