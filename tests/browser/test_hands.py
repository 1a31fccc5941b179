"""What hands do: names, emoji and commands completed, keys that lead anywhere, a swipe, marks put around words."""

from typing import Any

import pytest
from playwright.async_api import Locator, expect

from chat.pages.commands import COMMANDS
from tests.browser.conftest import People
from tests.browser.person import DESK, PHONE, Person
from tests.browser.test_access import NO_VEIL, faults
from tests.browser.test_conversation import DARK, row, shot


def offers(person: Person) -> Locator:
    return person.page.get_by_role('option')


async def swipe(person: Person, seq: int, by: int) -> None:
    """A finger goes to the right, and is seen to take the message with it."""
    box = await row(person, seq).locator('.bubble').bounding_box()
    assert box is not None
    x, y = box['x'] + 20, box['y'] + box['height'] / 2
    session = await person.context.new_cdp_session(person.page)

    async def touch(kind: str, *points: float) -> None:
        touches = [{'x': point, 'y': y} for point in points]
        await session.send('Input.dispatchTouchEvent', {'type': kind, 'touchPoints': touches})

    await touch('touchStart', x)
    for step in range(1, 9):
        await touch('touchMove', x + by * step / 8)
    await shot(person, f'swipe-{by}')
    await touch('touchEnd')
    await session.detach()


async def test_words_are_completed_and_commands_obeyed(people: People, room_id: str) -> None:
    bob = await people('Боб Марли', room_id, language='ru')
    anna = await people('Anna', room_id)
    await anna.waits('eyes.members.some((text) => text.includes(given))', 'Боб')
    box, keys = anna.box, anna.page.keyboard

    await box.press_sequentially('Hi @мар')
    await expect(offers(anna)).to_have_text('БМБоб Марли')
    await expect(box).to_have_attribute('aria-activedescendant', str(await offers(anna).get_attribute('id')))
    await shot(anna, 'names')
    await keys.press('Enter')
    await expect(box).to_have_value('Hi @Боб Марли ')
    await expect(offers(anna)).to_have_count(0)
    await box.press_sequentially(':tada')
    await expect(offers(anna).first).to_contain_text('🎉')
    await keys.press('Tab')
    await expect(box).to_have_value('Hi @Боб Марли 🎉 ')
    await keys.press('Control+z')
    await expect(box).to_have_value('Hi @Боб Марли :tada')
    await box.fill(':D')
    await keys.press('Enter')
    await bob.sees(':D')

    await box.press_sequentially('/')
    await expect(offers(anna)).to_have_count(len(COMMANDS))
    await shot(anna, 'commands')
    await keys.press('Escape')
    await expect(offers(anna)).to_have_count(0)
    await box.press_sequentially('m')
    await expect(offers(anna)).to_have_count(1)
    await offers(anna).click()
    await expect(box).to_be_focused()
    await box.press_sequentially('waves at *everybody*')
    await keys.press('Enter')
    await expect(row(bob, 2).locator('.text')).to_contain_text('Anna waves at everybody')
    await shot(bob, 'action')
    await anna.say('/wave at all')
    await expect(anna.page.get_by_role('alert').filter(has_text='There is no command /wave.')).to_be_visible()
    await expect(box).to_have_value('/wave at all')
    await shot(anna, 'unknown')
    await box.fill('/help')
    await keys.press('Enter')
    await expect(anna.page.get_by_role('dialog', name='Help')).to_contain_text('/nick name')
    await expect(box).to_have_value('')
    await shot(anna, 'help')
    await keys.press('Escape')
    await box.fill('/nick Anna Karenina')
    await keys.press('Enter')
    await bob.waits('eyes.members.some((text) => text.includes(given))', 'Anna Karenina')
    await bob.waits('eyes.members.length === 2')
    await anna.say('It is me')
    await expect(row(bob, 3).locator('.who')).to_have_text('Anna Karenina')


