"""Sessions: the browsers this server knows. The signed ID in a browser's cookie is the key to it and nothing more.

Nothing is kept of a browser that only looked: a session begins when somebody joins or chooses a language or theme.
Those who are here are held in memory, all in the store, under a hash of their ID: to read the store is not to be them.
"""

import asyncio
import hmac
import math
import secrets
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from typing import Final, Protocol

from itsdangerous import BadSignature, Signer
from nicegui import Event, background_tasks

from ..errors import CannotKeep, NotSignedIn, TooManyNames
from ..model.account import Account, Device
from ..model.member import Member
from ..model.message import now
from ..model.session import Session
from ..model.spelling import clean_name, key_of
from .tabs import Tabs

NAMES: Final = 20  # names that one browser may take
HELD: Final = 10_000  # sessions that are held in memory
DEVICES: Final = 50  # browsers in which one person is signed in at a time
SEEN: Final = 600.0  # seconds after which it is noted anew that a browser was seen
GRACE: Final = 0.3  # seconds that the pages of a browser which signs in or out have until they are closed


class SessionStore(Protocol):
    """What a store keeps of browsers."""

    async def session(self, key: str) -> Session | None:
        """What is known of a browser."""

    async def keep_session(self, key: str, session: Session) -> None:
        """Remember what is known of a browser."""

    async def end_sessions(self, keys: Sequence[str]) -> None:
        """Forget browsers at once."""

    async def devices(self, account: int) -> list[Device]:
        """The browsers that are signed in to an account, the one seen last first."""

    async def newest_number(self) -> int:
        """The highest number that was ever given to a member."""


