"""Envelopes: what the framework's browser part sends over its socket, and nothing else is let through.

Socket.IO and the framework's handlers take any JSON, and stumble over most of it: a wrong type is a traceback each.
What is in the envelope, the arguments of an event, is for whoever listens.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from nicegui import json

EVENT: Final = re.compile(r'2(\d{0,9})(?=\[)')
PACKET: Final = re.compile(r'[134]')  # Engine.IO: close, pong, message; a browser sends no others here
PACKETS: Final = 16  # in one body; Engine.IO takes no more
CONNECT: Final = re.compile(r'0(\{.*\})?', re.DOTALL)
DEEP: Final = 10**15  # numbers are below


@dataclass(frozen=True, kw_only=True, slots=True)
class Envelope:
    """An event from a page."""

    name: str
    client_id: str
    said: dict[str, Any]


def envelope_of(packet: object) -> Envelope | None:
    """What this Socket.IO packet brings, if it is an event as the framework's browser part sends it."""
    if not isinstance(packet, str) or not (start := EVENT.match(packet)):
        return None
    try:
        event = json.loads(packet[start.end() :])
    except ValueError:
        return None
    match event:
        case [str(name), {'client_id': str(client_id)}] if name in FORMS:
            said: dict[str, Any] = event[1]
            if all(is_right(said.get(key)) for key, is_right in FORMS[name].items()):
                return Envelope(name=name, client_id=client_id, said=said)
    return None


def is_packet(frame: object) -> bool:
    """Whether a frame is an Engine.IO packet as a browser sends it."""
    return isinstance(frame, str) and PACKET.match(frame) is not None


def are_packets(body: bytes) -> bool:
    """Whether a body is made of Engine.IO packets as a browser sends them, when it has no WebSocket."""
    try:
        packets = body.decode().split('\x1e')
    except UnicodeDecodeError:
        return False
    return len(packets) <= PACKETS and all(is_packet(packet) for packet in packets)


def is_connect(packet: object) -> bool:
    """Whether this Socket.IO packet asks to be let in."""
    return isinstance(packet, str) and CONNECT.fullmatch(packet) is not None


def is_handshake(query: dict[str, str]) -> bool:
    """Whether a socket's query says all that a page says of itself."""
    return all(is_right(query.get(key)) for key, is_right in FORMS['handshake'].items())


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) < 100


def _is_number(value: object) -> bool:
    return type(value) is int and -DEEP < value < DEEP


def _is_position(value: object) -> bool:
    is_written = isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 15
    return value is None or is_written or _is_number(value)


def _are_arguments(value: object) -> bool:
    try:
        return isinstance(value, list) and all(arg is None or isinstance(json.loads(arg), object) for arg in value)
    except (ValueError, TypeError):
        return False


FORMS: Final[dict[str, dict[str, Callable[[object], bool]]]] = {
    'event': {'id': _is_number, 'listener_id': _is_text, 'args': _are_arguments},
    'handshake': {
        'tab_id': _is_text,
        'document_id': _is_text,
        'old_tab_id': lambda value: value is None or _is_text(value),
        'next_message_id': _is_position,
    },
    'javascript_response': {'request_id': _is_text},
    'ack': {'next_message_id': _is_number},
}  # not 'log': what browsers say does not get into the log
