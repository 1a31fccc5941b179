"""Unread: where one was, how much waits, and the same in every tab of a person and in nobody else's."""

from playwright.async_api import expect

from tests.browser.bot import Bot
from tests.browser.conftest import People
from tests.browser.person import Person
from tests.server import Server

HIDDEN = """Object.defineProperty(document, 'hidden', { get: () => window.isHidden ?? false, configurable: true });"""


def badge(person: Person, room_id: str) -> str:
    return f'document.querySelector(\'[data-unread="{room_id}"]\')?.textContent'


async def goes_elsewhere(person: Person, room_id: str) -> None:
    """Read all there is, then be in another room."""
    await person.enter(room_id)
    await person.enter(f'{room_id}-else')


async def test_what_was_said_meanwhile_is_counted_and_the_room_opens_there(
    people: People, server: Server, room_id: str
) -> None:
    async with Bot(server.url, room_id) as bot:
        await bot.say(*(f'before {n}' for n in range(60)))
        anna, carol = await people('Anna'), await people('Carol')
        await goes_elsewhere(anna, room_id)
        await carol.enter(f'{room_id}-else')
        plain = await anna.page.get_attribute('link[rel~=icon]', 'href')
        await bot.say(*(f'new {n}' for n in range(90)))
        await anna.waits(f'{badge(anna, room_id)} === "90"')
        assert await anna.page.title() == f'(90) {room_id}-else · Chat'
        assert await anna.page.get_attribute('link[rel~=icon]', 'href') != plain
        assert not (await carol.page.title()).startswith('('), 'who was never there has missed nothing'
        await anna.page.get_by_role('link', name=room_id, exact=False).filter(has_not_text='else').click()
        await anna.arrived()
        await anna.waits('document.querySelector("[data-new]")?.dataset.seq === "61"')
        assert (await anna.page.locator('[data-new]').get_attribute('data-new') or '').startswith('New since ')
        top = await anna.look('top(61)')
        assert 56 <= top < 400, 'in view, below the header'
        await expect(anna.page.locator('.to-latest')).to_contain_text(' new')
        await anna.button('To the newest message').click()
        await anna.sees('new 89')
        await anna.waits(f'{badge(anna, room_id)} === "" && document.title.startsWith(given)', room_id)
        await expect(anna.page.locator('.fresh')).to_have_text('')
        await anna.page.reload()
        await anna.arrived()
        await anna.waits('eyes.below < 2')
        assert await anna.page.locator('[data-new]').count() == 0


async def test_who_reads_above_is_told_how_much_is_new(people: People, server: Server, room_id: str) -> None:
    async with Bot(server.url, room_id) as bot:
        await bot.say(*(f'before {n}' for n in range(60)))
        anna = await people('Anna', room_id)
        await anna.scroll(300)
        await bot.say('new 1', 'new 2')
        await expect(anna.page.locator('.fresh')).to_have_text('2 new')
        await anna.button('To the newest message').click()
        await expect(anna.page.locator('.fresh')).to_have_text('')
        await anna.waits('document.querySelector("[data-new] p")?.textContent === "new 1"')
        await anna.say('an answer')
        await anna.waits('!document.querySelector("[data-new]")')


async def test_reading_in_one_tab_is_reading_in_all(people: People, server: Server, room_id: str) -> None:
    async with Bot(server.url, room_id) as bot:
        await bot.say('before')
        anna, bob = await people('Anna'), await people('Bob')
        await goes_elsewhere(anna, room_id)
        await goes_elsewhere(bob, room_id)
        await bot.say('new 1', 'new 2')
        for person in (anna, bob):
            await person.waits(f'{badge(person, room_id)} === "2"')
        tab = await anna.another_tab('Anna')
        await tab.page.goto(f'{server.url}/rooms/{room_id}')
        await tab.sees('new 2')
        await anna.waits(f'{badge(anna, room_id)} === ""')
        assert await bob.page.evaluate(badge(bob, room_id)) == '2'


async def test_a_message_marked_as_unread_stays_so_until_the_room_is_opened_anew(
    people: People, server: Server, room_id: str
) -> None:
    async with Bot(server.url, room_id) as bot:
        await bot.say(*(f'message {n}' for n in range(1, 11)))
        anna = await people('Anna', room_id)
        await anna.sees('message 10')
        await anna.page.locator('[data-seq="7"] .bubble').click(button='right')
        await anna.page.get_by_role('menuitem', name='Mark as unread').click()
        await anna.waits('document.querySelector("[data-new]")?.dataset.seq === "7"')
        await anna.waits(f'{badge(anna, room_id)} === "4"')
        await bot.say('one more')
        await anna.waits(f'{badge(anna, room_id)} === "5"')
        await anna.enter(f'{room_id}-else')
        await anna.waits(f'{badge(anna, room_id)} === "5"')
        await anna.enter(room_id)
        await anna.waits('document.querySelector("[data-new]")?.dataset.seq === "7"')
        await anna.waits(f'{badge(anna, room_id)} === ""')


async def test_a_tab_that_nobody_looks_at_reads_nothing(people: People, server: Server, room_id: str) -> None:
    async with Bot(server.url, room_id) as bot:
        await bot.say('before')
        anna = await people('Anna', fresh=True)
        await anna.context.add_init_script(HIDDEN)
        await anna.enter(room_id)
        await anna.sees('before')
        await anna.page.evaluate('window.isHidden = true; document.dispatchEvent(new Event("visibilitychange"))')
        await bot.say('new 1', 'new 2')
        await anna.waits('document.title.startsWith("(2)")')
        await anna.waits('document.querySelector("[data-new] p")?.textContent === "new 1"')
        await anna.page.evaluate('window.isHidden = false; document.dispatchEvent(new Event("visibilitychange"))')
        await anna.waits('!document.title.startsWith("(")')


async def test_counts_last_over_a_restart(people: People, room_id: str) -> None:
    server = Server()
    with server.start():
        anna = await people('Anna', url=server.url)
        anna.expects_outages = True
        async with Bot(server.url, room_id) as bot:
            await bot.say('before')
            await goes_elsewhere(anna, room_id)
            await bot.say('new 1', 'new 2')
            await anna.waits(f'{badge(anna, room_id)} === "2"')
        await anna.page.goto('about:blank')  # the page would come back by itself, into what is tried here
        server.stop()
        server.start()
        await anna.page.goto(f'{server.url}/rooms/{room_id}-else')
        await anna.arrived()
        await anna.waits(f'{badge(anna, room_id)} === "2"')
