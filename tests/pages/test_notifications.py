"""Who is told of messages while they look at something else, and what they can wish."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from nicegui.testing import User

from chat.feed import notifier as notifying
from chat.feed.cards import gist_of
from chat.feed.notifier import Notifier
from chat.feed.unread import Unread
from chat.model.member import Member
from chat.model.message import Message, now
from chat.model.wishes import Level, Wishes
from chat.pages.notifications import FOR_GOOD, Notices
from tests.pages.tab import NO_TEXTS, choose, join, lose_connection
from tests.patience import eventually
from tests.people import ALICE

Make = Callable[[], User]


NOTIFIERS: list[Notifier] = []
"""Of the chat under test, which is the last."""


@pytest.fixture(autouse=True)
def notifier(monkeypatch: pytest.MonkeyPatch) -> None:
    def remember(self: Notifier, *given: Any) -> None:
        init(self, *given)
        NOTIFIERS.append(self)

    init = Notifier.__init__
    monkeypatch.setattr(Notifier, '__init__', remember)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What browsers were to tell: to whom, and what."""
    told: list[str] = []
    monkeypatch.setattr(Notices, 'show', lambda self, _, message: told.append(f'{self._member.name}: {message.text}'))
    return told


async def say(user: User, *texts: str) -> None:
    for text in texts:
        user.find(marker='message').clear().type(text).trigger('keydown.enter')
        await user.should_see(text)
    await asyncio.sleep(0)


def member_of(user: User) -> Member:
    [unread] = user.find(Unread).elements
    return unread.member


async def dialog(user: User) -> tuple[Notifier, dict[str, Any]]:
    """Opened; who keeps what is wished in it, and its fields."""
    choose(user, 'notifications')
    await user.should_see(marker='level')
    return (
        NOTIFIERS[-1],
        {mark: next(iter(user.find(marker=mark).elements)) for mark in ('level', 'quiet', 'sound')},
    )


async def test_one_is_told_what_one_wants_and_does_not_see_anyway(
    user: User, create_user: Make, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notifying, 'PAUSE', 0)
    bob = create_user()
    await join(user, 'Alice', '7')
    await join(bob, 'Bob', '7')
    await say(bob, 'I was here')
    await user.should_see('I was here')
    await say(user, '@bob 1', 'plain 1')
    assert told == [], 'he sees it'
    bob.find(Unread).trigger('away', True)
    await say(user, '@bob 2', 'plain 2')
    assert told == ['Bob: @bob 2']
    bob.find(Unread).trigger('away', False)
    lose_connection(bob)
    await bob.open('/rooms/8')
    notifier = NOTIFIERS[-1]
    for n, (wishes, expected) in enumerate(
        [
            (Wishes(), ['@bob {n}']),
            (Wishes(levels={'7': Level.ALL}), ['@bob {n}', 'plain {n}']),
            (Wishes(levels={'8': Level.ALL}), ['@bob {n}']),
            (Wishes(levels={'7': Level.NONE}), []),
            (Wishes(levels={'7': Level.ALL}, quiet_until=now() + timedelta(hours=1)), []),
            (Wishes(levels={'7': Level.ALL}, quiet_until=now()), ['@bob {n}', 'plain {n}']),
        ],
        3,
    ):
        told.clear()
        await notifier.wish(member_of(bob), wishes)
        await say(user, f'@bob {n}', f'plain {n}')
        assert told == [f'Bob: {text.format(n=n)}' for text in expected], wishes
    assert not [each for each in told if 'Alice' in each]


async def test_a_room_that_one_is_told_everything_of_is_told_now_and_then(
    user: User, create_user: Make, told: list[str]
) -> None:
    bob = create_user()
    await join(user, 'Alice', '7')
    await join(bob, 'Bob', '7')
    notices, fields = await dialog(bob)
    fields['level'].value = 'all'
    await eventually(lambda: notices.of(member_of(bob)).level('7') is Level.ALL)
    bob.find(Unread).trigger('away', True)
    await say(user, 'one', 'two', 'three @Bob')
    assert told == ['Bob: one', 'Bob: three @Bob']


async def test_wishes_are_kept(user: User) -> None:
    await join(user, 'Alice', '7')
    notifier, fields = await dialog(user)
    for mark, value in (('quiet', FOR_GOOD), ('level', 'none')):
        fields[mark].value = value
    for nonsense in NO_TEXTS:
        fields['sound'].set_value(nonsense)
    fields['sound'].set_value(True)
    await eventually(lambda: [each for each in notifier._known.values() if each.has_sound and each.is_quiet])
    [number] = notifier._known
    kept = await notifier._store.of(number)
    assert (kept.level('7'), kept.is_quiet, kept.has_sound) == ('none', True, True)
    lose_connection(user)
    await user.open('/rooms/7')
    _, fields = await dialog(user)
    assert [fields[mark].value for mark in ('level', 'quiet', 'sound')] == ['none', -1, True]
    for answer, said in (('granted', 'This browser notifies you from now on'), ({'evil': 1}, 'does not allow it')):
        user.find(marker='notify-me').trigger('click', answer)
        await user.should_see(said)


def test_what_is_hidden_in_a_message_is_not_told() -> None:
    message = Message(seq=1, author=ALICE, text='it was ||the\nbutler|| ' + 'x' * 200, at=now(), client_msg_id='a')
    assert gist_of(message).startswith('it was … xxx')
    assert len(gist_of(message)) == 120
