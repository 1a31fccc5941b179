"""What is shown of people beside messages, and that all of it can be turned off."""

from collections.abc import Callable

import pytest
from nicegui.testing import User

from chat.feed.feed import Feed
from chat.feed.marks import GATHER
from chat.feed.unread import Unread
from chat.feed.wire import Frame
from tests.clock import Clock
from tests.pages.tab import NO_TEXTS, find_connection, join, lose_connection, room_of
from tests.patience import eventually

Make = Callable[[], User]


async def shown(user: User, bob: User, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What Bob is shown of Alice, who types, reads, and goes."""
    changes: list[str] = []
    deliver = Feed.deliver
    await join(bob, 'Bob', '7')
    await join(user, 'Alice', '7')
    room = room_of(user)
    user.find(marker='message').type('a word').trigger('keydown.enter')
    await bob.should_see('a word')

    def watch(self: Feed, frame: Frame) -> None:
        changes.append(str(frame.data))
        deliver(self, frame)

    monkeypatch.setattr(Feed, 'deliver', watch)
    user.find(marker='message').trigger('input')
    for nonsense in (*NO_TEXTS[2:], True):
        user.find(Unread).trigger('away', nonsense)
    user.find(Feed).trigger('seen', {'seq': 1})
    await clock.advance(2 * GATHER)
    assert len(room.presence.members) == 2
    return [what for what in ('is typing', 'data-away', 'readers') if any(what in change for change in changes)]


async def test_others_see_who_types_who_is_away_and_what_one_has_read(
    user: User, create_user: Make, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await shown(user, create_user(), clock, monkeypatch) == ['is typing', 'data-away', 'readers']


class TestOff:
    @pytest.fixture(autouse=True)
    def off(self, own_data: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv('CHAT_ACTIVITY', 'off')

    async def test_nothing_of_it_is_shown(
        self, user: User, create_user: Make, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert await shown(user, create_user(), clock, monkeypatch) == []


async def test_who_was_away_before_the_connection_was_lost_is_so_when_it_is_back(user: User) -> None:
    await join(user, 'Anna', '7')
    presence = room_of(user).presence
    user.find(Unread).trigger('away', True)
    await eventually(lambda: len(presence.away) == 1)
    lose_connection(user)
    await eventually(lambda: not presence.away)
    await find_connection(user)
    await eventually(lambda: len(presence.away) == 1)
