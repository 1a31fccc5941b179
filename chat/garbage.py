"""Garbage: when Python looks for what only cycles keep alive.

A page of NiceGUI is full of cycles: once deleted it stays until a full look, which goes through all pages that are
open and stops everybody meanwhile. Python looks whenever there is a quarter more than last time; but while people come
there is nothing to be found. So it is told to look when enough pages have gone, and by itself hardly ever.
"""

import gc
from typing import Final

from nicegui import Client

THRESHOLDS: Final = (
    10_000,  # new objects after which the newest are looked through: NiceGUI makes and drops some at each page's wait
    10,  # such looks, after which the younger ones are
    50,  # and such, after which all are, should there be garbage that is no page's
)
FEW: Final = 20  # pages, some megabytes, that are not worth a full look
SHARE: Final = 4  # as many pages as there are, divided by this, are


class Garbage:
    """Of one process."""

    def __init__(self) -> None:
        self._pages = 0  # that were deleted since the last full look

    def deleted(self) -> None:
        """A page is to go."""
        self._pages += 1

    def tidy(self) -> None:
        """Have a full look if enough pages have gone; to be called every few seconds."""
        if self._pages >= max(FEW, len(Client.instances) // SHARE):
            self._pages = 0
            gc.collect()
