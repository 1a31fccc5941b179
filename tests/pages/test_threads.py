"""Threads on the room page: opened beside it, answered, followed and left."""

from collections.abc import Callable

import pytest
from nicegui.testing import User

from chat.feed.feed import Feed
from chat.feed.unread import Unread
from chat.model.room import Room
from tests.pages.tab import headings_of, join, room_of
from tests.patience import eventually

Make = Callable[[], User]
LISTED = 'Thread: where shall we eat?'


def act(user: User, action: str, seq: int) -> None:
    user.find(marker='feed').trigger('action', {'action': action, 'seq': seq})


def write(user: User, text: str, where: str = 'message') -> None:
    user.find(marker=where).clear().type(text).trigger('keydown.enter')


def hub_of(user: User) -> 'list[str]':
    [unread] = user.find(Unread).elements
    return list(unread.rooms)


def waiting(user: User, key: str) -> int:
    """What the counter of a thread says."""
    [unread] = user.find(Unread).elements
    return unread.count(key)


def main_room(user: User) -> Room:
    [feed] = user.find(marker='feed').elements
    assert isinstance(feed, Feed)
    return feed.stream.room


async def two(user: User, create_user: Make) -> tuple[User, User]:
    """Alice, who has said something, and Bob."""
    alice, bob = user, create_user()
    await join(bob, 'Bob', '7')
    await join(alice, 'Alice', '7')
    write(alice, 'where shall we eat?')
    await bob.should_see('where shall we eat?')
    return alice, bob


async def test_what_is_answered_in_a_thread_is_seen_there_and_counted_in_the_room(
    user: User, create_user: Make
) -> None:
    alice, bob = await two(user, create_user)
    act(bob, 'thread', 1)
    await bob.should_see(marker='answer')
    assert 'Nobody has answered yet.' in headings_of(bob)
    await bob.should_see('Follow thread')
    write(bob, 'at the harbour', 'answer')
    await bob.should_see('at the harbour')
    await bob.should_see('Leave thread')
    await alice.should_see('1 answer')
    await alice.should_see('last by Bob')
    await alice.should_not_see('at the harbour')
    act(alice, 'thread', 1)
    await alice.should_see('at the harbour')
    write(alice, 'good', 'answer')
    await bob.should_see('good')
    await bob.should_see('2 answers')
    assert [message.text for message in main_room(alice).tail] == ['where shall we eat?']


async def test_a_thread_is_closed_and_the_members_are_there_again(user: User, create_user: Make) -> None:
    _, bob = await two(user, create_user)
    await bob.should_see(marker='roster')
    act(bob, 'thread', 1)
    await bob.should_see(marker='answer')
    await bob.should_not_see(marker='roster')
    bob.find(marker='close-thread').click()
    await bob.should_see(marker='roster')
    await bob.should_not_see(marker='answer')


async def test_who_is_answered_is_told_until_they_leave(user: User, create_user: Make) -> None:
    alice, bob = await two(user, create_user)
    act(bob, 'thread', 1)
    await bob.should_see(marker='answer')
    write(bob, 'at the harbour', 'answer')
    await eventually(lambda: waiting(alice, '7/1') == 1)
    await eventually(lambda: LISTED in headings_of(alice))
    assert waiting(bob, '7/1') == 0
    await alice.open('/rooms/7')
    assert waiting(alice, '7/1') == 1
    assert LISTED in headings_of(alice)
    kept = (await alice.http_client.get('/account/data')).json()
    assert kept['threads'] == {'Alice': ['7/1']}
    act(alice, 'thread', 1)
    await alice.should_see('at the harbour')
    alice.find(marker='follow').click()
    await alice.should_see('Follow thread')
    await eventually(lambda: LISTED not in headings_of(alice))
    write(bob, 'or at home', 'answer')
    await alice.should_see('or at home')
    assert '7/1' not in hub_of(alice)
    await alice.open('/rooms/7')
    assert '7/1' not in hub_of(alice)


async def test_a_link_leads_to_a_message_of_a_thread(user: User, create_user: Make) -> None:
    alice, bob = await two(user, create_user)
    act(bob, 'thread', 1)
    await bob.should_see(marker='answer')
    write(bob, 'at the harbour', 'answer')
    await alice.should_see('1 answer')
    await alice.open('/rooms/7?thread=1&at=1')
    await alice.should_see('at the harbour')
    [answers] = alice.find(marker='answers').elements
    assert answers.props['link'].endswith('/rooms/7?thread=1&at=')
    assert answers.props['goal'] in {0, 1}, 'forgotten when it was delivered'
    stranger = create_user()
    await stranger.open('/rooms/7?thread=1&at=1')
    stranger.find(marker='name').type('Carol')
    stranger.find(marker='join').click()
    await stranger.should_see('at the harbour')


@pytest.mark.parametrize(
    'query', ['thread=0', 'thread=2', 'thread=-1', 'thread=x', 'thread=', 'thread=99999999999999999']
)
async def test_a_thread_that_cannot_be_is_not_opened(user: User, create_user: Make, query: str) -> None:
    alice, _ = await two(user, create_user)
    await alice.open(f'/rooms/7?{query}')
    await alice.should_see('where shall we eat?')
    await alice.should_not_see(marker='answer')


async def test_nonsense_opens_nothing(user: User, create_user: Make) -> None:
    _, bob = await two(user, create_user)
    for action, seq in (('thread', 0), ('thread', 2), ('thread x', 2), ('thread ' + '9' * 50, -1)):
        act(bob, action, seq)
    act(bob, 'thread ' + '9' * 40, 1)
    await bob.should_see(marker='answer')


async def test_what_is_done_with_the_first_message_is_seen_above_its_thread(user: User, create_user: Make) -> None:
    alice, bob = await two(user, create_user)
    act(bob, 'thread', 1)
    await bob.should_see(marker='answer')
    write(bob, 'at the harbour', 'answer')
    await bob.should_see('at the harbour')
    await main_room(alice).amending.edit(main_room(alice).tail[0].author, 1, 'where shall we dine?')
    await bob.should_see('where shall we dine?')
    act(alice, 'remove', 1)
    await bob.should_not_see('where shall we dine?')
    await bob.should_see('at the harbour')
    await alice.should_see('1 answer')


async def test_who_is_put_out_hears_no_thread(user: User, create_user: Make) -> None:
    alice, bob = await two(user, create_user)
    for person in (alice, bob):
        act(person, 'thread', 1)
        await person.should_see(marker='answer')
    room = main_room(alice)
    [answers] = bob.find(marker='answers').elements
    assert isinstance(answers, Feed)
    room.leave(next(member for member in room.presence.members if member.name == 'Bob'))
    write(alice, 'without Bob', 'answer')
    await alice.should_see('without Bob')
    assert answers not in answers.stream.views['en']
    assert len(answers.stream.views['en']) == 1, 'Alice goes on'


async def test_a_thread_lets_go_of_what_it_held(user: User, create_user: Make) -> None:
    alice, bob = await two(user, create_user)
    assert bob.client is not None
    before = len(bob.client.connect_handlers)
    for _ in range(3):
        act(bob, 'thread', 1)
        await bob.should_see(marker='answer')
        bob.find(marker='close-thread').click()
        await bob.should_not_see(marker='answer')
    assert len(bob.client.connect_handlers) == before
    room = room_of(alice)
    await eventually(lambda: not [each for each in room._holders if getattr(each, 'parent', None) is room])
