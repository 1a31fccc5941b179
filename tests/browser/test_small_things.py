"""Pins, a topic, bookmarks and polls, between people with browsers."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import People
from tests.browser.person import DESK
from tests.browser.test_conversation import DARK, choose, row, shot


@pytest.mark.parametrize(('looks', 'language'), [(DESK, 'en'), pytest.param(DARK, 'ru', marks=pytest.mark.long)])
async def test_pins_topic_bookmarks_and_polls(
    people: People, room_id: str, looks: dict[str, Any], language: str
) -> None:
    alice = await people('Alice', room_id, language=language, **looks)
    bob = await people('Bob', room_id, language=language, **looks)
    _ = alice.words
    await alice.say('The key lies under the third flower pot')
    await bob.sees('The key lies under the third flower pot')

    await expect(bob.page.locator('.pins-button')).to_be_hidden()
    await choose(bob, 1, _('Pin'))
    await expect(alice.page.locator('.pins-button')).to_contain_text('1')
    await row(alice, 1).locator('p').click(button='right')
    await expect(alice.page.get_by_role('menuitem', name=_('Unpin'), exact=True)).to_be_visible()
    await expect(alice.page.get_by_role('menuitem', name=_('Pin'), exact=True)).to_have_count(0)
    await alice.page.get_by_role('menuitem', name=_('Bookmark'), exact=True).click()
    await alice.waits("getComputedStyle(eyes.row(1).querySelector('.bubble'), '::after').content.includes('🔖')")
    await alice.page.locator('.pins-button').click()
    await expect(alice.page.get_by_role('dialog')).to_contain_text('third flower pot')
    await shot(alice, f'{language}-pins')
    await alice.page.locator('.pinned .hit').click()
    await expect(row(alice, 1)).to_have_attribute('data-marked', '')

    await bob.page.get_by_role('button', name=_('Room menu')).click()
    await bob.page.get_by_role('menuitem', name=_('Topic')).click()
    await bob.page.get_by_label(_('What this room is for')).fill('Keys, flowers and who waters them')
    await shot(bob, f'{language}-topic-dialog')
    await bob.page.get_by_role('button', name=_('Save')).click()
    await expect(alice.page.locator('.topic')).to_contain_text('who waters them')

    if looks is DESK:
        await bob.page.get_by_role('button', name=_('Poll'), exact=True).click()
    else:
        await bob.page.get_by_role('button', name=_('Room menu')).click()
        await bob.page.get_by_role('menuitem', name=_('Poll'), exact=True).click()
    await bob.page.get_by_label(_('Question')).fill('Who waters them next week?')
    for n, answer in enumerate(('Alice', 'Bob', 'Nobody, it will rain'), 1):
        await bob.page.get_by_label(_('Answer {n}', n=n)).fill(answer)
    await shot(bob, f'{language}-poll-dialog')
    await bob.page.get_by_role('button', name=_('Ask'), exact=True).click()
    await row(alice, 2).get_by_role('button', name='Nobody').click()
    await row(bob, 2).get_by_role('button', name='Nobody').click()
    await expect(row(alice, 2).locator('.answer-count').last).to_have_text('2')
    await row(bob, 2).locator('.answer').first.click()
    await expect(row(alice, 2).locator('.answer-count')).to_have_text(['1', '0', '1'])
    await shot(alice, f'{language}-poll')
    await shot(bob, f'{language}-poll-own')
    await row(bob, 2).get_by_role('button', name=_('Close the poll')).click()
    await expect(row(alice, 2)).to_contain_text(_('closed'))
    home = alice.page.url.split('/rooms/')[0]
    await alice.say(f'{home}/rooms/{room_id}', f'http://elsewhere.example/rooms/{room_id}')
    await expect(row(bob, 3).locator('.room-card')).to_contain_text('who waters them')
    await expect(row(bob, 4).locator('.room-card')).to_be_hidden()
    await shot(bob, f'{language}-card')
    await alice.page.get_by_role('button', name=_('Got it')).click()
    await expect(alice.page.locator('.hint')).to_have_count(0)
    await alice.page.goto(f'{home}/bookmarks')
    await expect(alice.page.get_by_role('list')).to_contain_text('third flower pot')
    await shot(alice, f'{language}-bookmarks')
