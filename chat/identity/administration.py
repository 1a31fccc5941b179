"""Administration: what only administrators do, of all rooms and all people. Each deed is recorded."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol, TypeVar

from ..model.account import Account
from ..model.deed import Deed, What
from ..model.door import Door
from ..model.hub import Hub
from ..model.member import ERASED, Member
from ..model.rights import WHOLE_CHAT, Verb
from ..model.session import Session
from ..model.spelling import origin_of, room_of
from .accounts import Accounts
from .own import Own
from .session import Sessions

T = TypeVar('T')


class AdminStore(Protocol):
    """What a store does for them."""

    async def look(self, which: Callable[..., T], *given: Any) -> T:
        """One of the looks of store/overview.py."""

    async def session(self, key: str) -> Session | None:
        """What is known of a browser."""

    async def begin_deleting(self, room: str) -> None:
        """Delete a room: nobody finds it when this returns."""

    async def finish_deleting(self) -> None:
        """Delete what is left of it."""


class Administration:
    """Of one chat. `by` is who wants it: each verb raises NotAllowed unless they may."""

    def __init__(self, store: AdminStore, *, hub: Hub, accounts: Accounts, sessions: Sessions, own: Own) -> None:
        self._store = store
        self._hub = hub
        self._rights = hub.rights
        self._accounts = accounts
        self._sessions = sessions
        self._own = own

    def refuse(self, by: Member | None) -> None:
        """:raises NotLetIn, NotAllowed: they are no administrator"""
        self._rights.refuse(by, Verb.ADMINISTER, WHOLE_CHAT)

    async def is_open_to(self, session_id: str | None) -> bool:
        """Whether a browser is an administrator's; None for one without a session."""
        if session_id is None:
            return False
        await self._sessions.fetch(session_id)
        session = self._sessions.find(session_id)
        account = self._accounts.find(session.account) if session else None
        return account is not None and account.is_admin

    async def look(self, by: Member | None, which: Callable[..., T], *given: Any) -> T:
        """Look through everything: one of the looks of store/overview.py."""
        self.refuse(by)
        return await self._store.look(which, *given)

    # --- rooms -------------------------------------------------------------------------------------------
    async def change_door(self, by: Member, room_id: str, **values: bool) -> Door:
        """Lock a room (`is_locked`) or make it read only (`is_read_only`), or not any more."""
        self.refuse(by)
        room = await self._hub.open(room_id)
        door = replace(self._rights.door(room.key), **values)  # type: ignore[arg-type]
        await self._rights.set_door(by, room.key, door, here=room.presence.members)
        return door

    async def delete_room(self, by: Member, room_id: str) -> None:
        """Delete a room and all that was said there; whoever is in it is led out with a word."""
        self.refuse(by)
        room = await self._hub.open(room_id)  # so that nobody else opens it meanwhile
        await room.clear()
        try:
            await self._store.begin_deleting(room.key)
        except BaseException:
            room.is_gone = False
            raise
        self._rights.forget_room(room.key)
        self._hub.drop(room)
        self._rights.changed.emit(room.key)
        await self._note(by, What.DELETED, room.id)
        await self._store.finish_deleting()

    async def dismiss(self, by: Member, room: str, seq: int) -> None:
        """A report needs no answer."""
        self.refuse(by)
        await self._rights.note(Deed(room=room, by=by, what=What.DISMISSED, seq=seq))

    async def remove(self, by: Member, room_id: str, seq: int) -> None:
        """Take a message out, everywhere and for good."""
        self.refuse(by)
        room = await self._hub.open(room_of(room_id))
        if (origin := origin_of(room_id)) is None:
            return await room.amending.remove(by, seq)
        if thread := await self._hub.threads.open(room, origin, self):
            await thread.amending.remove(by, seq)
            self._hub.threads.release(thread, self)
        return None

    async def ban(self, by: Member, whom: Member, room: str, until: datetime | None) -> None:
        """Put somebody out of a room, or of the whole chat, until then; until None, let them come again."""
        self.refuse(by)
        await self._rights.ban(by, whom, room_of(room), until)

    # --- people ------------------------------------------------------------------------------------------
    async def set_admin(self, by: Member, account: Account, *, is_admin: bool) -> None:
        """Make somebody an administrator, or not any more.

        All their sessions end, so that they prove anew who they are: a cookie that somebody else has does not become an
        administrator's, and to renew it by itself would renew it for whoever comes first.

        :raises LastAdmin: nobody else is
        """
        self.refuse(by)
        if is_admin:  # before, so that there is no moment in which an old cookie is one's
            await self._sessions.end_all(account)
        await self._accounts.set_admin(account, is_admin=is_admin)
        if not is_admin:  # after, because it may be refused
            await self._sessions.end_all(account)
        self._rights.changed.emit(WHOLE_CHAT)
        await self._note(by, What.MADE_ADMIN if is_admin else What.UNMADE_ADMIN, account.member.name)

    async def sign_out(self, by: Member, account: Account) -> None:
        """End all sessions of somebody."""
        self.refuse(by)
        await self._sessions.end_all(account)
        await self._note(by, What.SIGNED_OUT, account.member.name)

    async def end_session(self, by: Member, key: str, name: str) -> None:
        """End one session; its pages are closed at once."""
        self.refuse(by)
        await self._sessions.end([key])
        await self._note(by, What.SIGNED_OUT, name)

    async def make_reset(self, by: Member, account: Account) -> str:
        """The word of a link with which somebody chooses a new password, once within a day."""
        self.refuse(by)
        word = await self._accounts.make_reset(account)
        await self._note(by, What.RESET, account.member.name)
        return word

    async def erase(self, by: Member, account: Account) -> None:
        """Erase all that is kept of somebody with an account.

        :raises LastAdmin: nobody else is an administrator
        """
        self.refuse(by)
        await self._own.erase_people([account.member], account)
        await self._note(by, What.ERASED, ERASED.name)

    async def guest(self, key: str) -> Sequence[Member]:
        """Whom a session speaks as."""
        session = await self._store.session(key)
        return session.members if session else ()

    async def ban_guest(self, by: Member, key: str, until: datetime | None) -> None:
        """Put a guest out of the whole chat, under all names of theirs; until None, let them come again."""
        for member in await self.guest(key):
            await self.ban(by, member, WHOLE_CHAT, until)

    async def erase_guest(self, by: Member, key: str) -> None:
        """Erase all that is kept of a guest."""
        self.refuse(by)
        people = await self.guest(key)
        await self._sessions.end([key])
        await self._own.erase_people(people, None)
        await self._note(by, What.ERASED, ERASED.name)

    async def _note(self, by: Member, what: What, whom: str) -> None:
        await self._rights.note(Deed(room=WHOLE_CHAT, by=by, what=what, whom=whom))
