"""A message and a notice: what was said, who came and who went; and the rules of a text."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final
from uuid import uuid4

from ..errors import MessageEmpty, MessageTooLong
from .member import Member
from .spelling import BLANKS

TEXT_LIMIT: Final = 4000  # characters of a message
ERASED_TEXT: Final = '—'  # what is left of a text that its author has had erased
ID_LIMIT: Final = 64  # characters of a client_msg_id
BREAKS: Final = re.compile('\r\n?|[\u0085\u2028\u2029]')
UNSPEAKABLE: Final = re.compile('[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]')  # terminals obey some of them


def now() -> datetime:
    """This moment, aware of its zone."""
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What somebody wants to say.

    `client_msg_id` is made where it was typed: the same draft sent twice is one message.
    """

    text: str
    client_msg_id: str = field(default_factory=lambda: str(uuid4()))

    def checked(self) -> 'Draft':
        """The draft as it will be kept: exactly what was typed, but for characters no text should have.

        :raises MessageEmpty: nothing visible is left
        :raises MessageTooLong: more than `TEXT_LIMIT` characters
        """
        if len(self.text) > TEXT_LIMIT:
            raise MessageTooLong(TEXT_LIMIT)
        if not any(unicodedata.category(c)[0] not in 'CZ' and c not in BLANKS for c in self.text):
            raise MessageEmpty
        text = UNSPEAKABLE.sub('\ufffd', BREAKS.sub('\n', self.text))
        return Draft(text=text, client_msg_id=self.client_msg_id[:ID_LIMIT])


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """What was said. `seq` is its number in its room: 1, 2, 3, … without gaps."""

    seq: int
    author: Member
    text: str
    at: datetime
    client_msg_id: str

    @property
    def is_removed(self) -> bool:
        """A moderator took the text out: no message is without one from the beginning."""
        return not self.text


class Came(StrEnum):
    """What a notice tells."""

    JOINED = 'joined'
    LEFT = 'left'


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """Somebody came or went. Notices are told to those who are there and are not kept."""

    kind: Came
    member: Member
    at: datetime = field(default_factory=now)
