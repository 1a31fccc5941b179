"""Access: for those who do not see the screen or do not use a mouse."""

from collections.abc import Mapping
from typing import Any, Final

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.browser.bot import Bot
from tests.browser.conftest import People
from tests.browser.person import PHONE, Person
from tests.server import Server

SERIOUS: Final = {'serious', 'critical'}
# Whether the focused element shows it: by an outline or a ring of its own, a text field also by the frame around it. A
# tint as faint as Quasar's is not enough for weak eyes: https://www.w3.org/TR/WCAG22/#non-text-contrast
FOCUS: Final = """() => {
  const element = document.activeElement;
  if (element === document.body) return ['', true];  // on its way out of the page
  const name = element.getAttribute('aria-label') ?? element.innerText.trim();
  const around = [element];
  if (element.matches('input, textarea'))
    for (let i = 0; i < 3; i++) around.push(around.at(-1).parentElement);
  const shows = (style) => style.boxShadow !== 'none' || style.outlineStyle !== 'none' && style.outlineWidth !== '0px';
  const frames = (style) => style.content !== 'none' && parseFloat(style.borderTopWidth) > 1;
  return [name, around.some((e) => shows(getComputedStyle(e)) || frames(getComputedStyle(e, '::after')))];
}"""
# Notes what moves or fades, frame by frame.
WATCH_MOTION: Final = """() => {
  window.moved = new Set();
  const look = () => {
    for (const animation of document.getAnimations())
      if (animation.effect.getComputedTiming().duration > 0) moved.add(animation.effect.target.className);
    requestAnimationFrame(look);
  };
  look();
}"""
# axe takes the dark veil behind a dialog for one before it, as it lies at z-index -1 of the dialog's own layer
NO_VEIL: Final = '.q-dialog__backdrop { background: none !important }'
# what is wrong is told by its HTML: to find a selector for everything that is right takes a fifth of the time
AXE: Final = {'resultTypes': ['violations'], 'selectors': False}
# each page in one theme in CI; what differs between themes is colours, which most pages share
SCHEMES: Final = [pytest.param('light', marks=pytest.mark.long), 'dark']


async def faults(person: Person) -> list[str]:
    """What axe finds that keeps somebody out."""
    await person.page.wait_for_function('document.getAnimations().every((a) => a.playState !== "running")')
    results: Mapping[str, Any] = (await Axe().run(person.page, options=AXE)).response
    return [
        f'{fault["id"]} ({fault["impact"]}), {fault["help"]}: {[node["html"] for node in fault["nodes"]]}'
        for fault in results['violations']
        if fault['impact'] in SERIOUS
    ]


@pytest.mark.parametrize('scheme', SCHEMES)
async def test_axe_finds_nothing_serious_on_the_join_page(people: People, room_id: str, scheme: str) -> None:
    anna = await people('Анна', language='ru', color_scheme=scheme, **PHONE)
    await anna.open('/')
    assert await faults(anna) == [], 'as it opens'
    await anna.button('join').click()
    await expect(anna.page.get_by_text('Пожалуйста, назовите себя.')).to_be_visible()
    assert await faults(anna) == [], 'with what is wrong'
    await anna.enter(room_id)
    await anna.open('/')
    await expect(anna.page.get_by_role('button', name=room_id).first).to_be_visible()
    assert await faults(anna) == [], 'with rooms'


@pytest.mark.parametrize('scheme', SCHEMES)
async def test_axe_finds_nothing_serious_in_a_room(people: People, server: Server, room_id: str, scheme: str) -> None:
    anna = await people('Anna', room_id, color_scheme=scheme)
    assert await faults(anna) == [], 'empty'
    async with Bot(server.url, room_id) as bot:
        await bot.say(*(f'message {n} with https://example.org/{n}' for n in range(30)))
        await anna.say('mine, with https://example.org/', 'and one more')
        await anna.waits('eyes.pending === 0')
        await anna.scroll(0)
        assert await faults(anna) == [], 'busy'
    await anna.box.fill('x' * 4001)
    await anna.box.press('Enter')
    await expect(anna.page.get_by_role('alert').filter(visible=True)).to_be_visible()
    assert await faults(anna) == [], 'with a refusal'
    await anna.button('Share').click()
    await expect(anna.button('Copy link')).to_be_visible()
    await anna.page.add_style_tag(content=NO_VEIL)
    assert await faults(anna) == [], 'sharing'


@pytest.mark.parametrize('scheme', SCHEMES)
async def test_axe_finds_nothing_serious_in_what_looks_back(
    people: People, server: Server, room_id: str, scheme: str
) -> None:
    async with Bot(server.url, room_id) as bot:
        await bot.say(*(f'message {n}' for n in range(60)))
        anna = await people('Anna', room_id, color_scheme=scheme)
        await anna.enter(f'{room_id}-else')
        await bot.say(*(f'a new message {n}' for n in range(80)))
        await anna.waits('document.title.startsWith("(80)")')
        await anna.enter(room_id)
    await anna.waits('document.querySelector("[data-new]") && document.querySelector(".fresh").textContent')
    await anna.page.add_style_tag(content=NO_VEIL)
    assert await faults(anna) == [], 'with something new'
    await anna.page.locator('[data-new] .bubble').click(button='right')
    await expect(anna.page.get_by_role('menuitem', name='Copy link')).to_be_visible()
    assert await faults(anna) == [], "a message's menu"
    await anna.page.keyboard.press('Escape')
    await anna.button('Search').click()
    await anna.page.get_by_role('textbox', name='Search').fill(f'new messages in:{room_id}')
    await expect(anna.page.locator('.hit')).to_have_count(30)
    assert await faults(anna) == [], 'searching'
    await anna.page.keyboard.press('Escape')
    await anna.button('Room menu').click()
    await anna.page.get_by_role('menuitem', name='Go to a date').click()
    await expect(anna.page.get_by_role('dialog', name='Go to a date')).to_be_visible()
    assert await faults(anna) == [], 'the calendar'


