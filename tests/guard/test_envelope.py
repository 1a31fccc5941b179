"""Envelopes: what a page's browser sends gets through, and nothing else does."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.guard.envelope import Envelope, are_packets, envelope_of, is_connect, is_handshake, is_packet

EVENT = {'id': 7, 'client_id': 'c', 'listener_id': 'l', 'args': ['{"a": 1}', None]}
HANDSHAKE = {'client_id': 'c', 'tab_id': 't', 'document_id': 'd', 'next_message_id': 0, 'implicit_handshake': False}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def some(*values: Any) -> tuple[Any, ...]:
    return values


def packet(*event: object) -> str:
    return '2' + json.dumps(event)


@pytest.mark.parametrize(
    ('name', 'said'),
    [
        ('event', EVENT),
        ('event', EVENT | {'args': []}),
        ('handshake', HANDSHAKE),
        ('handshake', HANDSHAKE | {'old_tab_id': 'o', 'next_message_id': '12'}),
        ('javascript_response', {'client_id': 'c', 'request_id': 'r', 'result': {'any': ['thing']}}),
        ('ack', {'client_id': 'c', 'next_message_id': 12}),
    ],
)
def test_what_a_browser_sends_gets_through(name: str, said: dict[str, object]) -> None:
    for text in (packet(name, said), packet(name, said).replace('2[', '20[', 1)):
        assert envelope_of(text) == Envelope(name=name, client_id='c', said=said)


@pytest.mark.parametrize(
    ('name', 'said'),
    [
        *(('event', {key: value for key, value in EVENT.items() if key != missing}) for missing in EVENT),
        *(('event', EVENT | {'id': wrong}) for wrong in some(None, True, '7', 7.0, [], {}, 10**30)),
        *(('event', EVENT | {'client_id': wrong}) for wrong in some(None, 7, [], {})),
        *(('event', EVENT | {'listener_id': wrong}) for wrong in some(None, 7, [], {}, 'x' * 1000)),
        *(('event', EVENT | {'args': wrong}) for wrong in some(None, 7, 'x', {}, [7], ['{'], [[]])),
        *(('handshake', HANDSHAKE | {'tab_id': wrong}) for wrong in some(None, 7, [])),
        *(('handshake', HANDSHAKE | {'next_message_id': wrong}) for wrong in some(True, 'x', '', '-1', '٣', [], 1.5)),
        ('ack', {'client_id': 'c', 'next_message_id': 'x'}),
        ('ack', {'client_id': 'c'}),
        ('javascript_response', {'client_id': 'c', 'request_id': []}),
        ('log', {'client_id': 'c', 'level': 'error', 'message': 'forged\nline'}),
        ('unknown', {'client_id': 'c'}),
        ('connect', {'client_id': 'c'}),
        ('event', None),
        ('event', []),
    ],
)
def test_what_no_browser_sends_does_not(name: str, said: object) -> None:
    assert envelope_of(packet(name, said)) is None


@pytest.mark.parametrize(
    'text',
    ['', '2', '2[', '2{}', '2[]', '2["event"]', '2[[]]', '1', '3[]', '51-["x"]', '2/x,["event"]', '2' + '[' * 60_000],
)
def test_broken_packets_do_not(text: str) -> None:
    assert envelope_of(text) is None


@given(st.lists(JSON, max_size=3))
def test_no_json_is_an_error(event: list[object]) -> None:
    envelope_of('2' + json.dumps(event))


@given(st.text() | st.binary() | JSON)
def test_nothing_is_an_error(anything: object) -> None:
    assert envelope_of(anything) is None
    is_connect(anything)
    is_packet(anything)
    if isinstance(anything, bytes):
        are_packets(anything)


def test_only_the_usual_namespace_is_asked_for() -> None:
    assert is_connect('0')
    assert is_connect('0{"token": 1}')
    assert not any(is_connect(text) for text in ('', '00', '0/admin', '0/admin,', '1', None, b'0'))


def test_the_query_of_a_socket_says_all() -> None:
    query = {'client_id': 'c', 'tab_id': 't', 'document_id': 'd', 'next_message_id': '3'}
    assert is_handshake(query)
    assert not is_handshake(query | {'next_message_id': 'x'})
    assert not is_handshake({'client_id': 'c'})


@pytest.mark.parametrize('body', [b'3', b'40', b'42["event",{}]', b'3\x1e42["a"]', b'\x1e'.join([b'3'] * 16)])
def test_bodies_of_packets(body: bytes) -> None:
    assert are_packets(body)


@pytest.mark.parametrize('body', [b'', b'\xff', b'9', b'd=3', b'3\x1e', b'bAAAA', b'\x1e'.join([b'3'] * 17)])
def test_bodies_of_something_else(body: bytes) -> None:
    assert not are_packets(body)
