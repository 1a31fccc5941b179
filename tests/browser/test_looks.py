"""Looks: light and dark, two languages, every width; and nothing that was typed is lost by switching."""

import os
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import TimeoutError, expect  # noqa: A004

from tests.browser.bot import Bot
from tests.browser.conftest import People
from tests.browser.person import Person
from tests.server import Server

WIDTHS: Final = (320, 360, 768, 1280)  # px; 320 is also what 1280 leaves at a zoom of 400 %
SETTLED: Final = 2000  # ms after a change of width
SHOTS: Final = os.environ.get('CHAT_SHOTS')  # a folder that keeps a picture of every screen

LIGHTNESS: Final = """() => {
  const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).map(Number);
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}"""
# The page or the feed can be scrolled sideways.
TOO_WIDE: Final = """[document.documentElement, document.body, ...(eyes.log ? [eyes.box] : [])]
  .some((box) => box.scrollWidth > box.clientWidth)"""
# What stands out on the right, for those who look for the reason.
OUTSIDE: Final = """[...document.body.querySelectorAll('*')]
  .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((element) => `${element.tagName}.${element.className}`).slice(0, 5)"""

WRITTEN: Final = "(element) => getComputedStyle(element, '::after').content"


async def test_the_theme_button_goes_round_and_keeps_the_draft(people: People, room_id: str) -> None:
    alice = await people('Alice', room_id, color_scheme='light')
    await alice.box.fill('a draft')
    await expect(alice.button('Appearance: as the system')).to_be_visible()
    assert await alice.page.evaluate(LIGHTNESS) > 0.8
    for name, dark in (('light', False), ('dark', True), ('as the system', False), ('light', False), ('dark', True)):
        await alice.page.get_by_role('button', name='Appearance: ').click()
        await expect(alice.button(f'Appearance: {name}')).to_be_visible()
        await alice.waits(f'({LIGHTNESS})() {"< 0.2" if dark else "> 0.8"}')
        await expect(alice.box).to_have_value('a draft')
    await alice.page.reload()
    await alice.arrived()
    await expect(alice.box).to_have_value('a draft')
    await expect(alice.button('Appearance: dark')).to_be_visible()
    assert await alice.page.evaluate(LIGHTNESS) < 0.2
    await alice.open('/')
    assert await alice.page.evaluate(LIGHTNESS) < 0.2


async def test_the_theme_follows_the_system_until_told_otherwise(people: People, room_id: str) -> None:
    alice = await people('Alice', room_id, color_scheme='dark', fresh=True)
    assert await alice.page.evaluate(LIGHTNESS) < 0.2
    await alice.page.emulate_media(color_scheme='light')
    await alice.waits(f'({LIGHTNESS})() > 0.8')


async def test_the_language_button_changes_all_words_and_keeps_the_draft(people: People, room_id: str) -> None:
    anna = await people('Anna', room_id)
    await anna.say('unchanged')
    await anna.box.fill('a draft')
    await expect(anna.page.locator('html')).to_have_attribute('lang', 'en-US')
    await anna.page.get_by_role('button', name='Русский').click()
    in_russian = Person('Anna', anna.page, url=anna.url, language='ru')
    await expect(in_russian.box).to_have_value('a draft')
    await in_russian.arrived()
    await in_russian.sees('unchanged')
    await expect(in_russian.page.locator('html')).to_have_attribute('lang', 'ru')
    await expect(in_russian.button('send')).to_be_visible()
    await expect(in_russian.feed).to_be_visible()
    await expect(in_russian.page.get_by_role('list', name='Участники')).to_be_visible()
    await in_russian.open('/')
    await expect(in_russian.button('join')).to_be_visible()
    await in_russian.page.get_by_role('button', name='English').click()
    await expect(anna.button('join')).to_be_visible()


async def test_the_language_button_of_the_join_page_keeps_what_was_typed(people: People, room_id: str) -> None:
    anna = await people('Anna')
    await anna.open('/')
    await anna.field('name').fill('Anna')
    await anna.field('room').fill(room_id)
    await anna.page.get_by_role('button', name='Русский').click()
    in_russian = Person('Anna', anna.page, url=anna.url, language='ru')
    await expect(in_russian.field('name')).to_have_value('Anna')
    await expect(in_russian.field('room')).to_have_value(room_id)


