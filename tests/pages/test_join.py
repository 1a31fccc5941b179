"""The join page: what is wrong is said at the field, in the reader's language, and nothing that was typed is lost."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from nicegui import ui
from nicegui.testing import User

from chat.identity.door import enter
from chat.model.spelling import ROOM_ID_LIMIT, key_of
from chat.pages import join as join_module
from tests.pages.tab import NO_TEXTS, another_tab, headings_of, join, lose_connection, room_of
from tests.patience import eventually

Make = Callable[[], User]


async def try_to_join(user: User, name: str, room: str) -> None:
    await user.open('/')
    user.find(marker='name').clear().type(name)
    user.find(marker='room').clear().type(room)
    user.find(marker='join').click()


async def should_be_told(user: User, field: str, message: str) -> None:
    """The message stands at that field."""
    [element] = user.find(kind=ui.input, marker=field).elements
    await eventually(lambda: element.error == message)


async def test_what_is_wrong_is_said_at_its_field(user: User) -> None:
    malformed = 'A room ID is a number from 1 up, or a name of letters, digits, - and _.'
    for name, room, field, message in [
        ('', '7', 'name', 'Please give a name.'),
        ('\u200b', '7', 'name', 'Please give a name.'),
        ('x' * 41, '7', 'name', 'A name has at most 40 characters.'),
        ('Аlice', '7', 'name', '“Аlice” mixes letters of different alphabets.'),
        ('Alice #5', '7', 'name', 'A name needs a letter or a digit and does not end in # and a number.'),
        ('Alice', '', 'room', 'Please give a room.'),
        ('Alice', 'x' * 65, 'room', 'A room ID has at most 64 characters.'),
        ('Alice', '0', 'room', malformed),
        ('Alice', 'my room', 'room', malformed),
        ('Alice', 'Физиkа', 'room', '“Физиkа” mixes letters of different alphabets.'),
    ]:
        await try_to_join(user, name, room)
        await should_be_told(user, field, message)
        values = {each: value_of(user, each) or '' for each in ('name', 'room')}
        assert values == {'name': name, 'room': room}, 'nothing that was typed is lost'
        await user.should_not_see(marker='message')


def value_of(user: User, field: str) -> object:
    [element] = user.find(kind=ui.input, marker=field).elements
    return element.value


async def test_both_fields_are_looked_at(user: User) -> None:
    await try_to_join(user, '', '')
    await should_be_told(user, 'name', 'Please give a name.')
    await should_be_told(user, 'room', 'Please give a room.')
    user.find(marker='name').type('Alice')
    [name] = user.find(kind=ui.input, marker='name').elements
    assert not name.error, 'a message goes when the field is right'


async def test_enter_in_a_field_joins_too(user: User) -> None:
    await user.open('/')
    user.find(marker='name').type('Alice')
    user.find(marker='room').type('7').trigger('keydown.enter')
    await user.should_see(marker='message')


async def test_a_taken_name_is_refused_with_a_free_one(user: User, create_user: Make) -> None:
    alice, other = user, create_user()
    await join(alice, 'Alice', '7')
    await try_to_join(other, 'ALICE', '07')
    await should_be_told(other, 'name', 'Somebody here is called ALICE already. How about ALICE 2?')
    assert [member.name for member in room_of(alice).presence.members] == ['Alice']
    await join(other, 'ALICE 2', '7')
    assert [member.name for member in room_of(alice).presence.members] == ['Alice', 'ALICE 2']


async def test_a_name_is_free_in_another_room(user: User, create_user: Make) -> None:
    alice, other = user, create_user()
    await join(alice, 'Alice', '7')
    await join(other, 'Alice', '8')
    rooms = [room_of(alice), room_of(other)]
    await eventually(lambda: [[member.name for member in room.presence.members] for room in rooms] == [['Alice']] * 2)


async def test_a_name_is_kept_while_its_bearer_is_away_for_a_moment_and_free_later(
    user: User, create_user: Make
) -> None:
    alice, other = user, create_user()
    await join(alice, 'Alice', '7')
    room = room_of(alice)
    lose_connection(alice)
    await try_to_join(other, 'alice', '7')
    await should_be_told(other, 'name', 'Somebody here is called alice already. How about alice 2?')
    await eventually(lambda: not room.presence.members)
    other.find(marker='join').click()
    await other.should_see(marker='message')


@pytest.mark.parametrize('accepted', ['ru', 'ru-RU,ru;q=0.9,en-US;q=0.8', 'de,ru;q=0.5'])
async def test_a_russian_browser_is_spoken_to_in_russian(user: User, accepted: str) -> None:
    user.http_client.headers['Accept-Language'] = accepted
    await try_to_join(user, '', '0')
    for text in ('Ваше имя', 'ID комнаты', 'Войти в чат'):
        await user.should_see(text)
    await should_be_told(user, 'name', 'Пожалуйста, назовите себя.')
    await should_be_told(user, 'room', 'ID комнаты — это число от 1 или название из букв, цифр, - и _.')
    assert '<html lang="ru"' in (await user.http_client.get('/')).text
    await join(user, 'Иван', '7')
    for text in ('Введите сообщение', 'Другая комната', '1 участник', 'Иван — в чате'):
        await user.should_see(text)
    user.find(marker='menu').click()
    assert {'Комната 7', 'Участники', 'Покинуть комнату'} <= {*headings_of(user)}


async def test_a_browser_of_another_language_is_spoken_to_in_english(user: User) -> None:
    user.http_client.headers['Accept-Language'] = 'de'
    await user.open('/')
    for text in ('Your name', 'Room ID', 'Join chat'):
        await user.should_see(text)


async def test_a_language_that_was_chosen_stays(user: User) -> None:
    await user.open('/')
    await user.should_see('Your name')
    user.find(marker='language').click()
    await user.should_see('Ваше имя')
    await join(user, 'Alice', '7')
    await user.should_see('Введите сообщение')
    user.find(marker='language').click()
    await user.should_see('Type a message')
    await another_tab(user).open('/')
    await user.should_see('Type a message')


async def test_a_look_that_was_chosen_stays(user: User) -> None:
    await user.open('/')
    looks = []
    for _ in range(4):
        user.find(marker='theme').click()
        [dark] = user.find(ui.dark_mode).elements
        looks.append(dark.value)
    assert looks == [False, True, None, False]
    await user.open('/')
    assert user.client
    assert user.client.page.resolve_dark() is False


@pytest.mark.parametrize(
    ('room', 'message'),
    [
        ('7', ''),
        ('team-7', ''),
        ('0', 'A room ID is a number from 1 up, or a name of letters, digits, - and _.'),
        ('x' * 65, 'A room ID has at most 64 characters.'),
        ('<script>', 'A room ID is a number from 1 up, or a name of letters, digits, - and _.'),
    ],
)
async def test_a_link_fills_in_the_room(user: User, room: str, message: str) -> None:
    await user.open(f'/?room={room}')
    [field] = user.find(kind=ui.input, marker='room').elements
    assert field.value == room
    assert (field.error or '') == message


async def test_name_and_rooms_are_remembered(user: User, create_user: Make) -> None:
    await join(user, 'Alice', '7')
    await join(user, 'Alice', 'Lounge')
    await user.open('/')
    [name] = user.find(kind=ui.input, marker='name').elements
    assert name.value == 'Alice'
    for text in ('Lounge', 'Room 7'):
        await user.should_see(text)
    assert 'Your rooms' in headings_of(user)
    stranger = create_user()
    await stranger.open('/')
    assert 'Your rooms' not in headings_of(stranger)


async def test_rooms_with_people_are_offered_and_a_click_joins(user: User, create_user: Make) -> None:
    alice, bob = user, create_user()
    await bob.open('/')
    assert 'Open now' not in headings_of(bob)
    await join(alice, 'Alice', 'Lounge')
    await bob.open('/')
    for text in ('Lounge', '1 member'):
        await bob.should_see(text)
    assert 'Open now' in headings_of(bob)
    bob.find(kind=ui.button, content='Lounge').click()
    await should_be_told(bob, 'name', 'Please give a name.')
    bob.find(marker='name').type('Bob')
    bob.find(kind=ui.button, content='Lounge').click()
    await bob.should_see(marker='message')
    assert room_of(bob) is room_of(alice)


async def test_looking_at_pages_joins_nobody(user: User, create_user: Make) -> None:
    alice = user
    await join(alice, 'Alice', '7')
    room, client = room_of(alice), create_user().http_client
    client.cookies = alice.http_client.cookies
    for headers in ({}, {'User-Agent': 'GPTBot'}):
        assert (await client.get('/rooms/8', headers=headers)).status_code == 200  # hers, but no browser ever connects
    await alice.open('/')
    await alice.should_not_see('Room 8 1 member')
    assert [member.name for member in room.presence.members] == ['Alice']


async def test_a_field_that_was_given_no_text_is_empty(user: User) -> None:
    for field in ('name', 'room'):
        for value in NO_TEXTS:
            await user.open('/')
            user.find(marker='name').type('Alice')
            user.find(marker='room').type('7')
            user.find(kind=ui.input, marker=field).trigger('update:value', value)
            user.find(marker='join').click()
            await should_be_told(user, field, f'Please give a {field}.')


async def test_who_joins_is_led_there_whosever_page_is_busy_meanwhile(
    user: User, create_user: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, bob = user, create_user()
    await join(alice, 'Alice', '7')
    page = alice.client

    async def enter_meanwhile(*args: Any, **kwargs: Any) -> str:
        path = await enter(*args, **kwargs)
        assert alice.client is page  # a look at her is enough for NiceGUI to lead her there instead
        return path

    monkeypatch.setattr('chat.pages.join.enter', enter_meanwhile)
    await join(bob, 'Bob', '7')
    assert alice.client is page


async def test_of_an_endless_room_id_in_an_address_only_the_beginning_is_looked_at(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To put thousands of accents in order takes a time that grows with the square of their number."""
    looked_at: list[int] = []

    def watched(shown: str) -> str:
        looked_at.append(len(shown))
        return key_of(shown)

    monkeypatch.setattr(join_module, 'key_of', watched)
    await join(user, 'Alice', '7')
    await user.open('/?taken=1&closed=1&room=' + quote('a' + '\u0315\u0300' * 2000))
    await user.should_see('Give a name, choose a room, and talk.')
    assert looked_at
    assert max(looked_at) <= 2 * ROOM_ID_LIMIT
