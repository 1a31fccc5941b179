"""The plain WebSocket dialect, to the letter of what clients of the old system rely on."""

import asyncio
import json
from datetime import datetime

import pytest
from websockets.asyncio.client import connect

from tests.api.guest import Guest, address
from tests.patience import PATIENCE
from tests.server import Server
from tests.visitor import Visitor


async def test_a_text_frame_is_a_message(server: Server, room_id: str) -> None:
    async with Guest(server, room_id, 5, username='Иван') as ivan, Guest(server, room_id, 6, username='Пётр') as pyotr:
        await ivan.say('Привет')
        assert (await ivan.hears('Иван (ID: 5): Привет'))['is_self'] is True
        assert (await pyotr.hears('Иван (ID: 5): Привет'))['is_self'] is False
        await pyotr.say('И тебе')
        assert (await ivan.hears('Пётр (ID: 6): И тебе'))['is_self'] is False


async def test_the_joiner_sees_its_own_notice_first(server: Server, room_id: str) -> None:
    async with Guest(server, room_id, 5, username='Иван') as ivan:
        assert (ivan.first['text'], ivan.first['is_self']) == ('Иван (ID: 5) присоединился к чату.', True)


async def test_coming_and_going_is_told_in_russian(server: Server, room_id: str) -> None:
    async with Guest(server, room_id, 5, username='Иван') as ivan:
        async with Guest(server, room_id, 6, username='Пётр'):
            assert (await ivan.hears('Пётр (ID: 6) присоединился к чату.'))['is_self'] is False
        assert (await ivan.hears('Пётр (ID: 6) покинул чат.'))['is_self'] is False
        assert len(ivan.heard) == 3


async def test_coming_and_going_is_told_in_the_language_that_is_asked_for(server: Server, room_id: str) -> None:
    async with Guest(server, room_id, 5, username='Иван', lang='en') as ivan:
        async with Guest(server, room_id, 6, username='Пётр', lang='ru') as pyotr:
            assert pyotr.first['text'] == 'Пётр (ID: 6) присоединился к чату.'
        await ivan.hears('Пётр (ID: 6) has left the chat.')
        assert [frame['text'] for frame in ivan.heard] == [
            'Иван (ID: 5) joined the chat.',
            'Пётр (ID: 6) joined the chat.',
            'Пётр (ID: 6) has left the chat.',
        ]


async def test_without_a_name_one_is_called_by_ones_number(server: Server, room_id: str) -> None:
    for guest in (
        Guest(server, room_id, 5),
        Guest(server, room_id, 5, username=''),
        Guest(server, room_id, 5, username='  '),
    ):
        async with guest:
            assert guest.first['text'] == 'User_5 (ID: 5) присоединился к чату.'


async def test_a_frame_of_nothing_is_ignored(server: Server, room_id: str) -> None:
    async with Guest(server, room_id, 5) as guest:
        for text in ('', ' ', '\n', '\u2003'):
            await guest.say(text)
        await guest.say('something')
        frame = await guest.hear()
        assert (frame['text'], frame['seq']) == ('User_5 (ID: 5): something', 1)


@pytest.mark.parametrize(
    'text',
    [
        '<script>alert(1)</script>',
        ' two  spaces ',
        'line\nbreaks\n',
        '👩‍👩‍👧',
        '"}',
        '\\',
        '{name}',
        '%s',
        'ы' * 4000,
        '\u202e' + 'x',
    ],
)
async def test_a_text_arrives_as_it_was_typed(server: Server, room_id: str, text: str) -> None:
    async with Guest(server, room_id, 5, username='Иван') as ivan:
        await ivan.say(text)
        frame = await ivan.hears(f'Иван (ID: 5): {text}')
        assert frame['plain'] == text


async def test_more_is_told_beside_text_and_is_self(server: Server, room_id: str) -> None:
    async with Guest(server, room_id, 5, username='Иван') as ivan:
        await ivan.say('Привет')
        joined, message = ivan.first, await ivan.hear()
        assert joined | {'at': ''} == {
            'text': 'Иван (ID: 5) присоединился к чату.',
            'is_self': True,
            'type': 'joined',
            'id': 5,
            'name': 'Иван',
            'at': '',
        }
        assert message | {'at': ''} == {
            'text': 'Иван (ID: 5): Привет',
            'is_self': True,
            'type': 'message',
            'seq': 1,
            'id': 5,
            'name': 'Иван',
            'plain': 'Привет',
            'at': '',
        }
        assert all(datetime.fromisoformat(frame['at']).tzinfo for frame in (joined, message))


