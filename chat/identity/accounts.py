"""Accounts: names that belong to somebody, and the passwords that prove it.

Who they are is held in memory, a few hundred bytes each, so that "may this name be borne?" is answered at once wherever
it is asked; hashes of passwords stay in the store.
"""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, Literal, Protocol

from nicegui import Event

from ..errors import (
    GuestsNotLetIn,
    LastAdmin,
    LinkOver,
    NameClaimed,
    NotInvited,
    SignInAnew,
    SignUpClosed,
    TooManyNames,
    WrongPassword,
)
from ..model.account import Account, Claim, Identity, Invitation
from ..model.limits import Act, Limits
from ..model.member import Member
from ..model.message import now
from ..model.spelling import RAW_LIMIT, key_of, visible
from .guesses import Guesses
from .passwords import Passwords, check_password

INVITED_FOR: Final = timedelta(days=7)  # how long an invitation can be used
FRESH: Final = timedelta(minutes=10)  # after signing in, in which an account without a password can be given one
RESET_FOR: Final = timedelta(days=1)  # how long a link for a new password can be used
INVITATIONS: Final = 100  # of one administrator that can still be used

SignUp = Literal['open', 'invite', 'closed']


class AccountStore(Protocol):
    """What a store keeps of them."""

    def accounts(self) -> list[Account]:
        """Every account. Before anything is served: it may block."""

    async def claim(self, claim: Claim) -> Account | None:
        """Make an account, unless the name has one, its invitation cannot be used, or it is for the first
        administrator and there is one."""

    async def password_of(self, account: int) -> str | None:
        """The hash of an account's password."""

    async def keep_password(self, account: int, password: str) -> None:
        """Put another hash in its place."""

    async def set_admin(self, account: int, *, is_admin: bool) -> bool:
        """Make an account an administrator, or not any more, unless it is the last one."""

    async def keep_reset(self, reset: Invitation) -> None:
        """Remember a link for a new password."""

    async def reset_of(self, key: str) -> int | None:
        """The account that such a link is for, if it can be used."""

    async def use_reset(self, key: str, password: str) -> int | None:
        """Put another hash in the place of the old one, by such a link; the account, if it could be used."""

    async def keep_invitation(self, invitation: Invitation) -> None:
        """Remember an invitation."""

    async def is_invited(self, key: str) -> bool:
        """Whether an invitation can be used."""

    async def invitations(self, account: int) -> int:
        """How many invitations of somebody can still be used."""


