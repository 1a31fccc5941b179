"""The feed and the composer in a page, as NiceGUI's User fixture sees them: what was sent to a view, and only that."""

from collections.abc import Callable
from typing import Any

import pytest
from nicegui import ui
from nicegui.testing import User

from chat.feed.composer import Composer
from chat.feed.feed import Feed, Panel
from chat.model.message import Draft
from chat.model.room import Room
from tests.pages.tab import NO_TEXTS, join, lose_connection, room_of
from tests.patience import eventually
from tests.people import BOB, CAROL, IVAN
from tests.visitor import called_in

Make = Callable[[], User]


async def say(room: Room, text: str) -> None:
    """Bob says it, whom no page belongs to."""
    room.join(BOB, 'his')
    await room.post(BOB, Draft(text=text))


def feed_of(user: User) -> Feed:
    [feed] = user.find(Feed).elements
    return feed


async def texts(room: Room) -> list[str]:
    """Everything that is kept."""
    return [message.text for message in await room.store.after(room.key, 0, 1000)]


async def test_history_and_new_messages_are_seen(user: User, create_user: Make) -> None:
    alice, carol = user, create_user()
    await join(alice, 'Alice', '1')
    await say(room_of(alice), 'from before')
    await join(carol, 'Carol', '1')
    await carol.should_see('from before')
    await say(room_of(alice), 'and <b>now</b>')
    await carol.should_see('and <b>now</b>')  # as text, so it was escaped
    await alice.should_see('and <b>now</b>')