@pytest.mark.parametrize('user_id', [1, 999_999, '05', '000001'])
async def test_a_user_id_is_a_number_up_to_999999(server: Server, room_id: str, user_id: object) -> None:
    async with Guest(server, room_id, user_id) as guest:
        assert guest.first['id'] == int(str(user_id))


@pytest.mark.parametrize('user_id', [0, -1, 1_000_000, 10**30, 'x', '1.5', '٥', '²', '5 ', '+5', '0x5', '1e3', '%'])
async def test_an_impossible_user_id_is_told_so(server: Server, room_id: str, user_id: object) -> None:
    async with Guest(server, room_id, user_id) as guest:
        assert await guest.is_closed() == (1008, 'user_id: 1 - 999999')


@pytest.mark.parametrize(
    ('room', 'reason'),
    [
        ('0', 'A room ID is a number from 1 up, or a name of letters, digits, - and _.'),
        ('a b', 'A room ID is a number from 1 up, or a name of letters, digits, - and _.'),
        ('\u200b', 'Please give a room.'),
        ('x' * 65, 'A room ID has at most 64 characters.'),
        ('Аlice', '“Аlice” mixes letters of different alphabets.'),
    ],
)
async def test_an_impossible_room_is_told_so(server: Server, room: str, reason: str) -> None:
    async with Guest(server, room, 5, lang='en') as guest:
        assert await guest.is_closed() == (1008, reason)


@pytest.mark.parametrize('name', ['x' * 41, 'x' * 5000, '\u200b\u200b', '...', 'Alice #5', 'Аlice', '#5'])
async def test_an_impossible_name_is_told_so(server: Server, room_id: str, name: str) -> None:
    async with Guest(server, room_id, 5, username=name) as guest:
        code, reason = await guest.is_closed()
        assert code == 1008
        assert reason
        assert len(reason.encode()) <= 123


@pytest.mark.parametrize(
    ('name', 'shown'),
    [
        ('Ив\nан', 'Ив ан'),
        ('Ив\r\nан (ID: 6): ложь', 'Ив ан (ID: 6): ложь'),
        ('\u202eИван', 'Иван'),
        ('Ив\u200bан', 'Иван'),
        ('Иван\x00', 'Иван'),
        ('  Иван  ', 'Иван'),
        ('<script>alert(1)</script>', '<script>alert(1)</script>'),
        ('"><img src=x onerror=a()>', '"><img src=x onerror=a()>'),
    ],
)
async def test_a_name_is_cleaned_and_stays_text(server: Server, room_id: str, name: str, shown: str) -> None:
    async with await Visitor.join(server, 'Alice', room_id) as alice, Guest(server, room_id, 5, username=name) as guest:
        assert guest.first['text'] == f'{shown} (ID: 5) присоединился к чату.'
        await guest.say('Hello')
        await alice.hears('Hello')
        page = ''.join(alice.frames)
        assert '<script>' not in page
        assert '<img src=x' not in page


async def test_a_number_in_front_of_which_zeros_stand_is_the_same_room(server: Server) -> None:
    async with Guest(server, '88001', 5) as one, Guest(server, '088001', 6) as other:
        await other.say('Hello')
        await one.hears('User_6 (ID: 6): Hello')


async def test_rooms_are_apart(server: Server, room_id: str) -> None:
    async with Guest(server, room_id, 5) as here, Guest(server, room_id + '-b', 6) as there:
        await there.say('from there')
        await there.hears('User_6 (ID: 6): from there')
        await here.say('from here')
        await here.hears('User_5 (ID: 5): from here')
        assert [frame['text'] for frame in here.heard] == [
            'User_5 (ID: 5) присоединился к чату.',
            'User_5 (ID: 5): from here',
        ]


async def test_people_in_pages_and_guests_talk_with_each_other(server: Server, room_id: str) -> None:
    async with (
        await Visitor.join(server, 'Alice', room_id) as alice,
        Guest(server, room_id, 5, username='Иван') as ivan,
    ):
        await alice.hears('Иван #5')
        await ivan.say('Привет, Alice & <all>')
        await alice.hears('Привет, Alice &amp; &lt;all&gt;')
        await alice.say('Hello, Иван')
        frame = await ivan.hears(f'Alice (ID: {await number_of(alice)}): Hello, Иван')
        assert frame['is_self'] is False
        assert frame['id'] >= 1_000_000
        async with await Visitor.join(server, 'Bob', room_id) as bob:
            await ivan.hears(f'Bob (ID: {await number_of(bob)}) присоединился к чату.')
            await bob.choose('Leave room')
            await ivan.hears(f'Bob (ID: {await number_of(bob)}) покинул чат.')
    async with await Visitor.join(server, 'Carol', room_id) as carol:
        assert 'Иван #5' not in str(carol.heard)


