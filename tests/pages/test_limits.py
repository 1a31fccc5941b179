"""Limits as NiceGUI's User fixture sees them: one is told, and what was typed is still there."""

import pytest
from nicegui import ui
from nicegui.testing import User

from chat.model.door import Kind
from tests.pages.tab import choose, join
from tests.pages.test_order import made_owner
from tests.patience import eventually

TOO_FAST = 'Too fast. Please try again in '


@pytest.fixture(autouse=True)
def limits(no_limits: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """So tight that a few clicks are too many."""
    for what, limit in {
        'MESSAGES': '2/1m',
        'JOINS': '1/1m',
        'SEARCHES': '1/1m',
        'CHANGES': '1/1m',
        'CALLS': '1/10m',
        'PASSWORDS': '1/1m',
    }.items():
        monkeypatch.setenv(f'CHAT_LIMIT_{what}', limit)


async def test_a_message_that_comes_too_fast_stays_in_the_box(user: User) -> None:
    await join(user, 'Alice', '7')
    for text in ('first', 'second', 'third'):
        user.find(marker='message').type(text).trigger('keydown.enter')
        await user.should_see(text)
    await user.should_see(TOO_FAST)
    [box] = user.find(marker='message').elements
    assert isinstance(box, ui.textarea)
    assert box.value == 'third'


async def test_who_calls_all_too_often_is_told_and_has_the_text_back(user: User) -> None:
    await join(user, 'Alice', '7')
    for text in ('first @all', 'second @all'):
        user.find(marker='message').type(text).trigger('keydown.enter')
        await user.should_see(text)
    await user.should_see('All were called often enough. @all works again in 10 minutes.')
    [box] = user.find(marker='message').elements
    assert isinstance(box, ui.textarea)
    assert box.value == 'second @all'


async def test_who_joins_too_often_is_told_at_the_form(user: User) -> None:
    await join(user, 'Alice', '7')
    await user.open('/')
    user.find(marker='room').clear().type('8')
    user.find(marker='join').click()
    await user.should_see(TOO_FAST)


async def test_who_searches_too_often_is_told_and_keeps_what_was_found(user: User) -> None:
    await join(user, 'Alice', '7')
    user.find(marker='message').type('a needle here').trigger('keydown.enter')
    await user.should_see('a needle here')
    user.find(marker='search-button').click()
    user.find(marker='search').type('needle')
    await user.should_see('1 found')
    user.find(marker='search').type('s')
    await user.should_see(TOO_FAST)


async def test_who_changes_too_much_is_told(user: User) -> None:
    await user.open('/')
    user.find(marker='theme').click()
    await user.should_not_see(TOO_FAST)
    user.find(marker='theme').click()
    await user.should_see(TOO_FAST)


async def test_who_sets_passwords_too_often_is_told_and_keeps_what_was_typed(user: User) -> None:
    """Each is hashed, and others who want to sign in would wait for that."""
    await join(user, 'Olga', '7')
    room, _ = await made_owner(user)
    for n, password in enumerate(('open sesame', 'close sesame')):
        choose(user, 'room-settings')
        await user.should_see(marker='kind')
        [kind] = user.find(marker='kind').elements
        kind.value = 'password'  # type: ignore[attr-defined]
        user.find(marker='door-password').clear().type(password)
        user.find(marker='save-door').click()
        if not n:
            await eventually(lambda: room.rights.door('7').kind is Kind.PASSWORD)
    await user.should_see(TOO_FAST)
    [field] = user.find(marker='door-password').elements
    assert field.value == 'close sesame'  # type: ignore[attr-defined]
