"""Bookmarks on the pages: set in the menu of a message, listed on a page of their own."""

from collections.abc import Callable

from nicegui.testing import User

from chat.feed.feed import Feed
from chat.model.deed import Change, Deed, What
from chat.model.door import Door, Kind
from chat.model.room import Room
from chat.pages.marks import Marks
from chat.store.sqlite import SqliteStore
from tests.pages.tab import another_tab, headings_of, join, room_of
from tests.patience import eventually

Make = Callable[[], User]


def act(user: User, action: str, seq: int) -> None:
    user.find(Feed).trigger('action', {'action': action, 'seq': seq})


def rules(user: User) -> str:
    """The style sheet that tells the reader what is marked."""
    [marks] = user.find(Marks).elements
    return str(marks.props['innerHTML'])


async def two(user: User, create_user: Make) -> tuple[User, User, Room]:
    alice, bob = user, create_user()
    await join(bob, 'Bob', '7')
    await join(alice, 'Alice', '7')
    bob.find(marker='message').clear().type('the address is Elm Street 5').trigger('keydown.enter')
    await alice.should_see('Elm Street')
    return alice, bob, room_of(alice)


async def test_a_bookmark_is_seen_by_one_alone_and_listed(user: User, create_user: Make) -> None:
    alice, bob, _ = await two(user, create_user)
    for seq in (1, 2, -1):
        act(alice, 'bookmark', seq)
    await eventually(lambda: '[data-seq="1"]' in rules(alice))
    assert 'data-seq' not in rules(bob)
    tab = another_tab(alice)
    await tab.open('/rooms/7')
    assert '[data-seq="1"]' in rules(tab)
    assert '[data-seq="2"]' not in rules(tab)
    await tab.open('/bookmarks')
    assert {'the address is Elm Street 5', 'Bob', 'Room 7'} <= set(headings_of(tab))
    assert [each['seq'] for each in (await alice.http_client.get('/account/data')).json()['bookmarks']['Alice']] == [1]
    theirs = another_tab(bob)
    await theirs.open('/bookmarks')
    assert 'the address is Elm Street 5' not in headings_of(theirs)
    tab.find(marker='drop-1').click()
    await eventually(lambda: 'the address is Elm Street 5' not in headings_of(tab))
    act(alice, 'bookmark', 1)
    await eventually(lambda: '[data-seq="1"]' in rules(alice))
    act(alice, 'unbookmark', 1)
    await eventually(lambda: '[data-seq="1"]' not in rules(alice))


async def test_of_a_room_that_is_closed_to_one_no_bookmark_is_shown(user: User, create_user: Make) -> None:
    alice, _, room = await two(user, create_user)
    act(alice, 'bookmark', 1)
    await eventually(lambda: '[data-seq="1"]' in rules(alice))
    assert isinstance(room.store, SqliteStore)
    deed = Deed(room='7', by=room.tail[0].author, what=What.DOOR)
    await room.rights._keep(Change(deed=deed, door=Door(kind=Kind.INVITATION)))
    tab = another_tab(alice)
    await tab.open('/bookmarks')
    assert 'Bookmarks' in headings_of(tab)
    assert 'the address is Elm Street 5' not in headings_of(tab)


async def test_who_is_nobody_yet_has_no_page_of_bookmarks(user: User) -> None:
    await user.open('/bookmarks')
    await user.should_see(marker='join')
