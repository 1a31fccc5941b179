"""Being mentioned: what is seen of it in the room, in the list of rooms, and on its own page."""

from collections.abc import Callable

from nicegui.testing import User

from chat.feed.feed import Feed
from chat.feed.mentioned import with_mentions
from chat.feed.unread import Unread
from chat.model.mention import ALL, Mention
from chat.text.markdown import render
from tests.pages.tab import join, room_of
from tests.patience import eventually

Make = Callable[[], User]


def write(user: User, text: str) -> None:
    user.find(marker='message').clear().type(text).trigger('keydown.enter')


def calls(user: User, room: str = '') -> int:
    [unread] = user.find(Unread).elements
    return unread.calls(room)


async def test_the_mentioned_are_counted_apart_and_find_it_on_their_page(user: User, create_user: Make) -> None:
    bob, carol = create_user(), create_user()
    await join(bob, 'Bob', '7')
    await join(carol, 'Carol', '7')
    await join(bob, 'Bob', '8')
    await join(user, 'Alice', '7')
    write(user, 'are you there, @bob?')
    await carol.should_see('are you there, @bob?')
    await eventually(lambda: calls(bob, '7') == 1)
    assert (calls(bob), calls(bob, '8'), calls(carol)) == (1, 0, 0)
    await bob.should_see('@1')
    user.find(Feed).trigger('action', {'action': 'edit', 'seq': 1})
    await user.should_see('Edit message')
    write(user, 'are you there, @carol?')
    await eventually(lambda: (calls(bob), calls(carol)) == (0, 1))
    await room_of(user).amending.edit(room_of(user).tail[0].author, 1, '@Bob and @Carol')
    await eventually(lambda: calls(bob) == 1)

    await bob.open('/mentions')
    await bob.should_see('@Bob and @Carol')
    await user.open('/mentions')
    await user.should_see('Nobody has mentioned you yet. Who writes @Alice calls you.')
    await user.should_not_see('@Bob and @Carol')
    await bob.open('/rooms/8')
    await eventually(lambda: calls(bob) == 1)
    await bob.open('/rooms/7')
    bob.find(Feed).trigger('seen', {'seq': 1})
    await eventually(lambda: calls(bob) == 0)


async def test_the_page_of_mentions_is_for_those_who_are_somebody(user: User) -> None:
    await user.open('/mentions')
    await user.should_see('Your name')


def test_names_are_marked_where_they_call_and_nowhere_else() -> None:
    html = with_mentions(
        render('@Ann & **@ann**, `@Ann` [@Ann](https://x.org) @<b>x @Anna @все'),
        [
            Mention(member=1_000_001, name='Ann'),
            Mention(member=1_000_002, name='<b>x'),
            Mention(member=ALL, name='все'),
        ],
    )
    assert html.count('data-of="1000001"') == 2
    assert '<strong><span class="mention" data-of="1000001">@ann</span></strong>' in html
    assert (
        '<span class="mention" data-of="1000002">@&lt;b&gt;x</span> @Anna <span class="mention" data-of="0">@все'
        in html
    )
    assert '@Ann</span> &amp; ' in html
