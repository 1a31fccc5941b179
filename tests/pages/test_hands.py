"""What is completed where one writes, commands, and what keys open."""

from collections.abc import Callable
from typing import Any

import pytest
from nicegui import ui
from nicegui.testing import User

from chat.command_errors import UnknownCommand
from chat.feed.composer import Composer
from chat.feed.fragment import message as fragment
from chat.model.member import Member
from chat.model.message import Draft, Message, now
from chat.model.room import Room
from chat.pages.commands import COMMANDS, find
from chat.pages.completing import Completion
from chat.pages.keys import Keys
from chat.text.markdown import unprepared
from chat.words import words_of
from tests.memory import MemoryStore
from tests.pages.tab import NO_TEXTS, join, notices_of, room_of
from tests.pages.test_talk_about import write
from tests.patience import eventually

Make = Callable[[], User]
_ = words_of('en')
PEOPLE = [
    Member(number=2_000_000 + n, name=name)
    for n, name in enumerate(('Anna', 'Борис Ёлкин', 'Bob', 'Bobby Tables', 'Zoë Bo'))
]


async def offered(completion: Completion, word: str) -> list[str]:
    return [offer.text for offer in await completion.ask(word)]


@pytest.fixture
async def completion() -> Completion:
    """Anna's: Bobby has spoken, and then Zoë, who has gone."""
    room = Room('7', MemoryStore(), grace=0)
    for member in PEOPLE:
        room.join(member, member)
    for member in PEOPLE[3:]:
        await room.post(member, Draft(text='So!'))
    room.leave(PEOPLE[4])
    return Completion(room, PEOPLE[0], _)


async def test_names_are_completed_by_any_of_their_words(completion: Completion) -> None:
    assert await offered(completion, '@') == ['@Zoë Bo ', '@Bobby Tables ', '@Борис Ёлкин ', '@Bob ']
    assert await offered(completion, '@bo') == ['@Bobby Tables ', '@Bob ', '@Zoë Bo ']
    assert await offered(completion, '@Bob') == ['@Bob ', '@Bobby Tables '], 'what is whole already stands first'
    assert await offered(completion, '@елк') == ['@Борис Ёлкин ']
    assert await offered(completion, '@zoe b') == ['@Zoë Bo ']
    assert await offered(completion, '@Zoë Bo') == [], 'Enter sends it'
    assert await offered(completion, '@al') == ['@all ']
    assert await offered(completion, '@anna') == await offered(completion, '@by') == []


async def test_emoji_and_commands_are_completed(completion: Completion) -> None:
    first, *_others = await completion.ask(':tada')
    assert (first.text, first.label) == ('🎉 ', 'tada')
    assert (await completion.ask(':thumbs_u'))[0].label == 'thumbs_up'
    assert [(offer.text, offer.label) for offer in await completion.ask(':сердце_с_л')] == [('💝 ', 'сердце_с_лентой')]
    assert await offered(completion, ':D') == await offered(completion, 'no') == await offered(completion, '') == []
    assert await offered(completion, '/') == [f'/{name} ' for name in COMMANDS]
    assert await offered(completion, '/NI') == ['/nick ']
    assert await offered(completion, '/help') == []


def test_a_command_is_no_path_and_no_remark() -> None:
    for text in ('no', '/', '//', '/usr/bin is full', '/5', ' /help', '/ help', '/help.', 'see /help', f'/{"x" * 40}'):
        assert find(text) is None, text
    for text, what in {'/nick': '', '/NICK  Bob ': 'Bob', '/nick\nBob\nB': 'Bob\nB'}.items():
        assert find(text) == (COMMANDS['nick'], what)
    with pytest.raises(UnknownCommand):
        find('/wave at all')


def test_an_action_is_shown_as_one() -> None:
    def shown(text: str, **more: Any) -> str:
        said = Message(seq=1, author=PEOPLE[0], text=text, at=now(), client_msg_id='1', **more)
        return fragment(said, None, _)

    assert '<b>Anna</b> <p data-text>waves</p>' in shown('/me waves')
    assert 'class="msg action"' in shown('/me waves')
    assert 'class="msg action"' not in shown('/meander')
    assert '<strong>loudly</strong>' in shown('/me says <i> **loudly**')
    assert '&lt;i&gt;' in shown('/me says <i> **loudly**')
    assert unprepared(['/me is *new*', '/me /me is *newer*', '/me waves']) == ['/me is *new*', '/me /me is *newer*']
    shown('/me /me is *newer*')
    assert unprepared(['/me /me is *newer*']) == []


