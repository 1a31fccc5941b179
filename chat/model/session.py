"""A session: what this server knows of one browser."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from .member import Member
from .spelling import key_of

RECENT: Final = 30  # rooms that are remembered as visited lately


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """One browser. A value: what changes is a new one, kept by identity/session.py."""

    members: tuple[Member, ...] = ()
    """Who it may speak as; the first unless a tab's address says `?as=2`."""
    name: str = ''
    """The name it took last."""
    recent: tuple[str, ...] = ()
    """Rooms it was in lately, as they are shown, the last first."""
    language: str | None = None
    theme: str | None = None
    account: int | None = None
    """The account it is signed in to."""
    browser: str = ''
    """What kind of browser, where somebody is signed in."""
    since: datetime | None = None
    """When they signed in."""
    has_signed_out: bool = False
    """Somebody was signed in and has signed out: whoever comes next need not be the same."""

    knows_hints: bool = False
    """Whoever uses it has read what is told on the first visit of a room."""

    def member(self, which: str | None) -> Member | None:
        """The member that `?as=` picks: one of this session's own or nobody."""
        index = int(which) if which and which.isascii() and which.isdecimal() and len(which) < 4 else 1
        return self.members[index - 1] if 0 < index <= len(self.members) else None

    def query_of(self, member: Member) -> dict[str, str]:
        """What the address of a tab needs so that `member` is picked there."""
        index = self.members.index(member) + 1 if member in self.members else 1
        return {'as': str(index)} if index > 1 else {}

    def entered(self, member: Member) -> 'Session':
        """After the browser came in as this member."""
        members = self.members if member in self.members else (*self.members, member)
        return replace(self, members=members, name=member.name)

    def visited(self, room_id: str) -> 'Session':
        """After the browser was in a room."""
        others = [other for other in self.recent if key_of(other) != key_of(room_id)]
        return replace(self, recent=(room_id, *others)[:RECENT])