async def test_keys_lead_to_rooms_to_the_search_and_through_the_feed(people: People, room_id: str) -> None:
    anna = await people('Anna', f'{room_id}-kitchen')
    await anna.enter(f'{room_id}-hall')
    keys = anna.page.keyboard
    await anna.page.locator('.bar .title').click()  # the focus is nowhere
    await keys.press('Shift+?')
    await expect(anna.page.get_by_role('dialog', name='Help')).to_be_visible()
    await keys.press('Escape')
    await expect(anna.page.get_by_role('dialog')).to_have_count(0)
    await anna.page.evaluate("addEventListener('keydown', (event) => (window.isOurs = event.defaultPrevented))")
    await anna.box.press('Control+f')
    await expect(anna.page.get_by_role('textbox', name='Search')).to_be_focused()
    assert await anna.page.evaluate('isOurs')
    await keys.press('Control+f')
    assert not await anna.page.evaluate('isOurs'), 'the second time it is for the browser'
    await keys.press('Escape')
    await expect(anna.page.get_by_role('dialog')).to_have_count(0)

    await anna.box.fill('**')
    await anna.box.press('?')
    await expect(anna.box).to_have_value('**?')
    await anna.box.fill('so bold')
    await anna.box.press('Shift+Home')
    await anna.button('Formatting').click()
    await shot(anna, 'format-bar')
    await anna.button('Bold').click()
    await expect(anna.box).to_have_value('**so bold**')
    await keys.type('strong')
    await expect(anna.box).to_have_value('**strong**')
    await keys.press('Control+i')
    await expect(anna.box).to_have_value('**strong****')
    await keys.press('Control+z')
    await expect(anna.box).to_have_value('**strong**')
    await anna.button('Quote').click()
    await expect(anna.box).to_have_value('> **strong**')
    await keys.press('Enter')
    await expect(row(anna, 1).locator('strong')).to_have_text('strong')

    await anna.say(*['\n'.join('and so on' for _ in range(15))] * 4)
    await anna.waits('eyes.rows.length === 5 && eyes.pending === 0')
    await anna.waits('eyes.below < 2')
    for key, where in {'PageUp': '>', 'End': '<', 'Home': '>', 'PageDown': '<'}.items():
        await anna.box.press(key)
        await anna.waits(f'eyes.below {where} 2')
        if key == 'Home':
            await anna.waits('eyes.box.scrollTop === 0')
            for _ in range(3):
                await anna.box.press('PageDown')

    await anna.box.press('Control+k')
    field = anna.page.get_by_role('searchbox', name='Switch to another room')
    await expect(field).to_be_focused()
    await keys.type('kit')
    await shot(anna, 'switcher')
    await keys.press('Enter')
    await anna.page.wait_for_url('**-kitchen*')
    await anna.arrived()
    await anna.box.press('Control+k')
    await expect(field).to_be_focused()
    await keys.type(f'{room_id}-cellar')
    await keys.press('Enter')
    await anna.page.wait_for_url('**-cellar*')


@pytest.mark.parametrize(('looks', 'language'), [(PHONE, 'en'), pytest.param(DARK, 'ru', marks=pytest.mark.long)])
async def test_a_message_that_is_swiped_is_answered(
    people: People, room_id: str, looks: dict[str, Any], language: str
) -> None:
    bob = await people('Bob', room_id)
    anna = await people('Anna', room_id, language=language, **looks)
    await bob.say('Swipe me')
    await anna.sees('Swipe me')
    await anna.box.fill('@b')
    await offers(anna).tap()
    await expect(anna.box).to_have_value('@Bob ')
    await swipe(anna, 1, 40)
    await expect(row(anna, 1).locator('.bubble')).to_have_css('translate', 'none')
    await expect(anna.page.locator('.about')).to_have_count(0)
    await swipe(anna, 1, 120)
    await expect(anna.page.locator('.about')).to_contain_text('Swipe me')
    await anna.box.press('Enter')
    await expect(row(bob, 2).locator('.quote')).to_contain_text('Swipe me')


@pytest.mark.long
@pytest.mark.parametrize('looks', [DESK, DARK])
async def test_axe_finds_nothing_serious_in_what_hands_use(people: People, room_id: str, looks: dict[str, Any]) -> None:
    anna = await people('Anna', room_id, **looks)
    await anna.say('/me waves')
    await anna.waits('eyes.rows.length === 1 && eyes.pending === 0')
    await anna.page.add_style_tag(content=NO_VEIL)
    await anna.box.fill('/')
    await expect(offers(anna)).to_have_count(len(COMMANDS))
    assert await faults(anna) == [], 'suggestions'
    await anna.box.fill('so')
    await anna.button('Formatting').click()
    await expect(anna.button('Bold')).to_be_visible()
    assert await faults(anna) == [], 'the bar'
    for key in ('Control+k', 'Shift+?'):
        await anna.page.evaluate('document.activeElement.blur()')
        await anna.page.keyboard.press(key)
        await expect(anna.page.get_by_role('dialog')).to_be_visible()
        assert await faults(anna) == [], key
        await anna.page.keyboard.press('Escape')
        await expect(anna.page.get_by_role('dialog')).to_have_count(0)