class Sessions:
    """All sessions, found by the ID in the browser's cookie."""

    def __init__(
        self, store: SessionStore, secret: Callable[[], bytes], *, refuse: Callable[[Member], None] = lambda _: None
    ) -> None:
        """
        :param store: what lasts of them
        :param secret: the key that signs cookies, read on first use
        :param refuse: raises a ChatError for somebody who may not be here under their name
        """
        self.refuse = refuse
        self.ended_all = Event[Account]()
        """All sessions of an account were ended, or all but one: whatever else would sign in to it is void."""
        self.tabs = Tabs()
        """The open pages, by the key of their session; closed when it ends."""
        self._store = store
        self._read_secret = secret
        self._secret = b''
        self._held: OrderedDict[str, Session | None] = OrderedDict()  # None: not known in the store either
        self._pages: Counter[str] = Counter()  # open pages, whose sessions stay in memory however many others come
        self._over: OrderedDict[str, float] = OrderedDict()  # ended here, and when their browsers may begin anew
        self._seen: dict[str, float] = {}  # when a browser that is signed in was last noted as seen
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

    def successor(self, cookie: str, address: str = '') -> str:
        """The ID for a browser whose cookie is not of this server or has ended, or who has none.

        All tabs that reload with one old cookie get the same ID; else those that lose the race would belong to nobody.

        :param address: from where it comes: who has stolen the old cookie does not have the next one, too
        """
        if not cookie:
            return secrets.token_urlsafe(24)
        self._secret = self._secret or self._read_secret()
        return hmac.new(self._secret, f'successor:{address}:{cookie}'.encode(), 'sha256').hexdigest()

    async def fetch(self, session_id: str) -> None:
        """Have what is known of a browser at hand, for `find`."""
        key = key_of_session(session_id)
        if key not in self._held:
            kept = await self._store.session(key)
            self._held.setdefault(key, None if key in self._over else kept)  # it may have begun or ended meanwhile
        self._held.move_to_end(key)
        self._make_room()
        session = self._held[key]
        if session and session.account and self._seen.get(key, 0) < (moment := time.monotonic()) - SEEN:
            self._seen[key] = moment
            background_tasks.create(self._keep(key, session), name='note a browser as seen')

    def _make_room(self) -> None:
        while len(self._held) > HELD + len(self._pages):
            key, session = self._held.popitem(last=False)
            if key in self._pages:
                self._held[key] = session
            else:
                self._seen.pop(key, None)

    def hold(self, session_id: str) -> None:
        """A page is built for this browser: what is known of it stays at hand until `release`.

        Else whoever comes with many cookies would push it out, and what the page changes would be all that is known.
        """
        self._pages[key_of_session(session_id)] += 1

    def release(self, session_id: str) -> None:
        """That page is gone."""
        key = key_of_session(session_id)
        self._pages[key] -= 1
        if self._pages[key] <= 0:
            del self._pages[key]

    def find(self, session_id: str) -> Session | None:
        """The session, if there is anything to know of this browser; after `fetch`, or while a page is held."""
        return self._held.get(key_of_session(session_id))

    def keep(self, session_id: str, session: Session) -> None:
        """Know this of a browser from now on; kept in the store a moment later."""
        key = key_of_session(session_id)
        if self._held.get(key) != session and key not in self._over:
            self._held[key] = session
            self._held.move_to_end(key)
            background_tasks.create(self._keep(key, session), name='keep a session')

    async def _keep(self, key: str, session: Session) -> None:
        if key in self._over:
            return
        with suppress(CannotKeep):  # known as long as this process lives; who joins anew is kept then
            await self._store.keep_session(key, session)

    async def candidate(self, session_id: str, name: str, *, is_claiming: bool = False) -> Member:
        """Who this browser would speak as under `name`: the same member however the name is spelled, or a new one.

        :param is_claiming: the name is to be made an account's, so nothing is refused yet
        :raises BadName: the name cannot be borne
        :raises GuestsNotLetIn: nobody may be here without an account
        """
        shown = clean_name(name)
        members = session.members if (session := self.find(session_id)) else ()
        for member in members:
            if member.key == key_of(shown):
                break
        else:
            member = Member(number=0, name=shown)
        if not is_claiming:
            self.refuse(member)
        if member.number:
            return member
        if len(members) >= NAMES:
            raise TooManyNames(NAMES)
        newest = 0 if self._last_number else await self._store.newest_number()
        self._last_number = max(self._last_number, newest) + 1
        return Member(number=self._last_number, name=shown)

    async def entered(self, session_id: str, member: Member, room_id: str) -> Session:
        """Remember that this browser entered a room as `member`; kept when this returns, if anything can be.

        :raises NotSignedIn: its session has ended meanwhile
        """
        session = (self.find(session_id) or Session()).entered(member).visited(room_id)
        key = key_of_session(session_id)
        if key in self._over:
            raise NotSignedIn
        self._held[key] = session
        await self._keep(key, session)
        return session

    def change(self, session_id: str, **values: str | bool | None) -> None:
        """Remember a choice of this browser: `name`, `language`, `theme` or `knows_hints`."""
        self.keep(session_id, replace(self.find(session_id) or Session(), **values))  # type: ignore[arg-type]

    def adopt(self, session_id: str, member: Member) -> None:
        """An account was made in this browser: it stays those guests whom it spoke as, banned and muted as they are."""
        session = self.find(session_id)
        if session and session.members and session.account is None:
            self.keep(session_id, session.entered(member))

    # --- its beginning and its end ----------------------------------------------------------------------
    async def renew(self, session_id: str, account: Account | None, *, browser: str = '') -> str:
        """End a session and begin another for the same browser, whose rights have changed.

        :param account: to which it is signed in from now on; none for a browser that signs out
        :param browser: what kind it is
        :return: the new session's ID
        :raises CannotKeep: it cannot be kept, and the old one goes on
        """
        old = self.find(session_id) or Session()
        new = secrets.token_urlsafe(24)
        known = Session(language=old.language, theme=old.theme, knows_hints=old.knows_hints)
        session = replace(known, has_signed_out=account is None)
        if account is not None:
            own = account.member
            recent = old.recent or await self._recent_of(account)
            # of a browser that was signed in to another account nobody is kept: it would go on being them
            is_first = old.account in {None, account.id}
            members = old.members if is_first and own in old.members else (own,)
            session = replace(
                session, members=members, name=own.name, recent=recent, account=account.id, browser=browser, since=now()
            )
        if session != Session():
            await self._store.keep_session(key_of_session(new), session)
        self._held[key_of_session(new)] = session
        await self._end([key_of_session(session_id)], closing=GRACE)
        # those not seen for longest give way: who signs in without end fills no list
        if account is not None and (surplus := (await self._store.devices(account.id))[DEVICES:]):
            await self.end([device.key for device in surplus])
        return new

    async def _recent_of(self, account: Account) -> tuple[str, ...]:
        """The rooms that somebody was in lately, known from where they were signed in before."""
        for device in await self._store.devices(account.id):
            if (session := self._held.get(device.key) or await self._store.session(device.key)) is not None:
                return session.recent
        return ()

    async def end(self, keys: Sequence[str]) -> None:
        """End sessions: their cookies are worth nothing and their pages are closed, at once."""
        await self._end(keys)

    async def end_all(self, account: Account, *, but: str = '') -> None:
        """End all sessions of somebody.

        :param but: the key of one that goes on
        """
        devices = await self._store.devices(account.id)
        await self._end([device.key for device in devices if device.key != but])
        self.ended_all.emit(account)

    async def _end(self, keys: Sequence[str], *, closing: float = 0.0) -> None:
        for key in keys:
            self._held[key] = None
            self._over[key] = time.monotonic() + 10 * closing
            self._seen.pop(key, None)
            if closing:  # the browser first gets its new cookie, so that its other tabs load anew as who it is now
                asyncio.get_running_loop().call_later(closing, self.tabs.close, key)
            else:
                self.tabs.close(key)
        while len(self._over) > HELD:
            self._over.popitem(last=False)
        await self._store.end_sessions(keys)

    def is_over(self, session_id: str) -> bool:
        """Whether the session has ended and the browser needs a new cookie; not while one is on its way to it."""
        return self._over.get(key_of_session(session_id), math.inf) <= time.monotonic()


def key_of_session(session_id: str) -> str:
    """What finds a session in the store: to know it is not to have the session."""
    return sha256(session_id.encode()).hexdigest()
