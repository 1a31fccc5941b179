"""Passkeys in memory, for tests of what stands on a store."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from chat.model.account import Passkey


class MemoryPasskeys:
    """Passkeys in memory; see PasskeyStore."""

    def __init__(self, accounts: set[int], *, without_password: Collection[int] = ()) -> None:
        self._accounts = accounts
        self._without_password = without_password
        self._kept: dict[bytes, Passkey] = {}

    async def of(self, account: int) -> list[Passkey]:
        """See PasskeyStore."""
        own = (each for each in self._kept.values() if each.account == account)
        return sorted(own, key=lambda each: (each.made, each.id))

    async def find(self, key: bytes) -> Passkey | None:
        """See PasskeyStore."""
        return self._kept.get(key)

    async def keep(self, passkey: Passkey, most: int) -> bool:
        """See PasskeyStore."""
        is_new = passkey.account in self._accounts and passkey.id not in self._kept
        if may := is_new and len(await self.of(passkey.account)) < most:
            self._kept[passkey.id] = passkey
        return may

    async def use(self, passkey: Passkey, sign_count: int, used: datetime) -> bool:
        """See PasskeyStore."""
        kept = self._kept.get(passkey.id)
        if kept is None or kept.sign_count != passkey.sign_count:
            return False
        self._kept[passkey.id] = replace(kept, sign_count=sign_count, used=used)
        return True

    async def drop(self, account: int, key: bytes, issuer: str = '') -> bool:
        """See PasskeyStore."""
        if account in self._without_password and not [each for each in await self.of(account) if each.id != key]:
            return False
        if (kept := self._kept.get(key)) and kept.account == account:
            del self._kept[key]
        return True
