"""Two people join, talk and go, as NiceGUI's User fixture sees it."""

import asyncio
from collections.abc import Callable

import pytest
from nicegui.testing import User

from chat.model.hub import Hub
from chat.model.message import Draft
from chat.model.room import Room
from tests.clock import Clock
from tests.pages.tab import another_tab, join, lose_connection, room_of
from tests.patience import eventually
from tests.people import IVAN

Make = Callable[[], User]


async def test_what_one_says_the_other_sees(user: User, create_user: Make) -> None:
    alice, bob, carol = user, create_user(), create_user()
    await join(alice, 'Alice', '1')
    await join(bob, 'Bob', '1')
    await join(carol, 'Carol', '2')
    alice.find(marker='message').type('Hello, Bob').trigger('keydown.enter')
    await bob.should_see('Hello, Bob')
    await alice.should_see('Hello, Bob')
    await carol.should_not_see('Hello, Bob')
    bob.find(marker='message').type('Hello, Alice')
    bob.find(marker='send').click()
    await alice.should_see('Hello, Alice')


async def test_a_message_is_sent_once_and_the_box_is_empty_for_the_next(user: User) -> None:
    await join(user, 'Alice', '1')
    for n, text in enumerate(('one', 'two', 'three'), 1):
        user.find(marker='message').type(text).trigger('keydown.enter')
        await eventually(lambda n=n: len(room_of(user).tail) == n)  # type: ignore[misc]
        await user.should_see(text)
    assert [message.text for message in room_of(user).tail] == ['one', 'two', 'three']


async def test_what_was_said_is_there_for_those_who_come_later(user: User, create_user: Make) -> None:
    alice, bob = user, create_user()
    await join(alice, 'Alice', '1')
    alice.find(marker='message').type('said before').trigger('keydown.enter')
    await alice.should_see('said before')
    room = room_of(alice)
    lose_connection(alice)
    await eventually(lambda: not room.presence.members)
    await join(bob, 'Bob', '1')
    await bob.should_see('said before')


async def test_a_text_is_shown_as_it_was_typed(user: User, create_user: Make) -> None:
    alice, bob = user, create_user()
    await join(alice, 'Alice', '1')
    await join(bob, 'Bob', '1')
    for text in (
        '<b>bold?</b> & "quoted"',
        'Привет, как дела?',
        '👩‍👩‍👧 🦊',
        '</script><script>alert(1)</script>',
        '{name} %s snake_case',
    ):
        alice.find(marker='message').type(text).trigger('keydown.enter')
        await bob.should_see(text)
    assert len(room_of(bob).tail) == 5


async def test_markup_is_seen_as_what_it_means(user: User, create_user: Make) -> None:
    alice, bob = user, create_user()
    await join(alice, 'Alice', '1')
    await join(bob, 'Bob', '1')
    alice.find(marker='message').type('**bold** and `code`').trigger('keydown.enter')
    await bob.should_see('bold and code')
    await bob.should_not_see('**')
    assert room_of(bob).tail[-1].text == '**bold** and `code`'


async def test_people_in_pages_talk_with_a_guest_of_the_dialect(user: User) -> None:
    await join(user, 'Alice', '1')
    room = room_of(user)
    room.join(IVAN, 'socket')
    await room.post(IVAN, Draft(text='Привет, Alice'))
    await user.should_see('Привет, Alice')
    user.find(marker='message').type('Hello, Ivan').trigger('keydown.enter')
    await eventually(lambda: len(room.tail) == 2)
    await user.should_see('Hello, Ivan')
    assert [message.author.label for message in room.tail] == ['Иван #5', 'Alice']


async def test_every_tab_of_everyone_sees_the_same(user: User, create_user: Make) -> None:
    alice, bob = user, create_user()
    await join(alice, 'Alice', '1')
    await join(bob, 'Bob', '1')
    tab = another_tab(alice)
    await tab.open('/rooms/1')
    for n, person in enumerate([alice, tab, bob]):
        person.find(marker='message').type(f'number {n}.').trigger('keydown.enter')
        for each in (alice, tab, bob):
            await each.should_see(f'number {n}.')
    assert len({message.author for message in room_of(bob).tail}) == 2


async def test_a_page_that_has_to_wait_for_its_turn_comes_in_the_end(
    user: User, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a restart everybody's page is built at once; NiceGUI gives up on each after three seconds."""
    await join(user, 'Alice', '1')
    turn, is_asked = asyncio.Event(), asyncio.Event()
    before = Hub.open

    async def wait_and_open(hub: Hub, room_id: str, **more: str) -> Room:
        is_asked.set()
        await turn.wait()
        return await before(hub, room_id, **more)

    monkeypatch.setattr(Hub, 'open', wait_and_open)
    opening = asyncio.create_task(user.open('/rooms/1'))
    await is_asked.wait()
    await clock.advance(30)
    turn.set()
    await opening
    await user.should_see(marker='message')
