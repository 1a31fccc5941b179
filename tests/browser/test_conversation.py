"""Answers, edits, reactions and what is taken back, between people with browsers."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import People
from tests.browser.person import DESK, PHONE, Person

DARK: dict[str, Any] = {**PHONE, 'color_scheme': 'dark'}


async def shot(person: Person, name: str) -> None:
    if folder := os.environ.get('CHAT_SHOTS'):
        await person.page.screenshot(path=Path(folder) / f'{name}.png')


def row(person: Person, seq: int) -> Locator:
    return person.page.locator(f'[role=log] [data-seq="{seq}"]')


async def choose(person: Person, seq: int, entry: str) -> None:
    """In the menu of a message."""
    await row(person, seq).locator('p').click(button='right')
    await person.page.get_by_role('menuitem', name=entry, exact=True).click()


@pytest.mark.parametrize(('looks', 'language'), [(DESK, 'en'), pytest.param(DARK, 'ru', marks=pytest.mark.long)])
async def test_answers_edits_reactions_and_what_is_taken_back(
    people: People, room_id: str, looks: dict[str, Any], language: str
) -> None:
    alice = await people('Alice', room_id, language=language, **looks)
    bob = await people('Bob', room_id, language=language, **looks)
    _ = alice.words
    await alice.say('Shall we meet on Firday at noon?')
    await bob.sees('Shall we meet on Firday at noon?')

    await bob.box.fill('a draft')
    await choose(bob, 1, _('Reply'))
    await expect(bob.page.locator('.about')).to_contain_text('Firday')
    await shot(bob, f'{language}-reply')
    await bob.box.fill('Noon is fine')
    await bob.box.press('Enter')
    await expect(row(alice, 2).locator('.quote')).to_contain_text('Firday')
    await expect(bob.page.locator('.about')).to_have_count(0)

    await alice.box.press('ArrowUp')
    await expect(alice.box).to_have_value('Shall we meet on Firday at noon?')
    await alice.box.press('Escape')
    await expect(alice.box).to_have_value('')
    await choose(alice, 1, _('Edit'))
    await expect(alice.box).to_have_value('Shall we meet on Firday at noon?')
    await alice.box.fill('Shall we meet on Friday at noon?')
    await alice.box.press('Enter')
    await expect(row(bob, 1)).to_contain_text('Friday')
    await expect(row(bob, 2).locator('.quote')).to_contain_text('Friday')
    await expect(alice.box).to_have_value('')
    await row(bob, 1).locator('.edited').click()
    await expect(bob.page.get_by_role('dialog')).to_contain_text('Firday')
    await shot(bob, f'{language}-versions')
    await bob.page.get_by_role('button', name=_('Close')).last.click()

    await row(bob, 1).locator('p').click(button='right')
    await expect(bob.page.get_by_role('menuitem', name=_('Edit'), exact=True)).to_have_count(0)
    await shot(bob, f'{language}-menu')
    await bob.page.keyboard.press('Escape')

    await alice.say('To be taken back')
    await bob.sees('To be taken back')
    await choose(alice, 3, _('Remove message'))
    await expect(row(bob, 3)).to_contain_text(_('A message was removed'))
    await shot(alice, f'{language}-undo')
    await alice.page.get_by_role('button', name=_('Undo')).click()
    await expect(row(bob, 3)).to_contain_text('To be taken back')
    await row(bob, 2).locator('.quote').click()
    await expect(row(bob, 1)).to_have_attribute('data-marked', '')
    await shot(alice, f'{language}-end')
    await shot(bob, f'{language}-end-bob')
