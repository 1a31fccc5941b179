"""History, counts and search as NiceGUI's User fixture sees them: what was sent to a view and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from nicegui.testing import User

from chat.feed.unread import Unread
from chat.feed.wire import Frame, Line
from tests.pages.tab import join
from tests.patience import eventually

Make = Callable[[], User]


async def say(user: User, *texts: str) -> None:
    for text in texts:
        user.find(marker='message').type(text).trigger('keydown.enter')
        await user.should_see(text)


async def test_a_permalink_shows_the_message_and_what_is_around_it(user: User, create_user: Make) -> None:
    alice, bob = user, create_user()
    await join(alice, 'Alice', '7')
    for n in range(1, 81):
        alice.find(marker='message').type(f'message {n}').trigger('keydown.enter')
    await alice.should_see('message 80')
    await join(bob, 'Bob', '7')
    await bob.should_not_see('message 20')
    await bob.open('/rooms/7?at=20')
    await bob.should_see('message 20')
    await bob.should_not_see('message 80')


async def test_a_message_elsewhere_is_counted_for_those_who_were_there(user: User, create_user: Make) -> None:
    alice, bob = user, create_user()
    await join(alice, 'Alice', '7')
    await join(bob, 'Bob', '7')
    await join(bob, 'Bob', '8')
    await say(alice, 'one', 'two')
    [unread] = bob.find(Unread).elements
    await eventually(lambda: unread.count('7') == 2)
    await bob.should_see('2')
    await join(bob, 'Bob', '7')
    await bob.should_see('two')


async def test_who_reads_is_not_counted_twice(user: User) -> None:
    await join(user, 'Alice', '7')
    await say(user, 'mine')
    [unread] = user.find(Unread).elements
    await eventually(lambda: unread.rooms['7'] == {'first': 1, 'last': 1, 'read': 1, 'called': []})
    assert unread.count('7') == 0


async def test_who_could_not_be_told_what_waits_is_told_all_of_it_later(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    await join(user, 'Alice', '7')
    [unread] = user.find(Unread).elements
    told: list[dict[str, Any]] = []
    can_read = [True]

    def send(_: Line, frame: Frame) -> bool:
        if can_read[0]:
            told.append(frame.data)
        return can_read[0]

    monkeypatch.setattr(Line, 'send', send)
    everything = {'rooms': unread.rooms}
    unread._catch_up()
    assert told == [], 'nothing was held back'
    can_read[0] = False
    unread.call('7', 1)
    can_read[0] = True
    unread._catch_up()
    unread._catch_up()
    assert told == [everything], 'once'
    unread._connected()
    assert told == [everything] * 2, 'after a break it is not known what came'
    unread._catch_up()
    assert told == [everything] * 2


@pytest.mark.parametrize(
    ('query', 'is_found'), [('kettles', True), ('from:alice kettle', True), ('from:bob kettle', False)]
)
async def test_search_finds_what_was_said(user: User, query: str, is_found: bool) -> None:
    await join(user, 'Alice', '7')
    await say(user, 'put the kettle on')
    user.find(marker='search-button').click()
    await user.should_see(marker='search')
    user.find(marker='search').type(query)
    await user.should_see('1 found' if is_found else 'Nothing found')


async def test_marking_as_unread_is_known_in_the_other_tab(user: User) -> None:
    await join(user, 'Alice', '7')
    await say(user, 'one', 'two', 'three')
    other = User(user.http_client)
    await other.open('/rooms/7')
    from chat.feed.feed import Feed

    [feed] = user.find(Feed).elements
    feed._on_action('unread', 2)  # type: ignore[misc]
    [unread] = other.find(Unread).elements
    assert unread.count('7') == 2
