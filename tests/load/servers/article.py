"""What everybody is sent: one message in the chat's own markup, so that all ways carry the same bytes."""

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from chat.feed import fragment
from chat.model.member import Member
from chat.model.message import Message
from chat.words import words_of

from ..text import MARK

NUMBER, NEXT, TEXT = 7654321, 7654322, 'wordsofthemessage'  # stand in the pattern for what differs
EXAMPLE: Final = Message(
    seq=NUMBER,
    author=Member(number=999999, name='Load'),
    text=TEXT,
    at=datetime(2026, 1, 1, 12, tzinfo=UTC),
    client_msg_id='1bd0aa91-3f1e-47de-8c8b-fc270fae20d2',
)


def change(text: str) -> dict[str, Any]:
    """What brings a text, as data: its number is in its mark."""
    found: dict[str, Any] = json.loads(payload(text.encode())[2:])[1]
    return found


def payload(text: bytes) -> bytes:
    """The Socket.IO event that brings a text, which must need no escaping."""
    found = MARK.search(text)
    assert found is not None
    number = int(found[1])
    words = {b'%d' % NUMBER: found[1], b'%d' % NEXT: b'%d' % (number + 1), TEXT.encode(): text}
    parts = pattern()
    for word, value in words.items():
        parts = parts.replace(word, value)
    return parts


@cache
def pattern() -> bytes:
    """That event, with NUMBER, NEXT and TEXT where a message's number, the next one and its text belong."""
    html = fragment.message(EXAMPLE, EXAMPLE, words_of('en'))  # the one above has the same author, as nearly always
    data = {'feed': 'load-00000000', 'base': NUMBER, 'rev': NEXT, 'put': html}
    return b'42' + json.dumps(['feed', data], separators=(',', ':'), ensure_ascii=False).encode()