@pytest.mark.parametrize(
    ('language', 'scheme'),
    [
        ('ru', 'dark'),
        *(pytest.param(*each, marks=pytest.mark.long) for each in (('en', 'light'), ('en', 'dark'), ('ru', 'light'))),
    ],
)
async def test_no_page_scrolls_sideways(
    people: People, server: Server, room_id: str, language: str, scheme: str
) -> None:
    async with Bot(server.url, room_id, name='Maximiliana-Wilhelmine von und zu Hohen', number=999_999) as bot:
        await bot.say('https://example.org/' + 'long' * 200, 'W' * 4000, 'код\n' * 5, '👩‍👩‍👧‍👦' * 100)
        anna = await people('Анна-Мария Константинопольская-Задунайская'[:40], language=language, color_scheme=scheme)
        await anna.open('/')
        await fits(anna, f'join-{language}-{scheme}')
        await anna.enter(room_id)
        await anna.say('ю' * 600, 'короткое', 'и ещё одно')
        await anna.box.fill('a draft of\ntwo lines')
        await anna.waits('eyes.pending === 0')
        await fits(anna, f'room-{language}-{scheme}')
        await anna.open('/')
        await fits(anna, f'return-{language}-{scheme}')


async def fits(person: Person, name: str) -> None:
    for width in WIDTHS:
        await person.page.set_viewport_size({'width': width, 'height': 740})
        try:
            await person.page.wait_for_function(f'() => !({TOO_WIDE})', timeout=SETTLED)  # drawers take a moment
        except TimeoutError:
            pytest.fail(f'{name} at {width} px is too wide: {await person.page.evaluate(OUTSIDE)}')
        if SHOTS:
            await person.page.screenshot(path=Path(SHOTS) / f'{name}-{width}.png', animations='disabled')


async def test_heaps_of_accents_stay_in_their_bubble(people: People, room_id: str) -> None:
    alice, bob = await people('Alice', room_id), await people('Bob', room_id)
    beside = []
    for text in ('plain', 'a' + '\u0301\u0337\u0489' * 600 + ' behind'):
        await alice.say(text)
        message = bob.page.locator('[data-seq]').last
        await expect(message.locator('p')).to_have_text(text)
        box = await message.locator('.bubble').bounding_box()
        assert box is not None
        clip = {'x': box['x'] + box['width'] + 1, 'y': box['y'], 'width': 20, 'height': 50}
        beside.append(await bob.page.screenshot(clip=clip))  # type: ignore[arg-type]
    assert beside[0] == beside[1]


async def test_a_message_of_very_many_lines_is_folded_until_somebody_opens_it(people: People, room_id: str) -> None:
    alice, bob = await people('Alice', room_id), await people('Борис', room_id, language='ru')
    few, many = '\n'.join('x' * 20), '\n'.join('x' * 1990)
    async with Bot(alice.url, room_id) as bot:
        await bot.say(few, many)
    for person, show_all, show_less in ((alice, 'Show all', 'Show less'), (bob, 'Показать всё', 'Свернуть')):
        await person.waits('eyes.rows.length === 2')
        await person.waits(
            'eyes.log.querySelector(\'[data-at="2.5"]\') !== null'
        )  # that the bot left: it moves the rest
        assert await person.look('texts') == [few, many], 'nothing of it is missing'
        rows = person.page.locator('[data-seq]')
        assert await rows.first.locator('summary').count() == 0
        control = rows.last.locator('summary')
        assert 400 < await person.look('row(2).offsetHeight') < 550
        assert await control.evaluate(WRITTEN) == f'"{show_all}"'
        above = await person.look('top(2)')
        await control.focus()
        await person.page.keyboard.press('Enter')
        await person.waits('eyes.row(2).offsetHeight > 40_000')
        assert await control.evaluate(WRITTEN) == f'"{show_less}"'
        assert await person.look('top(2)') == above, 'it is read from its beginning'
        await person.page.keyboard.press('Space')
        await person.waits('eyes.row(2).offsetHeight < 550')
        await control.click()
        await person.waits('eyes.row(2).offsetHeight > 40_000')