@pytest.mark.parametrize('scheme', SCHEMES)
async def test_axe_finds_nothing_serious_on_a_phone_with_its_drawers_open(
    people: People, room_id: str, scheme: str
) -> None:
    anna = await people('Anna', room_id, color_scheme=scheme, **PHONE)
    await anna.button('Rooms').click()
    await expect(anna.page.get_by_role('navigation', name='Rooms')).to_be_in_viewport()
    assert await faults(anna) == [], 'rooms'
    await anna.button('Close').click()
    await expect(anna.page.get_by_role('navigation', name='Rooms')).not_to_be_in_viewport()
    await anna.button('Room menu').click()
    await expect(anna.page.get_by_text('Leave room')).to_be_visible()
    assert await faults(anna) == [], 'menu'
    await (
        anna.page.get_by_role('listitem')
        .filter(has_text='Members')
        .or_(anna.page.get_by_role('menuitem', name='Members'))
        .first.click()
    )
    await expect(anna.page.get_by_role('list', name='Members')).to_be_in_viewport()
    assert await faults(anna) == [], 'members'


async def test_every_page_has_one_heading_and_says_its_language(people: People, room_id: str) -> None:
    for language in ('en', 'ru'):
        anna = await people('Anna', language=language)
        await anna.open('/')
        await expect(anna.page.get_by_role('heading', level=1)).to_have_count(1)
        assert str(await anna.page.locator('html').get_attribute('lang')).startswith(language)
        await anna.enter(f'{room_id}-{language}')
        await expect(anna.page.get_by_role('heading', level=1)).to_have_text(f'{room_id}-{language}')
        assert str(await anna.page.locator('html').get_attribute('lang')).startswith(language)


async def test_what_has_the_focus_shows_it(people: People, room_id: str) -> None:
    anna = await people('Anna', room_id)
    await anna.say('https://example.org/')
    await anna.sees('https://example.org/')
    seen = set()
    for _ in range(40):
        await anna.page.keyboard.press('Tab')
        await anna.page.evaluate('new Promise((done) => setTimeout(done, 50))')  # outlines fade in
        name, is_shown = await anna.page.evaluate(FOCUS)
        if name:
            assert is_shown, f'“{name}” has the focus and does not show it'
            seen.add(name)
    assert {'Rooms', 'Share', 'Room menu', 'Send', 'Type a message', 'https://example.org/', 'Русский'} <= seen


async def test_a_new_message_is_announced_once_and_an_older_page_is_not(
    people: People, server: Server, room_id: str
) -> None:
    async with Bot(server.url, room_id) as bot:
        await bot.say(*(f'message {n}' for n in range(120)))
        anna = await people('Anna', room_id)
        # what a screen reader is told: rows that come into the log while it is not busy
        await anna.page.evaluate("""() => {
          window.announced = [];
          new MutationObserver((changes) => {
            for (const change of changes) for (const row of change.addedNodes)
              if (!eyes.log.ariaBusy && row.dataset?.seq) announced.push(row.querySelector('[data-text]').textContent);
          }).observe(eyes.log, { childList: true });
        }""")
        await anna.say('mine')
        await bot.hears('mine')
        await bot.say('theirs')
        await anna.sees('theirs')
        await anna.scroll(0)
        await anna.waits('eyes.seqs[0] === 1 || (eyes.box.scrollTop = 0)')
        assert await anna.page.evaluate('announced') == ['mine', 'theirs']


async def test_nothing_moves_for_those_who_asked_for_stillness(people: People, room_id: str) -> None:
    for motion, moves in (('reduce', False), ('no-preference', True)):
        anna = await people('Anna', f'{room_id}-{motion}', reduced_motion=motion)
        await anna.page.evaluate(WATCH_MOTION)
        await anna.button('Share').click()
        await expect(anna.button('Copy link')).to_be_visible()
        await anna.page.keyboard.press('Escape')
        await expect(anna.button('Copy link')).to_have_count(0)
        assert (await anna.page.evaluate('moved.size') > 0) is moves, await anna.page.evaluate('[...moved]')


async def test_esc_closes_a_drawer_of_a_phone(people: People, room_id: str) -> None:
    anna = await people('Anna', room_id, **PHONE)
    rooms = anna.page.get_by_role('navigation', name='Rooms')
    await anna.button('Rooms').click()
    await expect(rooms).to_be_in_viewport()
    await anna.page.keyboard.press('Escape')
    await expect(rooms).not_to_be_in_viewport()


async def test_esc_closes_what_is_open_and_gives_the_focus_back(people: People, room_id: str) -> None:
    anna = await people('Anna', room_id)
    await anna.button('Share').focus()
    await anna.page.keyboard.press('Enter')
    await expect(anna.button('Copy link')).to_be_visible()
    await anna.page.keyboard.press('Escape')
    await expect(anna.button('Copy link')).to_have_count(0)
    await expect(anna.button('Share')).to_be_focused()
