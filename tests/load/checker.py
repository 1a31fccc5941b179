"""The checker: what one browser was shown, held against 1, 2, 3, … It is what makes the run fail."""

from collections.abc import Sequence
from typing import Final

NAMED: Final = 5  # numbers that are named before the rest is counted


class Checker:
    """Sees every number as it comes."""

    def __init__(self, last: int = 0) -> None:
        """
        :param last: the newest number that was there before
        """
        self.last = last
        self._skipped: set[int] = set()
        self._doubled: list[int] = []
        self._late: list[int] = []

    def see(self, seq: int) -> None:
        """One more was shown."""
        if seq == self.last + 1:
            self.last = seq
        elif seq > self.last:
            self._skipped.update(range(self.last + 1, seq))
            self.last = seq
        elif seq in self._skipped:
            self._skipped.discard(seq)
            self._late.append(seq)
        else:
            self._doubled.append(seq)

    def faults(self, sent: int) -> list[str]:
        """Everything that was not as it must be.

        :param sent: the newest number that was sent
        """
        found = {
            'missed': sorted(self._skipped.union(range(self.last + 1, sent + 1))),
            'doubled': self._doubled,
            'out of order': self._late,
            'never sent': range(sent + 1, self.last + 1),
        }
        return [f'{what}: {_named(numbers)}' for what, numbers in found.items() if numbers]


def _named(numbers: Sequence[int]) -> str:
    rest = len(numbers) - NAMED
    return ', '.join(map(str, numbers[:NAMED])) + (f' and {rest} more' if rest > 0 else '')
