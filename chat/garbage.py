"""Garbage: when Python looks for what only cycles keep alive.

A page of NiceGUI is full of cycles: once deleted it stays until a full look, which goes through all pages that are
open and stops everybody meanwhile. Python looks whenever there is a quarter more than last time; but while people come
there is nothing to be found. So it is told to look when enough pages have gone, and by itself hardly ever.
"""

import gc
from collections.abc import Callable
from typing import Final

THRESHOLDS: Final = (
    10_000,  # objects more than there were, after which the newest are looked through; what merely waits is fewer
    10,  # such looks, after which those are that are a little older
    50,  # and such, after which all are: for garbage that is no page's
)
FEW: Final = 20  # pages, some megabytes, that are not worth a full look
SHARE: Final = 4  # as many pages as there are, divided by this, are


class Garbage:
    """Of one process."""

    def __init__(self, pages: Callable[[], int]) -> None:
        """
        :param pages: how many there are
        """
        self._pages = pages
        self._deleted = 0  # since the last full look

    def deleted(self) -> None:
        """A page is to go."""
        self._deleted += 1

    def tidy(self) -> None:
        """Have a full look if enough pages have gone; to be called every few seconds."""
        if self._deleted >= max(FEW, self._pages() // SHARE):
            self._deleted = 0
            gc.collect()
