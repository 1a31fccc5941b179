"""Files: what somebody sends with a message, how it is shown, and what it may be called."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .member import Member

NAME_LIMIT: Final = 200  # characters of a file's name
ENDING_LIMIT: Final = 20  # characters of its ending that are kept when it is too long
FILES: Final = 10  # files of one message
RESERVED: Final = re.compile(r'(con|prn|aux|nul|com\d|lpt\d)(\.|$)', re.IGNORECASE)  # names of devices on Windows
UNSAVEABLE: Final = re.compile(r'[<>:"|?*]')  # on some systems


class Kind(StrEnum):
    """How a file is shown."""

    PICTURE = 'picture'
    AUDIO = 'audio'
    VIDEO = 'video'
    OTHER = 'other'
    """As a card, to be saved: it is never opened here."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """What is in a file. The same content under many names is kept once."""

    digest: str
    """SHA-256 in hexadecimal digits."""
    size: int
    """In bytes."""
    kind: Kind = Kind.OTHER
    media_type: str = 'application/octet-stream'
    """What it was found to be, whatever it calls itself."""
    width: int = 0
    """Of a picture, in pixels, as it is seen."""
    height: int = 0
    thumbnail: str = ''
    """The digest of a smaller picture of it, if there is one."""
    thumbnail_size: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A file of a message, or one that waits to be sent."""

    id: str
    """What finds it; not to be guessed."""
    name: str
    """As it will be shown and saved (see `clean_file_name`)."""
    content: Content


@dataclass(frozen=True, kw_only=True, slots=True)
class Shared:
    """A file that was sent, and where: whoever may read there may have it."""

    room: str
    """A key."""
    file: File


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """A file that somebody has sent to a room and that waits for its message."""

    room: str
    """A key."""
    owner: Member
    file: File


def clean_file_name(raw: str) -> str:
    """A name that can be shown, saved anywhere and put into a header: without folders, or anything invisible."""
    name = unicodedata.normalize('NFC', re.split(r'[/\\]', raw)[-1])
    name = ''.join(c if c.isprintable() else ' ' if c.isspace() else '' for c in name)
    name = ' '.join(UNSAVEABLE.sub('_', name).split()).strip('. ')
    if len(name) > NAME_LIMIT:
        stem, dot, ending = name.rpartition('.')
        ending = dot + ending if stem and len(ending) <= ENDING_LIMIT else ''
        name = name[: NAME_LIMIT - len(ending)].rstrip('. ') + ending
    if RESERVED.match(name):
        name = f'_{name}'[:NAME_LIMIT]
    return name or 'file'
