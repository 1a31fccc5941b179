"""The embedded store: one SQLite file in the data directory, one thread that writes, a few that read."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine

from ..file_errors import FileGone
from ..model.account import Account, Claim, Device, Invitation
from ..model.amendment import Amended, Amendment, Version
from ..model.member import Member
from ..model.message import Draft, Message, now
from ..model.reading import Position
from ..model.rights import EVERYWHERE, Scope
from ..model.session import Session
from ..model.store import Extent
from ..text.query import Query
from . import accounts, amending, erasure, messages, people, search
from .added import added_by
from .bookmarks import SqliteBookmarks
from .database import READERS, Folder, probe, reading_engine, writing_engine
from .demolition import Demolishing
from .identities import SqliteIdentities
from .mentions import SqliteMentions
from .passkeys import SqlitePasskeys
from .polls import SqlitePolls
from .retention import Forget, Forgetting
from .rights import SqliteRights
from .searching import Searching
from .threads import SqliteThreads
from .uploads import Uploads
from .wishes import SqliteWishes
from .writer import NotOpen, Work, Writer

T = TypeVar('T')


class SqliteStore(SqliteRights):
    """Everything the chat keeps. Opened at the start of the server and closed at its end."""

    def __init__(self, folder: Path) -> None:
        """In the data directory `folder`, which is made when it is opened."""
        self.folder = Folder(folder)
        self._adding = messages.Adding()
        self._amending = amending.Amending(self._adding)
        self._sessions = people.KeepingSessions(self._adding)
        self._claiming = accounts.Claiming(self._adding)
        self._erasing = erasure.Erasing(self._adding)
        self._demolishing = Demolishing(self._adding)
        self._forgetting = Forgetting()
        self.threads, self.mentions = SqliteThreads(self._read, self._write), SqliteMentions(self._read)
        self.wishes, self.passkeys = SqliteWishes(self._read, self._write), SqlitePasskeys(self._read, self._write)
        self.polls, self.bookmarks = SqlitePolls(self._read), SqliteBookmarks(self._read, self._write)
        self.identities = SqliteIdentities(self._read, self._write)
        self.uploads = Uploads(self.folder.path, self._read, self._write, self._adding)
        self._writer: Writer | None = None
        self._engine: Engine | None = None
        self._threads: ThreadPoolExecutor | None = None
        self._searching = Searching(self._look)

    # --- open and close ----------------------------------------------------------------------------------
    def open(self) -> None:
        """Hold the data directory, bring it to this version, begin to write. Before anything is served: it may block.

        :raises Unusable: with a sentence for the operator
        """
        self.folder.open()
        self.uploads.blobs.open()
        self._writer = Writer(writing_engine(self.folder.database), undone=self._adding.forget)
        self._writer.start()
        self._engine = reading_engine(self.folder.database)
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix='chat reader')

    async def close(self) -> None:
        """Write what has gathered and let the data directory go."""
        if self._writer and self._threads and self._engine:
            await asyncio.to_thread(self._writer.stop)
            self._threads.shutdown()
            self._searching.close()
            self._engine.dispose()
            self._writer.engine.dispose()
            self._writer = self._threads = self._engine = None
        self.folder.close()

    @property
    def writer(self) -> Writer:
        """Who writes."""
        if self._writer is None:
            raise NotOpen
        return self._writer

    async def _write(self, work: Work[Any, T], given: Any) -> T:
        return await self.writer.do(work, given)

    async def _read(self, look: Callable[..., T], *given: Any) -> T:
        if self._threads is None:
            raise NotOpen
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._look, look, given)

    def _look(self, look: Callable[..., T], given: Sequence[Any]) -> T:
        if self._engine is None:
            raise NotOpen
        with self._engine.connect() as connection, connection.begin():
            return look(connection, *given)

    # --- messages: see Store -----------------------------------------------------------------------------
    async def append(self, room: str, author: Member, draft: Draft, *, name: str = '') -> Message:
        """See Store."""
        post = messages.Post(room=room, name=name or room, author=author, draft=draft)
        if (message := await self.writer.do(self._adding.add, post)) is None:
            raise FileGone
        return message

    async def before(self, room: str, seq: int | None, limit: int) -> list[Message]:
        """See Store."""
        return await self._read(messages.messages_before, room, seq, limit)

    async def after(self, room: str, seq: int, limit: int) -> list[Message]:
        """See Store."""
        return await self._read(messages.messages_after, room, seq, limit)

    async def name_of(self, room: str) -> str | None:
        """See Store."""
        return await self._read(messages.name_of, room)

    async def extents(self, rooms: Sequence[str]) -> dict[str, Extent]:
        """See Store."""
        return await self._read(messages.extents_of, rooms)

    async def seq_at(self, room: str, moment: datetime) -> int:
        """See Store."""
        return await self._read(messages.seq_at, room, moment)

    async def amend(self, room: str, amendment: Amendment) -> list[Amended]:
        """See Store."""
        return await self.writer.do(self._amending.amend, (room, amendment))

    async def versions(self, room: str, seq: int) -> list[Version]:
        """See Store."""
        return await self._read(amending.versions_of, room, seq)

    async def pinned(self, room: str, limit: int) -> list[Message]:
        """See Store."""
        return await self._read(amending.pinned_in, room, limit)

    async def purge(self) -> None:
        """Delete for good what was removed and cannot be restored any more."""
        await self.writer.do(amending.purge, now())

    async def find(
        self, query: Query, *, before: int | None = None, limit: int = 30, scope: Scope = EVERYWHERE
    ) -> list[search.Found]:
        """See Searching.find."""
        return await self._searching.find(query, before, limit, scope)

    # --- people ------------------------------------------------------------------------------------------
    async def session(self, key: str) -> Session | None:
        """What is known of a browser."""
        return await self._read(people.session_of, key)

    async def keep_session(self, key: str, session: Session) -> None:
        """Remember what is known of a browser."""
        await self.writer.do(self._sessions.keep, people.Kept(key, session))

    async def forget_sessions(self, before: datetime) -> None:
        """Forget browsers that were not seen since."""
        await self.writer.do(people.forget_sessions, before)

    async def end_sessions(self, keys: Sequence[str]) -> None:
        """Forget these browsers at once."""
        await self.writer.do(people.end_sessions, keys)

    async def newest_number(self) -> int:
        """The highest number that was ever given to a member."""
        return await self._read(people.newest_number)

    async def positions(self, member: int) -> dict[str, int]:
        """How far a member has read, room by room."""
        return await self._read(people.positions_of, member)

    async def keep_positions(self, positions: Sequence[Position]) -> None:
        """Remember how far members have read."""
        await self.writer.do(people.keep_positions, positions)

    # --- accounts: see identity/accounts.py --------------------------------------------------------------
    def accounts(self) -> list[Account]:
        """Every account. Before anything is served: it blocks."""
        return self._look(accounts.all_accounts, ())

    async def claim(self, claim: Claim) -> Account | None:
        """See AccountStore."""
        return await self.writer.do(self._claiming.claim, claim)

    async def password_of(self, account: int) -> str | None:
        """See AccountStore."""
        return await self._read(accounts.password_of, account)

    async def keep_password(self, account: int, password: str) -> None:
        """See AccountStore."""
        await self.writer.do(accounts.keep_passwords, (account, password))

    async def devices(self, account: int) -> list[Device]:
        """The browsers that are signed in to an account, the one seen last first."""
        return await self._read(accounts.devices_of, account)

    async def keep_invitation(self, invitation: Invitation) -> None:
        """See AccountStore."""
        await self.writer.do(accounts.keep_invitations, invitation)

    async def is_invited(self, key: str) -> bool:
        """See AccountStore."""
        return await self._read(accounts.is_invited, key)

    async def invitations(self, account: int) -> int:
        """See AccountStore."""
        return await self._read(accounts.invitations_by, account)

    async def set_admin(self, account: int, *, is_admin: bool) -> bool:
        """See AccountStore."""
        return await self.writer.do(accounts.set_admins, (account, is_admin))

    async def keep_reset(self, reset: Invitation) -> None:
        """See AccountStore."""
        await self.writer.do(accounts.keep_resets, reset)

    async def reset_of(self, key: str) -> int | None:
        """See AccountStore."""
        return await self._read(accounts.reset_of, key)

    async def use_reset(self, key: str, password: str) -> int | None:
        """See AccountStore."""
        return await self.writer.do(accounts.use_resets, (key, password))

    # --- what is kept of somebody -----------------------------------------------------------------------
    async def written_by(self, people: Sequence[Member], *, after: int, limit: int) -> list[dict[str, Any]]:
        """Messages of these members, the oldest first, after the one with this `id`."""
        return await self._read(erasure.written_by, people, after, limit)

    async def added_by(self, people: Sequence[Member]) -> dict[str, list[dict[str, Any]]]:
        """Reactions, votes and pins of these members, by kind."""
        return await self._read(added_by, people)

    async def erase_messages(self, people: Sequence[Member]) -> list[str]:
        """Take text and author out of some of their messages; to be called again until no room is answered."""
        return await self.writer.do(self._erasing.messages, people)

    async def erase_people(self, people: Sequence[Member], account: int | None) -> None:
        """Forget members and an account, when their messages are erased."""
        await self.writer.do(self._erasing.people, (people, account))

    # --- for administrators: see overview.py -------------------------------------------------------------
    async def look(self, which: Callable[..., T], *given: Any) -> T:
        """One of the looks of overview.py."""
        return await self._read(which, *given)

    async def begin_deleting(self, room: str) -> None:
        """Delete a room wholly: nobody finds it when this returns, and what was said is gone after the rest."""
        await self.writer.do(self._demolishing.begin, room)

    async def finish_deleting(self) -> None:
        """Delete what is left of deleted rooms."""
        while await self.writer.do(self._demolishing.go_on, None):
            pass

    # --- for operators -----------------------------------------------------------------------------------
    async def probe(self) -> None:
        """Find out whether something can be written.

        :raises CannotKeep: it cannot
        """
        await self.writer.do(probe, None)

    async def forget(self, *, before: datetime | None = None, above: int | None = None) -> dict[str, int]:
        """Delete some of the oldest messages; to be called again until nothing more was deleted.

        :param before: those older than this
        :param above: those that make the database larger than so many bytes
        :return: the newest `seq` that was deleted, by room
        """
        return await self.writer.do(self._forgetting.forget, Forget(before, above))
