"""Order: rooms whose door changes while people are in them, and what moderators do, felt in all tabs at once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from nicegui import ui
from nicegui.testing import User

from chat.errors import Muted, NotInRoom
from chat.feed.composer import Composer
from chat.feed.feed import Feed
from chat.feed.unread import Unread
from chat.model.account import Account
from chat.model.door import Door, Kind
from chat.model.member import Member
from chat.model.message import Draft, now
from chat.model.role import Role
from chat.model.room import Room
from tests.pages.tab import another_tab, choose, join, room_of
from tests.patience import eventually


def member_of(user: User) -> Member:
    """Who is on the page."""
    [unread] = user.find(Unread).elements
    return unread.member


async def made_owner(user: User) -> tuple[Room, Member]:
    """Give whoever is on the page an account, and the room."""
    room, member = room_of(user), member_of(user)
    others = room.rights.account_of
    account = Account(id=1, member=member, is_admin=False, created=now())
    room.rights.account_of = lambda each: account if each == member else others(each)
    await room.rights.own(member, room.key)
    return room, member


def menu_of(user: User) -> ui.element:
    """That of messages."""
    assert user.client
    return next(each for each in user.client.elements.values() if 'message-menu' in each.classes)


async def sees(user: User, target: str | None = None, *, marker: str | None = None) -> None:
    """Wait until it is on the page, however busy the machine is."""
    await eventually(lambda: user._sees(target, None, marker, None))


def told(user: User) -> list[Any]:
    """What its feed is told from now on."""
    [feed] = user.find(Feed).elements
    calls: list[Any] = []
    feed.run_method = lambda *args: calls.append(args)  # type: ignore[method-assign, assignment]
    return calls


async def test_who_moderates_is_shown_how_to_close_the_polls_of_others(user: User) -> None:
    await join(user, 'Alice', '7')
    [feed] = user.find(Feed).elements
    assert 'moderated' not in feed.classes
    await made_owner(user)
    await eventually(lambda: 'moderated' in feed.classes)


async def test_who_may_not_be_there_any_more_is_out_of_all_tabs(user: User, create_user: Callable[[], User]) -> None:
    guest = create_user()
    await join(user, 'Olga', '7')
    room, owner = await made_owner(user)
    await join(guest, 'Guest', '7')
    other = another_tab(guest)
    await other.open('/rooms/7')
    await room.rights.set_door(owner, '7', Door(kind=Kind.MEMBERS))
    for tab in (guest, other):
        [feed] = tab.find(Feed).elements
        assert feed._is_closed
    assert room.presence.members == [owner]


async def test_a_page_that_stays_is_told_nothing_more(user: User, create_user: Callable[[], User]) -> None:
    guest = create_user()
    await join(user, 'Olga', '7')
    room, owner = await made_owner(user)
    await join(guest, 'Guest', '7')
    await sees(guest, '2 members')  # what is told of one's own coming is on its way no more
    [feed], [unread] = guest.find(Feed).elements, guest.find(Unread).elements
    calls, member = told(guest), member_of(guest)
    await room.rights.ban(owner, member, '7', now() + timedelta(hours=1))
    await room.post(owner, Draft(text='behind closed doors'))
    for event, args in {'sync': {'rev': 0}, 'page': {'before': 99}, 'jump': {'seq': 1}, 'latest': {}}.items():
        listener = next(each for each in feed._event_listeners.values() if each.type == event)
        feed._handle_event({'listener_id': listener.id, 'args': args})
    feed._connected()
    await eventually(lambda: room.extent.last == 1)
    assert calls == []
    assert '7' not in unread.rooms
    with pytest.raises(NotInRoom):
        await room.post(member, Draft(text='still here'))


async def test_a_removed_message_leaves_a_mark_in_every_tab(user: User, create_user: Callable[[], User]) -> None:
    guest = create_user()
    await join(user, 'Olga', '7')
    room, _ = await made_owner(user)
    await join(guest, 'Guest', '7')
    await room.post(member_of(guest), Draft(text='an awful thing'))
    await sees(user, 'an awful thing')
    [feed] = user.find(Feed).elements
    listener = next(each for each in feed._event_listeners.values() if each.type == 'action')
    feed._handle_event({'listener_id': listener.id, 'args': {'action': 'remove', 'seq': 1}})
    for tab in (user, guest):
        await sees(tab, 'A message was removed')
        await tab.should_not_see('an awful thing')
    later = create_user()
    await join(later, 'Late', '7')
    await sees(later, 'A message was removed')
    await later.open('/rooms/7?at=1')
    await sees(later, 'A message was removed')


async def test_who_does_not_moderate_removes_nothing(user: User, create_user: Callable[[], User]) -> None:
    guest = create_user()
    await join(user, 'Olga', '7')
    room, owner = await made_owner(user)
    await join(guest, 'Guest', '7')
    await room.post(owner, Draft(text='it stays'))
    [feed] = guest.find(Feed).elements
    listener = next(each for each in feed._event_listeners.values() if each.type == 'action')
    feed._handle_event({'listener_id': listener.id, 'args': {'action': 'remove', 'seq': 1}})
    await sees(guest, 'You may not do this here.')
    assert room.tail[0].text == 'it stays'


async def test_what_moderates_comes_and_goes_with_the_right_to_it(user: User, create_user: Callable[[], User]) -> None:
    await join(user, 'Olga', '7')
    user.find(marker='menu').click()
    await user.should_not_see(marker='room-settings')
    room, owner = await made_owner(user)
    await sees(user, marker='room-settings')
    await room.post(owner, Draft(text='begun'))
    await room.rights.appoint(owner, owner, '7', Role.GUEST)
    await user.should_not_see(marker='room-settings')
    [menu] = user.find('Report to moderators').elements
    assert menu.visible


async def test_a_room_is_closed_with_a_password_by_its_owner(user: User, create_user: Callable[[], User]) -> None:
    stranger = create_user()
    await join(user, 'Olga', '7')
    room, _ = await made_owner(user)
    choose(user, 'room-settings')
    await sees(user, marker='kind')
    [kind] = user.find(marker='kind').elements
    kind.value = 'password'  # type: ignore[attr-defined]
    user.find(marker='door-password').type('short')
    user.find(marker='save-door').click()
    await sees(user, 'A password has at least 8 characters.')
    user.find(marker='door-password').clear().type('open sesame')
    user.find(marker='save-door').click()
    await eventually(lambda: room.rights.door('7').kind is Kind.PASSWORD)
    await stranger.open('/')
    stranger.find(marker='name').type('Stranger')
    stranger.find(marker='room').clear().type('7')
    stranger.find(marker='join').click()
    await sees(stranger, marker='room-password')
    stranger.find(marker='room-password').type('close sesame')
    stranger.find(marker='open-room').click()
    await sees(stranger, 'This is not the password of the room.')
    stranger.find(marker='room-password').clear().type('open sesame')
    stranger.find(marker='open-room').click()
    await sees(stranger, marker='message')


async def test_an_invitation_leads_in_as_often_as_it_says(user: User, create_user: Callable[[], User]) -> None:
    await join(user, 'Olga', '7')
    room, owner = await made_owner(user)
    await room.rights.set_door(owner, '7', Door(kind=Kind.INVITATION))
    choose(user, 'invitations')
    await sees(user, marker='make-invitation')
    user.find(marker='make-invitation').click()
    await sees(user, marker='invitation-link')
    [link] = user.find(marker='invitation-link').elements
    path = '/invite/' + link.value.rpartition('/')[2]  # type: ignore[attr-defined]
    first, second = create_user(), create_user()
    for guest in (first, second):
        await guest.open(path)
        await sees(guest, 'You are invited to this room. Give a name, and talk.')
    assert room.presence.count == 1, 'to look at it is not to come in'
    first.find(marker='name').type('Olga')
    first.find(marker='join').click()
    await sees(first, 'Somebody here is called Olga already. How about Olga 2?')
    first.find(marker='name').clear().type('First')
    first.find(marker='join').click()
    await sees(first, marker='message')
    second.find(marker='name').type('Second')
    second.find(marker='join').click()
    await sees(second, 'This invitation was used up, was taken back or has expired.')
    await second.open(path)
    await sees(second, marker='over')


async def test_who_is_muted_is_told_until_when_under_all_names(user: User, create_user: Callable[[], User]) -> None:
    guest = create_user()
    await join(user, 'Olga', '7')
    room, owner = await made_owner(user)
    await join(guest, 'Guest', '7')
    muted = member_of(guest)
    await join(other := another_tab(guest), 'Other', '7')
    until = now() + timedelta(hours=1)
    await room.rights.mute(owner, muted, '7', until)
    for tab in (guest, other):
        await sees(tab, f'A moderator has asked you to listen until {until:%Y-%m-%d %H:%M} UTC.')
        await tab.should_not_see(marker='message')
        assert 'silent' in tab.find(Feed).elements.pop().classes, 'nothing that only writers do, beside messages ...'
        assert 'not-to-writers' in menu_of(tab).classes, '... or in their menu'
        with pytest.raises(Muted):
            [composer] = [each for each in tab.client.elements.values() if isinstance(each, Composer)]  # type: ignore
            await composer._on_send(Draft(text='can you hear me?'))
    await room.rights.mute(owner, muted, '7', now() + timedelta(days=36_500))
    await sees(other, 'A moderator has asked you to listen, with no end set.')
    await room.rights.mute(owner, muted, '7', None)
    for tab in (guest, other):
        await sees(tab, marker='message')
        assert 'not-to-writers' not in menu_of(tab).classes
