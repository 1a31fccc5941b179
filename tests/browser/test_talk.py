"""Talking: two windows in one room, a third in another."""

from datetime import datetime, timedelta, timezone
from typing import Final

from playwright.async_api import expect

from tests.browser.bot import Bot
from tests.browser.conftest import People
from tests.browser.person import DESK, PHONE, Person
from tests.server import Server

MOVING: Final = {'reduced_motion': 'no-preference'}

# The colour that a message stands on: that of the nearest element around it that has one.
GROUND: Final = """(row) => {
  let element = row.querySelector('p');
  while (getComputedStyle(element).backgroundColor === 'rgba(0, 0, 0, 0)') element = element.parentElement;
  return getComputedStyle(element).backgroundColor;
}"""
DAY_LINE: Final = "(row) => getComputedStyle(row, '::before').content"


async def test_a_phone_and_a_desktop_talk_and_another_room_hears_nothing(people: People, room_id: str) -> None:
    alice = await people('Алиса', language='ru', **PHONE, **MOVING)
    await alice.join(room_id)
    bob = await people('Bob', language='en', **DESK, **MOVING)
    await bob.join(room_id)
    carol = await people('Carol', f'{room_id}-other')
    await alice.say('Привет, Bob')
    await bob.sees('Привет, Bob')
    await bob.box.fill('Hello, Алиса')
    await bob.button('send').click()
    await alice.sees('Hello, Алиса')
    await carol.say('Is anybody here?')
    await carol.sees('Is anybody here?')
    assert await carol.look('texts') == ['Is anybody here?']
    assert await alice.look('texts') == await bob.look('texts') == ['Привет, Bob', 'Hello, Алиса']


async def test_messages_stand_in_one_order_for_everybody(people: People, room_id: str) -> None:
    alice, bob = await people('Alice', room_id), await people('Bob', room_id, **PHONE)
    for n in range(10):
        await alice.say(f'A{n}')
        await bob.say(f'B{n}')
    for person in (alice, bob):
        await person.waits('eyes.rows.length === 20 && eyes.pending === 0')
        assert await person.look('seqs') == list(range(1, 21))
    said = await alice.look('texts')
    assert said == await bob.look('texts')
    assert [text for text in said if text[0] == 'A'] == [f'A{n}' for n in range(10)]
    assert [text for text in said if text[0] == 'B'] == [f'B{n}' for n in range(10)]


async def test_ones_own_messages_stand_right_and_those_of_others_left_in_another_colour(
    people: People, room_id: str
) -> None:
    for options in (PHONE, DESK):
        alice, bob = await people('Alice', room_id, **options), await people('Bob', room_id, **options)
        await alice.say('from Alice')
        await bob.sees('from Alice')
        await bob.say('from Bob')
        for reader, own, other in ((alice, 'from Alice', 'from Bob'), (bob, 'from Bob', 'from Alice')):
            await reader.sees(other)
            feed = await reader.rect(reader.feed)
            mine, theirs = [await reader.rect(reader.feed.get_by_text(text, exact=True)) for text in (own, other)]
            middle = feed['x'] + feed['width'] / 2
            assert mine['x'] > middle, 'ones own stands right'
            assert theirs['x'] + theirs['width'] < middle, 'others stand left'
            colours = [await reader.message(text).evaluate(GROUND) for text in (own, other)]
            assert colours[0] != colours[1]
        room_id += '-2'


async def test_a_text_is_shown_as_it_was_typed(people: People, room_id: str) -> None:
    alice, bob = await people('Alice', room_id), await people('Bob', room_id)
    texts = ['one\ntwo\n\n  four', '<b>bold</b> & <img src=x onerror=alert(1)>', '5*3*2 and snake_case']
    await alice.say(*texts)
    await bob.waits('eyes.rows.length === 3')
    assert await bob.look('texts') == texts
    assert await bob.feed.locator('b, img', has_text='bold').count() == 0
    lines = await bob.page.evaluate('eyes.rows.map((row) => row.querySelector("p").innerText.split("\\n").length)')
    assert lines == [4, 1, 1], 'line breaks are drawn'


