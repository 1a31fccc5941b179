"""Tabs: several of one browser, under one name or two, reloaded and closed."""

from typing import Final

from playwright.async_api import expect

from tests.browser.conftest import People
from tests.browser.person import Person, path_of

OPTIONS: Final = ('--grace', '1.5')  # longer than a reload takes on a busy machine


async def test_two_people_of_one_browser_talk_as_themselves(people: People, room_id: str) -> None:
    anna = await people('Анна', language='ru')
    await anna.join(room_id)
    boris = await anna.another_tab('Борис')
    await boris.join(room_id)
    assert anna.page.url.endswith(path_of(room_id))
    assert boris.page.url.endswith(path_of(room_id) + '?as=2')
    await anna.say('от Анны')
    await boris.sees('от Анны')
    await boris.say('от Бориса')
    await anna.sees('от Бориса')
    assert await sides(anna) == {'от Анны': 'right', 'от Бориса': 'left'}
    assert await sides(boris) == {'от Анны': 'left', 'от Бориса': 'right'}
    for tab in (anna, boris):
        await tab.page.reload()
        await tab.arrived()
    await anna.say('снова Анна')
    await boris.sees('снова Анна')
    await boris.say('снова Борис')
    await anna.sees('снова Борис')
    assert await sides(anna) == {
        'от Анны': 'right',
        'от Бориса': 'left',
        'снова Анна': 'right',
        'снова Борис': 'left',
    }


async def sides(person: Person) -> dict[str, str]:
    """On which side each message stands."""
    feed = await person.rect(person.feed)
    found = {}
    for text in await person.look('texts'):
        bubble = await person.rect(person.feed.get_by_text(text, exact=True))
        found[text] = 'right' if bubble['x'] > feed['x'] + feed['width'] / 2 else 'left'
    return found


async def test_no_number_in_the_address_makes_one_somebody_of_another_browser(people: People, room_id: str) -> None:
    await people('Anna', room_id)
    eve = await people('Eve', room_id)
    for which in ('2', '0', '999', '-1', '1', ''):
        await eve.page.goto(f'{eve.url}{path_of(room_id)}?as={which}')
        if which in {'2', '0', '999'}:  # no member of hers
            await expect(eve.button('join')).to_be_visible()
        else:
            await eve.arrived()
            await eve.say(f'I am {which}')
            await eve.sees(f'I am {which}')
    authors = await eve.page.evaluate('new Set(eyes.rows.map((row) => row.dataset.author)).size')
    assert authors == 1


async def test_two_tabs_under_one_name_are_one_person(people: People, room_id: str) -> None:
    bob, anna = await people('Bob', room_id), await people('Anna', room_id)
    second = await anna.another_tab('Anna')
    await second.join(room_id)
    assert second.page.url == anna.page.url
    await second.say('from the second tab')
    await bob.sees('from the second tab')
    for person in (anna, second):
        await person.sees('from the second tab')
        assert await sides(person) == {'from the second tab': 'right'}
    assert await roster(bob) == ['Bob', 'Anna']
    assert str(await bob.look('notices')).count('Anna') == 1
    await second.page.close()
    await anna.say('still here')
    await bob.sees('still here')
    assert await roster(bob) == ['Bob', 'Anna']


async def test_a_reload_is_no_news_and_a_closed_tab_is_news_after_the_grace(people: People, room_id: str) -> None:
    bob, anna, carol = [await people(name, room_id) for name in ('Bob', 'Anna', 'Carol')]
    await anna.say('a line under those who came')
    await bob.sees('a line under those who came')
    await anna.page.reload()
    await anna.arrived()
    await carol.page.close()  # after the reload began, so that the notice comes after one about it would have come
    await bob.waits('eyes.notices.length === 2')
    assert await bob.look('notices[1]') == 'Carol left the chat'
    assert await roster(bob) == ['Bob', 'Anna']
    await expect(bob.page.get_by_text('2 members')).to_have_count(1)


async def test_who_leaves_is_gone_at_once_in_all_tabs(people: People, room_id: str) -> None:
    bob, anna = await people('Bob', room_id), await people('Anna', room_id)
    second = await anna.another_tab('Anna')
    await second.enter(room_id)
    await second.button('Room menu').click()
    await second.page.get_by_text(second.words('Leave room')).click()
    for tab in (anna, second):
        await tab.page.wait_for_url(f'{tab.url}/')
    await bob.waits("eyes.notices.some((notice) => notice.includes('left the chat'))")
    assert await roster(bob) == ['Bob']


async def roster(person: Person) -> list[str]:
    """Who is listed; for an open drawer."""
    members = person.page.get_by_role('list', name=person.names['roster'], exact=True).locator('[data-author]')
    return [text.split('\n')[-1] for text in await members.all_inner_texts()]
