"""Two people join, talk and go, as NiceGUI's User fixture sees it."""
from collections.abc import Callable

from nicegui.testing import User

Make = Callable[[], User]


async def join(user: User, name: str, room: str) -> None:
    await user.open('/')
    user.find(marker='name').clear().type(name)
    user.find(marker='room').clear().type(room)
    user.find(marker='join').click()
    await user.should_see(marker='message')


async def test_what_one_says_the_other_sees(user: User, create_user: Make) -> None:
    alice, bob, carol = user, create_user(), create_user()
    await join(alice, 'Alice', '1')
    await join(bob, 'Bob', '1')
    await join(carol, 'Carol', '2')
    alice.find(marker='message').type('Hello, Bob').trigger('keydown.enter')
    await bob.should_see('Hello, Bob')
    await alice.should_see('Hello, Bob')
    await carol.should_not_see('Hello, Bob')
    bob.find(marker='message').type('Hello, Alice')
    bob.find(marker='send').click()
    await alice.should_see('Hello, Alice')