async def test_links_can_be_clicked_and_scripts_cannot(people: People, room_id: str) -> None:
    alice, bob = await people('Alice', room_id), await people('Bob', room_id)
    await alice.say('see https://example.org/a?b=1&c=2. And javascript:alert(1) data:text/html,x')
    links = bob.feed.locator('[data-seq] a')
    await expect(links).to_have_count(1)
    await expect(links).to_have_text('https://example.org/a?b=1&c=2')
    await expect(links).to_have_attribute('href', 'https://example.org/a?b=1&c=2')
    await expect(links).to_have_attribute('target', '_blank')
    assert 'noopener' in str(await links.get_attribute('rel'))


async def test_enter_sends_and_shift_enter_breaks_the_line(people: People, room_id: str) -> None:
    alice, bob = await people('Alice', room_id), await people('Bob', room_id)
    await alice.box.press_sequentially('one')
    await alice.box.press('Shift+Enter')
    await alice.box.press_sequentially('two')
    await expect(alice.box).to_have_value('one\ntwo')
    await alice.box.press('Enter')
    await expect(alice.box).to_have_value('')
    await bob.waits('eyes.rows.length === 1')
    assert await bob.look('texts') == ['one\ntwo']


async def test_white_space_alone_is_not_sent(people: People, room_id: str) -> None:
    alice, bob = await people('Alice', room_id), await people('Bob', room_id)
    await alice.say('  \n ', '\u200b')
    await expect(alice.page.get_by_role('alert')).to_have_text('There is nothing to read in this message.')
    await expect(alice.box).to_have_value('\u200b')
    await alice.say('words')
    await expect(alice.page.get_by_role('alert').filter(visible=True)).to_have_count(0)
    await bob.sees('words')
    assert await bob.look('texts') == ['words']


async def test_consecutive_messages_of_one_person_bear_the_name_once(people: People, room_id: str) -> None:
    alice, bob = await people('Alice', room_id), await people('Bob', room_id)
    names = bob.feed.locator('[data-seq]').get_by_text('Alice', exact=True).filter(visible=True)
    await alice.say('one', 'two', 'three')
    await bob.sees('three')
    await expect(names).to_have_count(1)
    await bob.say('four')
    await bob.sees('four')
    await alice.say('five')
    await bob.sees('five')
    await expect(names).to_have_count(2)
    own = alice.feed.locator('[data-seq]').get_by_text('Alice', exact=True).filter(visible=True)
    await expect(own).to_have_count(0)


async def test_a_day_line_stands_above_the_first_message_of_a_day(people: People, room_id: str) -> None:
    alice, vera = await people('Alice', room_id), await people('Вера', room_id, language='ru')
    await alice.say('one', 'two')
    for reader, today in ((alice, 'today'), (vera, 'сегодня')):
        await reader.sees('two')
        assert today in (await reader.message('one').evaluate(DAY_LINE)).lower()
        assert await reader.message('two').evaluate(DAY_LINE) == 'none'


async def test_who_comes_a_day_later_reads_yesterday(people: People, room_id: str, server: Server) -> None:
    async with Bot(server.url, room_id) as bot:
        await bot.say('old')
        bob = await people('Bob', language='ru', fresh=True)
        await bob.page.clock.set_fixed_time(datetime.now().astimezone() + timedelta(days=1))
        await bob.enter(room_id)
        await bob.sees('old')
        assert 'вчера' in (await bob.message('old').evaluate(DAY_LINE)).lower()


async def test_times_are_shown_in_the_readers_zone(people: People, room_id: str) -> None:
    tokyo = await people('Alice', room_id, timezone_id='Asia/Tokyo')
    kolkata = await people('Bob', room_id, timezone_id='Asia/Kolkata')
    await tokyo.say('now')
    shown = [await clock_of(reader, 'now', offset) for reader, offset in ((tokyo, 9), (kolkata, 5.5))]
    assert shown[0] != shown[1]


async def clock_of(reader: Person, text: str, offset: float) -> str:
    """What a message's time reads, once it is what this zone's clock showed."""
    await reader.sees(text)
    time = reader.message(text).locator('time')
    at = datetime.fromisoformat(str(await time.get_attribute('datetime'))).astimezone(timezone(timedelta(hours=offset)))
    await expect(time).to_have_text(f'{at.hour % 12 or 12}:{at:%M} {at:%p}')
    return await time.inner_text()
