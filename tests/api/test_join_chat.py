"""`POST /join_chat`: the way in for programs and plain HTML forms."""

from collections.abc import Callable

import httpx
import pytest
from nicegui.testing import User

from tests.pages.tab import join, room_of

Make = Callable[[], User]
FORM = 'application/x-www-form-urlencoded'


async def post(user: User, name: str, room: str, **headers: str) -> httpx.Response:
    return await user.http_client.post('/join_chat', data={'username': name, 'room_id': room}, headers=headers)


async def test_the_answer_leads_to_the_rooms_page_as_that_person(user: User, create_user: Make) -> None:
    alice, bob = user, create_user()
    answer = await post(alice, ' Alice ', '007')
    assert (answer.status_code, answer.headers['location']) == (303, '/rooms/7')
    assert 'chat_session=' in answer.headers['set-cookie']
    await alice.open(answer.headers['location'])
    assert [member.name for member in room_of(alice).presence.members] == ['Alice']
    await join(bob, 'Bob', '7')
    alice.find(marker='message').type('Hello').trigger('keydown.enter')
    await bob.should_see('Hello')
    assert room_of(bob).tail[-1].author.name == 'Alice'


async def test_a_room_may_have_any_name(user: User) -> None:
    for n, (room, path) in enumerate(
        [('Lounge', '/rooms/Lounge'), ('Физика_9', '/rooms/%D0%A4%D0%B8%D0%B7%D0%B8%D0%BA%D0%B0_9'), ('٧', '/rooms/7')]
    ):
        answer = await post(user, 'Alice', room)
        assert (answer.status_code, answer.headers['location']) == (303, path), n
        await user.open(path)


async def test_another_name_in_the_same_browser_is_another_person(user: User) -> None:
    assert (await post(user, 'Alice', '7')).headers['location'] == '/rooms/7'
    assert (await post(user, 'Bob', '7')).headers['location'] == '/rooms/7?as=2'
    assert (await post(user, 'ALICE', '7')).headers['location'] == '/rooms/7'
    await user.open('/rooms/7?as=2')
    assert [member.name for member in room_of(user).presence.members] == ['Bob']


async def test_a_form_may_come_in_parts(user: User) -> None:
    answer = await user.http_client.post('/join_chat', files={'username': (None, 'Алиса'), 'room_id': (None, '7')})
    assert (answer.status_code, answer.headers['location']) == (303, '/rooms/7')


@pytest.mark.parametrize(
    ('language', 'reasons'),
    [
        (
            'en',
            [
                'Please give a name.',
                'Please give a room.',
                'A name has at most 40 characters.',
                '“Аlice” mixes letters of different alphabets.',
                'A room ID is a number from 1 up, or a name of letters, digits, - and _.',
                'A room ID has at most 64 characters.',
                'A name needs a letter or a digit and does not end in # and a number.',
                'Please give a name.',
            ],
        ),
        (
            'ru',
            [
                'Пожалуйста, назовите себя.',
                'Пожалуйста, укажите комнату.',
                'В имени может быть не больше 40 знаков.',
                'В слове «Аlice» смешаны буквы разных алфавитов.',
                'ID комнаты — это число от 1 или название из букв, цифр, - и _.',
                'В ID комнаты может быть не больше 64 знаков.',
                'В имени нужна буква или цифра, и в конце не может стоять # с числом.',
                'Пожалуйста, назовите себя.',
            ],
        ),
    ],
)
async def test_a_refusal_has_a_plain_reason_in_the_callers_language(
    user: User, language: str, reasons: list[str]
) -> None:
    tries = [
        ('', '7'),
        ('Alice', ''),
        ('x' * 41, '7'),
        ('Аlice', '7'),
        ('Alice', '0'),
        ('Alice', 'x' * 65),
        ('Alice #5', '7'),
        ('', '0'),
    ]
    for (name, room), reason in zip(tries, reasons, strict=True):
        answer = await post(user, name, room, **{'Accept-Language': language})
        assert (answer.status_code, answer.json()) == (422, {'detail': reason})
        page = await post(user, name, room, **{'Accept-Language': language, 'Accept': 'text/html,*/*;q=0.8'})
        assert (page.status_code, page.text, page.headers['content-type']) == (422, reason, 'text/plain; charset=utf-8')


