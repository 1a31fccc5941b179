"""Passkeys as rows."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from ..model.account import Passkey
from .identities import has_password
from .schema import accounts, identities, passkeys


class SqlitePasskeys:
    """See PasskeyStore in identity/passkeys.py."""

    def __init__(self, read: Callable[..., Awaitable[Any]], write: Callable[..., Awaitable[Any]]) -> None:
        """
        :param read: has something looked up in a thread that reads
        :param write: has something done in the thread that writes
        """
        self._read = read
        self._write = write

    async def of(self, account: int) -> list[Passkey]:
        """See PasskeyStore."""
        found: list[Passkey] = await self._read(_of, account)
        return found

    async def find(self, key: bytes) -> Passkey | None:
        """See PasskeyStore."""
        found: Passkey | None = await self._read(_find, key)
        return found

    async def keep(self, passkey: Passkey, most: int) -> bool:
        """See PasskeyStore."""
        return bool(await self._write(_keep, (passkey, most)))

    async def use(self, passkey: Passkey, sign_count: int, used: datetime) -> bool:
        """See PasskeyStore."""
        return bool(await self._write(_use, (passkey, sign_count, used)))

    async def drop(self, account: int, key: bytes, issuer: str = '') -> bool:
        """See PasskeyStore."""
        return bool(await self._write(_drop, (account, key, issuer)))


def _of(connection: Connection, account: int) -> list[Passkey]:
    found = select(passkeys).where(passkeys.c.account == account).order_by(passkeys.c.made, passkeys.c.id)
    return [Passkey(**row._mapping) for row in connection.execute(found)]


def _find(connection: Connection, key: bytes) -> Passkey | None:
    row = connection.execute(select(passkeys).where(passkeys.c.id == key)).first()
    return Passkey(**row._mapping) if row else None


def _keep(connection: Connection, many: Sequence[tuple[Passkey, int]]) -> list[bool]:
    return [_keep_one(connection, passkey, most) for passkey, most in many]


def _keep_one(connection: Connection, passkey: Passkey, most: int) -> bool:
    if _find(connection, passkey.id):
        return False
    if not connection.execute(select(accounts.c.id).where(accounts.c.id == passkey.account)).first():
        return False  # erased meanwhile
    count = select(func.count()).select_from(passkeys).where(passkeys.c.account == passkey.account)
    if connection.execute(count).scalar_one() >= most:
        return False
    connection.execute(insert(passkeys), asdict(passkey))
    return True


def _use(connection: Connection, many: Sequence[tuple[Passkey, int, datetime]]) -> list[bool]:
    return [_use_one(connection, *each) for each in many]


def _use_one(connection: Connection, passkey: Passkey, sign_count: int, used: datetime) -> bool:
    as_seen = passkeys.c.id == passkey.id, passkeys.c.sign_count == passkey.sign_count
    changed = update(passkeys).where(*as_seen).values(sign_count=sign_count, used=used)
    return connection.execute(changed).rowcount == 1


def _drop(connection: Connection, many: Sequence[tuple[int, bytes, str]]) -> list[bool]:
    return [_drop_one(connection, *each) for each in many]


def _drop_one(connection: Connection, account: int, key: bytes, issuer: str) -> bool:
    if not has_password(connection, account):
        others = select(passkeys.c.id).where(passkeys.c.account == account, passkeys.c.id != key)
        linked = select(identities.c.subject).where(
            identities.c.account == account, identities.c.issuer.in_([issuer, issuer + '/'])
        )
        if not (connection.execute(others).first() or connection.execute(linked).first()):
            return False
    connection.execute(delete(passkeys).where(passkeys.c.account == account, passkeys.c.id == key))
    return True
