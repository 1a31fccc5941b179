"""What stands at the head of a room page: its topic, and the messages that are pinned."""

from collections.abc import Callable

from nicegui.testing import User

from chat.feed.feed import Feed
from chat.model.amendment import Remove
from chat.model.message import now
from chat.model.room import Room
from tests.pages.tab import NO_TEXTS, choose, headings_of, join, room_of
from tests.patience import eventually

Make = Callable[[], User]


def act(user: User, action: str, seq: int) -> None:
    user.find(Feed).trigger('action', {'action': action, 'seq': seq})


def panel(room: Room, name: str, user: User) -> str:
    """What a panel that all see says to this reader."""
    [feed] = user.find(Feed).elements
    return feed.stream.panels[name].html('en')


async def two(user: User, create_user: Make) -> tuple[User, User, Room]:
    """Alice, who has said two things, and Bob."""
    alice, bob = user, create_user()
    await join(bob, 'Bob', '7')
    await join(alice, 'Alice', '7')
    for text in ('the first word', 'the second word'):
        alice.find(marker='message').clear().type(text).trigger('keydown.enter')
        await bob.should_see(text)
    return alice, bob, room_of(alice)


async def test_what_is_pinned_is_counted_and_listed_for_all(user: User, create_user: Make) -> None:
    alice, bob, room = await two(user, create_user)
    assert panel(room, 'pins', bob) == ''
    alice.find(marker='pins-button').trigger('click', -180)
    for nonsense in (*NO_TEXTS, 100_000):
        alice.find(marker='pins-button').trigger('click', nonsense)
    assert 'Nothing is pinned.' in headings_of(alice)
    act(bob, 'pin', 1)
    await eventually(lambda: 'the first word' in headings_of(alice))
    assert panel(room, 'pins', alice) == '📌<span>1</span>'
    assert 'the first word' not in headings_of(bob), 'it is filled when it is opened'
    act(bob, 'pin', 2)
    await eventually(lambda: 'the second word' in headings_of(alice))
    assert [message.seq for message in room.head.pinned] == [2, 1]
    await room.amending.edit(room.tail[0].author, 1, 'a changed word')
    await eventually(lambda: 'a changed word' in headings_of(alice))
    act(alice, 'unpin', 2)
    await eventually(lambda: 'the second word' not in headings_of(alice))
    await room.amending.remove(room.tail[0].author, 1)
    await eventually(lambda: 'Nothing is pinned.' in headings_of(alice))
    assert panel(room, 'pins', bob) == ''


async def test_what_was_pinned_is_known_when_the_room_is_opened_again(user: User, create_user: Make) -> None:
    _, bob, room = await two(user, create_user)
    act(bob, 'pin', 2)
    await eventually(lambda: room.head.pinned)
    await room.store.amend(room.key, Remove(seq=2, until=now()))
    await room.rewrite()
    await eventually(lambda: not room.head.pinned)
    act(bob, 'pin', 1)
    await eventually(lambda: room.head.pinned)
    again = Room('7', room.store)
    await again.load()
    assert [message.seq for message in again.head.pinned] == [1]
    again.forget(1)
    assert again.head.pinned == []


async def test_the_topic_is_said_by_one_and_seen_by_all(user: User, create_user: Make) -> None:
    alice, bob, room = await two(user, create_user)
    bob.find(marker='topic').click()
    for nonsense in NO_TEXTS:
        bob.find(marker='topic-field').trigger('update:model-value', nonsense)
    bob.find(marker='topic-field').clear().type('lunch,  every\nday').trigger('keydown.enter')
    await eventually(lambda: room.head.topic == 'lunch, every day')
    assert panel(room, 'topic', alice) == '<span dir="auto" title="lunch, every day">lunch, every day</span>'
    choose(alice, 'set-topic')
    [field] = alice.find(marker='topic-field').elements
    assert field.props['maxlength'] == '250'
    alice.find(marker='topic-field').clear().type('x' * 251)
    alice.find(marker='save-topic').click()
    await alice.should_see('A topic has at most 250 characters.')
    stranger = create_user()
    await stranger.open('/')
    await stranger.should_see('lunch, every day')
    alice.find(marker='topic-field').clear()
    alice.find(marker='save-topic').click()
    await eventually(lambda: not room.head.topic)
    assert panel(room, 'topic', bob) == ''


async def test_the_hint_of_a_first_visit_goes_away_for_ever(user: User, create_user: Make) -> None:
    await join(user, 'Alice', '7')
    assert '? shows all keys.' in headings_of(user)
    user.find(marker='got-it').click()
    await eventually(lambda: '? shows all keys.' not in headings_of(user))
    await user.open('/rooms/8')
    assert '? shows all keys.' not in headings_of(user)
    other = create_user()
    await join(other, 'Bob', '7')
    assert '? shows all keys.' in headings_of(other)