async def test_negative_control_one_view_that_was_not_told(
    user: User, create_user: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, carol = user, create_user()
    await join(alice, 'Alice', '1')
    await join(carol, 'Carol', '1')
    room, blind = room_of(alice), feed_of(carol)
    deliver = Feed.deliver
    monkeypatch.setattr(Feed, 'deliver', lambda self, frame: None if self is blind else deliver(self, frame))
    await say(room, 'Carol was not told')
    assert await texts(room) == ['Carol was not told']
    await alice.should_see('Carol was not told')
    with pytest.raises(AssertionError):
        await carol.should_see('Carol was not told', retries=3)
    monkeypatch.setattr(Feed, 'deliver', deliver)
    await say(room, 'after the gap')
    with pytest.raises(AssertionError):
        await carol.should_see('after the gap', retries=3)  # a view that missed something must not look whole
    carol.find(Feed).trigger('sync', {'rev': 0})  # what the browser does when it notices the gap
    await carol.should_see('Carol was not told')
    await carol.should_see('after the gap')


async def test_negative_control_no_view_was_told(
    user: User, create_user: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, carol = user, create_user()
    await join(alice, 'Alice', '1')
    await join(carol, 'Carol', '1')
    room = room_of(alice)
    deliver = Feed.deliver
    monkeypatch.setattr(Feed, 'deliver', lambda self, frame: None)
    alice.find(marker='message').type('nobody was told').trigger('keydown.enter')
    await eventually(lambda: room.tail)
    for person in (alice, carol):
        with pytest.raises(AssertionError):
            await person.should_see('nobody was told', retries=3)
    assert await texts(room) == ['nobody was told']
    monkeypatch.setattr(Feed, 'deliver', deliver)
    for person in (alice, carol):
        person.find(Feed).trigger('sync', {'rev': 0})
        await person.should_see('nobody was told')


async def test_negative_control_panels_that_were_not_told(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    await join(user, 'Alice', '1')
    room = room_of(user)
    await user.should_see('1 member')
    deliver = Feed.deliver
    monkeypatch.setattr(Feed, 'deliver', lambda self, frame: None)
    room.join(BOB, 'his')
    await eventually(lambda: any('Bob' in entry.html('en') for entry in room_stream(user).entries.values()))
    for text in ('2 members', 'Bob is in the chat'):
        with pytest.raises(AssertionError):
            await user.should_see(text, retries=3)
    monkeypatch.setattr(Feed, 'deliver', deliver)
    user.find(Feed).trigger('sync', {'rev': 0})
    await user.should_see('2 members')


def room_stream(user: User) -> Any:
    return feed_of(user).stream


async def test_the_roster_and_the_count_follow_those_who_are_here(user: User) -> None:
    await join(user, 'Alice', '1')
    room = room_of(user)
    room.join(BOB, 'his')
    room.join(IVAN, 'socket')
    await user.should_see('3 members')
    for name in ('Alice', 'Bob', 'Иван #5'):
        await user.should_see(kind=Panel, marker='roster', content=name)
    await user.should_not_see(kind=Panel, marker='roster', content='Carol')
    room.leave(BOB)
    await user.should_see('2 members')
    await user.should_not_see(kind=Panel, marker='roster', content='Bob')
    assert {panel._panel for panel in user.find(Panel).elements} == {'roster', 'count', 'faces', 'topic', 'pins'}


async def test_only_the_newest_page_is_there_until_more_is_asked_for(user: User, create_user: Make) -> None:
    alice, carol = user, create_user()
    await join(alice, 'Alice', '1')
    for n in range(120):
        await say(room_of(alice), f'number {n}.')
    await join(carol, 'Carol', '1')
    await carol.should_see('number 119.')
    await carol.should_not_see('number 69.')
    carol.find(Feed).trigger('page', {'before': 71})
    await carol.should_see('number 69.')
    await carol.should_not_see('number 1.')


NONSENSE = [
    {},
    {'rev': 'x'},
    {'rev': None},
    {'rev': -1},
    {'rev': True},
    {'rev': 1.5},
    {'rev': 10**30},
    {'rev': [1]},
    {'before': '1'},
    {'before': None},
    {'before': True},
    {'before': -1},
    {'before': 1e300},
    {'before': 2**70},
    {'after': {}},
    {'after': [0]},
    {'after': False},
    {'seq': [], 'action': 1},
    {'seq': True, 'action': 'x'},
    {'seq': 1, 'action': None},
    {'text': 3, 'id': 'a'},
    {'text': 'evil', 'id': 4},
    {'text': None, 'id': 'a'},
    {'text': 'evil', 'id': ''},
    {'text': 'evil', 'id': 'a' * 65},
    {'text': 'evil'},
    {'text': ['evil'], 'id': 'a'},
    {'text': 'evil', 'id': ['a']},
    [1],
    [],
    'x',
    '',
    7,
    0,
    1.5,
    True,
    False,
    ['rev'],
    [{'rev': 1}],
]


async def test_nonsense_from_the_browser_is_ignored(user: User) -> None:
    await join(user, 'Alice', '1')
    for n, args in enumerate(NONSENSE):
        for event in ('sync', 'page', 'latest', 'action'):
            user.find(Feed).trigger(event, args)
        user.find(Composer).trigger('send', args)
        await say(room_of(user), f'alive after {args!r}')
        await user.should_see(f'alive after {args!r}')
        assert len(await texts(room_of(user))) == n + 1


async def test_a_message_box_that_was_given_no_text_sends_nothing(user: User) -> None:
    await join(user, 'Alice', '1')
    for n, value in enumerate(NO_TEXTS):
        user.find(Composer).trigger('update:value', value).trigger('keydown.enter')
        await say(room_of(user), f'still here {n}.')
        await user.should_see(f'still here {n}.')
    assert await texts(room_of(user)) == [f'still here {n}.' for n in range(len(NO_TEXTS))]


async def test_what_the_browser_sends_again_is_posted_once(user: User) -> None:
    await join(user, 'Alice', '1')
    for _ in range(3):  # the answer got lost
        user.find(Composer).trigger('send', {'text': 'hello', 'id': 'one'})
    await user.should_see('hello')
    user.find(Composer).trigger('send', {'text': 'hello', 'id': 'two'})
    await eventually(lambda: len(room_of(user).tail) == 2)
    user.find(Composer).trigger('send', {'text': 'hello', 'id': 'one'})
    await user.should_see('hello')
    assert await texts(room_of(user)) == ['hello', 'hello']


async def test_a_repeat_is_confirmed_though_no_fragment_tells(user: User) -> None:
    await join(user, 'Alice', '1')
    user.find(Composer).trigger('send', {'text': 'hello', 'id': 'one'})
    await user.should_see('hello')
    [composer] = user.find(Composer).elements
    told = methods_called(user, composer)
    user.find(Composer).trigger('send', {'text': 'hello', 'id': 'one'})
    await eventually(lambda: ('confirm', ['one']) in told)


async def test_a_refused_text_is_given_back_to_the_browser(user: User) -> None:
    await join(user, 'Alice', '1')
    [composer] = user.find(Composer).elements
    told = methods_called(user, composer)
    user.find(Composer).trigger('send', {'text': 'x' * 4001, 'id': 'one'})
    await eventually(lambda: told)
    assert told == [('refuse', ['one', 'A message has at most 4000 characters.'])]
    assert await texts(room_of(user)) == []


def methods_called(user: User, element: ui.element) -> list[tuple[str, list[Any]] | None]:
    """What is told to an element's part in the browser from now on."""
    assert user.client is not None
    outbox, told = user.client.outbox, []
    emit = outbox._emit

    async def listening(message: Any) -> None:
        _, kind, data = message
        if kind == 'run_javascript' and data['code'].startswith(f'return runMethod({element.id},'):
            told.append(called_in(data['code']))
        await emit(message)

    outbox._emit = listening  # type: ignore[method-assign]
    return told


async def test_a_refused_text_is_back_in_the_box_with_a_reason(user: User) -> None:
    await join(user, 'Alice', '1')
    [composer] = user.find(Composer).elements
    user.find(marker='message').type('x' * 4001).trigger('keydown.enter')
    await user.should_see('A message has at most 4000 characters.')
    assert composer.value == 'x' * 4001
    user.find(marker='message').clear().type('short enough').trigger('keydown.enter')
    await eventually(lambda: room_of(user).tail)
    await user.should_see('short enough')
    await user.should_not_see('A message has at most 4000 characters.')
    assert composer.value == ''


@pytest.mark.parametrize('text', ['', '   ', '\n\n'])
async def test_nothing_is_sent_when_there_is_nothing_to_say(user: User, text: str) -> None:
    await join(user, 'Alice', '1')
    user.find(marker='message').type(text).trigger('keydown.enter')
    await say(room_of(user), 'something')
    await user.should_see('something')
    assert await texts(room_of(user)) == ['something']


async def test_who_has_left_is_told_that_nothing_can_be_said_any_more(user: User) -> None:
    await join(user, 'Alice', '1')
    room = room_of(user)
    [composer] = user.find(Composer).elements
    told = methods_called(user, composer)
    [alice] = room.presence.members
    room.leave(alice)
    user.find(Composer).trigger('send', {'text': 'still there?', 'id': 'one'})
    await eventually(lambda: told)
    assert told == [('refuse', ['one', 'You are not in this room any more. Please join again.'])]


async def test_closing_the_page_ends_the_view(user: User) -> None:
    await join(user, 'Alice', '1')
    room, stream = room_of(user), feed_of(user).stream
    assert [len(views) for views in stream.views.values()] == [1]
    lose_connection(user)
    assert user.client is not None
    user.client.delete()
    assert not any(stream.views.values())
    await eventually(lambda: room.is_idle)
    room.join(CAROL, 'tab')
    await room.post(CAROL, Draft(text='to an empty room'))


async def test_the_page_is_not_sent_twice(user: User) -> None:
    await join(user, 'Alice', '1')
    await say(room_of(user), 'Hello')
    assert feed_of(user)._props['html'] == ''
