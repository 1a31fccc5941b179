"""A deed: what somebody did to a room or to people in it. Kept with what it changed; no text of anybody is in it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from .bars import Bar
from .door import Door, Pass
from .member import Member
from .message import now
from .role import Standing


class What(StrEnum):
    """Kinds of deeds."""

    OWNED = 'owned'
    DOOR = 'door'
    TOPIC = 'topic'
    LET_IN = 'let in'
    APPOINTED = 'appointed'
    INVITED = 'invited'
    REVOKED = 'revoked'
    MUTED = 'muted'
    UNMUTED = 'unmuted'
    KICKED = 'kicked'
    BANNED = 'banned'
    UNBANNED = 'unbanned'
    REMOVED = 'removed'
    RESTORED = 'restored'
    REPORTED = 'reported'
    DISMISSED = 'dismissed'
    MADE_ADMIN = 'made administrator'
    UNMADE_ADMIN = 'not administrator any more'
    SIGNED_OUT = 'signed out'
    RESET = 'link for a new password'
    ERASED = 'erased'
    DELETED = 'room deleted'


@dataclass(frozen=True, kw_only=True, slots=True)
class Deed:
    """Who did what, when and to whom."""

    room: str
    """A key; WHOLE_CHAT (see verb.py) for what belongs to no room."""
    by: Member
    what: What
    whom: str = ''
    """A name."""
    seq: int | None = None
    """The message it is about."""
    detail: str = ''
    """A kind of door, a role, or when it ends."""
    at: datetime = field(default_factory=now)


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A deed and what it changes, kept together or not at all."""

    deed: Deed
    door: Door | None = None
    password: str | None = None
    """As a hash; with a door whose kind it is. The old one stays if None."""
    topic: str | None = None
    """What the room is for; nothing changes if None."""
    standings: tuple[Standing, ...] = ()
    bars: tuple[Bar, ...] = ()
    made: Pass | None = None
    revoked: str = ''
    """The key of a pass that ends."""
