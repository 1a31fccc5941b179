"""NiceGUI's own socket under nonsense: nobody else is harmed."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.server import Server
from tests.visitor import Visitor

PACKETS = [
    '42',
    '42[',
    '42{"a"',
    '4',
    '9',
    '',
    '45-["x",{"_placeholder":true,"num":0}]',
    '451-["event",{"_placeholder":true,"num":9}]',
    '40/x',
    '41',
    '43[]',
    '42/x,["event"]',
    'x' * 70_000,
    '\x00',
]


def events(visitor: Visitor) -> list[Any]:
    """Events as no browser sends them."""
    event, own = 'event', {'client_id': visitor.client_id}
    composer, feed = (
        next(int(n) for n, e in visitor.elements.items() if e['tag'] == f'nicegui-{tag}')
        for tag in ('composer', 'feed')
    )
    listener = visitor.elements[str(composer)]['events'][0]['listener_id']
    return [
        [event],
        [event, None],
        [event, 5],
        [event, 'x'],
        [event, []],
        [event, {}],
        [event, {'client_id': None}],
        [event, {'client_id': {}}],
        [event, own],
        [event, own | {'id': None}],
        [event, own | {'id': []}],
        [event, own | {'id': 'x', 'listener_id': 'x', 'args': []}],
        [event, own | {'id': composer}],
        [event, own | {'id': composer, 'listener_id': 'unknown', 'args': []}],
        [event, own | {'id': composer, 'listener_id': [], 'args': []}],
        [event, own | {'id': composer, 'listener_id': listener, 'args': 5}],
        [event, own | {'id': composer, 'listener_id': listener, 'args': ['{']}],
        [event, own | {'id': composer, 'listener_id': listener, 'args': [5]}],
        [event, own | {'id': feed, 'listener_id': listener, 'args': ['null']}],
        ['handshake'],
        ['handshake', 5],
        ['handshake', own],
        ['handshake', {}],
        ['javascript_response'],
        ['javascript_response', 5],
        ['javascript_response', own],
        ['ack', 5],
        ['ack', own],
        ['ack', own | {'next_message_id': 'x'}],
        ['log', 5],
        ['log', own],
        ['log', own | {'level': 'x', 'message': 5}],
        ['log', own | {'level': 'error', 'message': 'forged\nline'}],
        ['unknown', 5],
        [5],
        [],
        {},
        'x',
        None,
        [[]],
        ['connect', {}],
        ['disconnect'],
    ]


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A chat whose log may fill."""
    with Server().start('--grace', '0.3') as server:
        yield server


async def test_nonsense_on_the_pages_socket_disturbs_nobody(own_server: Server, room_id: str) -> None:
    async with (
        await Visitor.join(own_server, 'Alice', room_id) as alice,
        await Visitor.join(own_server, 'Mallory', room_id) as mallory,
    ):
        for event in events(mallory):
            await mallory.socket.send('42' + json.dumps(event))
        await alice.say('undisturbed')
        await alice.hears('undisturbed')


async def test_a_broken_packet_ends_no_more_than_its_own_connection(own_server: Server, room_id: str) -> None:
    async with await Visitor.join(own_server, 'Alice', room_id) as alice:
        for n, packet in enumerate(PACKETS):
            async with await Visitor.join(own_server, f'Mallory {n}', room_id) as mallory:
                await mallory.socket.send(packet)
                await alice.say(f'undisturbed by {n}.')
                await alice.hears(f'undisturbed by {n}.')
