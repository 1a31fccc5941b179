"""Accounts as people meet them: claiming, signing in and out, and what is wrong said where it is."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from nicegui import ui
from nicegui.testing import User

from chat.identity.cookie import COOKIE
from tests.pages.tab import NO_TEXTS, headings_of, lose_connection, room_of
from tests.patience import eventually

Make = Callable[[], User]
PASSWORD = 'correct horse'


def error_at(user: User, field: str) -> str | None:
    [element] = user.find(kind=ui.input, marker=field).elements
    return element.error


async def told(user: User, field: str, message: str) -> None:
    """Wait until this stands at a field, perhaps of another page."""
    said: list[str | None] = []

    def is_told() -> bool:
        with suppress(AssertionError):
            said.append(error_at(user, field))
        return said[-1:] == [message]

    try:
        await eventually(is_told)
    except AssertionError:
        assert said[-1:] == [message]


async def visit(user: User, path: str) -> None:
    """Go to another page; the one before is left, as browsers do it."""
    if user.client is not None:
        lose_connection(user)
    await user.open(path)


async def sees(user: User, marker: str) -> None:
    """Wait until there is such an element."""
    await user.should_see(marker=marker, retries=50)


async def join(user: User, name: str, room: str) -> None:
    """Fill in the join page and wait for the room page, on a busy machine too."""
    await visit(user, '/')
    user.find(marker='name').clear().type(name)
    user.find(marker='room').clear().type(room)
    user.find(marker='join').click()
    await sees(user, 'message')


async def loses(user: User, marker: str) -> None:
    """Wait until there is no such element any more."""
    await user.should_not_see(marker=marker, retries=50)


def link_called(user: User, text: str) -> str:
    """Where a link leads to."""
    assert user.client is not None
    [link] = [element for element in user.client.elements.values() if element.tag == 'a' and element._text == text]
    return str(link.props['href'])


async def post_ticket(user: User) -> str:
    """Do what the page's script does in a browser: post the hidden form. Where it leads to."""
    word = ''

    def made() -> bool:
        nonlocal word
        [field] = user.find(marker='ticket').elements
        word = str(field.props.get('value', ''))
        return bool(word)

    await eventually(made)
    lose_connection(user)
    answer = await user.http_client.post('/session', data={'ticket': word})
    assert answer.status_code == 303, answer.text
    assert COOKIE in answer.headers['set-cookie']
    await visit(user, answer.headers['location'])
    return str(answer.headers['location'])


async def claim(user: User, name: str, room: str = '7', password: str = PASSWORD) -> None:
    """Join as a guest and make the name one's own."""
    await join(user, name, room)
    await visit(user, '/account')
    user.find(marker='password').type(password)
    user.find(marker='claim').click()
    await post_ticket(user)


async def try_to_sign_in(user: User, name: str, password: str = PASSWORD) -> None:
    await visit(user, '/sign-in')
    user.find(marker='name').clear().type(name)
    user.find(marker='password').clear().type(password)
    user.find(marker='sign-in').click()


async def sign_in(user: User, name: str, password: str = PASSWORD) -> None:
    await try_to_sign_in(user, name, password)
    await post_ticket(user)


async def test_a_guest_makes_their_name_their_own(user: User) -> None:
    await join(user, 'Alice', '7')
    await visit(user, '/account')
    assert 'Keep the name Alice' in headings_of(user)
    assert 'Guest' in headings_of(user)
    user.find(marker='password').type(PASSWORD)
    before = user.http_client.cookies[COOKIE]
    user.find(marker='claim').click()
    assert await post_ticket(user) == '/account'
    assert user.http_client.cookies[COOKIE] != before, 'a new session when rights change'
    assert 'Signed in' in headings_of(user)
    assert 'Your devices' in headings_of(user)
    await visit(user, '/rooms/7')
    await sees(user, 'message')


async def test_nobody_else_can_bear_a_claimed_name_in_any_room(user: User, create_user: Make) -> None:
    await claim(user, 'Alice')
    other = create_user()
    for name, room in [('Alice', '8'), ('ALICE', 'lounge'), ('Ａlice', '7')]:
        await visit(other, '/')
        other.find(marker='name').clear().type(name)
        other.find(marker='room').clear().type(room)
        other.find(marker='join').click()
        await told(other, 'name', f'The name {name} belongs to an account. If it is yours, sign in.')
    assert link_called(other, 'Sign in') == '/sign-in?name=%EF%BC%A1lice&room=7'
    await join(other, 'Bob', '7')


async def test_who_bears_the_name_when_it_is_claimed_is_put_out_with_a_word(user: User, create_user: Make) -> None:
    await join(user, 'Alice', '7')
    other = create_user()
    await join(other, 'alice', '8')
    room = room_of(other)
    await claim(user, 'Alice')
    await eventually(lambda: not room.presence.members)
    await visit(other, '/rooms/8')
    await told(other, 'name', 'The name alice belongs to an account. If it is yours, sign in.')


async def test_sign_out_and_in_again(user: User) -> None:
    await claim(user, 'Alice')
    user.find(marker='sign-out').click()
    assert await post_ticket(user) == '/'
    assert 'Have an account?' in headings_of(user)
    [name] = user.find(kind=ui.input, marker='name').elements
    assert not name.value
    await sign_in(user, ' alice ')
    assert 'Signed in as Alice.' in headings_of(user)
    [name] = user.find(kind=ui.input, marker='name').elements
    assert name.value == 'Alice'
    await visit(user, '/rooms/7')
    await sees(user, 'message')


