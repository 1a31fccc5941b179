"""A role: what somebody is in a room, and what the room remembers of them."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum

from .message import now


class Role(IntEnum):
    """In the order of what they may do."""

    GUEST = 0
    MEMBER = 1
    MODERATOR = 2
    OWNER = 3
    ADMIN = 4
    """Of all rooms; never kept for one of them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What a room remembers of a member. A value: what changes is a new one."""

    room: str
    member: int
    """The member's number."""
    name: str
    role: Role = Role.GUEST
    is_let_in: bool = False
    """A guest who had the password or an invitation, or was there when the room was locked."""
    muted_until: datetime | None = None
    banned_until: datetime | None = None

    @property
    def is_muted(self) -> bool:
        """May not speak now."""
        return self.muted_until is not None and self.muted_until > now()

    @property
    def is_banned(self) -> bool:
        """May not be here now."""
        return self.banned_until is not None and self.banned_until > now()

    @property
    def is_worth_keeping(self) -> bool:
        """It says more than that nothing is known."""
        return self != replace(self, role=Role.GUEST, is_let_in=False, muted_until=None, banned_until=None)
