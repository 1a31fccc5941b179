"""The room page: who is in it, in how many tabs, and how one comes and goes."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from nicegui import ui
from nicegui.testing import User

from chat.feed.composer import Composer
from chat.feed.feed import Panel
from chat.identity.session import NAMES
from chat.model.member import Member
from chat.model.message import Draft
from tests.clock import Clock
from tests.pages.tab import (
    NO_TEXTS,
    another_tab,
    choose,
    find_connection,
    headings_of,
    join,
    lose_connection,
    notices_of,
    reload,
    room_of,
)
from tests.patience import eventually
from tests.people import BOB
from tests.server import Server
from tests.visitor import Visitor

Make = Callable[[], User]
QUIET = 'It is quiet here, and you are the first.'
EVIL = '<img src=x onerror=alert(1)>'


async def test_coming_and_going_is_told_exactly_once(user: User, create_user: Make) -> None:
    alice, bob = user, create_user()
    await join(bob, 'Bob', '7')
    told = notices_of(room_of(bob))
    await join(alice, 'Alice', '7')
    await bob.should_see('Bob and Alice are in the chat')
    tab = another_tab(alice)
    await tab.open('/rooms/7')
    for _ in range(2):
        await reload(alice)
        lose_connection(alice)
        await find_connection(alice)
    lose_connection(tab)
    assert told == ['Alice joined']
    lose_connection(alice)
    await eventually(lambda: len(told) > 1)
    assert told == ['Alice joined', 'Alice left']
    await bob.should_see('Alice left the chat')
    await bob.should_see('1 member')


async def test_two_tabs_of_one_person_are_one_person(user: User) -> None:
    await join(user, 'Alice', '7')
    tab = another_tab(user)
    await join(tab, 'alice', '7')
    assert [member.name for member in room_of(user).presence.members] == ['Alice']
    tab.find(marker='message').type('from the other tab').trigger('keydown.enter')
    await user.should_see('from the other tab')
    lose_connection(tab)
    user.find(marker='message').type('still here').trigger('keydown.enter')
    await user.should_see('still here')


async def test_a_second_tab_under_another_name_is_somebody_else(user: User) -> None:
    await join(user, 'Alice', '7')
    tab = another_tab(user)
    await join(tab, 'Bob', '7')
    assert tab.back_history[-1] == '/rooms/7?as=2'
    assert [member.name for member in room_of(user).presence.members] == ['Alice', 'Bob']
    tab.find(marker='message').type('Hello from the other me').trigger('keydown.enter')
    await user.should_see('Hello from the other me')
    assert room_of(user).tail[-1].author.name == 'Bob'
    user.find(marker='message').type('And from me').trigger('keydown.enter')
    await tab.should_see('And from me')
    assert room_of(user).tail[-1].author.name == 'Alice'
    await reload(tab)
    assert [member.name for member in room_of(user).presence.members] == ['Alice', 'Bob']


async def test_one_browser_has_a_bounded_number_of_names(user: User) -> None:
    for n in range(NAMES):
        await user.http_client.post('/join_chat', data={'username': f'Alice {n}', 'room_id': f'{n + 1}'})
    await user.open('/')
    user.find(marker='name').clear().type('one too many')
    user.find(marker='room').clear().type('7')
    user.find(marker='join').click()
    [field] = user.find(kind=ui.input, marker='name').elements
    await eventually(lambda: field.error == 'This browser has taken 20 names, and that is enough.')


async def test_one_person_is_in_two_rooms_at_once(user: User, create_user: Make) -> None:
    bob, carol = create_user(), create_user()
    await join(user, 'Alice', '7')
    tab = another_tab(user)
    await join(tab, 'Alice', '8')
    await join(bob, 'Bob', '7')
    await join(carol, 'Carol', '8')
    user.find(marker='message').type('to seven').trigger('keydown.enter')
    tab.find(marker='message').type('to eight').trigger('keydown.enter')
    await bob.should_see('to seven')
    await carol.should_see('to eight')
    await bob.should_not_see('to eight')
    await carol.should_not_see('to seven')


async def test_leaving_leads_back_to_the_join_page_at_once(user: User, create_user: Make) -> None:
    alice, bob = user, create_user()
    await join(bob, 'Bob', '7')
    told = notices_of(room_of(bob))
    await join(alice, 'Alice', '7')
    choose(alice, 'leave')
    await alice.should_see(marker='join')
    assert told == ['Alice joined', 'Alice left']
    await join(alice, 'Alice', '7')
    assert told == ['Alice joined', 'Alice left', 'Alice joined']


async def test_leaving_in_one_tab_leaves_in_all_and_nobody_else(server: Server, room_id: str) -> None:
    async with (
        await Visitor.join(server, 'Alice', room_id) as alice,
        await Visitor.join(server, 'Alice', room_id, browser=alice.browser) as tab,
        await Visitor.join(server, 'Bob', room_id) as bob,
    ):
        await alice.choose('Leave room')
        for each in (alice, tab):
            assert (await each.gets('open'))['path'] == '/'
        await bob.hears('Alice left the chat')
        assert not any(event == 'open' for event, _ in bob.heard)


async def test_a_room_page_without_a_session_leads_to_the_join_page(user: User) -> None:
    for room_id in ('7', 'team-7', 'Физика'):
        await user.open(f'/rooms/{room_id}')
        [field] = user.find(kind=ui.input, marker='room').elements
        assert field.value == room_id
    user.find(marker='name').type('Alice')
    user.find(marker='join').click()
    await user.should_see(marker='message')
    assert room_of(user).id == 'Физика'


async def test_a_number_has_one_address(user: User) -> None:
    for name in ('Alice', 'Bob'):
        await user.http_client.post('/join_chat', data={'username': name, 'room_id': '9'})
    homes = {'/rooms/01': '/rooms/1', '/rooms/0042?as=2': '/rooms/42?as=2', '/rooms/٧': '/rooms/7'}
    for path, home in homes.items():
        answer = await user.http_client.get(path)
        assert (answer.status_code, answer.headers['location']) == (303, home)
    for path in ('/rooms/7', '/rooms/team-7', '/rooms/7?as=2'):
        assert (await user.http_client.get(path)).status_code == 200


async def test_an_impossible_room_leads_to_the_join_page_which_says_why(user: User) -> None:
    await join(user, 'Alice', '7')
    malformed = 'A room ID is a number from 1 up, or a name of letters, digits, - and _.'
    reasons = dict.fromkeys(['0', 'a b', '...', '🦊', '<script>', 'a"b'], malformed) | {
        'x' * 65: 'A room ID has at most 64 characters.',
        'Аlice': '“Аlice” mixes letters of different alphabets.',
        '\u200b': 'Please give a room.',
    }
    for room_id, reason in reasons.items():
        await user.open('/rooms/' + quote(room_id))
        [field] = user.find(kind=ui.input, marker='room').elements
        assert (field.value, field.error) == (room_id, reason)


@pytest.mark.parametrize(('room_id', 'title'), [('7', 'Room 7 · Chat'), ('team-7', 'team-7 · Chat')])
async def test_the_title_says_which_room(user: User, room_id: str, title: str) -> None:
    await user.open('/')
    assert user.client is not None
    assert user.client.resolve_title() == 'Chat'
    await join(user, 'Alice', room_id)
    assert user.client.resolve_title() == title


async def test_a_message_that_is_too_long_is_refused_and_kept(user: User, create_user: Make) -> None:
    alice, bob = user, create_user()
    await join(alice, 'Alice', '7')
    await join(bob, 'Bob', '7')
    alice.find(marker='message').type('zzzz ' * 801)
    alice.find(marker='send').click()
    await alice.should_see('A message has at most 4000 characters.')
    [box] = alice.find(Composer).elements
    assert box.value == 'zzzz ' * 801
    await bob.should_not_see('zzzz')
    assert not room_of(bob).tail


async def test_who_comes_back_to_a_taken_name_is_led_to_the_join_page(user: User, create_user: Make) -> None:
    alice, thief = user, create_user()
    await join(alice, 'Alice', '7')
    room = room_of(alice)
    lose_connection(alice)
    await eventually(lambda: not room.presence.members)
    await join(thief, 'Alice', '7')
    _ = alice.navigate  # what is opened now is opened in her browser
    await find_connection(alice)
    await alice.should_see('Somebody here is called Alice already. How about Alice 2?')
    [field] = alice.find(kind=ui.input, marker='room').elements
    assert field.value == '7'
    assert len(room.presence.members) == 1
    answer = await alice.http_client.get('/rooms/7')
    assert (answer.status_code, answer.headers['location']) == (303, '/?room=7&taken=1')


async def test_a_new_line_that_is_there_before_the_old_one_is_gone_keeps_one_here(user: User, clock: Clock) -> None:
    await join(user, 'Alice', '7')
    told = notices_of(room_of(user))
    assert user.client is not None
    [old] = user.client._socket_to_document_id
    await find_connection(user)
    user.client.handle_disconnect(old)
    await clock.advance(1)  # more than the grace
    assert told == []
    lose_connection(user)
    await clock.advance(1)
    assert told == ['Alice left']


async def test_a_page_that_comes_back_in_time_shows_what_was_missed(user: User) -> None:
    await join(user, 'Alice', '7')
    room = room_of(user)
    told = notices_of(room)
    room.join(BOB, 'his')
    lose_connection(user)
    await room.post(BOB, Draft(text='while you were away'))
    await user.should_not_see('while you were away')
    await find_connection(user)
    await user.should_see('while you were away')
    assert told == ['Bob joined']


async def test_the_way_out_and_the_way_to_others_are_in_the_drawer(user: User) -> None:
    await join(user, 'Alice', '7')
    user.find(marker='another').type('lounge').trigger('keydown.enter')
    await eventually(lambda: room_of(user).id == 'lounge')
    [field] = user.find(kind=ui.input, marker='another').elements
    user.find(marker='another').type('a b').trigger('keydown.enter')
    await eventually(lambda: field.error == 'A room ID is a number from 1 up, or a name of letters, digits, - and _.')


async def test_a_room_field_that_was_given_no_text_is_empty(user: User) -> None:
    await join(user, 'Alice', '7')
    [field] = user.find(kind=ui.input, marker='another').elements
    for value in NO_TEXTS:
        field.error = None
        user.find(kind=ui.input, marker='another').trigger('update:value', value).trigger('keydown.enter')
        await eventually(lambda: field.error == 'Please give a room.')


async def test_the_link_to_share_leads_here_and_says_nothing_of_its_giver(user: User) -> None:
    await join(user, 'Bob', '8')
    await join(user, 'Alice', '7')
    user.find(marker='share').click()
    [link] = user.find(kind=ui.input, marker='link').elements
    assert link.value == 'http://test/rooms/7'


async def test_a_room_says_that_it_is_quiet_until_somebody_speaks(user: User, create_user: Make) -> None:
    alice, bob = user, create_user()
    await join(alice, 'Alice', '7')
    assert QUIET in headings_of(alice)
    alice.find(marker='message').type('Hello').trigger('keydown.enter')
    await alice.should_see('Hello')
    await join(bob, 'Bob', '7')
    assert QUIET not in headings_of(bob)


async def test_a_guest_of_the_dialect_is_marked_in_the_roster_and_the_feed(user: User) -> None:
    await join(user, 'Alice', '7')
    room = room_of(user)
    posing = Member(number=5, name='Alice')
    room.join(posing, 'socket')
    await room.post(posing, Draft(text='I am not her'))
    await user.should_see('I am not her')
    await user.should_see(kind=Panel, marker='roster', content='Alice #5')
    assert 'Alice<i class="unproven"> #5</i>' in user_html(user)


async def test_a_name_full_of_tags_runs_nowhere(user: User, create_user: Make) -> None:
    evil, bob = user, create_user()
    await join(evil, EVIL, '7')
    await join(bob, 'Bob', '7')
    evil.find(marker='message').type(EVIL).trigger('keydown.enter')
    await bob.should_see(EVIL)
    await bob.should_see(f'{EVIL} and Bob are in the chat')
    for person in (evil, bob):
        for path in ('/', '/rooms/7'):
            page = (await person.http_client.get(path)).text
            assert '<img src=x' not in page
            assert 'onerror' not in page or '&amp;lt;img' in page or '&lt;img' in page
    assert '<img src=x' not in user_html(bob)


def user_html(user: User) -> str:
    """Everything of the feed and its panels as HTML."""
    [feed] = user.find(marker='feed').elements
    stream = feed.stream  # type: ignore[attr-defined]
    return str(stream.newest('en')['put']) + ''.join(panel.html('en') for panel in stream.panels.values())
