"""Rights: may this member do this here? Everything that shows or changes a room asks this one question.

The doors and standings of all rooms that have any are held in memory, so that it is answered at once wherever it is
asked; only the verbs below change them, and they are durable before they are known.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from nicegui import Event

from ..errors import Muted, NotAllowed, NotLetIn, ReadOnly
from .account import Account
from .deed import Change, Deed, What
from .door import OPEN, Door, Kind
from .member import Member
from .message import now
from .role import Role, Standing


class Verb(StrEnum):
    """What one may want to do in a room."""

    SEE = 'see'
    """Be told that it is there."""
    READ = 'read'
    """Be in it: read, search, see who is there."""
    POST = 'post'
    MODERATE = 'moderate'
    """Change its door, invite, remove messages, mute and ban."""
    APPOINT = 'appoint'
    """Say who moderates and who owns it."""


NEEDS: Final = {Verb.MODERATE: Role.MODERATOR, Verb.APPOINT: Role.OWNER}


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """Where somebody may look: in all open rooms but some, and in some that are not open."""

    everything: bool = False
    but: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()


EVERYWHERE: Final = Scope(everything=True)


class RightsStore(Protocol):
    """What a store keeps of them."""

    def doors(self) -> dict[str, Door]:
        """The doors of all rooms that have one. Before anything is served: it may block."""

    def standings(self) -> list[Standing]:
        """What all rooms remember of people. It may block, too."""

    async def keep_change(self, change: Change) -> None:
        """Keep a deed and what it changes."""


class Rights:
    """Of all rooms. Rooms are named by their keys (see spelling.key_of)."""

    def __init__(
        self, store: RightsStore | None = None, *, account_of: Callable[[Member], Account | None] = lambda _: None
    ) -> None:
        """
        :param store: what lasts of them; nothing if None
        :param account_of: the account that a member has proven to have
        """
        self.changed = Event[str]()
        """In the room with this key somebody may do more or less than before."""
        self.account_of = account_of
        self._store = store
        self._doors: dict[str, Door] = {}
        self._standings: defaultdict[str, dict[int, Standing]] = defaultdict(dict)
        self._rooms_of: defaultdict[int, set[str]] = defaultdict(set)
        self._owning = asyncio.Lock()

    def open(self) -> None:
        """Learn of them; before anything is served."""
        if self._store:
            self._doors = self._store.doors()
            for standing in self._store.standings():
                self._remember(standing)

    # --- the question ------------------------------------------------------------------------------------
    def may(self, member: Member | None, verb: Verb, room: str) -> bool:
        """Whether `member`, or somebody without a name, may do that there now."""
        role = self.role(member, room)
        if role is Role.ADMIN:
            return True
        door, standing = self.door(room), self.standing(member, room)
        if standing is not None and standing.is_banned:
            return False
        if verb in NEEDS:
            return role >= NEEDS[verb]
        is_in = role >= Role.MEMBER or (standing is not None and standing.is_let_in and door.kind is not Kind.MEMBERS)
        if verb is Verb.SEE:
            return is_in or door.kind in {Kind.PUBLIC, Kind.PASSWORD}
        may_read = door.is_open or is_in
        if verb is Verb.READ:
            return may_read
        is_heard = role >= Role.MODERATOR or not (door.is_read_only or (standing is not None and standing.is_muted))
        return may_read and is_heard

    def refuse(self, member: Member | None, verb: Verb, room: str) -> None:
        """Refuse what somebody may not do.

        :raises NotLetIn: they may not be there
        :raises ReadOnly: only moderators speak there
        :raises Muted: they may not speak for a while
        :raises NotAllowed: it is for others to do
        """
        if self.may(member, verb, room):
            return
        if not self.may(member, Verb.READ, room):
            raise NotLetIn
        if verb is Verb.POST:
            standing = self.standing(member, room)
            raise Muted if standing and standing.is_muted else ReadOnly
        raise NotAllowed

    def refuse_all(self, members: Iterable[Member], verb: Verb, room: str) -> None:
        """Refuse one browser: who was banned there under one of its names does not come back under another.

        :param members: the one it speaks as, then all its others
        """
        for n, member in enumerate(members):
            standing = self.standing(member, room)
            if n == 0 or (standing is not None and standing.is_banned):
                self.refuse(member, verb, room)

    def asks_for_password(self, member: Member, room: str) -> bool:
        """Whether a password is all that somebody needs to get in."""
        door, standing = self.door(room), self.standing(member, room)
        is_asked = door.kind is Kind.PASSWORD and not door.is_locked and not member.is_unproven
        return is_asked and not (standing and standing.is_banned) and not self.may(member, Verb.READ, room)

    def scope(self, member: Member, known: Iterable[str] = ()) -> Scope:
        """Where somebody may search.

        :param known: rooms whose address they know
        """
        if self.role(member, '') is Role.ADMIN:
            return EVERYWHERE
        own = self._rooms_of.get(member.number, set()) if not member.is_unproven else set()
        return Scope(
            but=frozenset(room for room in own if not self.may(member, Verb.READ, room)),
            also=frozenset(room for room in {*own, *known} if self.may(member, Verb.READ, room)),
        )

    def door(self, room: str) -> Door:
        """The door of a room."""
        return self._doors.get(room, OPEN)

    def role(self, member: Member | None, room: str) -> Role:
        """What somebody is there."""
        if member is None or member.is_unproven:
            return Role.GUEST
        account = self.account_of(member)
        if account is not None and account.is_admin:
            return Role.ADMIN
        standing = self.standing(member, room)
        return standing.role if standing is not None and account is not None else Role.GUEST

    def standing(self, member: Member | None, room: str) -> Standing | None:
        """What a room remembers of somebody; nothing of those who have proven nothing."""
        if member is None or member.is_unproven or room not in self._standings:
            return None
        return self._standings[room].get(member.number)

    def muted_for(self, member: Member, room: str) -> float | None:
        """Seconds until somebody may speak again; None for one who is not muted."""
        standing = self.standing(member, room)
        if standing is None or standing.muted_until is None or not standing.is_muted:
            return None
        return (standing.muted_until - now()).total_seconds() + 0.1

    def people(self, room: str) -> list[Standing]:
        """Whom a room remembers, those who may do most first."""
        return sorted(self._standings.get(room, {}).values(), key=lambda each: (-each.role, each.name))

    def is_owned(self, room: str) -> bool:
        """Whether the room has an owner."""
        return any(each.role is Role.OWNER for each in self._standings.get(room, {}).values())

    def may_own(self, member: Member, room: str) -> bool:
        """Whether somebody may become the owner: nobody is, and they have an account and are not banned."""
        return not self.is_owned(room) and self.account_of(member) is not None and self.may(member, Verb.READ, room)

    # --- what changes the answer -------------------------------------------------------------------------
    async def own(self, member: Member, room: str) -> None:
        """Become the owner of a room that nobody owns; nothing changes for its owner.

        :raises NotAllowed: somebody does, or this member has no account
        """
        async with self._owning:  # of two who come at once, one is the owner
            mine = self._of(member, room)
            if mine.role is Role.OWNER and self.account_of(member) is not None:
                return
            if not self.may_own(member, room):
                raise NotAllowed
            owned = Deed(room=room, by=member, what=What.OWNED)
            await self._keep(Change(deed=owned, standings=(replace(mine, role=Role.OWNER),)))

    async def set_door(
        self, by: Member, room: str, door: Door, *, password: str | None = None, here: Iterable[Member] = ()
    ) -> None:
        """Give a room another door. Whoever came by the old one as a guest has to come by the new one.

        :param password: the hash of a new password
        :param here: who is there now and stays when it is locked
        """
        self.refuse(by, Verb.MODERATE, room)
        old = self.door(room)
        standings = {each.member: each for each in self._standings.get(room, {}).values()}
        if password is not None or door.kind is not old.kind:
            standings = {number: replace(each, is_let_in=False) for number, each in standings.items()}
        if door.is_locked and not old.is_locked:
            for member in here:
                if not member.is_unproven and self.may(member, Verb.READ, room):
                    each = standings.get(member.number) or self._of(member, room)
                    standings[member.number] = replace(each, is_let_in=True)
        known = self._standings.get(room, {})
        changed = tuple(each for number, each in standings.items() if known.get(number) != each)
        deed = Deed(room=room, by=by, what=What.DOOR, detail=door.kind)
        await self._keep(Change(deed=deed, door=door, password=password, standings=changed))

    async def let_in(self, member: Member, room: str) -> None:
        """Let somebody in who has shown what it needs; who has an account is a member from then on.

        :raises NotLetIn: they are banned, or it is for members alone and they have no account
        """
        self.refuse_entry(member, room)
        standing = self._of(member, room)
        has_account = self.account_of(member) is not None
        role = max(standing.role, Role.MEMBER) if has_account else standing.role
        entered = replace(standing, is_let_in=True, role=role)
        if entered != standing:
            deed = Deed(room=room, by=member, what=What.LET_IN)
            await self._keep(Change(deed=deed, standings=(entered,)))

    def refuse_entry(self, member: Member, room: str) -> None:
        """:raises NotLetIn: nothing that somebody could show lets them in"""
        door = self.door(room)
        needs_account = door.kind is Kind.MEMBERS and self.account_of(member) is None
        if self._of(member, room).is_banned or door.is_locked or needs_account or member.is_unproven:
            raise NotLetIn

    async def appoint(self, by: Member, whom: Member, room: str, role: Role) -> None:
        """Make somebody with an account what they are there."""
        self.refuse(by, Verb.APPOINT, room)
        if role is Role.ADMIN or (role > Role.GUEST and not self.account_of(whom)):
            raise NotAllowed
        standing = replace(self._of(whom, room), role=role)
        deed = Deed(room=room, by=by, what=What.APPOINTED, whom=whom.name, detail=role.name.lower())
        await self._keep(Change(deed=deed, standings=(standing,)))

    async def mute(self, by: Member, whom: Member, room: str, until: datetime | None) -> None:
        """Let somebody listen only, for a while; until None, let them speak again."""
        self.refuse_over(by, whom, room)
        standing = replace(self._of(whom, room), muted_until=until)
        what = What.MUTED if until else What.UNMUTED
        await self._keep(Change(deed=Deed(room=room, by=by, what=what, whom=whom.name), standings=(standing,)))

    async def ban(self, by: Member, whom: Member, room: str, until: datetime | None) -> None:
        """Put somebody out until then; until None, let them come again."""
        self.refuse_over(by, whom, room)
        standing = replace(self._of(whom, room), banned_until=until)
        if until:
            standing = replace(standing, role=Role.GUEST, is_let_in=False)
        what = What.BANNED if until else What.UNBANNED
        await self._keep(Change(deed=Deed(room=room, by=by, what=what, whom=whom.name), standings=(standing,)))

    async def note(self, deed: Deed) -> None:
        """Remember a deed that changes nobody's rights."""
        if self._store:
            await self._store.keep_change(Change(deed=deed))

    def refuse_over(self, by: Member, whom: Member, room: str) -> None:
        """:raises NotAllowed: `by` is no moderator, or `whom` is not below them, or nobody in particular"""
        self.refuse(by, Verb.MODERATE, room)
        if whom.is_unproven or self.role(whom, room) >= self.role(by, room):
            raise NotAllowed

    async def _keep(self, change: Change) -> None:
        if self._store:
            await self._store.keep_change(change)
        if change.door is not None:
            self._doors[change.deed.room] = change.door
        for standing in change.standings:
            self._remember(standing)
        self.changed.emit(change.deed.room)

    def _of(self, member: Member, room: str) -> Standing:
        return self.standing(member, room) or Standing(room=room, member=member.number, name=member.name)

    def _remember(self, standing: Standing) -> None:
        if standing.is_worth_keeping:
            self._standings[standing.room][standing.member] = standing
            self._rooms_of[standing.member].add(standing.room)
        else:
            self._standings[standing.room].pop(standing.member, None)
            self._rooms_of[standing.member].discard(standing.room)
