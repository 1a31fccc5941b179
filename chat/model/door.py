"""A door: who finds a room and who gets in, and whether one may speak there."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

SLOWEST: Final = 3600  # seconds that slow mode may put between two messages of one person


class Kind(StrEnum):
    """Who gets in."""

    PUBLIC = 'public'
    """Everybody, and it is listed."""
    LINK = 'link'
    """Everybody who knows its address; it is not listed."""
    PASSWORD = 'password'  # noqa: S105 (a kind of door)
    """Who knows the password."""
    INVITATION = 'invitation'
    """Who was invited, guests too. Nobody else finds a trace of it."""
    MEMBERS = 'members'
    """Its members, who have an account. Nobody else finds a trace of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Door:
    """A room's door."""

    kind: Kind = Kind.PUBLIC
    is_locked: bool = False
    """Nobody gets in who was not there before."""
    is_read_only: bool = False
    """Only moderators speak."""
    slow_mode: int = 0
    """Seconds between two messages of one person; 0 for none."""

    @property
    def is_open(self) -> bool:
        """Whether everybody may walk in."""
        return self.kind in {Kind.PUBLIC, Kind.LINK} and not self.is_locked


@dataclass(frozen=True, kw_only=True, slots=True)
class Pass:
    """An invitation to a room. What is in its link is known to the store as a hash alone."""

    key: str
    room: str
    room_name: str
    expires: datetime
    left: int | None
    """How many may still come in by it; any number if None."""


OPEN: Final = Door()
