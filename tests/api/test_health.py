"""The health check tells what a watcher needs and nothing of what is said."""

import httpx
from nicegui.testing import User

from tests.api.guest import Guest
from tests.pages.tab import join, lose_connection, room_of
from tests.patience import eventually
from tests.server import Server


async def health(browser: httpx.AsyncClient) -> dict[str, object]:
    answer = await browser.get('/healthz')
    assert (answer.status_code, answer.headers['content-type']) == (200, 'application/json')
    assert 'set-cookie' in answer.headers or browser.cookies
    told: dict[str, object] = answer.json()
    return told


async def test_rooms_and_people_are_counted(user: User) -> None:
    browser = user.http_client
    assert await health(browser) == {'status': 'ok', 'rooms': 0, 'people': 0}
    await join(user, 'Alice', '7')
    assert await health(browser) == {'status': 'ok', 'rooms': 1, 'people': 1}
    room = room_of(user)
    lose_connection(user)
    await eventually(lambda: not room.presence.members)
    assert (await health(browser))['people'] == 0


async def test_guests_of_the_dialect_are_counted(server: Server, room_id: str) -> None:
    async with httpx.AsyncClient(base_url=server.url) as browser:

        async def people() -> int:
            count = (await health(browser))['people']
            assert isinstance(count, int)
            return count

        async with Guest(server, room_id, 6) as witness:
            before = await people()
            async with Guest(server, room_id, 5):
                assert await people() == before + 1
            await witness.hears('User_5 (ID: 5) покинул чат.')
            assert await people() <= before
