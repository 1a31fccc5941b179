"""The session cookie: signed, for this site's pages only, and worth nothing when it is somebody else's make."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from itertools import count

import httpx
import pytest
from nicegui import app
from nicegui.testing import User
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from chat.identity.cookie import COOKIE, MAX_AGE, SessionCookie, session_id_of
from chat.identity.session import Sessions
from chat.model.account import Device
from chat.model.session import Session
from chat.store.sqlite import SqliteStore

Get = Callable[..., Awaitable[httpx.Response]]


class NoStore:
    """Nobody is known."""

    async def session(self, key: str) -> Session | None:
        return None

    async def keep_session(self, key: str, session: Session) -> None:
        raise AssertionError('nothing is to be kept here')

    async def end_sessions(self, keys: Sequence[str]) -> None:
        """Nothing is kept."""

    async def devices(self, account: int) -> list[Device]:
        return []

    async def newest_number(self) -> int:
        return 0


@pytest.fixture
def sessions() -> Sessions:
    return Sessions(NoStore(), lambda: b'key')


@pytest.fixture
async def get(sessions: Sessions) -> AsyncIterator[Get]:
    """Asks a site that answers with the session ID; without a cookie jar."""

    async def whoami(request: Request) -> Response:
        return PlainTextResponse(session_id_of(request))

    site = SessionCookie(Starlette(routes=[Route('/', whoami)]), sessions)

    async def get(cookie: str = '', scheme: str = 'http') -> httpx.Response:
        headers = {b'Cookie': cookie.encode('latin-1')} if cookie else {}
        async with httpx.AsyncClient(transport=httpx.ASGITransport(site), base_url=f'{scheme}://test') as browser:
            return await browser.get('/', headers=headers)

    yield get


def value_of(answer: httpx.Response) -> str:
    return answer.headers['set-cookie'].split(';')[0].partition('=')[2]


async def test_a_new_browser_gets_a_signed_cookie(get: Get, sessions: Sessions) -> None:
    answer = await get()
    assert sessions.verify(value_of(answer)) == answer.text
    assert len(answer.text) >= 32
    assert (await get()).text != answer.text


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(get: Get) -> None:
    name, *flags = (await get()).headers['set-cookie'].split('; ')
    assert name.startswith(f'{COOKIE}=')
    assert {*flags} == {'Path=/', f'Max-Age={MAX_AGE}', 'HttpOnly', 'SameSite=Lax'}
    assert 'Secure' in (await get(scheme='https')).headers['set-cookie'].split('; ')


async def test_a_known_browser_keeps_its_session(get: Get) -> None:
    first = await get()
    again = await get(f'theme=dark; {COOKIE}={value_of(first)}; x=y')
    assert again.text == first.text
    assert 'set-cookie' not in again.headers


@pytest.mark.parametrize(
    'forge',
    [
        lambda value: value[:-9] + ('A' if value[-9] != 'A' else 'B') + value[-8:],
        lambda value: 'x' + value,
        lambda value: value.split('.')[0],
        lambda _: 'chosen-by-an-attacker',
        lambda _: Sessions(NoStore(), lambda: b'other').sign('chosen-by-an-attacker'),
        lambda _: '',
        lambda _: '"',
        lambda _: '\\x00',
        lambda _: '[]{}<>=;=;',
        lambda value: value + '.' + value,
        lambda _: 'a' * 8000,
    ],
)
async def test_a_foreign_or_forged_cookie_is_replaced(
    get: Get, sessions: Sessions, forge: Callable[[str], str]
) -> None:
    first = await get()
    answer = await get(f'{COOKIE}={forge(value_of(first))}')
    assert answer.status_code == 200
    assert answer.text not in {first.text, 'chosen-by-an-attacker', ''}
    assert sessions.verify(value_of(answer)) == answer.text


@pytest.mark.parametrize('header', ['\xff\xfe', '=', ';;;', f'{COOKIE}', f'{COOKIE}=a b "c', 'a=\x7f; b'])
async def test_a_broken_cookie_header_is_like_none(get: Get, header: str) -> None:
    answer = await get(header)
    assert answer.status_code == 200
    assert 'set-cookie' in answer.headers


async def test_visits_leave_nothing_behind(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = count()
    keep = SqliteStore.keep_session

    async def counted(self: SqliteStore, key: str, session: Session) -> None:
        next(kept)
        await keep(self, key, session)

    monkeypatch.setattr(SqliteStore, 'keep_session', counted)
    for path in ('/', '/?room=7', '/rooms/7', '/rooms/7?as=2', '/healthz', '/nowhere'):
        user.http_client.cookies.clear()
        await user.http_client.get(path, follow_redirects=True)
    await user.open('/')
    assert next(kept) == 0
    assert not list(app.storage.path.glob('storage-user-*'))
    await user.http_client.post('/join_chat', data={'username': 'Alice', 'room_id': '7'})
    assert next(kept) == 2  # so the counting works


async def test_a_stolen_page_address_is_worth_nothing_without_its_cookie(user: User) -> None:
    answer = await user.http_client.post('/join_chat', data={'username': 'Alice', 'room_id': '7'})
    await user.http_client.post('/join_chat', data={'username': 'Bob', 'room_id': '7'})
    for path in (answer.headers['location'], '/rooms/7?as=1', '/rooms/7?as=2'):
        assert (await user.http_client.get(path)).status_code == 200
    user.http_client.cookies.clear()
    for path in (answer.headers['location'], '/rooms/7?as=1', '/rooms/7?as=2'):
        stranger = await user.http_client.get(path)
        assert (stranger.status_code, stranger.headers['location']) == (303, '/?room=7')


async def test_as_does_not_reach_members_of_other_sessions(user: User) -> None:
    await user.http_client.post('/join_chat', data={'username': 'Alice', 'room_id': '7'})
    user.http_client.cookies.clear()
    await user.http_client.post('/join_chat', data={'username': 'Bob', 'room_id': '7'})
    assert (await user.http_client.get('/rooms/7')).status_code == 200
    for which in ('0', '2', '999'):
        assert (await user.http_client.get(f'/rooms/7?as={which}')).status_code == 303
    for which in ('', '1', '-1', '1000000', 'Alice', '1%00'):
        page = (await user.http_client.get(f'/rooms/7?as={which}')).text
        assert 'data-author=\\"1000001\\"' in page
        assert 'data-author=\\"1000000\\"' not in page


async def test_an_answer_with_a_cookie_is_kept_by_no_cache(get: Get, sessions: Sessions) -> None:
    assert (await get()).headers['cache-control'] == 'no-store'
    assert 'cache-control' not in (await get(f'{COOKIE}={sessions.sign("an id")}')).headers
