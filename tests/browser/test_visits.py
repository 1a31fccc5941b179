"""Visits: those who open a room's page, those who only fetch it, and what the first one finds there."""

from playwright.async_api import expect

from chat.address import shareable
from tests.browser.conftest import People
from tests.browser.person import path_of
from tests.server import Server


async def test_who_only_fetches_a_rooms_page_has_not_joined(people: People, server: Server, room_id: str) -> None:
    fetched, prefetched = f'{room_id}-fetched', f'{room_id}-prefetched'
    anna = await people('Anna', room_id)
    answer = await anna.context.request.get(server.url + path_of(fetched))  # with her cookie, as curl would
    assert (answer.status, answer.url) == (200, server.url + path_of(fetched))
    async with anna.page.expect_response(server.url + path_of(prefetched)) as response:
        await anna.page.evaluate(
            "(href) => document.head.append(Object.assign(document.createElement('link'), { rel: 'prefetch', href }))",
            path_of(prefetched),
        )
    assert (await response.value).status == 503  # not in advance
    bob = await people('Bob')
    for room in (fetched, prefetched):
        await bob.enter(room)
        await bob.say('Is anybody here?')
        await bob.sees('Is anybody here?')
        await expect(bob.page.locator('[data-panel=roster] [data-author]')).to_have_count(1)
        assert await bob.look('notices') == ['Bob is in the chat']
    await anna.enter(fetched)
    await expect(bob.page.get_by_text('1 member', exact=True)).to_be_visible()
    anna.complaints[:] = [each for each in anna.complaints if '503' not in each]


async def test_a_fetch_without_a_cookie_is_led_to_the_join_page(people: People, server: Server, room_id: str) -> None:
    nobody = await people('Nobody')
    answer = await nobody.context.request.get(server.url + path_of(room_id), max_redirects=0)
    assert (answer.status, answer.headers['location']) == (303, f'/?room={room_id}')
    answer = await nobody.context.request.head(server.url + path_of(room_id), max_redirects=0)
    assert answer.status in {303, 405}


async def test_the_first_one_in_a_room_finds_its_link_and_code_until_something_is_said(
    people: People, server: Server, room_id: str
) -> None:
    anna = await people('Анна', room_id, language='ru')
    link = shareable(server.url, '127.0.0.1') + path_of(room_id)
    await expect(anna.page.get_by_role('link', name=link)).to_be_visible()
    code = anna.page.get_by_role('img', name='QR-код ссылки')
    await expect(code).to_be_visible()
    assert await code.evaluate('(image) => image.decode().then(() => image.naturalWidth)') > 100
    boris = await people('Борис', room_id, language='ru')
    await expect(boris.page.get_by_role('link', name=link)).to_be_visible()
    await boris.say('Привет!')
    for person in (anna, boris):
        await person.sees('Привет!')
        await expect(person.page.get_by_role('link', name=link).filter(visible=True)).to_have_count(0)
        await expect(person.page.get_by_role('img', name='QR-код ссылки').filter(visible=True)).to_have_count(0)
    vera = await people('Вера', room_id, language='ru')
    await vera.sees('Привет!')
    await expect(vera.page.get_by_role('link', name=link).filter(visible=True)).to_have_count(0)
