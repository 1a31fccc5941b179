"""Ways in: how an account can be signed in to, asked of the store before its page can be built."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from ..model.account import Account, Identity, Passkey
from .site import Site


@dataclass(frozen=True, kw_only=True, slots=True)
class Ways:
    """Of one account."""

    passkeys: Sequence[Passkey] = ()
    identity: Identity | None = None
    """Who the provider of this chat says that they are."""
    has_password: bool = False

    @classmethod
    async def of(cls, site: Site, account: Account) -> Self:
        """Ask for it."""
        return cls(
            passkeys=await site.passkeys.of(account),
            identity=await site.vouched.identity_of(account) if site.vouched else None,
            has_password=await site.accounts.has_password(account),
        )