async def test_a_reason_is_text_whatever_was_typed(user: User) -> None:
    alice = User(user.http_client)
    await post(alice, '<b>x</b>', '7')
    alice.http_client.cookies.clear()
    answer = await post(alice, '<b>x</b>', '7', Accept='text/html')
    assert answer.text == 'Somebody here is called <b>x</b> already. How about <b>x</b> 2?'
    assert answer.headers['content-type'].startswith('text/plain')


async def test_nobody_is_there_before_the_page_is_connected(user: User, create_user: Make) -> None:
    bob, other = create_user(), create_user()
    await join(bob, 'Bob', '7')
    assert (await post(user, 'Alice', '7')).status_code == 303
    assert [member.name for member in room_of(bob).presence.members] == ['Bob']
    await bob.should_not_see('Alice')
    refused = await post(other, 'alice', '7')
    assert refused.json() == {'detail': 'Somebody here is called alice already. How about alice 2?'}, (
        'but the name is kept'
    )


async def test_a_refusal_begins_no_session(user: User) -> None:
    await post(user, 'Alice', '0')
    await post(user, '', '7')
    answer = await user.http_client.get('/rooms/7')
    assert (answer.status_code, answer.headers['location']) == (303, '/?room=7')


async def test_what_is_no_form_is_told_so(user: User) -> None:
    tries: list[tuple[bytes, str]] = [
        (b'{"username": "Alice", "room_id": 7}', 'application/json'),
        (b'username=Alice&room_id=7', 'text/plain'),
        (b'', ''),
        (b'', FORM),
        (b'username=Alice&room_id=7', 'application/octet-stream'),
        (b'\x00\xff\xfe', FORM),
        (b'username=%FF%FE&room_id=%00', FORM),
        (b'username&room_id', FORM),
        (b'&&&===', FORM),
        (b'username=Alice', FORM),
        (b'room_id=7', FORM),
        (b'username=' + b'x' * 60_000 + b'&room_id=7', FORM),
        (b'username=Alice&room_id=' + b'7' * 60_000, FORM),
        (b'username[]=Alice&room_id[]=7', FORM),
        (b'--x\r\n', 'multipart/form-data; boundary=x'),
        (b'garbage', 'multipart/form-data; boundary=x'),
        (b'garbage', 'multipart/form-data'),
        (b'<a/>', 'application/xml'),
    ]
    for content, kind in tries:
        answer = await user.http_client.post(
            '/join_chat', content=content, headers={'Content-Type': kind} if kind else {}
        )
        assert answer.status_code in {400, 422}, (content[:40], kind, answer.status_code, answer.text)
        assert isinstance(answer.json()['detail'], str), (content[:40], kind, answer.text)
        assert len(answer.content) < 300


async def test_a_file_is_no_name(user: User) -> None:
    answer = await user.http_client.post(
        '/join_chat', files={'username': ('name.txt', b'Alice'), 'room_id': (None, '7')}
    )
    assert answer.status_code == 422
    assert isinstance(answer.json()['detail'], str), 'a plain reason, as for everything else'


async def test_the_first_of_a_repeated_field_or_the_last_but_no_mixture(user: User) -> None:
    answer = await user.http_client.post(
        '/join_chat', content=b'username=Alice&username=Bob&room_id=7', headers={'Content-Type': FORM}
    )
    assert answer.status_code == 303
    await user.open(answer.headers['location'])
    assert [member.name for member in room_of(user).presence.members] in (['Alice'], ['Bob'])


@pytest.mark.parametrize('method', ['GET', 'PUT', 'DELETE', 'PATCH'])
async def test_only_a_post_joins(user: User, method: str) -> None:
    answer = await user.http_client.request(method, '/join_chat?username=Alice&room_id=7')
    assert answer.status_code in {404, 405}
    assert (await user.http_client.get('/rooms/7')).status_code == 303
