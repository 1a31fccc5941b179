"""The trial: whether something can be written now, for those who watch the chat."""

import asyncio
from typing import Final, Protocol

from ..errors import CannotKeep

TRUSTED: Final = 2.0  # seconds that a trial says something about: who asks more often gets the same answer


class Writable(Protocol):
    """What can be tried."""

    async def probe(self) -> None:
        """Find out whether something can be written."""


class Trial:
    """Of one store."""

    def __init__(self, store: Writable) -> None:
        self._store = store
        self._tried = float('-inf')
        self._can_write = True

    async def can_write(self) -> bool:
        """Whether it can be written."""
        if (moment := asyncio.get_running_loop().time()) - self._tried > TRUSTED:
            self._tried = moment
            try:
                await self._store.probe()
                self._can_write = True
            except CannotKeep:
                self._can_write = False
        return self._can_write
