"""Connections: how many one address may hold that are no sockets, whatever comes over them or not."""

from collections.abc import Sequence
from typing import Final

from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from .address import address_of
from .quota import Quota

EXEMPT: Final = ''


class Connections:
    """A quota for each address; a proxy that is named has none, for all come by it."""

    def __init__(self, *, each: int, trusted: Sequence[str] = ()) -> None:
        """
        :param each: that one address may hold at once
        :param trusted: addresses and networks of proxies
        """
        self._quota = Quota(each)
        self._trusted = ProxyHeadersMiddleware(_nothing, trusted_hosts=list(trusted)).trusted_hosts

    def take(self, host: str) -> str | None:
        """One more from this host: what is to be given back; None if there are too many."""
        if host in self._trusted:
            return EXEMPT
        address = address_of(host)
        return address if self._quota.take(address) else None

    def give_back(self, taken: str) -> None:
        """It has ended, or become a socket, which is counted as one."""
        if taken != EXEMPT:
            self._quota.give_back(taken)


async def _nothing(*_: object) -> None: ...
