"""What is kept of oneself: everything, to take away; and its erasure."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict
from typing import Any, Final, Protocol

from ..errors import NotSignedIn
from ..model.account import Account, Device
from ..model.bookmark import BookmarkStore
from ..model.file import File
from ..model.hub import Hub
from ..model.member import Member
from ..model.reading import Reading
from ..model.thread import ThreadStore
from ..model.wishes import WishStore
from .accounts import Accounts
from .passkeys import PasskeyStore
from .provider import IdentityStore
from .session import Sessions

PAGE: Final = 500  # messages that are read at a time
ALL: Final = 10_000  # bookmarks at most that are told


class OwnFiles(Protocol):
    """What a store knows of files."""

    async def sent_by(self, people: Sequence[Member]) -> list[File]:
        """The files that members have sent, the oldest first."""


class OwnStore(Protocol):
    """What a store knows of members."""

    @property
    def threads(self) -> ThreadStore:
        """What it knows of threads."""

    @property
    def bookmarks(self) -> BookmarkStore:
        """Their bookmarks."""

    @property
    def wishes(self) -> WishStore:
        """Of what they want to be told."""

    @property
    def uploads(self) -> OwnFiles:
        """Their files."""

    async def devices(self, account: int) -> list[Device]:
        """The browsers that are signed in to an account."""

    async def positions(self, member: int) -> dict[str, int]:
        """How far a member has read, room by room."""

    async def written_by(self, people: Sequence[Member], *, after: int, limit: int) -> list[dict[str, Any]]:
        """Messages of these members, the oldest first, after the one with this `id`."""

    async def added_by(self, people: Sequence[Member]) -> dict[str, list[dict[str, Any]]]:
        """Reactions, votes and pins of these members, by kind, the oldest first."""

    async def erase_messages(self, people: Sequence[Member]) -> list[str]:
        """Take text and author out of some of their messages; the rooms they stood in, none at the end."""

    async def erase_people(self, people: Sequence[Member], account: int | None) -> None:
        """Forget members and an account."""


class Own:
    """Of the people of one browser, guests too: whom its session holds."""

    def __init__(
        self,
        store: OwnStore,
        *,
        passkeys: PasskeyStore,
        identities: IdentityStore,
        accounts: Accounts,
        sessions: Sessions,
        hub: Hub,
        reading: Reading,
    ) -> None:
        self._store = store
        self._passkeys = passkeys
        self._identities = identities
        self._accounts = accounts
        self._sessions = sessions
        self._hub = hub
        self._reading = reading

    async def about(self, session_id: str) -> dict[str, Any]:
        """All that is kept, but for messages.

        :raises NotSignedIn: nothing is
        """
        session = self._sessions.find(session_id)
        if session is None or not session.members:
            raise NotSignedIn
        account = self._accounts.find(session.account)
        devices = await self._store.devices(account.id) if account else []
        identities = await self._identities.of(account.id) if account else []
        passkeys = await self._passkeys.of(account.id) if account else []
        return {
            'account': account
            and {'name': account.member.name, 'created': account.created, 'administrator': account.is_admin},
            'names': [{'name': member.name, 'number': member.number} for member in session.members],
            'rooms': session.recent,
            'language': session.language,
            'theme': session.theme,
            'devices': [{'browser': each.browser, 'since': each.since, 'seen': each.seen} for each in devices],
            'passkeys': [{'name': each.name, 'made': each.made, 'used': each.used} for each in passkeys],
            'identities': [{'issuer': i.issuer, 'subject': i.subject, 'since': i.made} for i in identities],
            'threads': {
                member.name: [each.key for each in await self._store.threads.followed_by(member.number, PAGE)]
                for member in session.members
            },
            'bookmarks': {
                member.name: [
                    {'room': each.room_name, 'seq': each.message.seq, 'at': each.at}
                    for each in await self._store.bookmarks.of(member.number, limit=ALL)
                ]
                for member in session.members
            },
            'notifications': {
                member.name: asdict(await self._store.wishes.of(member.number)) for member in session.members
            },
            'read': {member.name: await self._store.positions(member.number) for member in session.members},
            **await self._store.added_by(session.members),
        }

    async def messages(self, session_id: str) -> AsyncIterator[dict[str, Any]]:
        """All that was said, the oldest first."""
        session = self._sessions.find(session_id)
        after = 0
        while session and (found := await self._store.written_by(session.members, after=after, limit=PAGE)):
            after = found[-1]['id']
            for message in found:
                yield message

    async def files(self, session_id: str) -> list[File]:
        """All files that were sent, the oldest first.

        :raises NotSignedIn: nothing is kept
        """
        session = self._sessions.find(session_id)
        if session is None or not session.members:
            raise NotSignedIn
        return await self._store.uploads.sent_by(session.members)

    async def erase(self, session_id: str) -> None:
        """Take it all out: nobody finds, reads or exports it any more, and the name is free.

        :raises NotSignedIn: there is nothing
        :raises LastAdmin: they are the only administrator
        :raises CannotKeep: it cannot be done at the moment; what was done of it stays done
        """
        session = self._sessions.find(session_id)
        if session is None or not session.members:
            raise NotSignedIn
        await self.erase_people(session.members, self._accounts.find(session.account))

    async def erase_people(self, people: Sequence[Member], account: Account | None) -> None:
        """Take out all that is kept of these, and an account.

        :raises LastAdmin: the account is the only administrator's; nothing was done then
        :raises CannotKeep: see `erase`
        """
        if account and account.is_admin:  # first, and in the store: of two who erase each other at once, one stays
            await self._accounts.set_admin(account, is_admin=False)
        if account:
            await self._sessions.end_all(account)
        for room in self._hub.rooms:
            for member in people:
                room.leave(member)
        await self._reading.keep()
        touched: set[str] = set()
        while some := await self._store.erase_messages(people):
            touched.update(some)
        await self._store.erase_people(people, account.id if account else None)
        if account:
            self._accounts.forget(account)
        self._hub.rights.erase(people)
        for room in (*self._hub.rooms, *self._hub.threads.all):
            if room.key in touched:
                await room.rewrite()
