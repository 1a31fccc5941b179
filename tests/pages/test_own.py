"""What is kept of oneself: a file of it, and its erasure."""

from collections.abc import Callable

import pytest
from nicegui.testing import User

from chat.model.account import Passkey
from chat.model.message import Draft, now
from chat.model.poll import Ask
from chat.store.sqlite import SqliteStore
from tests.pages.tab import room_of
from tests.pages.test_account import claim, join, post_ticket, sees, visit
from tests.patience import eventually

Make = Callable[[], User]


async def test_everything_of_oneself_can_be_taken_away_as_a_file(user: User) -> None:
    await claim(user, 'Alice')
    await visit(user, '/rooms/7')
    await sees(user, 'message')
    room = room_of(user)
    user.find(marker='message').type('Mine, and <b>only</b> mine').trigger('keydown.enter')
    await eventually(lambda: room.extent.last == 1)
    [alice] = room.presence.members
    await room.post(alice, Draft(text='Tea?', poll=Ask(answers=('yes', 'no'))))
    await room.amending.vote(alice, 2, 1)
    await room.amending.react(alice, 1, '🎉')
    await room.amending.pin(alice, 1, is_on=True)
    passkey = Passkey(id=b'k', account=1, name='My finger', public_key=b'', sign_count=0, made=now())
    assert isinstance(room.store, SqliteStore)
    assert await room.store.passkeys.keep(passkey, 1)
    answer = await user.http_client.get('/account/data')
    assert answer.headers['content-disposition'].startswith('attachment')
    data = answer.json()
    assert [message['text'] for message in data['messages']] == ['Mine, and <b>only</b> mine', 'Tea?']
    assert (data['account']['name'], data['rooms'], len(data['devices'])) == ('Alice', ['7'], 1)
    assert [each['name'] for each in data['passkeys']] == ['My finger']
    added = [(each['room'], each['seq']) for kind in ('votes', 'reactions', 'pins') for each in data[kind]]
    assert added == [('7', 2), ('7', 1), ('7', 1)]
    assert (data['votes'][0]['answer'], data['reactions'][0]['emoji']) == ('no', '🎉')
    assert 'password' not in answer.text
    assert 'argon2' not in answer.text


async def test_of_whom_nothing_is_known_there_is_no_file(user: User) -> None:
    await visit(user, '/')
    assert (await user.http_client.get('/account/data')).status_code == 403


@pytest.mark.parametrize('has_account', [True, False])
async def test_who_has_themselves_erased_is_gone_and_the_others_are_not(
    user: User, create_user: Make, has_account: bool
) -> None:
    other = create_user()
    await join(other, 'Bob', '7')
    room = room_of(other)
    if has_account:
        await claim(user, 'Alice')
        await visit(user, '/rooms/7')
        await sees(user, 'message')
    else:
        await join(user, 'Alice', '7')
    user.find(marker='message').type('a secret of mine').trigger('keydown.enter')
    await eventually(lambda: room.extent.last == 1)
    other.find(marker='message').type('a word of Bob').trigger('keydown.enter')
    await eventually(lambda: room.extent.last == 2)
    await visit(user, '/account')
    await eventually(lambda: [member.name for member in room.presence.members] == ['Bob'])
    user.find(marker='sure').click()
    assert await post_ticket(user) == '/'
    assert [(m.seq, m.author.name, m.text) for m in room.tail] == [(1, '—', '—'), (2, 'Bob', 'a word of Bob')]
    kept = await room.store.before('7', None, 10)
    assert list(room.tail) == kept
    await other.should_not_see('a secret of mine', retries=50)
    await other.should_see('a word of Bob', retries=50)
    assert (await user.http_client.get('/account/data')).status_code == 403
    again = create_user()
    await join(again, 'Alice', '7')