class Accounts:
    """All accounts of this chat."""

    def __init__(
        self,
        store: AccountStore,
        *,
        guests: bool = True,
        sign_up: SignUp = 'open',
        limits: Limits | None = None,
        guesses: Guesses | None = None,
    ) -> None:
        """
        :param guests: whether people without an account may enter
        :param sign_up: who may make an account
        :param limits: of accounts that are made; none if not given
        :param guesses: counts wrong passwords and passkeys
        """
        self.claimed = Event[Account]()
        """A name belongs to somebody from now on."""
        self.guests = guests
        self.sign_up: SignUp = sign_up
        self._store = store
        self._limits = limits or Limits()
        self.passwords = Passwords()
        self.guesses = guesses or Guesses()
        self._by_id: dict[int, Account] = {}
        self._by_key: dict[str, Account] = {}
        self._admin_word = secrets.token_urlsafe(24)

    def open(self) -> None:
        """Learn of all accounts; before anything is served."""
        for account in self._store.accounts():
            self._remember(account)

    def find(self, number: int | None) -> Account | None:
        """The account with this ID."""
        return self._by_id.get(number) if number is not None else None

    def named(self, name: str) -> Account | None:
        """The account with this name, however it is spelled."""
        return self._by_key.get(key_of(visible(name[:RAW_LIMIT])))

    def of(self, member: Member) -> Account | None:
        """The account that a member has; members of sessions are proven, guests of the dialect never have one."""
        account = self._by_key.get(member.key)
        return account if account is not None and account.member == member else None

    def refuse(self, member: Member) -> None:
        """Refuse somebody who may not be here under their name; who is signed in bears the member of the account.

        :raises NameClaimed: the name belongs to somebody else
        :raises GuestsNotLetIn: the name belongs to nobody, and guests may not enter
        """
        account = self._by_key.get(key_of(member.name))
        if account is not None and account.member != member:
            raise NameClaimed(member.name)
        if account is None and not self.guests:
            raise GuestsNotLetIn

    # --- making one --------------------------------------------------------------------------------------
    @property
    def admin_word(self) -> str:
        """What makes the first administrator; empty when there is one."""
        return '' if any(account.is_admin for account in self._by_id.values()) else self._admin_word

    def makes_admin(self, word: str) -> bool:
        """Whether this word of a link makes the first administrator."""
        return bool(self.admin_word) and secrets.compare_digest(self.admin_word.encode(), word.encode())

    async def may_sign_up(self, invitation: str = '') -> None:
        """:raises SignUpClosed, NotInvited: no account can be made so"""
        if self.sign_up == 'closed':
            raise SignUpClosed
        if self.sign_up == 'invite' and not await self._store.is_invited(_key(invitation)):
            raise NotInvited

    async def claim(
        self,
        member: Member,
        password: str | None,
        *,
        invitation: str = '',
        admin_word: str = '',
        identity: Identity | None = None,
        person: str = '',
        address: str = '',
    ) -> Account:
        """Give a name to whoever bears it now, for good.

        :param password: what proves it; none for somebody whom a provider vouches for, ...
        :param identity: ... as whom
        :param invitation: the word of an invitation's link, where one is needed
        :param admin_word: the word of the link that makes the first administrator; it needs no invitation
        :param person: who wants it, for the limits
        :param address: from where
        :raises NameClaimed: it belongs to somebody
        :raises SignUpClosed, NotInvited: no account can be made so
        :raises BadPassword: the password cannot be used
        :raises TooFast: too many were made lately
        """
        is_admin = self.makes_admin(admin_word)
        if not is_admin:
            await self.may_sign_up(invitation)
        if self.named(member.name):
            raise NameClaimed(member.name)
        if password is not None:
            check_password(password)
        self._limits.spend(Act.ACCOUNT, person=person, address=address)  # before it is hashed, which costs most
        hashed = await self.passwords.hash(password) if password is not None else ''
        used = _key(invitation) if self.sign_up == 'invite' and not is_admin else ''
        claim = Claim(member=member, password=hashed, is_admin=is_admin, invitation=used, identity=identity)
        account = await self._store.claim(claim)
        if account is None:  # somebody was quicker
            raise NotInvited if used and not self.named(member.name) else NameClaimed(member.name)
        self._remember(account)
        self.claimed.emit(account)
        return account

    async def invite(self, account: Account) -> str:
        """The word of a new invitation, which makes one account.

        :raises TooManyNames: so many can still be used
        """
        if await self._store.invitations(account.id) >= INVITATIONS:
            raise TooManyNames(INVITATIONS)
        word = secrets.token_urlsafe(18)
        await self._store.keep_invitation(Invitation(key=_key(word), account=account.id, expires=now() + INVITED_FOR))
        return word

    # --- proving one -------------------------------------------------------------------------------------
    async def check(self, name: str, password: str, *, address: str) -> Account:
        """Whose name and password these are.

        :param address: where it is tried from
        :raises WrongPassword: nobody's
        :raises TooManyTries: there were too many wrong ones
        :raises TooBusy: too many are waiting
        """
        key = key_of(visible(name[:RAW_LIMIT]))
        self.guesses.begin(key, address)
        account = self._by_key.get(key)
        kept = await self._store.password_of(account.id) if account else None
        if not await self.passwords.fits(password, kept) or account is None:
            raise WrongPassword
        self.guesses.succeed(key, address)
        return account

    async def change_password(self, account: Account, old: str, new: str, *, address: str) -> None:
        """Put another password in the place of the old one.

        :raises BadPassword: the new one cannot be used, or the old one is wrong
        :raises TooFast: it was changed too often lately
        """
        check_password(new)
        self._limits.spend(Act.PASSWORD, person=str(account.member.number), address=address)
        await self.check(account.member.name, old, address=address)  # first: wrong tries are counted, and hashing costs
        await self._store.keep_password(account.id, await self.passwords.hash(new))

    async def has_password(self, account: Account) -> bool:
        """Whether somebody can sign in to it by its name; an account that a provider vouches for needs none."""
        return bool(await self._store.password_of(account.id))

    async def set_password(self, account: Account, new: str, *, since: datetime | None) -> None:
        """Give a password to an account that has none.

        :param since: when who wants that has signed in
        :raises BadPassword: it cannot be used, or there is one that would have to be known
        :raises SignInAnew: that was too long ago
        """
        check_password(new)
        if not is_fresh(since):
            raise SignInAnew
        hashed = await self.passwords.hash(new)
        if await self.has_password(account):
            raise WrongPassword
        await self._store.keep_password(account.id, hashed)

    # --- what administrators do --------------------------------------------------------------------------
    async def set_admin(self, account: Account, *, is_admin: bool) -> None:
        """Make somebody an administrator, or not any more.

        :raises LastAdmin: nobody else is
        """
        if not await self._store.set_admin(account.id, is_admin=is_admin):
            raise LastAdmin
        if (known := self._by_id.get(account.id)) is not None:
            self._remember(replace(known, is_admin=is_admin))

    def refuse_last(self, account: Account) -> None:
        """:raises LastAdmin: nobody else is an administrator"""
        if account.is_admin and not any(each.is_admin and each.id != account.id for each in self._by_id.values()):
            raise LastAdmin

    async def make_reset(self, account: Account) -> str:
        """The word of a link that lets somebody choose a new password, once."""
        word = secrets.token_urlsafe(18)
        await self._store.keep_reset(Invitation(key=_key(word), account=account.id, expires=now() + RESET_FOR))
        return word

    async def found_by_reset(self, word: str) -> Account:
        """Whose new password such a link is for.

        :raises LinkOver: it cannot be used
        """
        if (account := self.find(await self._store.reset_of(_key(word)))) is None:
            raise LinkOver
        return account

    async def reset(self, word: str, password: str) -> Account:
        """Choose a new password by such a link.

        :raises BadPassword: it cannot be used
        :raises LinkOver: nor can the link
        """
        await self.found_by_reset(word)
        account = self.find(await self._store.use_reset(_key(word), await self.passwords.hash(password)))
        if account is None:  # somebody was quicker
            raise LinkOver
        return account

    def forget(self, account: Account) -> None:
        """The account is not there any more; its name is free."""
        if account.is_admin:
            self._admin_word = secrets.token_urlsafe(24)  # the one that was told was used
        self._by_id.pop(account.id, None)
        self._by_key.pop(account.key, None)

    def _remember(self, account: Account) -> None:
        self._by_id[account.id] = account
        self._by_key[account.key] = account


def is_fresh(since: datetime | None) -> bool:
    """Whether somebody has signed in so lately that they need no other proof."""
    return since is not None and now() - since < FRESH


def _key(word: str) -> str:
    return sha256(word.encode(errors='replace')).hexdigest()