async def number_of(visitor: Visitor) -> int:
    """The member number that the page is styled with."""
    return int(
        visitor.page.split('.msg[data-author=\\"')[-1].split('\\')[0]
        if '.msg[data-author=\\"' in visitor.page
        else visitor.page.split('.msg[data-author="')[1].split('"')[0]
    )


async def test_a_person_in_a_page_sees_a_guest_leave_at_once(server: Server, room_id: str) -> None:
    async with await Visitor.join(server, 'Alice', room_id) as alice:
        async with Guest(server, room_id, 5, username='Иван') as ivan:
            assert ivan.first['is_self']
            await alice.hears('Иван #5')
        await alice.hears('Иван #5 left the chat')


async def test_two_connections_of_one_guest_are_one_guest(server: Server, room_id: str) -> None:
    async with Guest(server, room_id, 6, username='Пётр') as pyotr:
        async with Guest(server, room_id, 5, username='Иван') as one:
            async with Guest(server, room_id, 5, username='Иван', is_new=False) as other:
                await other.say('Привет')
                for each in (one, other):
                    assert (await each.hears('Иван (ID: 5): Привет'))['is_self'] is True
                assert (await pyotr.hears('Иван (ID: 5): Привет'))['is_self'] is False
            await one.say('ещё здесь')
            await one.hears('Иван (ID: 5): ещё здесь')
        await pyotr.hears('Иван (ID: 5) покинул чат.')
    assert [frame['text'] for frame in pyotr.heard] == [
        'Пётр (ID: 6) присоединился к чату.',
        'Иван (ID: 5) присоединился к чату.',
        'Иван (ID: 5): Привет',
        'Иван (ID: 5): ещё здесь',
        'Иван (ID: 5) покинул чат.',
    ]


async def test_one_number_under_two_names_is_self_for_both(server: Server, room_id: str) -> None:
    async with Guest(server, room_id, 5, username='Иван') as ivan, Guest(server, room_id, 5, username='Пётр') as pyotr:
        await pyotr.say('Привет')
        assert (await ivan.hears('Пётр (ID: 5): Привет'))['is_self'] is True
        assert (await pyotr.hears('Пётр (ID: 5): Привет'))['is_self'] is True


async def test_a_message_that_is_too_long_is_answered_to_its_sender_only(server: Server, room_id: str) -> None:
    async with Guest(server, room_id, 5, lang='en') as guest, Guest(server, room_id, 6) as other:
        await guest.say('x' * 4001)
        frame = await guest.hears('A message has at most 4000 characters.')
        assert (frame['type'], frame['is_self']) == ('error', True)
        await guest.say('\u200b')
        await guest.hears('There is nothing to read in this message.')
        await guest.say('short')
        assert (await other.hears('User_5 (ID: 5): short'))['seq'] == 1
        assert [frame['type'] for frame in other.heard] == ['joined', 'message']


async def old_client(url: str, says: list[str], wanted: int) -> list[tuple[str, bool]]:
    """What a program of the old days does: connect, send texts, read `text` and `is_self`; it knows nothing else."""
    shown: list[tuple[str, bool]] = []
    async with connect(url) as socket:
        for text in says:
            await socket.send(text)
        while len(shown) < wanted:
            data = json.loads(await asyncio.wait_for(socket.recv(), PATIENCE))
            shown.append((data['text'], data['is_self']))
    return shown


async def test_a_client_of_the_old_system_works_unchanged(server: Server) -> None:
    base = server.url.replace('http', 'ws', 1)
    async with await Visitor.join(server, 'Alice', '77001') as alice:
        shown = await old_client(f'{base}/ws/chat/77001/42?username=Мария', ['Всем привет', 'Как дела?'], 3)
        assert shown == [
            ('Мария (ID: 42) присоединился к чату.', True),
            ('Мария (ID: 42): Всем привет', True),
            ('Мария (ID: 42): Как дела?', True),
        ]
        await alice.hears('Как дела?')
    async with connect(address(server, '77001', 7)) as socket:
        await socket.send('x')
        assert set(json.loads(await socket.recv())) >= {'text', 'is_self'}
