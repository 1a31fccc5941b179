"""Who may enter and who may make an account, as the settings have it."""

from collections.abc import Callable
from typing import Any

import pytest
from nicegui import ui
from nicegui.testing import User

from chat.identity.accounts import Accounts
from chat.pages.site import Site
from chat.pages.visit import Visit
from tests.pages.tab import another_tab, headings_of
from tests.pages.test_account import PASSWORD, error_at, join, loses, post_ticket, sees, sign_in, told, visit
from tests.patience import eventually

Make = Callable[[], User]


@pytest.fixture
def no_guests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('CHAT_GUESTS', 'off')


@pytest.fixture
def by_invitation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('CHAT_SIGN_UP', 'invite')


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('CHAT_SIGN_UP', 'closed')


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The word that makes the administrator."""
    words: list[str] = []
    opened = Accounts.open

    def open_and_tell(self: Accounts) -> None:
        opened(self)
        words.append(self.admin_word)

    monkeypatch.setattr(Accounts, 'open', open_and_tell)
    return words


async def sign_up(user: User, name: str, path: str = '/sign-up') -> str:
    await visit(user, path)
    user.find(marker='name').clear().type(name)
    user.find(marker='password').type(PASSWORD)
    user.find(marker='sign-up').click()
    return await post_ticket(user)


async def test_without_guests_the_first_page_asks_for_an_account(
    no_guests: None, user: User, create_user: Make
) -> None:
    for path in ('/', '/?room=7', '/rooms/7'):
        await visit(user, path)
        await sees(user, 'sign-in')
        await loses(user, 'join')
    answer = await user.http_client.post('/join_chat', data={'username': 'Alice', 'room_id': '7'})
    assert (answer.status_code, answer.json()['detail']) == (
        403,
        'This chat is for people with an account. Please sign in.',
    )
    await sign_up(user, 'Alice')
    await join(user, 'Alice', '7')
    await visit(user, '/')
    user.find(marker='name').clear().type('Somebody else')
    user.find(marker='room').clear().type('7')
    user.find(marker='join').click()
    await eventually(lambda: 'account' in str(error_at(user, 'room')))


async def test_where_sign_up_is_closed_nobody_is_shown_how(closed: None, user: User) -> None:
    await visit(user, '/sign-in')
    assert 'Make an account' not in headings_of(user)
    await visit(user, '/sign-up')
    await user.should_see('New accounts are not made here.')
    await loses(user, 'password')
    await join(user, 'Alice', '7')
    await visit(user, '/account')
    await loses(user, 'claim')


async def test_the_link_of_the_first_start_makes_the_administrator_once(
    words: list[str], closed: None, user: User, create_user: Make
) -> None:
    path = f'/sign-up?admin={words[0]}'
    assert await sign_up(user, 'Alice', path) == '/account'
    assert 'Administrator' in headings_of(user)
    other = create_user()
    for used in (path, '/sign-up?admin=x'):
        await visit(other, used)
        await other.should_see('This link was used already, or is an old one.')
        await loses(other, 'password')


async def test_an_administrator_invites_and_the_link_works_once(
    words: list[str], by_invitation: None, user: User, create_user: Make
) -> None:
    await sign_up(user, 'Alice', f'/sign-up?admin={words[0]}')
    user.find(marker='invite').click()
    await sees(user, 'link')
    [link] = user.find(kind=ui.input, marker='link').elements
    path = '/sign-up' + str(link.value).partition('/sign-up')[2]
    bob, carol = create_user(), create_user()
    for none in ('/sign-up', '/sign-up?invite=x'):
        await visit(carol, none)
        await loses(carol, 'password')
    await visit(carol, path)
    await sign_up(bob, 'Bob', path)
    assert 'Signed in as Bob.' in headings_of(bob)
    carol.find(marker='name').type('Carol')
    carol.find(marker='password').type(PASSWORD)
    carol.find(marker='sign-up').click()
    used = 'An account needs an invitation here. This one was used or has expired.'
    await told(carol, 'password', used)
    await visit(carol, path)
    await carol.should_see(used)
    await visit(bob, '/account')
    await loses(bob, 'invite')
    await sign_in(carol, 'Bob')


async def test_whose_session_ends_while_a_page_is_being_built_is_not_on_it(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    await join(user, 'Alice', '7')
    look = Visit.of

    async def end_meanwhile(site: Site, *given: Any, **more: Any) -> Visit:
        visit = await look(site, *given, **more)
        await site.sessions.end(list(site.sessions.tabs._open))
        return visit

    monkeypatch.setattr(Visit, 'of', end_meanwhile)
    tab = another_tab(user)
    await tab.open('/rooms/7')
    await tab.should_see('Give a name, choose a room, and talk.')


async def test_a_name_is_for_who_has_borne_it_longest_of_those_who_are_here(user: User, create_user: Make) -> None:
    thief = create_user()
    await join(user, 'Alice', '1')
    await join(thief, 'Alice', '2')
    for each in (thief, user):
        tab = another_tab(each)
        await tab.open('/account')
        tab.find(marker='password').type(PASSWORD)
        tab.find(marker='claim').click()
        if each is thief:
            await told(tab, 'password', 'Somebody here is called Alice already. How about Alice 2?')
    await loses(thief, 'message')
