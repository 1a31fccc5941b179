"""A session: what this server knows of one browser. The signed ID in its cookie is the key to it and nothing more.

Nothing is kept of a browser that only looked: a session begins when somebody joins or chooses a language or theme.
"""

import hmac
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from itsdangerous import BadSignature, Signer

from ..errors import TooManyNames
from ..model.member import FIRST_NUMBER, Member
from ..model.spelling import clean_name, key_of

NAMES: Final = 20  # names that one browser may take
RECENT: Final = 8  # rooms that are remembered as visited lately
SESSIONS: Final = 100_000  # sessions that are kept; the one that was idle longest goes first


@dataclass(kw_only=True, slots=True)
class Session:
    """One browser."""

    members: list[Member] = field(default_factory=list)
    """Who it may speak as; the first unless a tab's address says `?as=2`."""
    name: str = ''
    """The name it took last."""
    recent: list[str] = field(default_factory=list)
    """Rooms it was in lately, as they are shown, the last first."""
    language: str | None = None
    theme: str | None = None

    def member(self, which: str | None) -> Member | None:
        """The member that `?as=` picks: one of this session's own or nobody."""
        index = int(which) if which and which.isascii() and which.isdecimal() and len(which) < 4 else 1
        return self.members[index - 1] if 0 < index <= len(self.members) else None

    def query_of(self, member: Member) -> str:
        """What the address of a tab needs so that `member` is picked there."""
        index = self.members.index(member) + 1
        return f'?as={index}' if index > 1 else ''

    def visited(self, room_id: str) -> None:
        """Remember a room as the last one this browser was in."""
        others = [other for other in self.recent if key_of(other) != key_of(room_id)]
        self.recent = [room_id, *others][:RECENT]


class Sessions:
    """All sessions, found by the ID in the browser's cookie."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)
        self._signer = Signer(self._secret)
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._last_number = FIRST_NUMBER - 1

    def sign(self, session_id: str) -> str:
        """The cookie's value."""
        return self._signer.sign(session_id).decode()

    def verify(self, cookie: str) -> str | None:
        """The session ID of a cookie that this server made, else None."""
        try:
            return self._signer.unsign(cookie).decode()
        except (BadSignature, UnicodeError):
            return None

    def successor(self, cookie: str) -> str:
        """The ID for a browser whose cookie is not of this server, or who has none.

        All tabs that reload with one old cookie get the same ID; else those that lose the race would belong to nobody.
        """
        if not cookie:
            return secrets.token_urlsafe(24)
        return hmac.new(self._secret, b'successor:' + cookie.encode(), 'sha256').hexdigest()

    def find(self, session_id: str) -> Session | None:
        """The session, if there is anything to know of this browser."""
        if session_id in self._sessions:
            self._sessions.move_to_end(session_id)
        return self._sessions.get(session_id)

    def open(self, session_id: str) -> Session:
        """The session, begun now if there was none."""
        session = self.find(session_id) or self._sessions.setdefault(session_id, Session())
        while len(self._sessions) > SESSIONS:
            self._sessions.popitem(last=False)
        return session

    def candidate(self, session_id: str, name: str) -> Member:
        """Who this browser would speak as under `name`: the same member however the name is spelled, or a new one.

        :raises BadName: the name cannot be borne
        """
        shown = clean_name(name)
        members = session.members if (session := self.find(session_id)) else []
        for member in members:
            if member.key == key_of(shown):
                return member
        if len(members) >= NAMES:
            raise TooManyNames(NAMES)
        self._last_number += 1
        return Member(number=self._last_number, name=shown)

    def entered(self, session_id: str, member: Member, room_id: str) -> Session:
        """Remember that this browser entered a room as `member`."""
        session = self.open(session_id)
        if member not in session.members:
            session.members.append(member)
        session.name = member.name
        session.visited(room_id)
        return session
