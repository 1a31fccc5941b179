"""Rights: what everybody may do where, and the verbs that change it. Everything that shows or changes a room asks here.

The doors and standings of all rooms that have any are held in memory, so that it is answered at once wherever it is
asked; only the verbs below change them, and they are durable before they are known.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from nicegui import Event

from ..errors import NotAllowed, NotLetIn
from .account import Account
from .bars import Bar
from .deed import Change, Deed, What
from .door import Door, Kind
from .member import ERASED, Member
from .message import now
from .places import Places
from .question import Question
from .role import Role, Standing
from .verb import EVERYWHERE, WHOLE_CHAT, Scope, Verb

__all__ = ['EVERYWHERE', 'WHOLE_CHAT', 'Rights', 'RightsStore', 'Scope', 'Verb']


class RightsStore(Protocol):
    """What a store keeps of them."""

    def doors(self) -> dict[str, Door]:
        """The doors of all rooms that have one. Before anything is served: it may block."""

    def topics(self) -> dict[str, str]:
        """What rooms are for, where somebody has said so. It may block, too."""

    def standings(self) -> list[Standing]:
        """What all rooms remember of people. It may block, too."""

    def bars(self) -> list[Bar]:
        """What all rooms remember of where guests came from. It may block, too."""

    async def keep_change(self, change: Change) -> None:
        """Keep a deed and what it changes."""

    async def forget_bars(self) -> None:
        """Delete the bars that are over."""

    async def newest_number(self) -> int:
        """The highest number that was ever given to a member."""


class Rights(Question):
    """Of all rooms. Rooms are named by their keys (see spelling.key_of), all of them together by WHOLE_CHAT."""

    def __init__(
        self,
        store: RightsStore | None = None,
        *,
        account_of: Callable[[Member], Account | None] = lambda _: None,
        named: Callable[[str], Account | None] = lambda _: None,
        places: Places | None = None,
    ) -> None:
        """
        :param store: what lasts of them; nothing if None
        :param account_of: the account that a member has proven to have
        :param named: the account with a name, however that is spelled
        :param places: where guests come from
        """
        super().__init__(account_of, places or Places())
        self.changed = Event[str]()
        """In the room with this key, or in all, somebody may do more or less than before."""
        self.named = named
        self._store = store
        self._is_tidy = False  # the store may have bars that were over before the start
        self._owning = asyncio.Lock()

    def open(self) -> None:
        """Learn of them; before anything is served."""
        if self._store:
            self._doors = self._store.doors()
            self._topics = self._store.topics()
            for standing in self._store.standings():
                self._remember(standing)
            for bar in self._store.bars():
                self.bars.put(bar)

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

    async def set_topic(self, by: Member, room: str, topic: str) -> None:
        """Say what a room is for; nothing if empty. That it was changed is in the log, but not to what.

        :raises NotAllowed, NotLetIn: it is for moderators to do, in rooms that somebody owns
        """
        self.refuse(by, Verb.PIN, room)
        await self._store_change(Change(deed=Deed(room=room, by=by, what=What.TOPIC), topic=topic))
        self._topics[room] = topic

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
        if self.banned_until(member, room) is not None:
            raise self._out(member, room)
        if door.is_locked or needs_account or member.is_unproven:
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
        """Let somebody listen only, for a while; until None, let them speak again.

        A guest of the dialect is known by where they come from: all of those from there are meant.
        """
        self.refuse_over(by, whom, room)
        bars = [replace(bar, muted_until=bar.ending(until)) for bar in self._bars(whom, room) if whom.is_unproven]
        standings = [] if whom.is_unproven else [replace(self._of(whom, room), muted_until=until)]
        deed = Deed(room=room, by=by, what=What.MUTED if until else What.UNMUTED, whom=whom.label, detail=_date(until))
        await self._keep(Change(deed=deed, standings=tuple(standings), bars=tuple(bars)))

    async def ban(self, by: Member, whom: Member, room: str, until: datetime | None) -> None:
        """Put somebody out until then; until None, let them come again.

        Whoever makes an account at the same place afterwards is meant, too, and of guests from there all, or if it is
        an account that is banned, those who come new; for 30 days at the longest.

        :param room: a key, or WHOLE_CHAT
        """
        self.refuse_over(by, whom, room)
        standing = replace(self._of(whom, room), banned_until=until)
        if until:
            standing = replace(standing, role=Role.GUEST, is_let_in=False)
        # with an account, too: else it would be enough to sign out and come back as a guest or with another account
        after = await self._store.newest_number() if self._store and self.account_of(whom) else 0
        bars = [
            replace(bar, banned_until=bar.ending(until))
            if bar.is_banned
            else replace(bar, banned_until=bar.ending(until), since=now(), after=after)
            for bar in self._bars(whom, room)
        ]
        deed = Deed(
            room=room, by=by, what=What.BANNED if until else What.UNBANNED, whom=whom.label, detail=_date(until)
        )
        standings = () if whom.is_unproven else (standing,)
        await self._keep(Change(deed=deed, standings=standings, bars=tuple(bars)))

    def _bars(self, whom: Member, room: str) -> list[Bar]:
        """What is known, or could be, of where somebody is, was seen last, or was when a bar was put up."""
        places = self.places.known(whom) | {bar.place for bar in self.bars.because_of(whom, room)}
        return [self.bars.bar(room, place, whom) for place in sorted(places)]

    async def note(self, deed: Deed) -> None:
        """Remember a deed that changes nobody's rights."""
        await self._store_change(Change(deed=deed))

    def refuse_over(self, by: Member, whom: Member, room: str) -> None:
        """:raises NotAllowed: `by` is no moderator, or `whom` is not below them, or nobody in particular"""
        self.refuse(by, Verb.MODERATE, room)
        is_nobody = whom.is_unproven and not self._bars(whom, room)
        if is_nobody or self.role(whom, room) >= self.role(by, room):
            raise NotAllowed

    async def tidy(self) -> None:
        """Forget what is kept of addresses as soon as it is over."""
        if (self.bars.tidy() or not self._is_tidy) and self._store:
            await self._store.forget_bars()
            self._is_tidy = True

    def forget_room(self, room: str) -> None:
        """The room is not there any more: whoever begins it anew finds it open."""
        self._doors.pop(room, None)
        self._topics.pop(room, None)
        for number in self._standings.pop(room, {}):
            self._rooms_of[number].discard(room)
        self.bars.forget_room(room)

    def erase(self, people: Iterable[Member]) -> None:
        """Forget people whom the store has forgotten."""
        people = list(people)
        for member in people:
            for room in self._rooms_of.pop(member.number, set()):
                self._standings[room].pop(member.number, None)
        self.bars.erase(people, ERASED)

    async def _store_change(self, change: Change) -> None:
        if self._store:
            await self._store.keep_change(change)

    async def _keep(self, change: Change) -> None:
        await self._store_change(change)
        if change.door is not None:
            self._doors[change.deed.room] = change.door
        for standing in change.standings:
            self._remember(standing)
        for bar in change.bars:
            self.bars.put(bar)
        self.changed.emit(change.deed.room)


def _date(until: datetime | None) -> str:
    return f'{until:%Y-%m-%d %H:%M}' if until else ''
