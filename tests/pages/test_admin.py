"""The administration page: nothing of it for others, and what is done on it is felt at once and on record."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest
from nicegui import ui
from nicegui.testing import User

from chat.feed.feed import Feed
from chat.identity.accounts import Accounts
from chat.model.message import Draft
from chat.model.rights import WHOLE_CHAT
from chat.model.room import Room
from chat.pages.parts import MenuItem
from tests.pages.tab import headings_of, lose_connection, room_of
from tests.pages.test_account import PASSWORD, claim, join, post_ticket, sees, sign_in, told, visit
from tests.pages.test_files import send_file
from tests.patience import eventually

Make = Callable[[], User]


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> list[Accounts]:
    """The accounts of the chat that runs."""
    found: list[Accounts] = []
    opens = Accounts.open

    def noted(self: Accounts) -> None:
        found.append(self)
        opens(self)

    monkeypatch.setattr(Accounts, 'open', noted)
    return found


@pytest.fixture
async def admin(known: list[Accounts], user: User) -> User:
    """An administrator, on the page."""
    await claim(user, 'Root', 'office')
    [account] = known[-1]._by_id.values()
    assert await known[-1]._store.set_admin(account.id, is_admin=True)
    known[-1]._remember(replace(account, is_admin=True))
    await visit(user, '/admin')
    await eventually(lambda: 'Administration' in headings_of(user))
    return user


async def shows(user: User, *texts: str) -> None:
    """Wait until some of the page's texts contain these."""
    await eventually(lambda: all(any(text in each for each in headings_of(user)) for text in texts))


async def tab(user: User, name: str) -> None:
    """Go to another tab."""
    [tabs] = user.find(kind=ui.tabs).elements
    tabs.value = name


async def choose(user: User, label: str, *, mark: str = '') -> None:
    """Click the first entry of a menu that is called so."""
    await eventually(lambda: any(item._text == label for item in _items(user)))
    for item in sorted(_items(user), key=lambda each: each.id):
        if item._text == label:
            with item:
                for listener in item._event_listeners.values():
                    if listener.type.startswith('click'):
                        item._handle_event({'listener_id': listener.id, 'args': None})
            return
    raise AssertionError(label)


def _items(user: User) -> list[MenuItem]:
    assert user.client is not None
    return [each for each in user.client.elements.values() if isinstance(each, MenuItem)]


async def in_a_room(user: User, name: str, room: str) -> Room:
    await join(user, name, room)
    return room_of(user)


async def test_whoever_is_no_administrator_finds_what_is_at_any_path_where_nothing_is(user: User) -> None:
    await claim(user, 'Alice')
    answers = [await user.http_client.get(path) for path in ('/admin', '/no-such-path')]
    assert {(answer.status_code, answer.text) for answer in answers} == {(404, 'There is nothing here.')}
    assert len({frozenset(set(answer.headers) - {'set-cookie'}) for answer in answers}) == 1
    assert not any(
        '/admin' in str(element.props.get('href', ''))
        for element in (user.client.elements.values() if user.client else [])
    )


