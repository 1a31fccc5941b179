"""Limits: how often one may do what. Spent by the verbs themselves, so that no way in goes past them.

Each rate is a token bucket, kept as one number: the moment at which it will be full again. What is refused costs
nothing, so that whoever waits as long as told is let through. A bucket that is full again is forgotten.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final

from ..errors import TooFast
from ..settings import LIMIT, Settings

HELD: Final = 50_000  # buckets in memory, about 250 bytes each; beyond that the ones begun first are forgotten
UNITS: Final = {'s': 1, 'm': 60, 'h': 3600}


class Act(StrEnum):
    """What is counted; the setting is called `limit_` and so."""

    MESSAGE = 'messages'
    JOIN = 'joins'
    PAGE = 'pages'
    ROOM = 'rooms'
    SEARCH = 'searches'
    HISTORY = 'history'
    ACCOUNT = 'accounts'
    PASSWORD = 'passwords'  # noqa: S105 (the name of a setting)
    REPORT = 'reports'
    REACTION = 'reactions'
    CHANGE = 'changes'
    UPLOAD = 'uploads'
    CALL = 'calls'


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate:
    """`amount` at once, and as many in every `seconds`."""

    amount: int
    seconds: int
    is_by_address: bool = False
    """Counts everybody behind one address instead of each person."""


Bucket = tuple[Act, Rate, str]


class Limits:
    """What everybody has spent lately."""

    def __init__(
        self, rates: Mapping[Act, Iterable[Rate]] | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """
        :param rates: of each deed that is limited; the others are free
        """
        self._rates = {deed: tuple(of_deed) for deed, of_deed in (rates or {}).items()}
        self._clock = clock
        self._full: dict[Bucket, float] = {}
        self._sweep_at = 1000

    @classmethod
    def of(cls, settings: Settings) -> 'Limits':
        """As the settings have it."""
        return cls({deed: rates_of(getattr(settings, f'limit_{deed}')) for deed in Act})

    def spend(self, deed: Act, *, person: str = '', address: str = '') -> None:
        """Do it once.

        :param person: who does it; not counted if empty
        :param address: from where; not counted if empty
        :raises TooFast: it would be too often; nothing is spent then
        """
        now = self._clock()
        full: dict[Bucket, float] = {}
        wait = 0.0
        for rate in self._rates.get(deed, ()):
            if who := address if rate.is_by_address else person:
                bucket = deed, rate, who
                full[bucket] = max(self._full.get(bucket, now), now) + rate.seconds / rate.amount
                wait = max(wait, full[bucket] - now - rate.seconds)
        if wait > 1e-6:  # less is arithmetic
            raise TooFast(wait)
        self._full |= full
        if len(self._full) >= self._sweep_at:
            self._sweep(now)

    def _sweep(self, now: float) -> None:
        self._full = {bucket: moment for bucket, moment in self._full.items() if moment > now}
        surplus = max(0, len(self._full) - HELD // 2)
        self._full = dict(islice(self._full.items(), surplus, None))
        self._sweep_at = min(HELD, max(1000, 2 * len(self._full)))


def rates_of(text: str) -> tuple[Rate, ...]:
    """The rates of a setting that has been checked, such as `10/5s,300/1m@address`; none for `off`."""
    return tuple(
        Rate(amount=int(found['n']), seconds=int(found['time']) * UNITS[found['unit']], is_by_address=bool(found['by']))
        for found in LIMIT.finditer(text)
    )
