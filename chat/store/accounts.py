"""Accounts and invitations as rows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from ..model.account import Account, Claim, Device, Invitation
from ..model.member import Member
from ..model.message import now
from .identities import account_by, add_identity
from .messages import Adding
from .schema import accounts, invitations, members, resets, session_members, sessions

WITH_MEMBER = select(accounts, members.c.number, members.c.name).join(members, accounts.c.member == members.c.id)


class Claiming:
    """Makes accounts."""

    def __init__(self, adding: Adding) -> None:
        self._adding = adding

    def claim(self, connection: Connection, claims: Sequence[Claim]) -> list[Account | None]:
        """The accounts; none where the name has one already or the invitation is used up, or an administrator is there
        already and the claim is for the first."""
        return [self._claim(connection, claim) for claim in claims]

    def _claim(self, connection: Connection, claim: Claim) -> Account | None:
        if connection.execute(select(accounts.c.id).where(accounts.c.key == claim.member.key)).first():
            return None
        if claim.is_admin and connection.execute(select(accounts.c.id).where(accounts.c.is_admin)).first():
            return None
        if claim.identity and account_by(connection, claim.identity) is not None:
            return None
        used = delete(invitations).where(*_usable(claim.invitation))
        if claim.invitation and not connection.execute(used).rowcount:
            return None
        moment = now()
        row = {
            'member': self._adding.find_authors(connection, {claim.member})[claim.member],
            'key': claim.member.key,
            'password': claim.password,
            'is_admin': claim.is_admin,
            'created': moment,
        }
        made = connection.execute(insert(accounts).returning(accounts.c.id), row).scalar_one()
        if claim.identity:
            add_identity(connection, claim.identity, made)
        return Account(id=made, member=claim.member, is_admin=claim.is_admin, created=moment)


def all_accounts(connection: Connection) -> list[Account]:
    """Every account."""
    return [account_of(row) for row in connection.execute(WITH_MEMBER)]


def account_of(row: Any) -> Account:
    """A row, with its member, as the account it keeps."""
    member = Member(number=row.number, name=row.name)
    return Account(id=row.id, member=member, is_admin=row.is_admin, created=row.created)


def password_of(connection: Connection, account: int) -> str | None:
    """The hash of an account's password."""
    return connection.execute(select(accounts.c.password).where(accounts.c.id == account)).scalar()


def keep_passwords(connection: Connection, changed: Sequence[tuple[int, str]]) -> list[None]:
    """Put new hashes in the place of the old ones."""
    for account, password in changed:
        connection.execute(update(accounts).where(accounts.c.id == account).values(password=password))
        connection.execute(delete(resets).where(resets.c.account == account))  # a link for another is over, too
    return [None] * len(changed)


def devices_of(connection: Connection, account: int) -> list[Device]:
    """The browsers that are signed in to an account or otherwise may speak as its person, the one seen last first."""
    of_person = (
        select(session_members.c.session)
        .join(accounts, accounts.c.member == session_members.c.member)
        .where(accounts.c.id == account)
    )
    are_theirs = (sessions.c.account == account) | sessions.c.id.in_(of_person)
    found = select(sessions).where(are_theirs).order_by(sessions.c.seen.desc())
    return [
        Device(key=row.id, browser=row.browser or '', since=row.since or row.seen, seen=row.seen)
        for row in connection.execute(found)
    ]


def keep_invitations(connection: Connection, made: Sequence[Invitation]) -> list[None]:
    """Remember invitations, and forget those that have expired."""
    connection.execute(delete(invitations).where(invitations.c.expires <= now()))
    rows = [{'key': each.key, 'account': each.account, 'expires': each.expires} for each in made]
    connection.execute(insert(invitations), rows)
    return [None] * len(made)


def is_invited(connection: Connection, key: str) -> bool:
    """Whether an invitation can be used."""
    return connection.execute(select(invitations.c.key).where(*_usable(key))).first() is not None


def _usable(key: str) -> tuple[ColumnElement[bool], ...]:
    """An invitation ends with its time, and when whoever made it is no administrator any more."""
    by_one = invitations.c.account.in_(select(accounts.c.id).where(accounts.c.is_admin))
    return invitations.c.key == key, invitations.c.expires > now(), by_one


def invitations_by(connection: Connection, account: int) -> int:
    """How many invitations of somebody can still be used."""
    usable = select(func.count()).where(invitations.c.account == account, invitations.c.expires > now())
    return connection.execute(usable).scalar_one()


def set_admins(connection: Connection, wishes: Sequence[tuple[int, bool]]) -> list[bool]:
    """Make accounts administrators, or not any more; whether it was done: one always stays."""
    return [_set_admin(connection, account, is_admin) for account, is_admin in wishes]


def _set_admin(connection: Connection, account: int, is_admin: bool) -> bool:
    others = select(accounts.c.id).where(accounts.c.is_admin, accounts.c.id != account)
    if not is_admin and connection.execute(others).first() is None:
        return False
    changed = update(accounts).where(accounts.c.id == account).values(is_admin=is_admin)
    return bool(connection.execute(changed).rowcount)


def keep_resets(connection: Connection, made: Sequence[Invitation]) -> list[None]:
    """Remember links for a new password, the last one of each account."""
    for each in made:
        connection.execute(delete(resets).where((resets.c.expires <= now()) | (resets.c.account == each.account)))
        connection.execute(insert(resets), {'key': each.key, 'account': each.account, 'expires': each.expires})
    return [None] * len(made)


def reset_of(connection: Connection, key: str) -> int | None:
    """The account that a link for a new password is for."""
    usable = select(resets.c.account).where(resets.c.key == key, resets.c.expires > now())
    return connection.execute(usable).scalar()


def use_resets(connection: Connection, many: Sequence[tuple[str, str]]) -> list[int | None]:
    """Keep new passwords, as hashes, by such links, which end; the accounts, none where a link cannot be used."""
    return [_use_reset(connection, key, password) for key, password in many]


def _use_reset(connection: Connection, key: str, password: str) -> int | None:
    account = reset_of(connection, key)
    if account is not None:
        connection.execute(delete(resets).where(resets.c.key == key))
        connection.execute(update(accounts).where(accounts.c.id == account).values(password=password))
    return account
