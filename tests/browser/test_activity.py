"""What people see of each other beside messages: who calls them, who types, who is away."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import People
from tests.browser.person import DESK, PHONE, Person

HIDE = """(is) => {
    Object.defineProperty(document, 'hidden', { get: () => is, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
}"""
SPY = """() => {
    window.told = [];
    window.Notification = class {
        static permission = 'granted';
        constructor(title, { body }) { window.told.push([title, body]) }
    };
    window.AudioContext = class extends AudioContext {
        createOscillator() {
            const tone = super.createOscillator();
            tone.start = () => window.told.push(tone.frequency.value);
            tone.stop = () => {};
            return tone;
        }
    };
}"""
DARK: dict[str, Any] = {**PHONE, 'color_scheme': 'dark'}


async def shot(person: Person, name: str) -> None:
    if folder := os.environ.get('CHAT_SHOTS'):
        await person.page.screenshot(path=Path(folder) / f'{name}.png')


@pytest.mark.parametrize(('looks', 'language'), [(DESK, 'en'), pytest.param(DARK, 'ru', marks=pytest.mark.long)])
async def test_who_is_called_sees_it_wherever_they_are(
    people: People, room_id: str, looks: dict[str, Any], language: str
) -> None:
    anna = await people('Анна Мария', room_id, language=language, **looks)
    await anna.enter(f'{room_id}9')
    bob = await people('Bob', room_id, language=language, **looks)
    await bob.say('Has anybody seen @анна мария today?')
    badge = anna.page.locator(f'.called[data-called="{room_id}"]')
    await expect(badge).to_have_text('@1')
    await expect(anna.page.locator('.called[data-called=""]')).to_have_text('@1')
    await shot(anna, f'{language}-called')
    await anna.page.goto(f'{anna.url}/mentions')
    row = anna.page.get_by_role('article')
    await expect(row).to_contain_text('Has anybody seen @анна мария today?')
    await shot(anna, f'{language}-mentions')
    await row.get_by_role('link').click()
    mention = anna.page.locator('[role=log] [data-seq="1"] .mention')
    await expect(mention).to_have_text('@анна мария')
    plain = await bob.page.locator('.mention').evaluate('(name) => getComputedStyle(name).backgroundColor')
    assert await mention.evaluate('(name) => getComputedStyle(name).backgroundColor') != plain
    await expect(badge).to_have_text('')
    await shot(anna, f'{language}-room')

    # --- the same two in one room: who types, and who is away
    _ = anna.words
    typing = bob.page.locator('.below > .typing')
    await anna.box.press_sequentially('abc')
    await expect(typing).to_have_text(_.many('{who} is typing…', '{who} are typing…', 1, who='Анна Мария'))
    await expect(anna.page.locator('.below > .typing')).to_have_text('')
    await shot(bob, f'{language}-typing')
    await anna.box.press('Enter')
    await bob.sees('abc')
    await expect(typing).to_have_text('')
    readers = anna.page.locator('.readers .avatar:visible')
    await expect(readers).to_have_count(1)
    await expect(readers).to_have_attribute('title', 'Bob')
    await shot(anna, f'{language}-read')
    person = bob.page.locator('.roster .person', has_text='Анна Мария')
    await anna.page.evaluate(HIDE, True)
    await expect(person).to_contain_text(_('away'))
    await shot(bob, f'{language}-away')
    await anna.page.evaluate(HIDE, False)
    await expect(person).not_to_contain_text(_('away'))


async def test_a_browser_tells_of_what_its_owner_does_not_see(people: People, room_id: str) -> None:
    anna = await people('Anna', room_id)
    await anna.context.grant_permissions(['notifications'])
    await anna.page.get_by_role('button', name='Room menu').click()
    await anna.page.get_by_role('menuitem', name='Notifications').click()
    await anna.page.get_by_role('button', name='Notify me in this browser').click()
    await expect(anna.page.get_by_role('dialog')).to_contain_text('This browser notifies you from now on')
    await anna.page.get_by_role('switch', name='Sound').click()
    await shot(anna, 'notifications')
    await anna.page.get_by_role('button', name='Close').last.click()
    await anna.page.evaluate(SPY)
    bob = await people('Bob', room_id)
    await bob.say('@Anna, do you see this?')
    await anna.sees('@Anna, do you see this?')
    await anna.page.evaluate(HIDE, True)
    await expect(bob.page.locator('.roster .person', has_text='Anna')).to_contain_text('away')
    await bob.say('@Anna, and ||this||?')
    await anna.waits('window.told.length === 3')
    [[title, body], *tones] = await anna.page.evaluate('window.told')
    assert (title, body, tones) == (room_id, 'Bob: @Anna, and …?', [660, 880])


@pytest.mark.long
async def test_who_does_nothing_for_five_minutes_is_away_until_they_do_something(people: People, room_id: str) -> None:
    anna = await people('Anna', fresh=True)
    anna.expects_outages = True  # of a connection that nothing comes over for minutes
    await anna.page.clock.install()
    await anna.enter(room_id)
    bob = await people('Bob', room_id)
    person = bob.page.locator('.roster .person', has_text='Anna')
    await anna.page.clock.run_for(290_000)
    await expect(person).not_to_contain_text(bob.words('away'))
    await anna.page.mouse.move(5, 5)
    await anna.page.clock.run_for(290_000)
    await bob.say('Are you there?')
    await bob.sees('Are you there?')
    await expect(person).not_to_contain_text(bob.words('away'))
    await anna.page.clock.run_for(20_000)
    await expect(person).to_contain_text(bob.words('away'))
    await anna.page.mouse.move(9, 9)
    await expect(person).not_to_contain_text(bob.words('away'))
