"""What a browser is told not to do with an answer, and what is believed of what a request says of itself."""

import re
import sqlite3
from typing import Final

import httpx

from tests.attacks import attack
from tests.server import Server
from tests.visitor import Visitor

EVERYWHERE: Final = {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
}
NONCE: Final = re.compile(r"'nonce-([\w-]+)'")


def browser(server: Server) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=server.url, verify=False)


def is_unsafe(answer: httpx.Response) -> bool:
    """Whether one of the headers is not there."""
    policy = answer.headers.get('content-security-policy', '')
    return (
        any(answer.headers.get(name) != value for name, value in EVERYWHERE.items())
        or 'geolocation=()' not in answer.headers.get('permissions-policy', '')
        or not ("frame-ancestors 'none'" in policy and "base-uri 'none'" in policy)
        or 'strict-transport-security' in answer.headers  # this is not HTTPS, and must not promise it
        or 'server' in answer.headers
    )


@attack('T37', without='headers')
async def test_an_answer_lets_a_browser_frame_sniff_or_run_it(server: Server) -> bool:
    async with browser(server) as guest:
        form = {'username': 'Alice', 'room_id': 'headers'}
        page = await guest.get('/')
        script = re.search(r'src="(/_nicegui/[^"]+\.js)"', page.text)
        assert script
        answers = [
            page,
            joined := await guest.post('/join_chat', data=form),
            await guest.get(joined.headers['location']),
            await guest.get('/rooms/elsewhere-and-not-joined'),
            await guest.get('/healthz'),
            await guest.get('/healthz/'),
            await guest.post('/healthz'),
            await guest.get('/unknown'),
            await guest.get(script[1]),
            await guest.get('/favicon.ico'),
            await guest.get('/_nicegui_ws/socket.io/'),
            await guest.post('/join_chat', data={'username': '', 'room_id': ''}),
            await guest.post('/join_chat', data=form, headers={'Origin': 'https://evil.example'}),
            await guest.post('/join_chat', content=b'x' * 100_000),
        ]
        kinds = {answer.status_code for answer in answers}
        return kinds != {200, 303, 307, 400, 403, 404, 405, 413, 422} or any(is_unsafe(answer) for answer in answers)


@attack('T37', without='headers')
async def test_a_page_runs_scripts_that_are_not_its_own(server: Server) -> bool:
    async with browser(server) as guest:
        nonces = []
        for _ in range(2):
            page = await guest.get('/')
            found = NONCE.search(page.headers.get('content-security-policy', ''))
            if not found or "'unsafe-inline'" in page.headers['content-security-policy'].partition('style-src')[0]:
                return True
            scripts = re.findall(r'<script[^>]*>', page.text)
            assert len(scripts) > 5
            assert all(f'nonce="{found[1]}"' in script for script in scripts)
            nonces.append(found[1])
        return nonces[0] == nonces[1]


@attack('T29', without='proxies')
async def test_anybody_says_below_which_path_the_chat_is(server: Server) -> bool:
    async with browser(server) as guest:
        forged = {'X-Forwarded-Prefix': '/evil', 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https'}
        form = {'username': 'Alice', 'room_id': 'proxies'}
        joined = await guest.post('/join_chat', data=form, headers=forged)
        page = await guest.get('/', headers=forged)
        return '/evil' in joined.headers['location'] + page.text or 'strict-transport-security' in page.headers


@attack('T17', without='flags')
async def test_a_script_or_another_site_gets_the_cookie(server: Server) -> bool:
    async with browser(server) as guest:
        cookies = (await guest.get('/')).headers.get_list('set-cookie')
        assert cookies
        return not all('; HttpOnly' in each and '; SameSite=Lax' in each for each in cookies)


@attack('T32')
async def test_visits_without_cookies_fill_the_disk(server: Server) -> bool:
    """Has no protection that could be taken out; fails with a file or a row for each visit."""
    files, rows = sorted(server.data.rglob('*')), rows_of(server)
    for _ in range(20):
        async with browser(server) as guest:
            assert (await guest.get('/')).status_code == 200
    return sorted(server.data.rglob('*')) != files or rows_of(server) > rows


def rows_of(server: Server) -> int:
    """How many sessions are kept."""
    with sqlite3.connect(f'file:{server.data}/chat.db?mode=ro', uri=True) as connection:
        return int(connection.execute('SELECT count(*) FROM sessions').fetchone()[0])


async def test_what_people_write_gets_no_nonce(server: Server) -> None:
    async with await Visitor.join(server, 'Alice', 'nonces') as alice:
        await alice.say('<script src=x></script>')
        await alice.hears('&lt;script src=x&gt;')
        page = await alice.browser.get('/rooms/nonces')
        assert 'script src=x' in page.text
        assert not re.search(r'<script nonce="[^"]*" src=x', page.text)
