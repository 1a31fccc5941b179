"""The question: may this member do this here? Answered from memory, at once; rights.py changes what is answered."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from ..errors import Banned, Muted, NotAllowed, NotLetIn, ReadOnly
from .account import Account
from .bars import Bars
from .door import OPEN, Door, Kind
from .member import Member
from .places import Places
from .role import Role, Standing
from .spelling import room_of
from .verb import EVERYWHERE, NEEDS, NOWHERE, WHOLE_CHAT, Scope, Verb


class Question:
    """Of all rooms. Rooms are named by their keys (see spelling.key_of), all of them together by WHOLE_CHAT.

    What holds in a room holds in its threads: here a thread is looked up as the room that it is under.
    """

    def __init__(self, account_of: Callable[[Member], Account | None], places: Places) -> None:
        """
        :param account_of: the account that a member has proven to have
        :param places: where guests come from
        """
        self.account_of = account_of
        self.places = places
        self.bars = Bars()
        self._doors: dict[str, Door] = {}
        self._topics: dict[str, str] = {}
        self._standings: defaultdict[str, dict[int, Standing]] = defaultdict(dict)
        self._rooms_of: defaultdict[int, set[str]] = defaultdict(set)

    def may(self, member: Member | None, verb: Verb, room: str) -> bool:
        """Whether `member`, or somebody without a name, may do that there now."""
        role = self.role(member, room)
        if role is Role.ADMIN:
            return True
        if verb in {Verb.PIN, Verb.CALL}:
            verb = Verb.MODERATE if self.is_owned(room) else Verb.POST
        if self.banned_until(member, room) is not None:
            return False
        door, standing = self.door(room), self.standing(member, room)
        if verb in NEEDS:
            return role >= NEEDS[verb]
        is_in = role >= Role.MEMBER or (standing is not None and standing.is_let_in and door.kind is not Kind.MEMBERS)
        if verb is Verb.SEE:
            return is_in or door.kind in {Kind.PUBLIC, Kind.PASSWORD}
        may_read = door.is_open or is_in
        if verb is Verb.READ:
            return may_read
        is_heard = role >= Role.MODERATOR or not (door.is_read_only or self.muted_until(member, room) is not None)
        return may_read and is_heard

    def refuse(self, member: Member | None, verb: Verb, room: str) -> None:
        """Refuse what somebody may not do.

        :raises NotLetIn: they may not be there; Banned, if that can be told
        :raises ReadOnly: only moderators speak there
        :raises Muted: they may not speak for a while
        :raises NotAllowed: it is for others to do
        """
        if self.may(member, verb, room):
            return
        if not self.may(member, Verb.READ, room):
            raise self._out(member, room)
        if verb is Verb.POST:
            until = self.muted_until(member, room)
            raise Muted(until) if until is not None else ReadOnly
        raise NotAllowed

    def refuse_address(self, address: str, room: str) -> None:
        """:raises NotLetIn: guests who come from this address may not be there; those of the dialect are asked first"""
        place = self.places.place_of(address)
        for where in (WHOLE_CHAT, room_of(room)):
            if (until := self.bars.banned_until(where, [place])) is not None:
                raise self._banned(until, where, is_told=self.door(room).is_open)

    def refuse_all(self, members: Iterable[Member], verb: Verb, room: str) -> None:
        """Refuse one browser: who is banned or muted there under one of its names is so under all others.

        :param members: the one it speaks as, then all its others
        """
        first, *others = members
        self.refuse(first, verb, room)
        for member in others:
            if self.is_out_in_person(member, room):
                self.refuse(member, verb, room)
        if verb is Verb.POST and self.role(first, room) < Role.MODERATOR:
            ends = [self.muted_until(member, room) for member in others]
            if (until := max((end for end in ends if end is not None), default=None)) is not None:
                raise Muted(until)

    def asks_for_password(self, member: Member, room: str) -> bool:
        """Whether a password is all that somebody needs to get in."""
        door = self.door(room)
        is_asked = door.kind is Kind.PASSWORD and not door.is_locked and not member.is_unproven
        return is_asked and self.banned_until(member, room) is None and not self.may(member, Verb.READ, room)

    def scope(self, member: Member, known: Iterable[str] = ()) -> Scope:
        """Where somebody may search.

        :param known: rooms whose address they know
        """
        if self.role(member, '') is Role.ADMIN:
            return EVERYWHERE
        if self.banned_until(member, WHOLE_CHAT) is not None:
            return NOWHERE
        own = self._rooms_of.get(member.number, set()) if not member.is_unproven else set()
        own = (own | self.bars.rooms) - {WHOLE_CHAT}
        return Scope(
            but=frozenset(room for room in own if not self.may(member, Verb.READ, room)),
            also=frozenset(room for room in {*own, *known} if self.may(member, Verb.READ, room)),
        )

    def door(self, room: str) -> Door:
        """The door of a room."""
        return self._doors.get(room_of(room), OPEN)

    def topic(self, room: str) -> str:
        """What a room is for; empty if nobody has said it."""
        return self._topics.get(room_of(room), '')

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
        if member is None or member.is_unproven or room_of(room) not in self._standings:
            return None
        return self._standings[room_of(room)].get(member.number)

    def banned_until(self, member: Member | None, room: str) -> datetime | None:
        """Until when somebody may not be there, by what is known of them or, if they came lately, of their place."""
        if member is None:
            return None
        where = {WHOLE_CHAT, room_of(room)}
        ends = [each.banned_until for key in where if (each := self.standing(member, key)) and each.is_banned]
        if places := self.places.of(member):
            account = self.account_of(member)
            ends += [
                self.bars.banned_until(key, places, lambda bar: bar.is_meant_for(member, account)) for key in where
            ]
        return max((end for end in ends if end is not None), default=None)

    def muted_until(self, member: Member | None, room: str) -> datetime | None:
        """Until when somebody may not speak there."""
        if member is not None and member.is_unproven:
            return self.bars.muted_until(room_of(room), self.places.of(member))
        standing = self.standing(member, room)
        return standing.muted_until if standing is not None and standing.is_muted else None

    def is_out_in_person(self, member: Member, room: str) -> bool:
        """Whether somebody is banned for what they did, not for where they come from."""
        return any(each.is_banned for key in (WHOLE_CHAT, room) if (each := self.standing(member, key)))

    def is_banned_because_of(self, member: Member, room: str) -> bool:
        """Whether a ban there is meant for somebody, and not only for where they come from."""
        standing = self.standing(member, room)
        is_meant = standing is not None and standing.is_banned
        return is_meant or any(bar.is_banned for bar in self.bars.because_of(member, room))

    def is_muted_because_of(self, member: Member, room: str) -> bool:
        """Whether somebody is meant to listen there."""
        standing = self.standing(member, room)
        is_meant = standing is not None and standing.is_muted
        return is_meant or any(bar.is_muted for bar in self.bars.because_of(member, room))

    def _out(self, member: Member | None, room: str) -> NotLetIn:
        is_told = self.door(room).is_open or (member is not None and self.is_out_in_person(member, room))
        for where in (WHOLE_CHAT, room):
            if (until := self.banned_until(member, where)) is not None:
                return self._banned(until, where, is_told=is_told)
        return NotLetIn()

    def _banned(self, until: datetime, where: str, *, is_told: bool) -> NotLetIn:
        # of a room that is not open, whoever only comes from the same place as the banned is told nothing
        return Banned(until, everywhere=not where) if is_told or not where else NotLetIn()

    def has_banned(self, room: str) -> bool:
        """Whether anybody may not be there now who else could."""
        standings, bars = self._standings.get(room_of(room), {}).values(), self.bars.of(room_of(room))
        return any(each.is_banned for each in standings) or any(bar.is_banned for bar in bars)

    def people(self, room: str) -> list[Standing]:
        """Whom a room remembers, those who may do most first."""
        return sorted(self._standings.get(room, {}).values(), key=lambda each: (-each.role, each.name))

    def is_owned(self, room: str) -> bool:
        """Whether the room has an owner."""
        return any(each.role is Role.OWNER for each in self._standings.get(room_of(room), {}).values())

    def may_own(self, member: Member, room: str) -> bool:
        """Whether somebody may become the owner: nobody is, and they have an account and are not banned."""
        return not self.is_owned(room) and self.account_of(member) is not None and self.may(member, Verb.READ, room)

    def _of(self, member: Member, room: str) -> Standing:
        return self.standing(member, room) or Standing(room=room, member=member.number, name=member.name)

    def _remember(self, standing: Standing) -> None:
        if standing.is_worth_keeping:
            self._standings[standing.room][standing.member] = standing
            self._rooms_of[standing.member].add(standing.room)
        else:
            self._standings[standing.room].pop(standing.member, None)
            self._rooms_of[standing.member].discard(standing.room)
