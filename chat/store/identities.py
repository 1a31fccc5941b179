"""Who people are at OpenID providers, as rows."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from ..model.account import Identity
from ..model.message import now
from .schema import accounts, identities, passkeys


class SqliteIdentities:
    """See IdentityStore in identity/provider.py."""

    def __init__(self, read: Callable[..., Awaitable[Any]], write: Callable[..., Awaitable[Any]]) -> None:
        """
        :param read: has something looked up in a thread that reads
        :param write: has something done in the thread that writes
        """
        self._read = read
        self._write = write

    async def of(self, account: int) -> list[Identity]:
        """See IdentityStore."""
        found: list[Identity] = await self._read(_of, account)
        return found

    async def find(self, identity: Identity) -> int | None:
        """See IdentityStore."""
        found: int | None = await self._read(account_by, identity)
        return found

    async def link(self, identity: Identity, account: int) -> bool:
        """See IdentityStore."""
        return bool(await self._write(_link, (identity, account)))

    async def unlink(self, issuer: str, account: int) -> bool:
        """See IdentityStore."""
        return bool(await self._write(_unlink, (issuer, account)))


def _of(connection: Connection, account: int) -> list[Identity]:
    found = select(identities).where(identities.c.account == account).order_by(identities.c.made)
    return [Identity(issuer=row.issuer, subject=row.subject, made=row.made) for row in connection.execute(found)]


def account_by(connection: Connection, identity: Identity) -> int | None:
    """The account that somebody has made or linked."""
    is_it = identities.c.issuer == identity.issuer, identities.c.subject == identity.subject
    return connection.execute(select(identities.c.account).where(*is_it)).scalar()


def add_identity(connection: Connection, identity: Identity, account: int) -> None:
    """Let somebody sign in to an account; nobody has signed in so to another."""
    row = {'issuer': identity.issuer, 'subject': identity.subject, 'account': account, 'made': now()}
    connection.execute(insert(identities), row)


def _link(connection: Connection, many: Sequence[tuple[Identity, int]]) -> list[bool]:
    return [_link_one(connection, *each) for each in many]


def _link_one(connection: Connection, identity: Identity, account: int) -> bool:
    if (whose := account_by(connection, identity)) is not None:
        return whose == account
    if not connection.execute(select(accounts.c.id).where(accounts.c.id == account)).first():
        return False  # erased meanwhile
    add_identity(connection, identity, account)
    return True


def _unlink(connection: Connection, many: Sequence[tuple[str, int]]) -> list[bool]:
    return [_unlink_one(connection, *each) for each in many]


def _unlink_one(connection: Connection, issuer: str, account: int) -> bool:
    if not has_password(connection, account):
        others = select(passkeys.c.id).where(passkeys.c.account == account)
        if not connection.execute(others).first():
            return False
    connection.execute(delete(identities).where(identities.c.issuer == issuer, identities.c.account == account))
    return True


def has_password(connection: Connection, account: int) -> bool:
    """Whether an account can be signed in to by its name."""
    return bool(connection.execute(select(accounts.c.password).where(accounts.c.id == account)).scalar())
