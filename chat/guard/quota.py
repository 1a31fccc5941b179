"""Quotas: how many of something one address may have at the same time, and how fast something may go."""

from collections import Counter
from typing import Final


class Quota:
    """So many at once for each address; what was taken is given back."""

    def __init__(self, each: int) -> None:
        self.each = each
        self._taken: Counter[str] = Counter()

    def __getitem__(self, address: str) -> int:
        return self._taken[address]

    def take(self, address: str) -> bool:
        """Whether there was one left for this address."""
        if self._taken[address] >= self.each:
            return False
        self._taken[address] += 1
        return True

    def give_back(self, address: str) -> None:
        """The address has one less."""
        self._taken[address] -= 1
        if self._taken[address] <= 0:
            del self._taken[address]


class Pace:
    """How fast something may go: a bucket of `burst` tokens, filled with `rate` a second (GCRA: without a timer)."""

    def __init__(self, rate: float, burst: int) -> None:
        self._each: Final = 1 / rate
        self._ahead: Final = burst / rate
        self._due = 0.0
        self.slowed = 0
        """How often in a row one had to wait, since the bucket was last full."""

    def wait(self, now: float) -> float:
        """Take a token; the seconds until it is there, which are 0 as a rule."""
        if self._due <= now:
            self.slowed = 0
        self._due = max(self._due, now) + self._each
        wait = max(0.0, self._due - now - self._ahead)
        self.slowed += wait > 0
        return wait
