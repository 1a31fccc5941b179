"""The join page: a name, a room, and in; what is wrong is said where it is wrong."""

from typing import Final

from playwright.async_api import Locator, expect

from tests.browser.conftest import People
from tests.browser.person import DESK, PHONE, Person, path_of

OPTIONS: Final = ('--grace', '0.5')  # so that the rooms of other tests are soon not open any more


def around(person: Person, thing: str) -> Locator:
    """A field with its label, its hint and what is wrong with it."""
    return person.page.locator('label').filter(has=person.field(thing))


def section(person: Person, title: str) -> Locator:
    """A list of rooms under its heading."""
    heading = person.page.get_by_role('heading', name=person.words(title), exact=True)
    return person.page.locator('section').filter(has=heading)


async def test_what_is_wrong_is_said_at_the_field_in_the_readers_language(people: People) -> None:
    for language, no_name, no_room, bad_room in (
        ('en', 'Please give a name.', 'Please give a room.', 'A room ID is a number'),
        ('ru', 'Пожалуйста, назовите себя.', 'Пожалуйста, укажите комнату.', 'ID комнаты — это число'),
    ):
        alice = await people('Alice', language=language)
        await alice.open('/')
        await alice.button('join').click()
        await expect(around(alice, 'name')).to_contain_text(no_name)
        await expect(around(alice, 'room')).to_contain_text(no_room)
        await alice.field('name').fill('Alice')
        await alice.field('room').fill('a/b')
        await alice.button('join').click()
        await expect(around(alice, 'name')).not_to_contain_text(no_name)
        await expect(around(alice, 'room')).to_contain_text(bad_room)
        await expect(around(alice, 'room').get_by_role('alert').filter(has_text=bad_room)).to_be_visible()
        await alice.field('room').fill('')
        await alice.field('room').fill('ab')
        await expect(around(alice, 'room')).not_to_contain_text(bad_room)
        assert alice.page.url == alice.url + '/'


async def test_the_keyboard_is_enough_to_join(people: People, room_id: str) -> None:
    alice = await people('Alice')
    await alice.open('/')
    await expect(alice.field('name')).to_be_focused()
    await alice.page.keyboard.type('Alice')
    await alice.page.keyboard.press('Tab')
    await expect(alice.field('room')).to_be_focused()
    await alice.page.keyboard.type(room_id)
    await alice.page.keyboard.press('Enter')
    await alice.arrived()
    await expect(alice.box).to_be_focused()
    await alice.page.keyboard.type('at once')
    await alice.page.keyboard.press('Enter')
    await alice.sees('at once')


async def test_a_name_that_is_taken_is_refused_with_one_that_is_free(people: People, room_id: str) -> None:
    await people('Анна', room_id)
    for language, name, said in (
        ('ru', 'Анна', 'Имя Анна здесь уже занято. Может быть, Анна 2?'),
        ('en', '  АННА ', 'Somebody here is called АННА already. How about АННА 2?'),
    ):
        eve = await people(name, language=language)
        await eve.open('/')
        await eve.field('name').fill(name)
        await eve.field('room').fill(room_id)
        await eve.button('join').click()
        await expect(around(eve, 'name')).to_contain_text(said)
        await expect(eve.field('room')).to_have_value(room_id)
    eve.name = 'АННА 2'
    await eve.field('name').fill(eve.name)
    await expect(around(eve, 'name')).not_to_contain_text(said)
    await eve.button('join').click()
    await eve.arrived()


async def test_a_long_word_about_a_field_covers_no_other(people: People, room_id: str) -> None:
    await people('Константин Задунайский', room_id)
    for options in (PHONE, DESK):
        eve = await people('Константин Задунайский', language='ru', **options)
        await eve.open('/')
        await eve.field('name').fill(eve.name)
        await eve.field('room').fill(room_id)
        await eve.button('join').click()
        said = await eve.rect(around(eve, 'name').get_by_text('здесь уже занято'))
        below = await eve.rect(eve.page.locator('label').filter(has=eve.field('room')))
        assert said['y'] + said['height'] <= below['y']


async def test_who_comes_back_finds_name_and_rooms_remembered(people: People, room_id: str) -> None:
    anna = await people('Анна', language='ru', **PHONE)
    await anna.join(room_id)
    await anna.enter(f'{room_id}-later')
    await anna.open('/')
    await expect(anna.field('name')).to_have_value('Анна')
    rooms = section(anna, 'Your rooms').get_by_role('button')
    await expect(rooms).to_have_text([f'{room_id}-later', room_id])
    await rooms.filter(has_text=room_id).last.click()
    await anna.page.wait_for_url(f'{anna.url}{path_of(room_id)}')
    await anna.arrived()
    stranger = await people('Stranger')
    await stranger.open('/')
    await expect(stranger.field('name')).to_have_value('')
    await expect(section(stranger, 'Your rooms')).to_have_count(0)


async def test_open_rooms_are_listed_with_how_many_are_in_them(people: People, room_id: str) -> None:
    alice = await people('Alice', room_id)
    bob = await people('Bob', language='ru')
    await bob.open('/')
    entry = section(bob, 'Open now').get_by_role('button').filter(has_text=room_id)
    await expect(entry).to_contain_text('1 участник')
    carol = await people('Carol', room_id)
    await expect(entry).to_contain_text('2 участника')
    await bob.field('name').fill('Боб')
    await entry.click()
    bob.name = 'Боб'
    await bob.arrived()
    for person in (alice, carol):
        await expect(person.page.get_by_text('3 members')).to_be_visible()


async def test_who_follows_a_link_without_a_name_gives_one_and_lands_there(people: People) -> None:
    for room_id in ('чай-7', '12'):
        anna = await people('Анна', language='ru')
        await anna.page.goto(anna.url + path_of(room_id))
        await anna.connected()
        await expect(anna.field('room')).to_have_value(room_id)
        await anna.field('name').fill('Анна')
        await anna.button('join').click()
        await anna.page.wait_for_url(anna.url + path_of(room_id))
        await anna.arrived()
        await anna.open('/')
        await anna.page.goto(anna.url + path_of(room_id))
        await anna.arrived()  # with a name there is nothing to ask


async def test_who_follows_a_link_that_leads_nowhere_is_told_why(people: People) -> None:
    anna = await people('Anna')
    for room_id in ('a b', '0', 'x' * 65, '<b>'):
        await anna.page.goto(anna.url + path_of(room_id))
        await anna.connected()
        await expect(anna.field('room')).to_have_value(room_id)
        await expect(around(anna, 'room')).to_contain_text('A room ID')


async def test_who_leaves_is_back_at_the_join_page_and_not_listed(people: People, room_id: str) -> None:
    bob = await people('Bob', room_id)
    anna = await people('Анна', room_id, language='ru', **PHONE)
    await expect(bob.page.get_by_text('2 members')).to_be_visible()
    await anna.button('Room menu').click()
    await anna.page.get_by_text('Покинуть комнату').click()
    await expect(anna.field('name')).to_have_value('Анна')
    await expect(bob.page.get_by_text('1 member', exact=True)).to_be_visible()
    assert 'Анна left the chat' in str(await bob.look('notices'))


async def test_a_link_to_a_room_where_the_remembered_name_is_taken_says_so(people: People, room_id: str) -> None:
    await people('Anna', room_id)
    other = await people('Anna', f'{room_id}-other')
    await other.page.goto(other.url + path_of(room_id))
    await other.connected()
    await expect(around(other, 'name')).to_contain_text('Somebody here is called Anna already. How about Anna 2?')
    await expect(other.field('room')).to_have_value(room_id)
