"""Polls on the room page: asked in a dialog, voted in the message, closed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from nicegui.testing import User

from chat.errors import NotAllowed
from chat.feed.feed import Feed
from chat.model.message import Draft, now
from chat.model.poll import Ask, Poll
from chat.model.room import Room
from chat.pages.marks import Marks
from tests.pages.tab import NO_TEXTS, join, room_of
from tests.patience import eventually

Make = Callable[[], User]


def act(user: User, action: str, seq: int = 1) -> None:
    user.find(Feed).trigger('action', {'action': action, 'seq': seq})


def poll_of(room: Room) -> Poll:
    poll = room.tail[0].poll
    assert poll
    return poll


def counts(room: Room) -> list[int]:
    return [len(answer.members) for answer in poll_of(room).answers]


def shown(user: User, room: Room) -> str:
    """The first message, as all see it."""
    [feed] = user.find(Feed).elements
    return feed.stream.entries[1.0].html('en')


def own_votes(user: User) -> str:
    [marks] = user.find(Marks).elements
    return str(marks.props['innerHTML'])


async def asked(user: User, create_user: Make, *switches: str) -> tuple[User, User, Room]:
    """Alice, who asks something in the dialog, and Bob."""
    alice, bob = user, create_user()
    await join(bob, 'Bob', '7')
    await join(alice, 'Alice', '7')
    alice.find(marker='poll').click()
    for nonsense in NO_TEXTS:
        alice.find(marker='answer-1').trigger('update:model-value', nonsense)
    alice.find(marker='question').type('What shall we drink?')
    alice.find(marker='ask').click()
    await alice.should_see('A poll has at least 2 different answers.')
    for n, answer in enumerate(('tea', 'coffee', ' ', 'tea'), 1):
        alice.find(marker=f'answer-{n}').clear().type(answer)
        if n == 2:
            alice.find(marker='answer-3').type('x')
    for switch in switches:
        alice.find(marker=switch).click()
    alice.find(marker='ask').click()
    await bob.should_see('What shall we drink?')
    return alice, bob, room_of(alice)


async def test_a_poll_is_asked_answered_and_closed_by_who_asked(user: User, create_user: Make) -> None:
    alice, bob, room = await asked(user, create_user)
    assert [answer.text for answer in poll_of(room).answers] == ['tea', 'coffee']
    for nonsense in ('vote', 'vote x', 'vote 9', 'vote -1', 'vote 0 0'):
        act(bob, nonsense)
    act(bob, 'vote 1')
    act(alice, 'vote 0')
    await eventually(lambda: counts(room) == [1, 1])
    assert 'title="Bob"' in shown(alice, room)
    await alice.should_see('2 votes')
    assert 'vote 1' in own_votes(bob)
    assert 'vote 1' not in own_votes(alice)
    act(bob, 'vote 0')
    await eventually(lambda: counts(room) == [2, 0])
    act(bob, 'close-poll')
    await bob.should_see('You may not do this here.')
    assert not poll_of(room).is_closed
    with pytest.raises(NotAllowed):
        await room.amending.edit(room.tail[0].author, 1, 'What did we drink?')
    act(alice, 'close-poll')
    await bob.should_see('closed')
    act(bob, 'vote 1')
    await bob.should_see('This poll is closed.')
    assert counts(room) == [2, 0]


async def test_of_an_anonymous_poll_nobody_is_told_who_chose_what(user: User, create_user: Make) -> None:
    alice, bob, room = await asked(user, create_user, 'anonymous', 'many')
    for place in (0, 1):
        act(bob, f'vote {place}')
    await eventually(lambda: counts(room) == [1, 1])
    number = poll_of(room).answers[0].members[0].number
    assert 'Bob' not in shown(alice, room)
    assert str(number) not in shown(alice, room)
    await alice.should_see('1 vote · several answers · anonymous')
    assert {'vote 0', 'vote 1'} <= {part for part in own_votes(bob).split('"') if part.startswith('vote')}


async def test_a_poll_that_is_over_says_so_by_itself(user: User) -> None:
    await join(user, 'Alice', '7')
    room = room_of(user)
    poll = Ask(answers=('yes', 'no'), until=now() + timedelta(seconds=0.5))
    await room.post(room.presence.members[0], Draft(text='Now?', poll=poll))
    assert 'until' in shown(user, room)
    await eventually(lambda: 'closed' in shown(user, room))
    assert 'until' not in shown(user, room)