async def test_who_signs_in_on_the_way_to_a_room_comes_into_it(user: User, create_user: Make) -> None:
    await claim(user, 'Alice')
    other = create_user()
    await visit(other, '/sign-in?name=Alice&room=team')
    other.find(marker='password').type(PASSWORD).trigger('keydown.enter')
    assert await post_ticket(other) == '/rooms/team'
    await sees(other, 'message')


async def test_a_wrong_password_and_an_unknown_name_are_told_alike_and_slowed(user: User) -> None:
    await claim(user, 'Alice')
    for name in ('Alice', 'Nobody'):
        for _ in range(5):
            await try_to_sign_in(user, name, 'a wrong one')
            await told(user, 'password', 'Name and password do not belong together.')
        user.find(marker='sign-in').click()
        await told(user, 'password', 'Too many wrong passwords. Please wait 1 second.')
        [button] = user.find(marker='sign-in').elements
        assert isinstance(button, ui.button)
        assert not button.enabled
        await eventually(lambda button=button: button.enabled)  # type: ignore[misc]
        assert not error_at(user, 'password')


@pytest.mark.parametrize('page', ['/account', '/sign-up'])
async def test_a_short_password_is_refused_at_its_field(user: User, page: str) -> None:
    await join(user, 'Alice', '7')
    await visit(user, page)
    for password in ('', 'short'):
        user.find(marker='password').clear().type(password)
        user.find(marker='claim' if page == '/account' else 'sign-up').click()
        await told(user, 'password', 'A password has at least 8 characters.')


async def test_an_account_can_be_made_without_having_been_a_guest(user: User, create_user: Make) -> None:
    await visit(user, '/sign-up')
    user.find(marker='name').type('Alice')
    user.find(marker='password').type(PASSWORD)
    user.find(marker='sign-up').click()
    assert await post_ticket(user) == '/'
    await join(user, 'Alice', '7')
    other = create_user()
    await visit(other, '/sign-up')
    other.find(marker='name').type('alice')
    other.find(marker='password').type('another password')
    other.find(marker='sign-up').click()
    await told(other, 'name', 'The name alice belongs to an account. If it is yours, sign in.')


async def test_nobody_takes_the_name_of_a_guest_who_is_here(user: User, create_user: Make) -> None:
    await join(user, 'Alice', '7')
    other = create_user()
    await visit(other, '/sign-up')
    other.find(marker='name').type('ALICE')
    other.find(marker='password').type(PASSWORD)
    other.find(marker='sign-up').click()
    await told(other, 'name', 'Somebody here is called ALICE already. How about ALICE 2?')


async def test_devices_are_listed_and_can_be_signed_out(user: User, create_user: Make) -> None:
    await claim(user, 'Alice')
    phone = create_user()
    phone.http_client.headers['User-Agent'] = 'Mozilla/5.0 (iPhone) AppleWebKit Mobile Safari/604.1'
    await sign_in(phone, 'Alice')
    await visit(phone, '/rooms/7')
    await sees(phone, 'message')
    await visit(user, '/account')
    assert 'Safari, iPhone' in headings_of(user)
    assert len([text for text in headings_of(user) if text.startswith('This device')]) == 1
    user.find(marker='end').click()
    await eventually(lambda: 'Safari, iPhone' not in headings_of(user))
    await loses(phone, 'message')
    await visit(phone, '/account')
    assert phone.back_history[-1] == '/account'
    await sees(phone, 'sign-in')


async def test_sign_out_everywhere(user: User, create_user: Make) -> None:
    await claim(user, 'Alice')
    other = create_user()
    await sign_in(other, 'Alice')
    await visit(other, '/rooms/7')
    await sees(other, 'message')
    user.find(marker='everywhere').click()
    assert await post_ticket(user) == '/'
    await loses(other, 'message')
    for each in (user, other):
        await visit(each, '/account')
        await sees(each, 'sign-in')


async def test_a_changed_password_signs_the_other_devices_out(user: User, create_user: Make) -> None:
    await claim(user, 'Alice')
    other = create_user()
    await sign_in(other, 'Alice')
    await visit(user, '/account')
    user.find(marker='old').type('a wrong one')
    user.find(marker='new').type('battery staple')
    user.find(marker='change').click()
    await told(user, 'old', 'Name and password do not belong together.')
    user.find(marker='old').clear().type(PASSWORD)
    user.find(marker='change').click()
    await post_ticket(user)
    assert 'Your devices' in headings_of(user)
    await visit(other, '/account')
    await sees(other, 'sign-in')
    await sign_in(other, 'Alice', 'battery staple')


@pytest.mark.parametrize('value', NO_TEXTS)
async def test_what_is_no_text_is_no_password(user: User, value: object) -> None:
    await join(user, 'Alice', '7')
    await visit(user, '/account')
    [field] = user.find(kind=ui.input, marker='password').elements
    field.value = value
    user.find(marker='claim').click()
    await told(user, 'password', 'A password has at least 8 characters.')


async def test_who_is_nobody_here_is_led_to_the_sign_in_page(user: User) -> None:
    await visit(user, '/account')
    await sees(user, 'sign-in')


async def test_the_way_to_the_account_is_in_the_room(user: User) -> None:
    await join(user, 'Alice', '7')
    assert user.client
    assert any(
        'href="/account"' in e.props.get('innerHTML', '') and 'title="Account"' in e.props['innerHTML']
        for e in user.client.elements.values()
    )
