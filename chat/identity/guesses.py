"""Guesses: how often one may be wrong about a password, by account and by address, before the next try has to wait."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ..errors import TooManyTries

FREE: Final = 5  # wrong tries for an account ...
FREE_OF_ADDRESS: Final = 20  # ... and from an address, which a whole class may share
LONGEST: Final = 300  # seconds that a try has to wait at most: nobody can lock somebody else out for good
FORGOTTEN: Final = 3600.0  # seconds after which all is as if nothing had been
HELD: Final = 20_000  # accounts and addresses that are remembered, and as many of both together


@dataclass(slots=True)
class _Tries:
    wrong: int
    last: float


class Guesses:
    """Counts what was wrong. A try counts as wrong from its beginning, so that many at once are no way around."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        *,
        free: int = FREE,
        free_of_address: int = FREE_OF_ADDRESS,
    ) -> None:
        """
        :param free: wrong tries for a name that need not wait
        :param free_of_address: the same from an address
        """
        self._clock = clock
        self._free = free
        self._free_of_address = free_of_address
        self._tries: OrderedDict[tuple[str, str], _Tries] = OrderedDict()
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()  # who was right from where

    def begin(self, name: str, address: str) -> None:
        """Count a try.

        :param name: the key of the name, whether it has an account or not
        :raises TooManyTries: it has to wait
        """
        keys = self._keys(name, address)
        wait = max(self._wait(key, free) for key, free in keys.items())
        if wait > 0:
            raise TooManyTries(math.ceil(wait))
        for key in keys:
            tries = self._tries.setdefault(key, _Tries(0, 0.0))
            tries.wrong += 1
            tries.last = self._clock()
            self._tries.move_to_end(key)
        while len(self._tries) > HELD:
            self._tries.popitem(last=False)

    def succeed(self, name: str, address: str) -> None:
        """The try was right after all. It does not wash away what else came from that address."""
        for kind, whose in self._keys(name, address):
            if kind != 'address':
                self._tries.pop((kind, whose), None)
            elif (tries := self._tries.get((kind, whose))) is not None:
                tries.wrong -= 1
        self._known[name, address] = None
        self._known.move_to_end((name, address))
        while len(self._known) > HELD:
            self._known.popitem(last=False)

    def _keys(self, name: str, address: str) -> dict[tuple[str, str], int]:
        """What a try counts for, and how many of them are free.

        Where somebody was right before, their tries are counted apart: else anybody could keep them out by being wrong.
        """
        if (name, address) in self._known:
            return {('both', f'{name} {address}'): self._free}
        return {('name', name): self._free, ('address', address): self._free_of_address}

    def _wait(self, key: tuple[str, str], free: int) -> float:
        tries = self._tries.get(key)
        if tries is None or tries.wrong < free:
            return 0
        passed = self._clock() - tries.last
        if passed > FORGOTTEN:
            del self._tries[key]
            return 0
        return float(min(2 ** min(tries.wrong - free, 20), LONGEST)) - passed