async def test_a_room_is_deleted_wholly_and_whoever_is_in_it_is_led_out(admin: User, create_user: Make) -> None:
    guest = create_user()
    room = await in_a_room(guest, 'Guest', 'doomed')
    [feed] = guest.find(Feed).elements
    [member] = room.presence.members
    await room.post(member, Draft(text='last words'))
    guest.find(Feed).trigger('action', {'action': 'thread', 'seq': 1})
    await guest.should_see(marker='answer')
    path = f'/files/{(one := await send_file(guest, b"x", "a.bin", room="doomed"))}/a.bin'
    guest.find(marker='answer').trigger('send', {'id': 'answer', 'text': '', 'files': [{'id': one}]})
    await guest.should_see('a.bin')
    assert (await guest.http_client.get(path)).content == b'x'
    await visit(admin, '/admin')
    await shows(admin, 'doomed')
    await choose(admin, 'Delete room')
    await sees(admin, 'room-name')
    admin.find(marker='room-name').type('another')
    admin.find(marker='sure').click()
    await told(admin, 'room-name', 'This is not its name: doomed')
    admin.find(marker='room-name').clear().type('Doomed')
    admin.find(marker='sure').click()
    await eventually(lambda: room.is_gone and not room.presence.members)
    await eventually(lambda: guest.back_history[-1].startswith('/?'))  # else the way out comes between what follows
    assert feed._is_closed
    await visit(guest, '/?room=doomed&closed=gone')
    await told(guest, 'room', 'This room was deleted by an administrator.')
    form = {'username': 'Other', 'room_id': 'doomed'}
    async with asyncio.timeout(20):  # until all of it is deleted, nobody begins it anew
        while (await create_user().http_client.post('/join_chat', data=form)).status_code != 303:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert (await guest.http_client.get(path)).status_code == 404
    anew = await in_a_room(guest, 'Guest', 'doomed')
    assert anew is not room
    assert anew.extent.last == 0
    await visit(admin, '/admin')
    await tab(admin, 'log')
    await shows(admin, 'Root · room deleted · doomed')


async def test_a_room_is_locked_and_made_read_only(admin: User, create_user: Make) -> None:
    room = await in_a_room(create_user(), 'Guest', 'hall')
    await visit(admin, '/admin')
    await shows(admin, 'hall')
    await choose(admin, 'Lock')
    await eventually(lambda: room.rights.door('hall').is_locked)
    await shows(admin, 'for everybody · locked')
    await choose(admin, 'Only moderators write')
    await eventually(lambda: room.rights.door('hall').is_read_only)
    await shows(admin, 'locked · read only')


async def test_one_administrator_stays_and_others_come_and_go(
    admin: User, create_user: Make, known: list[Accounts]
) -> None:
    other = create_user()
    await claim(other, 'Other', 'elsewhere')
    await tab(admin, 'people')
    await shows(admin, 'Other')
    lose_connection(other)  # or it would be led away by the fixture's only way of going anywhere, the next user's
    await choose(admin, 'Make administrator')
    await eventually(lambda: bool((account := known[-1].named('Other')) and account.is_admin))
    await admin.should_see('Other signs in anew, on all devices.')
    assert (await other.http_client.get('/admin')).status_code == 404, 'whoever has their cookie is none'
    assert (await other.http_client.get('/account/data')).status_code == 403, 'nor anybody any more'
    await sign_in(other, 'Other')
    await visit(other, '/admin')
    await shows(other, 'Administration')
    await tab(other, 'people')
    await shows(other, 'Root')
    lose_connection(other)
    await choose(admin, 'Make no administrator')
    await eventually(lambda: not ((account := known[-1].named('Other')) and account.is_admin))
    await eventually(lambda: not _items(other))
    account = known[-1].named('Root')
    assert account is not None
    assert account.is_admin
    assert (await other.http_client.get('/admin')).status_code == 404


async def test_the_last_administrator_cannot_be_erased_and_is_told_what_to_do_first(
    admin: User, known: list[Accounts]
) -> None:
    await visit(admin, '/account')
    admin.find(marker='sure').click()
    await admin.should_see('One administrator has to stay. Please make somebody else one first.')
    [account] = known[-1]._by_id.values()
    assert account.is_admin


async def test_a_link_lets_somebody_choose_a_new_password_once(admin: User, create_user: Make) -> None:
    other = create_user()
    await claim(other, 'Other', 'elsewhere')
    await tab(admin, 'people')
    await shows(admin, 'Other')
    await choose(admin, 'Link for a new password')
    await sees(admin, 'reset-link')
    [link] = admin.find(marker='reset-link').elements
    path = '/reset/' + str(link.value).rpartition('/')[2]  # type: ignore[attr-defined]
    lose_connection(other)  # or it would be led away by the fixture's only way of going anywhere, the next user's
    forgetful = create_user()
    await visit(forgetful, path)
    forgetful.find(marker='password').type('short')
    forgetful.find(marker='reset').click()
    await told(forgetful, 'password', 'A password has at least 8 characters.')
    forgetful.find(marker='password').clear().type('a new password')
    forgetful.find(marker='reset').click()
    assert await post_ticket(forgetful) == '/account'
    assert 'Signed in' in headings_of(forgetful)
    await visit(other, '/account')
    await sees(other, 'sign-in')
    await visit(forgetful, path)
    await sees(forgetful, 'over')
    await sign_in(other, 'Other', 'a new password')
    assert PASSWORD != 'a new password'


