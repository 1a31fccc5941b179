"""A message and a notice: what was said, who came and who went; and the rules of a text."""

import re
import unicodedata
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final
from uuid import uuid4

from ..errors import MessageEmpty, MessageTooLong
from ..file_errors import TooManyFiles
from .file import FILES, File
from .member import Member
from .mention import Mention
from .poll import Ask, Poll
from .spelling import BLANKS

TEXT_LIMIT: Final = 4000  # characters of a message
ERASED_TEXT: Final = '—'  # what is left of a text that its author has had erased
EXCERPT: Final = 160  # characters of a message that is quoted
ANSWERED: Final = 3  # people who are shown under a message with a thread
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
    reply_to: int | None = None
    """The `seq` of the message in the same room that is answered."""
    files: tuple[str, ...] = ()
    """The IDs of files that its author has sent to this room for it; each belongs to one message."""
    poll: Ask | None = None
    """Answers to choose from: the text asks for them."""
    mentions: tuple[Mention, ...] = ()
    """Whom it calls: its room finds them."""

    def checked(self) -> 'Draft':
        """The draft as it will be kept: exactly what was typed, but for characters no text should have.

        :raises MessageEmpty: nothing visible is left, and no file goes with it
        :raises MessageTooLong: more than `TEXT_LIMIT` characters
        :raises TooManyFiles: more than `FILES`
        :raises BadPoll: see Ask.checked
        """
        if len(self.files) > FILES:
            raise TooManyFiles(FILES)
        text = checked_text(self.text, is_caption=bool(self.files) and self.poll is None)
        poll = self.poll.checked() if self.poll else None
        return replace(self, text=text, client_msg_id=self.client_msg_id[:ID_LIMIT], poll=poll)


def checked_text(text: str, *, is_caption: bool = False) -> str:
    """A text as it will be kept.

    :param is_caption: it stands with files, and may be empty
    :raises MessageEmpty: nothing visible is left
    :raises MessageTooLong: more than `TEXT_LIMIT` characters
    """
    if len(text) > TEXT_LIMIT:
        raise MessageTooLong(TEXT_LIMIT)
    if not any(unicodedata.category(c)[0] not in 'CZ' and c not in BLANKS for c in text):
        if is_caption:
            return ''
        raise MessageEmpty
    return UNSPEAKABLE.sub('\ufffd', BREAKS.sub('\n', text))


@dataclass(frozen=True, kw_only=True, slots=True)
class Quoted:
    """The message that another one answers."""

    seq: int
    author: Member
    text: str
    """The beginning of its gist, at most `EXCERPT` characters; empty if it was removed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reaction:
    """An emoji, and who gave it, the first first."""

    emoji: str
    members: tuple[Member, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Answers:
    """What is told under a message of the thread about it."""

    count: int
    """Those that were removed too: what is left of them stands there."""
    people: tuple[Member, ...] = ()
    """Who answered lately, the last first, at most `ANSWERED`; nobody if the newest answers were removed."""
    last: datetime | None = None
    """When the last of them did."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """What was said. `seq` is its number in its room: 1, 2, 3, … without gaps."""

    seq: int
    author: Member
    text: str
    at: datetime
    client_msg_id: str
    edited: datetime | None = None
    """When the text was changed last."""
    reply_to: int | None = None
    """The `seq` of the message that it answers."""
    quoted: Quoted | None = None
    """That message as it is now; None if it is not kept any more."""
    reactions: tuple[Reaction, ...] = ()
    """The emoji that was given first stands first."""
    is_pinned: bool = False
    answers: Answers | None = None
    """Of the thread about it, if there is one."""
    files: tuple[File, ...] = ()
    poll: Poll | None = None
    """What is asked, and how it stands."""
    mentions: tuple[Mention, ...] = ()
    """Who is named in it, and whether all are called."""

    @property
    def is_removed(self) -> bool:
        """What it said was taken out, by its author or a moderator: no message is empty from the beginning."""
        return not self.text and not self.files

    @property
    def gist(self) -> str:
        """What it says where only a text can stand."""
        return gist(self.text, [file.name for file in self.files])


def gist(text: str, names: Sequence[str]) -> str:
    """A text, or in its place the names of files."""
    return text or ', '.join(f'📎 {name}' for name in names)


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


Prepare = Callable[[Sequence[str]], Awaitable[None]]
"""What has to be done with texts before anybody is shown them."""


async def need_nothing(texts: Sequence[str]) -> None:
    """Texts are shown as they are."""
