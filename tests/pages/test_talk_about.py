"""What people do with messages on the room page: answer, edit, take back, react, pin."""

import asyncio
import re
import threading
from collections.abc import Callable

import pytest
from nicegui.events import GenericEventArguments
from nicegui.testing import User

from chat.feed.feed import Feed
from chat.model.message import Message
from chat.model.room import Room
from chat.pages import picker
from chat.text import emojis
from tests.pages.tab import NO_TEXTS, join, room_of
from tests.patience import PATIENCE, eventually

Make = Callable[[], User]


def act(user: User, action: str, seq: int) -> None:
    """Choose something for a message, by its menu or beside it."""
    user.find(Feed).trigger('action', {'action': action, 'seq': seq})


def write(user: User, text: str) -> None:
    user.find(marker='message').clear().type(text).trigger('keydown.enter')


def of(room: Room, seq: int) -> Message:
    return next(message for message in room.tail if message.seq == seq)


async def two(user: User, create_user: Make) -> tuple[User, User, Room]:
    """Alice, who has said something, and Bob."""
    alice, bob = user, create_user()
    await join(bob, 'Bob', '7')
    await join(alice, 'Alice', '7')
    write(alice, 'a frist word')
    await bob.should_see('a frist word')
    return alice, bob, room_of(alice)


async def test_an_edit_is_seen_by_all_and_says_so(user: User, create_user: Make) -> None:
    alice, bob, room = await two(user, create_user)
    act(bob, 'edit', 1)
    act(alice, 'edit', 1)
    await alice.should_see('Edit message')
    write(bob, 'Bob speaks')
    write(alice, 'a first word')
    await bob.should_see('a first word')
    await bob.should_see('edited')
    await bob.should_not_see('a frist word')
    assert [(message.author.name, message.text) for message in room.tail] == [
        ('Alice', 'a first word'),
        ('Bob', 'Bob speaks'),
    ]
    act(bob, 'versions', 1)
    await bob.should_see('a frist word')


async def test_an_answer_quotes_and_follows_what_it_answers(user: User, create_user: Make) -> None:
    alice, bob, room = await two(user, create_user)
    act(bob, 'reply', 1)
    await bob.should_see('Reply to Alice: a frist word')
    write(bob, 'which?')
    await alice.should_see('which?')
    assert of(room, 2).reply_to == 1
    await room.amending.edit(of(room, 1).author, 1, 'a changed word')
    await bob.should_see('a changed word')
    await bob.should_not_see('a frist word')


async def test_a_link_to_a_message_shows_it_and_one_to_elsewhere_does_not(user: User, create_user: Make) -> None:
    alice, bob, room = await two(user, create_user)
    [feed] = user.find(Feed).elements
    link = str(feed.props['link'])
    for n, (text, shown) in enumerate(
        [
            (f'{link}1', 1),
            (f'http://elsewhere.example{link.partition("test")[2]}1', None),
            (f'see {link}1', None),
            (f'{link}1x', None),
            (f'{link}99', None),
        ],
        2,
    ):
        write(bob, text)
        await eventually(lambda n=n: room.extent.last == n)  # type: ignore[misc]
        assert of(room, n).reply_to == shown, text
    await room.amending.remove(of(room, 1).author, 1)
    await alice.should_see('A message that is not there any more')


async def test_a_reaction_is_seen_by_all_and_taken_back(user: User, create_user: Make) -> None:
    alice, bob, room = await two(user, create_user)
    act(bob, 'react 🎉', 1)
    await alice.should_see('🎉')
    for nonsense in ('react', 'react ', 'react x', 'react 🎉🎉', 'react <b>', 'dance', ''):
        act(bob, nonsense, 1)
    act(alice, 'react 🎉', 1)
    await eventually(lambda: [len(each.members) for each in of(room, 1).reactions] == [2])
    for person in (alice, bob):
        act(person, 'react 🎉', 1)
    await eventually(lambda: not of(room, 1).reactions)
    await alice.should_not_see('🎉')


