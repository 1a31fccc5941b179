"""Threads, between people with browsers: answered beside the room, followed, left; elsewhere nothing is heard."""

import os
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, expect

from tests.browser.conftest import People
from tests.browser.person import DESK, PHONE, Person

DARK: dict[str, Any] = {**PHONE, 'color_scheme': 'dark'}


async def shot(person: Person, name: str) -> None:
    if folder := os.environ.get('CHAT_SHOTS'):
        await person.page.screenshot(path=Path(folder) / f'{name}.png')


def row(person: Person, seq: int) -> Locator:
    """A message of the room."""
    return person.feed.locator(f'[data-seq="{seq}"]')


def thread(person: Person) -> Locator:
    return person.page.get_by_role('region', name=person.words('Thread'), exact=True)


def box(person: Person) -> Locator:
    """Where one answers in a thread."""
    return person.page.get_by_role('textbox', name=person.words('Answer in the thread'), exact=True)


def said(person: Person, text: str) -> Locator:
    """An answer in the thread that is open."""
    return thread(person).get_by_role('log').get_by_text(text, exact=True)


async def answer(person: Person, *texts: str) -> None:
    for text in texts:
        await box(person).fill(text)
        await box(person).press('Enter')


async def open_thread(person: Person, seq: int) -> None:
    """By the menu of its first message."""
    await row(person, seq).locator('p').first.click(button='right')
    await person.page.get_by_role('menuitem', name=person.words('Answer in a thread'), exact=True).click()
    await expect(box(person)).to_be_visible()


@pytest.mark.parametrize(('looks', 'language'), [(DESK, 'en'), pytest.param(DARK, 'ru', marks=pytest.mark.long)])
async def test_a_thread_is_answered_beside_the_room(
    people: People, room_id: str, looks: dict[str, Any], language: str
) -> None:
    alice = await people('Alice', room_id, language=language, **looks)
    bob = await people('Bob', room_id, language=language, **looks)
    carol = await people('Carol', f'{room_id}-else', language=language, **looks)
    _ = alice.words
    await alice.say('Where shall we eat tonight?', 'And when?')
    await bob.sees('And when?')
    await bob.box.fill('a draft')
    await open_thread(bob, 1)
    await shot(bob, f'{language}-thread-empty')
    await answer(bob, 'At the harbour', 'or **at home**')
    await expect(said(bob, 'At the harbour')).to_have_count(1)
    await expect(bob.box).to_have_value('a draft')

    line = row(alice, 1).locator('.answers')
    await expect(line).to_contain_text(_.many('{n} answer', '{n} answers', 2))
    await expect(line.locator('time')).not_to_be_empty()
    await alice.waits('document.title.startsWith("(2) ")')  # who is answered follows
    await shot(alice, f'{language}-thread-line')
    await line.click()
    await expect(said(alice, 'At the harbour')).to_be_visible()
    await alice.waits('!document.title.startsWith("(")')
    await answer(alice, 'The harbour it is')
    await expect(said(bob, 'The harbour it is')).to_have_count(1)
    await expect(row(bob, 1).locator('.answers')).to_contain_text(_.many('{n} answer', '{n} answers', 3))
    await shot(bob, f'{language}-thread')
    if looks is DESK:
        await bob.say('still in the room')
        await alice.sees('still in the room')
        await expect(said(alice, 'still in the room')).to_have_count(0)
    found = (await Axe().run(bob.page)).response['violations']
    assert not [(each['id'], each['nodes'][0]['html']) for each in found if each['impact'] in {'serious', 'critical'}]

    # a reload shows it again, with what was written and not sent
    await box(bob).fill('not sent')
    await bob.waits(f'Object.keys(localStorage).some((key) => key.includes("{room_id}/1"))')
    await bob.page.reload()
    await expect(box(bob)).to_have_value('not sent')
    await expect(said(bob, 'The harbour it is')).to_be_visible()
    await box(bob).fill('')
    await box(bob).press('Escape')
    await expect(thread(bob)).to_have_count(0)
    await bob.page.wait_for_url(lambda url: 'thread' not in url)

    await answer(alice, 'At eight')
    entry = bob.page.locator('.threads a')
    await expect(entry).to_contain_text('Where shall we eat')
    await expect(entry.locator('.unread')).to_have_text('1')
    if looks is DARK:
        await bob.button('Rooms').click()
    await shot(bob, f'{language}-thread-waits')
    await entry.click()
    await expect(said(bob, 'At eight')).to_be_visible()
    await thread(bob).get_by_role('button', name=_('Leave thread')).click()
    await expect(thread(bob).get_by_role('button', name=_('Follow thread'))).to_be_visible()
    await thread(bob).get_by_role('button', name=_('Close the thread')).click()
    await expect(thread(bob)).to_have_count(0)
    await answer(alice, 'Sharp')
    await expect(row(bob, 1).locator('.answers')).to_contain_text(_.many('{n} answer', '{n} answers', 5))
    await expect(entry).to_have_count(0)
    assert not (await bob.page.title()).startswith('(')
    assert not (await carol.page.title()).startswith('(')
    assert 'harbour' not in await carol.page.content()

    # what is found in a thread leads there, and what was said in it outlives its first message
    if looks is DESK:
        await row(alice, 1).locator('p').first.hover()
        await shot(alice, f'{language}-thread-hover')
        await bob.button('Search').click()
        await bob.page.get_by_role('textbox', name='Search').fill(f'harbour in:{room_id}')
        await expect(bob.page.locator('.hit').first).to_contain_text(f'{room_id}, in a thread')
        await shot(bob, f'{language}-thread-search')
        await bob.page.locator('.hit').filter(has_text='it is').click()
        await expect(thread(bob).locator('[data-marked]')).to_contain_text('The harbour it is')
        await box(bob).press('Escape')
    await alice.page.get_by_role('button', name=_('Close the thread')).click()
    await row(alice, 1).locator('p').first.click(button='right')
    await alice.page.get_by_role('menuitem', name=_('Remove message'), exact=True).click()
    await expect(row(bob, 1)).to_contain_text(_('A message was removed'))
    await row(bob, 1).locator('.answers').click()
    await expect(said(bob, 'At the harbour')).to_be_visible()
    await expect(thread(bob)).to_contain_text(_('A message was removed'))
    await shot(bob, f'{language}-thread-removed')
