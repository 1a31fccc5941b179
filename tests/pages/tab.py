"""What people do with tabs of a browser, in words of NiceGUI's User fixture."""

import re
from typing import Final
from uuid import uuid4

from nicegui.nicegui import _on_handshake
from nicegui.testing import User

from chat.feed.feed import Feed
from chat.model.room import Room

NO_TEXTS: Final = (7, True, 1.5, ['evil'], {'evil': 1}, None)
"""What a hostile browser may say is the text of a field."""


async def join(user: User, name: str, room: str) -> None:
    """Fill in the join page and wait for the room page."""
    await user.open('/')
    user.find(marker='name').clear().type(name)
    user.find(marker='room').clear().type(room)
    user.find(marker='join').click()
    await user.should_see(marker='message')


def choose(user: User, mark: str) -> None:
    """Click an entry of the room's menu."""
    user.find(marker='menu').click()
    user.find(marker=mark).click()


def another_tab(user: User) -> User:
    """A tab of the same browser."""
    return User(user.http_client)


def room_of(user: User) -> Room:
    """The room whose page is open."""
    [feed] = user.find(Feed).elements
    return feed.stream.room


def lose_connection(user: User) -> None:
    """The line breaks, or the tab is closed: the server cannot tell."""
    assert user.client is not None
    for socket in list(user.client._socket_to_document_id):
        user.client.handle_disconnect(socket)


async def find_connection(user: User) -> None:
    """The line is back, and the page is still the same."""
    assert user.client is not None
    await _on_handshake(
        f'test-{uuid4()}', {'client_id': user.client.id, 'tab_id': user.tab_id, 'document_id': str(uuid4())}
    )


async def reload(user: User) -> None:
    """Load the page again; the old one's connection ends."""
    old = user.client
    await user.open(user.back_history[-1])
    assert old is not None
    for socket in list(old._socket_to_document_id):
        old.handle_disconnect(socket)


def notices_of(room: Room) -> list[str]:
    """What is told of coming and going from now on."""
    told: list[str] = []
    room.noticed.subscribe(lambda notice: told.append(f'{notice.member.name} {notice.kind}'))
    return told


def headings_of(user: User) -> list[str]:
    """The texts of plain HTML elements on the page, which `should_see` does not look at."""
    assert user.client is not None
    elements = user.client.elements.values()
    told = [text for each in elements for text in re.split('<[^>]*>', str(each.props.get('innerHTML', '')))]
    return [element._text for element in elements if element._text] + told