async def test_a_session_is_ended_and_its_pages_with_it(admin: User, create_user: Make) -> None:
    guest = create_user()
    room = await in_a_room(guest, 'Guest', 'hall')
    await tab(admin, 'sessions')
    await shows(admin, 'Guest', '1 page open')
    admin.find(marker='end-session').click()
    await eventually(lambda: not room.presence.members)
    answer = await guest.http_client.get('/rooms/hall')
    assert answer.status_code == 303, 'the browser is nobody any more'


async def test_a_report_is_answered(admin: User, create_user: Make) -> None:
    guest = create_user()
    room = await in_a_room(guest, 'Guest', 'hall')
    [member] = room.presence.members
    for text in ('an awful thing', 'another one'):
        await room.post(member, Draft(text=text))
    for seq in (1, 2, 2):
        await room.report(member, seq)
    await tab(admin, 'reports')
    await shows(admin, 'an awful thing', 'another one')
    assert headings_of(admin).count('another one') == 1, 'each message once'
    await choose(admin, 'Dismiss')
    await eventually(lambda: 'another one' not in headings_of(admin))
    await choose(admin, 'Remove message')
    await shows(admin, 'No report waits for an answer.')
    assert [message.text for message in room.tail] == ['', 'another one']


async def test_a_guest_is_banned_from_the_whole_chat_and_let_in_again(admin: User, create_user: Make) -> None:
    guest = create_user()
    room = await in_a_room(guest, 'Guest', 'hall')
    await tab(admin, 'people')
    await shows(admin, 'Guest')
    await choose(admin, 'Ban from the chat for a day')
    await eventually(lambda: not room.presence.members)
    answer = await guest.http_client.post('/join_chat', data={'username': 'Another', 'room_id': 'elsewhere'})
    assert answer.status_code == 403
    assert 'You are banned from this chat until' in answer.text
    await visit(admin, '/admin')
    await tab(admin, 'people')
    await shows(admin, 'Guest')
    await choose(admin, 'Let in again')
    await eventually(lambda: not room.rights.bars.of(WHOLE_CHAT))
    await join(guest, 'Guest', 'hall')


async def test_settings_and_state_are_told(admin: User) -> None:
    await tab(admin, 'settings')
    await shows(admin, '--keep-days', 'CHAT_DATA · directory where everything is kept; made on first use')
    await tab(admin, 'state')
    await eventually(lambda: any('Everything works.' in str(each.text) for each in admin.find(kind=ui.label).elements))


async def test_a_report_of_what_is_said_in_a_thread_is_answered(admin: User, create_user: Make) -> None:
    bob = create_user()
    room = await in_a_room(bob, 'Bob', '7')
    [member] = room.presence.members
    await room.post(member, Draft(text='a first message'))
    bob.find(Feed).trigger('action', {'action': 'thread', 'seq': 1})
    await bob.should_see(marker='answer')
    [answers] = bob.find(marker='answers').elements
    assert isinstance(answers, Feed)
    thread = answers.stream.room
    await thread.post(member, Draft(text='an ugly word'))
    await thread.report(member, 1)
    await tab(admin, 'reports')
    await shows(admin, 'Room 7, in a thread', 'an ugly word')
    await choose(admin, 'Remove message')
    await bob.should_see('A message was removed')
    assert [message.is_removed for message in (room.tail[0], thread.tail[0])] == [False, True]
    await shows(admin, 'No report waits for an answer.')
