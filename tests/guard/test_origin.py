"""The origin guard: what another site's page sends in the name of its visitor is refused before anything is done."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from chat.guard.origin import OriginGuard
from tests.server import Server
from tests.visitor import Visitor

SCHOOL = 'https://school.example'
FOREIGN = [
    'https://evil.example',
    'http://127.0.0.1',
    'http://127.0.0.1:1',
    'http://localhost:{port}',
    'http://127.0.0.1.evil.example:{port}',
    'http://evil.example/127.0.0.1:{port}',
    'null',
    'file://',
    'http://',
    'chrome-extension://abc',
    '://',
    'http://[',
    'http://a:99999',
    '{port}',
    '\xff',
    SCHOOL,
]
ANYWAYS = ['', 'http://127.0.0.1:{port}', 'HTTP://127.0.0.1:{port}', 'https://127.0.0.1:{port}']


@pytest.fixture(scope='module')
def open_server() -> Iterator[Server]:
    """A chat that lets pages of the school and local files in."""
    with Server().start('--grace', '0.3', '--allow-origin', SCHOOL + '/', '--allow-origin', 'null') as server:
        yield server


async def status_of_socket(server: Server, path: str, origin: str) -> int:
    """101 if the handshake was accepted."""
    headers = {'Origin': origin.format(port=server.port)} if origin else {}
    try:
        async with connect(server.url.replace('http', 'ws', 1) + path, additional_headers=headers):
            return 101
    except InvalidStatus as error:
        return error.response.status_code


async def status_of(server: Server, method: str, path: str, origin: str, **more: Any) -> int:
    headers = {b'Origin': origin.format(port=server.port).encode('latin-1')} if origin else {}
    async with httpx.AsyncClient(base_url=server.url, verify=False) as browser:
        return (await browser.request(method, path, headers=headers, **more)).status_code


async def status_of_form(server: Server, origin: str, room_id: str) -> int:
    return await status_of(server, 'POST', '/join_chat', origin, data={'username': 'Alice', 'room_id': room_id})


async def status_of_page_socket(server: Server, origin: str, room_id: str) -> int:
    """NiceGUI's own, as its page opens it."""
    async with httpx.AsyncClient(base_url=server.url, follow_redirects=True, verify=False) as browser:
        page = await browser.post('/join_chat', data={'username': 'Alice', 'room_id': room_id})
        url = Visitor(server, browser, page.text).socket_url()
    return await status_of_socket(server, url.removeprefix(server.url.replace('http', 'ws', 1)), origin)


async def status_of_polling(server: Server, origin: str) -> int:
    return await status_of(server, 'GET', '/_nicegui_ws/socket.io/?EIO=4&transport=polling', origin)


@pytest.mark.parametrize('origin', ANYWAYS)
async def test_programs_and_own_pages_pass(server: Server, room_id: str, origin: str) -> None:
    assert await status_of_form(server, origin, room_id) == 303
    assert await status_of_socket(server, f'/ws/chat/{room_id}/5', origin) == 101
    assert await status_of_page_socket(server, origin, room_id + 'b') == 101
    assert await status_of_polling(server, origin) == 200


@pytest.mark.parametrize('origin', FOREIGN)
async def test_pages_of_other_sites_are_refused_before_the_handshake(server: Server, room_id: str, origin: str) -> None:
    assert await status_of_form(server, origin, room_id) == 403
    assert await status_of_socket(server, f'/ws/chat/{room_id}/5', origin) == 403
    assert await status_of_page_socket(server, origin, room_id) == 403
    assert await status_of_polling(server, origin) == 403


async def test_a_refused_form_joins_nobody(server: Server, room_id: str) -> None:
    assert await status_of_form(server, 'https://evil.example', room_id) == 403
    async with httpx.AsyncClient(base_url=server.url, verify=False) as browser:
        for path in (f'/rooms/{room_id}', '/'):
            await browser.get(path)
        assert await status_of_form(server, '', room_id) == 303  # the name is free


@pytest.mark.parametrize('origin', [SCHOOL, 'HTTPS://School.Example', 'null'])
async def test_an_allowed_origin_may_use_what_old_clients_use(open_server: Server, room_id: str, origin: str) -> None:
    assert await status_of_form(open_server, origin, room_id) == 303
    assert await status_of_socket(open_server, f'/ws/chat/{room_id}/5', origin) == 101


@pytest.mark.parametrize('origin', [SCHOOL, 'null'])
async def test_an_allowed_origin_never_gets_to_the_pages_own_socket(
    open_server: Server, room_id: str, origin: str
) -> None:
    assert await status_of_page_socket(open_server, origin, room_id) == 403
    assert await status_of_polling(open_server, origin) == 403
    assert (
        await status_of(open_server, 'POST', '/_nicegui_ws/socket.io/?EIO=4&transport=polling', origin, content='40')
        == 403
    )


@pytest.mark.parametrize(
    'origin',
    [
        'https://evil.example',
        'http://school.example',
        'https://school.example:444',
        'https://school.example.evil.example',
        'https://evil.school.example',
        'nullx',
    ],
)
async def test_no_other_origin_is_admitted_with_it(open_server: Server, room_id: str, origin: str) -> None:
    assert await status_of_form(open_server, origin, room_id) == 403
    assert await status_of_socket(open_server, f'/ws/chat/{room_id}/5', origin) == 403


async def test_a_link_from_anywhere_opens_the_page(server: Server) -> None:
    for method in ('GET', 'HEAD'):
        assert await status_of(server, method, '/', 'https://evil.example') in {200, 405}
    assert await status_of(server, 'GET', '/healthz', 'https://evil.example') == 200


@pytest.mark.parametrize('method', ['POST', 'PUT', 'PATCH', 'DELETE'])
@pytest.mark.parametrize('path', ['/join_chat', '/', '/rooms/7', '/healthz', '/anything'])
async def test_nothing_is_changed_for_another_sites_page(server: Server, method: str, path: str) -> None:
    assert await status_of(server, method, path, 'https://evil.example') == 403


@pytest.mark.parametrize(
    ('host', 'origin', 'may_pass'),
    [
        ('chat.example', 'https://chat.example', True),
        ('chat.example', 'http://chat.example', True),
        ('chat.example:443', 'https://chat.example', True),
        ('chat.example:80', 'https://chat.example', True),
        ('chat.example:8443', 'https://chat.example:8443', True),
        ('CHAT.example', 'https://chat.EXAMPLE', True),
        ('[::1]:8005', 'http://[::1]:8005', True),
        ('chat.example:8443', 'https://chat.example', False),
        ('chat.example', 'https://chat.example:8443', False),
        ('', 'https://chat.example', False),
        ('', 'http://', False),
        ('[', 'http://[', False),
        ('chat.example:x', 'http://chat.example:x', False),
    ],
)
async def test_a_page_is_its_own_behind_a_proxy_that_speaks_https(host: str, origin: str, may_pass: bool) -> None:
    passed: list[bool] = []
    sent: list[Any] = []

    async def site(scope: object, receive: object, send: object) -> None:
        passed.append(True)

    async def receive() -> dict[str, Any]:
        return {'type': 'http.request'}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b'host', host.encode()), (b'origin', origin.encode())]
    await OriginGuard(site)({'type': 'http', 'method': 'POST', 'path': '/join_chat', 'headers': headers}, receive, send)
    assert bool(passed) == may_pass
    assert may_pass or sent[0]['status'] == 403
