"""Sessions: the browsers this server knows. The signed ID in a browser's cookie is the key to it and nothing more.

Nothing is kept of a browser that only looked: a session begins when somebody joins or chooses a language or theme.
Those who are here are held in memory, all in the store, under a hash of their ID: to read the store is not to be them.
"""

import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from typing import Final, Protocol

from itsdangerous import BadSignature, Signer
from nicegui import background_tasks

from ..errors import CannotKeep, TooManyNames
from ..model.member import Member
from ..model.session import Session
from ..model.spelling import clean_name, key_of

NAMES: Final = 20  # names that one browser may take
HELD: Final = 10_000  # sessions that are held in memory


class SessionStore(Protocol):
    """What a store keeps of browsers."""

    async def session(self, key: str) -> Session | None:
        """What is known of a browser."""

    async def keep_session(self, key: str, session: Session) -> None:
        """Remember what is known of a browser."""

    async def newest_number(self) -> int:
        """The highest number that was ever given to a member."""


class Sessions:
    """All sessions, found by the ID in the browser's cookie."""

    def __init__(self, store: SessionStore, secret: Callable[[], bytes]) -> None:
        """
        :param store: what lasts of them
        :param secret: the key that signs cookies, read on first use
        """
        self._store = store
        self._read_secret = secret
        self._secret = b''
        self._held: OrderedDict[str, Session | None] = OrderedDict()  # None: not known in the store either
        self._last_number = 0

    @property
    def _signer(self) -> Signer:
        self._secret = self._secret or self._read_secret()
        return Signer(self._secret)

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
        self._secret = self._secret or self._read_secret()
        return hmac.new(self._secret, b'successor:' + cookie.encode(), 'sha256').hexdigest()

    async def fetch(self, session_id: str) -> None:
        """Have what is known of a browser at hand, for `find`."""
        key = _key(session_id)
        if key not in self._held:
            kept = await self._store.session(key)
            self._held.setdefault(key, kept)  # it may have begun meanwhile
        self._held.move_to_end(key)
        while len(self._held) > HELD:
            self._held.popitem(last=False)

    def find(self, session_id: str) -> Session | None:
        """The session, if there is anything to know of this browser; after `fetch`."""
        return self._held.get(_key(session_id))

    def keep(self, session_id: str, session: Session) -> None:
        """Know this of a browser from now on; kept in the store a moment later."""
        key = _key(session_id)
        if self._held.get(key) != session:
            self._held[key] = session
            self._held.move_to_end(key)
            background_tasks.create(self._keep(key, session), name='keep a session')

    async def _keep(self, key: str, session: Session) -> None:
        with suppress(CannotKeep):  # known as long as this process lives; who joins anew is kept then
            await self._store.keep_session(key, session)

    async def candidate(self, session_id: str, name: str) -> Member:
        """Who this browser would speak as under `name`: the same member however the name is spelled, or a new one.

        :raises BadName: the name cannot be borne
        """
        shown = clean_name(name)
        members = session.members if (session := self.find(session_id)) else ()
        for member in members:
            if member.key == key_of(shown):
                return member
        if len(members) >= NAMES:
            raise TooManyNames(NAMES)
        newest = 0 if self._last_number else await self._store.newest_number()
        self._last_number = max(self._last_number, newest) + 1
        return Member(number=self._last_number, name=shown)

    async def entered(self, session_id: str, member: Member, room_id: str) -> Session:
        """Remember that this browser entered a room as `member`; kept when this returns, if anything can be."""
        session = (self.find(session_id) or Session()).entered(member).visited(room_id)
        key = _key(session_id)
        self._held[key] = session
        await self._keep(key, session)
        return session

    def change(self, session_id: str, **values: str | None) -> None:
        """Remember a choice of this browser: `name`, `language` or `theme`."""
        self.keep(session_id, replace(self.find(session_id) or Session(), **values))  # type: ignore[arg-type]


def _key(session_id: str) -> str:
    return sha256(session_id.encode()).hexdigest()
