"""Progress of long work, for somebody at a terminal; silence in a log."""

import sys
from collections.abc import Callable

Step = Callable[[int], object]


class Progress:
    """A bar. `done` moves it on."""

    def __init__(self, title: str, total: int, unit: str) -> None:
        from tqdm import tqdm  # on first use

        self._bar = tqdm(
            desc=title, total=total, unit=unit, unit_scale=True, file=sys.stderr, disable=None, leave=False
        )

    def done(self, n: int) -> None:
        """So much more is done."""
        self._bar.update(n)

    def close(self) -> None:
        """It is over."""
        self._bar.close()