async def test_who_removes_their_message_can_bring_it_back_and_others_cannot(user: User, create_user: Make) -> None:
    alice, bob, room = await two(user, create_user)
    act(bob, 'remove', 1)
    act(alice, 'remove', 1)
    await bob.should_see('A message was removed')
    await bob.should_not_see('a frist word')
    await alice.should_see('The message is removed.')
    await bob.should_not_see('The message is removed.')
    alice.find(marker='undo').click()
    await bob.should_see('a frist word')
    await alice.should_not_see('The message is removed.')
    assert of(room, 1).text == 'a frist word'


async def test_a_pinned_message_bears_a_pin(user: User, create_user: Make) -> None:
    _, bob, room = await two(user, create_user)
    act(bob, 'pin', 1)
    await eventually(lambda: of(room, 1).is_pinned)
    act(bob, 'unpin', 1)
    await eventually(lambda: not of(room, 1).is_pinned)


async def test_what_is_picked_is_a_reaction_to_the_message_it_was_picked_for(user: User, create_user: Make) -> None:
    alice, bob, room = await two(user, create_user)
    write(bob, 'a second word')
    await alice.should_see('a second word')
    act(bob, 'picker', 1)
    bob.find(marker='picker').trigger('beforeShow', '')
    await bob.should_see(marker='picker-body')
    body = bob.find(marker='picker-body')
    for nonsense in (*NO_TEXTS, '', 'x', '🎉🎉', '<b>'):
        body.trigger('click', nonsense)
    body.trigger('click', '🎉')
    await eventually(lambda: [each.emoji for each in of(room, 1).reactions] == ['🎉'])
    bob.find(marker='smiley').click()  # for what Bob writes, and no message
    body.trigger('click', '👀')
    act(bob, 'picker', 2)
    body.trigger('click', '🍕')
    await eventually(lambda: [each.emoji for each in of(room, 2).reactions] == ['🍕'])
    assert [each.emoji for each in of(room, 1).reactions] == ['🎉']


async def test_the_picker_is_filled_when_it_is_opened_and_shows_what_was_picked_last(user: User) -> None:
    await join(user, 'Alice', '7')

    def shown() -> list[list[str]]:
        [body] = user.find(marker='picker-body').elements
        return [re.findall('data-emoji="(.+?)"', each.props.get('innerHTML', '')) for each in body]

    await user.should_not_see(marker='picker-body')
    for nonsense in NO_TEXTS:
        user.find(marker='picker').trigger('beforeShow', nonsense)
    user.find(marker='picker').trigger('beforeShow', '🍕 <b> 🎉 x 🍕')
    await user.should_see(marker='picker-body')
    await eventually(lambda: shown()[0] == ['🍕', '🎉', '👍', '❤️', '😂', '😮', '😢', '🙏'])
    await eventually(lambda: len(shown()[2]) > 900)
    for text in (*NO_TEXTS, 'no such thing'):
        user.find(marker='picker-search').trigger('input', text)
    await eventually(lambda: shown()[2] == [])
    user.find(marker='picker-search').trigger('input', '')
    user.find(marker='picker-search').trigger('input', 'rocket')
    await eventually(lambda: shown()[2] == ['🚀'])


async def test_an_answer_that_comes_too_late_is_not_shown(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    await join(user, 'Alice', '7')
    gate, answered = threading.Event(), []

    def find(text: str, limit: int) -> list[str]:
        if text == 'pizza':
            gate.wait(PATIENCE)
        answered.append(text)
        return emojis.find(text, limit)

    monkeypatch.setattr(picker, 'find', find)
    user.find(marker='picker').trigger('beforeShow', '')
    await user.should_see(marker='picker-body')
    [field] = user.find(marker='picker-search').elements
    [shown] = user.find(marker='picker-list').elements
    [listener] = field._event_listeners.values()
    handler = listener.handler
    assert handler
    first, second = (
        asyncio.ensure_future(handler(GenericEventArguments(sender=field, client=field.client, args=text)))
        for text in ('pizza', 'rocket')
    )
    await second
    assert '🚀' in shown.props['innerHTML']
    gate.set()
    await first
    assert answered == ['rocket', 'pizza']
    assert '🚀' in shown.props['innerHTML']
