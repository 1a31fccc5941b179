"""Reactions and emoji picked by mouse, by touch and with nothing but a keyboard, between people with browsers."""

from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import People
from tests.browser.person import DESK, Person
from tests.browser.test_access import NO_VEIL, faults
from tests.browser.test_conversation import DARK, choose, row, shot


def picker(person: Person) -> Locator:
    return person.page.get_by_role('dialog', name=person.words('Emoji'))


def search(person: Person) -> Locator:
    return picker(person).get_by_role('searchbox')


def emoji(person: Person, char: str) -> Locator:
    return picker(person).locator(f'[data-emoji="{char}"]').first


def chip(person: Person, seq: int, char: str) -> Locator:
    return row(person, seq).locator(f'[data-action="react {char}"]')


async def focused(person: Person) -> Any:
    return await person.page.evaluate('document.activeElement.dataset.emoji ?? document.activeElement.dataset.action')


@pytest.mark.parametrize(('looks', 'language'), [(DESK, 'en'), pytest.param(DARK, 'ru', marks=pytest.mark.long)])
async def test_a_reaction_that_is_picked_is_seen_by_all_and_can_be_joined(
    people: People, room_id: str, looks: dict[str, Any], language: str
) -> None:
    alice = await people('Alice', room_id, language=language, **looks)
    bob = await people('Bob', room_id, language=language, **looks)
    await bob.say('There is pizza in the kitchen')
    await alice.sees('There is pizza in the kitchen')
    if looks is DESK:
        await row(alice, 1).hover()
        await row(alice, 1).locator('.tool[data-action=picker]').click()
        await expect(search(alice)).to_be_focused()
    else:
        await choose(alice, 1, alice.words('React'))
    await expect(emoji(alice, '😀')).to_be_visible()
    await alice.page.add_style_tag(content=NO_VEIL)
    assert await faults(alice) == [], 'all groups'
    await shot(alice, f'{language}-picker')
    await search(alice).fill('pizza' if language == 'en' else 'пицц')
    await expect(picker(alice).locator('section [data-emoji]')).to_have_count(1)
    await shot(alice, f'{language}-picker-search')
    await emoji(alice, '🍕').click()
    await expect(picker(alice)).to_have_count(0)

    await expect(chip(bob, 1, '🍕')).to_contain_text('1')
    await expect(chip(bob, 1, '🍕')).to_have_attribute('title', 'Alice')
    await chip(bob, 1, '🍕').click()
    await expect(chip(alice, 1, '🍕')).to_contain_text('2')
    await shot(bob, f'{language}-chips')
    await chip(bob, 1, '🍕').click()
    await expect(chip(alice, 1, '🍕')).to_contain_text('1')

    await alice.box.fill('See you')
    await alice.box.press('Home')
    await alice.button('Emoji').click()
    await expect(picker(alice).locator('.picker-row [data-emoji]').first).to_have_text('🍕')
    await shot(alice, f'{language}-picker-composer')
    await search(alice).fill('there is no such thing')
    await expect(picker(alice)).to_contain_text(alice.words('Nothing found'))
    assert await faults(alice) == [], 'nothing found'
    await emoji(alice, '🍕').click()
    await expect(alice.box).to_have_value('🍕See you')
    await expect(alice.box).to_be_focused()
    await alice.box.press('Control+z')
    await expect(alice.box).to_have_value('See you')


async def test_a_reaction_is_picked_and_joined_with_nothing_but_a_keyboard(people: People, room_id: str) -> None:
    alice = await people('Alice', room_id)
    bob = await people('Bob', room_id)
    await bob.say('The ship has come')
    await alice.sees('The ship has come')
    keys = alice.page.keyboard
    await alice.feed.locator('..').focus()
    await keys.press('ArrowUp')
    await expect(row(alice, 1)).to_be_focused()
    await keys.press('Enter')
    await expect(alice.page.get_by_role('menuitem', name='Reply')).to_be_visible()
    for _ in range(12):
        if await alice.page.evaluate('document.activeElement.innerText') == 'React':
            break
        await keys.press('Tab')
    await keys.press('Enter')
    await expect(search(alice)).to_be_focused()
    await expect(emoji(alice, '😀')).to_be_visible()
    walk = {'ArrowDown': '😀', 'ArrowRight': '😃', 'ArrowLeft': '😀', 'ArrowUp': None}
    for key, there in walk.items():
        await keys.press(key)
        assert await focused(alice) == there, key
    await expect(search(alice)).to_be_focused()
    await keys.type('party')
    await expect(picker(alice).locator('[data-query=party] [data-emoji]').first).to_be_visible()
    await keys.press('ArrowDown')
    assert await focused(alice) == '🎉'
    await keys.press('Enter')
    await expect(chip(bob, 1, '🎉')).to_contain_text('1')
    await expect(picker(alice)).to_have_count(0)
    await expect(row(alice, 1)).to_be_focused()  # where it was, though the message was drawn anew

    keys = bob.page.keyboard
    await bob.feed.locator('..').focus()
    await keys.press('ArrowUp')
    await keys.press('Tab')
    assert await focused(bob) == 'react 🎉'
    for count in ('2', '1'):
        await keys.press('Enter')
        await expect(chip(alice, 1, '🎉')).to_contain_text(count)
        assert await focused(bob) == 'react 🎉', 'the focus stays on it'

    await alice.button('Emoji').focus()
    await alice.page.keyboard.press('Enter')
    await expect(search(alice)).to_be_focused()
    await alice.page.keyboard.type('rocket')
    await expect(picker(alice).locator('[data-query=rocket]')).to_be_visible()
    await alice.page.keyboard.press('Enter')
    await expect(alice.box).to_have_value('🚀')
    await alice.button('Emoji').focus()
    await alice.page.keyboard.press('Enter')
    await expect(search(alice)).to_be_focused()
    await alice.page.keyboard.press('Escape')
    await expect(picker(alice)).to_have_count(0)
    await expect(alice.button('Emoji')).to_be_focused()
