"""Scrolling: a long conversation, of which the browser keeps a part and moves nothing that is being read."""

from typing import Final

from playwright.async_api import expect

from tests.browser.bot import Bot
from tests.browser.conftest import People
from tests.browser.person import DESK, PHONE, Person
from tests.server import Server

LONG: Final = 400  # messages
KEPT: Final = 250  # rows that a browser keeps at most, with the few notices among them ...
FOLDS: Final = 5  # ... of which these tests make no more
STILL: Final = 2  # px that what is read may move

# Puts the feed to `near` px from one of its ends and reports how far the message that is read has moved once another
# page has come. Nothing is awaited between the scroll and the first look.
TURN: Final = """([older, near]) => new Promise((done) => {
  const { box } = eyes;
  const edge = () => older ? eyes.seqs[0] : eyes.seqs.at(-1);
  const before = edge();
  box.scrollTop = older ? near : box.scrollHeight - box.clientHeight - near;
  const [seq, top] = eyes.anchor;
  const look = () => edge() === before ? setTimeout(look, 5)
    : requestAnimationFrame(() => done({ seq, moved: Math.abs(eyes.top(seq) - top), rows: eyes.rows.length }));
  look();
})"""


async def fill(server: Server, room_id: str, n: int = LONG) -> None:
    async with Bot(server.url, room_id) as bot:
        await bot.say(*(f'message {i}\n' + 'and more of it ' * (i % 7) for i in range(1, n + 1)))


async def test_scrolling_up_to_the_first_message_and_down_again_moves_nothing_and_keeps_few_rows(
    people: People, server: Server, room_id: str
) -> None:
    await fill(server, room_id)
    for name, options in (('Anna', DESK), ('Bob', PHONE)):
        anna = await people(name, room_id, **options)
        await anna.waits('eyes.seqs.at(-1) === given', LONG)
        for older, goal in ((True, 'eyes.seqs[0] === 1'), (False, f'eyes.seqs.at(-1) === {LONG}')):
            while not await anna.page.evaluate(goal):
                turn = await anna.page.evaluate(TURN, [older, 300])
                assert turn['moved'] <= STILL, turn
                assert turn['rows'] <= KEPT + FOLDS
            seqs = await anna.look('seqs')
            assert seqs == list(range(seqs[0], seqs[0] + len(seqs)))
            assert len(seqs) >= 150


async def test_the_wheel_alone_leads_to_the_first_message_and_back(
    people: People, server: Server, room_id: str
) -> None:
    await fill(server, room_id)
    anna = await people('Anna', room_id)
    await anna.feed.hover()
    for direction, goal in ((-1, 'eyes.seqs[0] === 1'), (1, f'eyes.seqs.at(-1) === {LONG} && eyes.below < 1')):
        for _ in range(200):
            if await anna.page.evaluate(goal):
                break
            await anna.page.mouse.wheel(0, direction * 1500)
            await anna.page.evaluate('new Promise(requestAnimationFrame)')
        await anna.waits(goal)


async def test_new_messages_do_not_move_what_is_being_read(people: People, server: Server, room_id: str) -> None:
    await fill(server, room_id)
    anna = await people('Anna', room_id)
    down = anna.button('To the newest message')
    await expect(down).to_have_count(0)
    await anna.scroll(600)
    seq, top = await anna.look('anchor')
    await expect(down).to_be_visible()
    async with Bot(server.url, room_id) as bot:
        for n in range(60):
            await bot.say(f'news {n}')
        await anna.waits('eyes.texts.includes("news 59")')
        assert abs(await anna.look(f'top({seq})') - top) <= STILL
        await down.click()
        await anna.waits('eyes.below < 1')
        await expect(anna.message('news 59')).to_be_in_viewport()
        await expect(down).to_have_count(0)
        await bot.say('one more')
        await expect(anna.message('one more')).to_be_in_viewport()
        assert await anna.look('below') < 1


async def test_who_reads_a_little_above_the_end_keeps_it_however_much_is_said(
    people: People, server: Server, room_id: str
) -> None:
    await fill(server, room_id, 40)
    anna = await people('Anna', room_id)
    await anna.page.evaluate(
        'const emit = window.socket.emit; window.asked = [];'
        'window.socket.emit = (...all) => (window.asked.push(JSON.stringify(all)), emit.apply(window.socket, all))'
    )
    async with Bot(server.url, room_id) as bot:
        for told in range(0, KEPT + 40, 20):
            await anna.page.evaluate('eyes.box.scrollTop = eyes.box.scrollHeight - eyes.box.clientHeight - 400')
            await anna.waits('eyes.below > 200')
            seq, top = await anna.look('anchor')
            await bot.say(*(f'news {n}' for n in range(told, told + 20)))
            await anna.waits('eyes.seqs.at(-1) === given', 40 + told + 20)
            assert abs(await anna.look(f'top({seq})') - top) <= STILL
    asked = await anna.page.evaluate('window.asked.filter((each) => each.includes("after"))')
    assert asked == [], 'nothing was taken away that had to be asked for again'
    assert len(await anna.look('rows')) <= KEPT + FOLDS


async def test_the_button_leads_to_the_newest_message_from_the_very_first(
    people: People, server: Server, room_id: str
) -> None:
    await fill(server, room_id)
    anna = await people('Anna', room_id)
    await to_the_first(anna)
    async with Bot(server.url, room_id) as bot:
        seq, top = await anna.look('anchor')
        await bot.say('news')
        await bot.say('more news')
        assert abs(await anna.look(f'top({seq})') - top) <= STILL
        await anna.button('To the newest message').click()
        await expect(anna.message('more news')).to_be_in_viewport()
        assert await anna.look('below') < 1
        await expect(anna.message('news')).to_have_count(1)


async def test_saying_something_leads_to_the_newest_message(people: People, server: Server, room_id: str) -> None:
    await fill(server, room_id)
    anna = await people('Anna', room_id)
    await to_the_first(anna)
    await anna.say('where is everybody?')
    await expect(anna.message('where is everybody?')).to_be_in_viewport()
    await anna.waits('eyes.pending === 0 && eyes.below < 1')
    assert await anna.look('seqs.at(-1)') == LONG + 1


async def to_the_first(anna: Person) -> None:
    while not await anna.page.evaluate('eyes.seqs[0] === 1'):
        await anna.page.evaluate(TURN, [True, 0])


async def test_who_reads_at_the_end_stays_there_when_the_window_changes(
    people: People, server: Server, room_id: str
) -> None:
    await fill(server, room_id, 60)
    anna = await people('Anna', room_id, **PHONE)
    for width, height in ((390, 450), (390, 844), (844, 390), (390, 844)):  # a keyboard opens; the phone is turned
        await anna.page.set_viewport_size({'width': width, 'height': height})
        await anna.waits('eyes.below < 1')
        await expect(anna.feed.locator('[data-seq="60"]')).to_be_in_viewport()
        await expect(anna.box).to_be_in_viewport()
    for text in ('one\n' * 10, 'one'):  # the message box grows and shrinks
        await anna.box.fill(text)
        await anna.waits('eyes.below < 1')
