"""Amendments: what may be changed of something that was said. Kept by the store, each in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from .member import Member
from .mention import Mention
from .message import Message

UNDO: Final = 10.0  # seconds within which a removed message can be brought back
REACTIONS: Final = 20  # different reactions to one message


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """Another text in the place of the one that was said, which is kept as an earlier version."""

    seq: int
    text: str
    mentions: tuple[Mention, ...] = ()
    """Whom it calls now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Remove:
    """The text taken out, its earlier versions and reactions too; it can be restored until that moment."""

    seq: int
    until: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Restore:
    """The text brought back, if it was removed a moment ago."""

    seq: int


@dataclass(frozen=True, kw_only=True, slots=True)
class React:
    """A reaction given, or taken back if it was given before."""

    seq: int
    by: Member
    emoji: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Pin:
    """A message put where everybody finds it, or taken from there."""

    seq: int
    by: Member
    is_on: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Vote:
    """An answer of a poll chosen, or taken back if it was chosen before; where one may have one only, in its place."""

    seq: int
    by: Member
    place: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ClosePoll:
    """Nobody votes any more."""

    seq: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """Nothing of the message itself: in the thread about it something was said or changed, which is told under it."""

    seq: int


Amendment = Edit | Remove | Restore | React | Pin | Vote | ClosePoll | Answered


class Amended(NamedTuple):
    """A message that is not what it was."""

    message: Message
    above: Message | None
    """The one right above it, which decides whether it stands in its group."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """What a message said before it was edited."""

    text: str
    at: datetime
    """Since when it said so."""
