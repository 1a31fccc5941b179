"""Keys to rooms that are not open: passwords, and invitations that expire or are used up."""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Final, Protocol

from ..errors import NotLetIn, PassOver, TooManyNames, WrongRoomPassword
from ..model.deed import Change, Deed, What
from ..model.door import Door, Kind, Pass
from ..model.limits import Act, Limits
from ..model.member import Member
from ..model.message import now
from ..model.rights import Rights, Verb
from ..model.room import Room
from ..model.session import Session
from .guesses import Guesses
from .passwords import Passwords, check_password

PASSES: Final = 100  # invitations to one room that can be used at a time


class KeyStore(Protocol):
    """What a store keeps of them."""

    async def room_password(self, room: str) -> str | None:
        """The hash of a room's password."""

    async def keep_change(self, change: Change) -> None:
        """Keep a deed and what it changes."""

    async def pass_of(self, key: str) -> Pass | None:
        """An invitation, if it can be used."""

    async def passes_of(self, room: str) -> list[Pass]:
        """The invitations to a room that can be used."""

    async def use_pass(self, key: str) -> bool:
        """Let one come in by an invitation; False if it cannot be used."""


class Keys:
    """To all rooms."""

    def __init__(
        self,
        store: KeyStore,
        rights: Rights,
        passwords: Passwords,
        *,
        guesses: Guesses | None = None,
        limits: Limits | None = None,
    ) -> None:
        """
        :param guesses: counts wrong passwords of rooms
        :param limits: of passwords that are set; none if not given
        """
        self._store = store
        self._rights = rights
        self._passwords = passwords
        self._guesses = guesses or Guesses()
        self._limits = limits or Limits()

    # --- passwords ---------------------------------------------------------------------------------------
    async def set_door(self, by: Member, room: Room, door: Door, password: str, *, address: str = '') -> None:
        """Give a room another door.

        :param password: a new one; empty to keep the one it has
        :param address: from where, for the limits
        :raises NotAllowed: it is for moderators to do
        :raises BadPassword: it cannot be used, or none is given and there was none
        :raises TooFast: too many were set lately
        """
        self._rights.refuse(by, Verb.MODERATE, room.key)
        is_needed = door.kind is Kind.PASSWORD and self._rights.door(room.key).kind is not Kind.PASSWORD
        is_given = door.kind is Kind.PASSWORD and (is_needed or password)
        if is_given:
            check_password(password)
            self._limits.spend(Act.PASSWORD, person=str(by.number), address=address)  # before it is hashed
        hashed = await self._passwords.hash(password) if is_given else None
        await self._rights.set_door(by, room.key, door, password=hashed, here=room.presence.members)

    async def open_with_password(self, member: Member, room: str, password: str, *, address: str) -> None:
        """Let somebody in who knows the password.

        :param address: where it is tried from
        :raises WrongRoomPassword: it is another one
        :raises TooManyTries: there were too many wrong ones
        :raises TooBusy: too many are waiting
        :raises NotLetIn: it is no matter of passwords
        """
        if not self._rights.asks_for_password(member, room):
            raise NotLetIn
        # by person and address: by room, anybody could keep all others out of it
        whose = f'{room} {member.number}'
        self._guesses.begin(whose, address)
        if not await self._passwords.fits(password, await self._store.room_password(room)):
            raise WrongRoomPassword
        self._guesses.succeed(whose, address)
        if not self._rights.asks_for_password(member, room):  # the door has changed meanwhile
            raise NotLetIn
        await self._rights.let_in(member, room)

    # --- invitations -------------------------------------------------------------------------------------
    async def invite(self, by: Member, room: Room, *, days: int, uses: int | None) -> str:
        """The word of a new invitation's link.

        :raises NotAllowed: it is for moderators to do
        :raises TooManyNames: so many can still be used
        """
        self._rights.refuse(by, Verb.MODERATE, room.key)
        if len(await self._store.passes_of(room.key)) >= PASSES:
            raise TooManyNames(PASSES)
        word = secrets.token_urlsafe(18)
        expires = now() + timedelta(days=days)
        made = Pass(key=_key(word), room=room.key, room_name=room.id, expires=expires, left=uses)
        await self._store.keep_change(Change(deed=Deed(room=room.key, by=by, what=What.INVITED), made=made))
        return word

    async def revoke(self, by: Member, room: Room, key: str) -> None:
        """Take an invitation back."""
        self._rights.refuse(by, Verb.MODERATE, room.key)
        await self._store.keep_change(Change(deed=Deed(room=room.key, by=by, what=What.REVOKED), revoked=key))

    async def passes_of(self, by: Member, room: Room) -> list[Pass]:
        """The invitations that can be used."""
        self._rights.refuse(by, Verb.MODERATE, room.key)
        return await self._store.passes_of(room.key)

    async def find(self, word: str) -> Pass:
        """What an invitation leads to.

        :raises PassOver: it cannot be used
        """
        if (found := await self._store.pass_of(_key(word))) is None:
            raise PassOver
        return found

    async def come_in(self, session: Session | None, member: Member, word: str) -> Pass:
        """Let somebody in by an invitation; who may be there already does not use it up.

        :raises PassOver: it cannot be used
        :raises NotLetIn: they are banned, or need an account
        """
        found = await self.find(word)
        others = session.members if session else ()
        for each in others:
            if self._rights.is_out_in_person(each, found.room):
                self._rights.refuse(each, Verb.READ, found.room)
        if self._rights.may(member, Verb.READ, found.room) and not self._rights.door(found.room).is_open:
            return found
        self._rights.refuse_entry(member, found.room)
        if not await self._store.use_pass(found.key):
            raise PassOver
        await self._rights.let_in(member, found.room)
        return found


def _key(word: str) -> str:
    return sha256(word.encode(errors='replace')).hexdigest()