async def test_commands_are_obeyed(user: User) -> None:
    await join(user, 'Anna', '7')
    room = room_of(user)
    write(user, '/me waves')
    await eventually(lambda: [message.text for message in room.tail] == ['/me waves'])
    write(user, '/help')
    await user.should_see(marker='help')
    write(user, '/search pizza')
    await user.should_see(marker='search')
    [field] = user.find(marker='search').elements
    assert isinstance(field, ui.input)
    assert field.value == 'pizza'
    refusals = {'/wave': 'There is no command /wave.', '/me': 'There is nothing to read', '/nick': 'Please give a name'}
    for text, why in refusals.items():
        write(user, text)
        await user.should_see(why)
        await user.should_see(text)
    told = notices_of(room)
    write(user, '/leave')
    await user.should_see(marker='join')
    assert told == ['Anna left']
    assert [message.text for message in room.tail] == ['/me waves']


async def test_who_takes_another_name_is_here_under_it_at_once(user: User, create_user: Make) -> None:
    bob = create_user()
    await join(bob, 'Bob', '7')
    await join(user, 'Anna', '7')
    room = room_of(bob)
    told = notices_of(room)
    write(user, '/nick ANNA')
    write(user, '/nick Bob')
    await user.should_see('Somebody here is called Bob already.')
    write(user, '/nick Anna Karenina')
    await eventually(lambda: told == ['Anna left', 'Anna Karenina joined'])
    await user.should_see(marker='message')
    write(user, 'It is me')
    await eventually(lambda: [message.author.name for message in room.tail] == ['Anna Karenina'])


async def test_what_is_offered_is_told_to_the_browser_and_a_hostile_one_gets_nothing(user: User) -> None:
    await join(user, 'Anna', '7')
    composer = user.find(Composer)
    composer.trigger('complete', '/nic')
    await user.should_see('name')
    for nonsense in (*NO_TEXTS, '@' + 'a' * 5000, ''):
        composer.trigger('complete', nonsense)
    for nonsense in (*NO_TEXTS, 'KeyZ'):
        user.find(Keys).trigger('key', nonsense)
    await user.should_not_see(marker='help')
    user.find(Keys).trigger('key', 'help')
    await user.should_see(marker='help')


async def test_the_switcher_offers_rooms_and_opens_others(user: User) -> None:
    await join(user, 'Anna', '7')
    write(user, 'where shall we eat?')
    await user.should_see('where shall we eat?')
    user.find(marker='feed').trigger('action', {'action': 'thread', 'seq': 1})
    await user.should_see(marker='answer')
    user.find(marker='answer').type('at home').trigger('keydown.enter')
    await user.should_see('at home')
    await join(user, 'Anna', '8')
    user.find(Keys).trigger('key', 'KeyK')
    await user.should_see('Enter opens the first one')
    body = user.find(marker='switcher-body')
    [dialog] = user.find(marker='switcher').elements
    [links] = [element for element in dialog.descendants() if isinstance(element, ui.html)]
    assert 'Room 7' in links.content
    assert 'Room 8' not in links.content
    assert 'thread=1' in links.content
    assert 'Thread: where shall we eat?' in links.content
    for nonsense in (*NO_TEXTS, 'no/room', 'x' * 5000):
        body.trigger('keydown', nonsense)
    await user.should_see('A room ID has at most')
    body.trigger('keydown', 'kitchen')
    await eventually(lambda: room_of(user).id == 'kitchen')


async def test_in_a_thread_too_names_are_completed_and_commands_obeyed(user: User, create_user: Make) -> None:
    anna, bob = user, create_user()
    await join(bob, 'Bob', '7')
    await join(anna, 'Anna', '7')
    write(bob, 'where shall we eat?')
    await anna.should_see('where shall we eat?')
    anna.find(marker='feed').trigger('action', {'action': 'thread', 'seq': 1})
    await anna.should_see(marker='answer')
    answer = anna.find(marker='answer')
    answer.trigger('complete', '@b')
    [composer] = answer.elements
    assert isinstance(composer, Composer)
    await eventually(lambda: [offer.label for offer in composer._offers] == ['Bob'])
    answer.type('/me is hungry').trigger('keydown.enter')
    await anna.should_see('Anna is hungry')
    answer.type('/nick Anna Karenina').trigger('keydown.enter')
    await eventually(lambda: 'thread=1' in anna.back_history[-1])
    await anna.should_see('Anna is hungry')
    await anna.should_see(marker='answer')
