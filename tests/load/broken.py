"""Browsers that do not do what they must, one fault each: the negative controls of what is compared with the store."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from uuid import uuid4

from .leaving import LeavingBrowser, RowsPart


class _Deaf(LeavingBrowser):
    """It asks for nothing that it missed."""

    def _ask(self, rev: int) -> None:
        pass


class _Hoarding(LeavingBrowser):
    """It keeps what it had when it gets the newest page."""

    class _part(RowsPart):  # noqa: N801 (the name of what it replaces)
        def _clear(self) -> None:
            pass


class _Repeating(LeavingBrowser):
    """It says as something new what may have come through."""

    def _pump(self) -> None:
        if self._queue:
            self._queue[0] = replace(self._queue[0], id=str(uuid4()))
        super()._pump()


class _Blind(LeavingBrowser):
    """It leaves rows as they were when they came."""

    class _part(RowsPart):  # noqa: N801
        def _place(self, rows: Mapping[float, str], *, are_news: bool = False) -> None:
            super()._place({at: row for at, row in rows.items() if at not in self.rows}, are_news=are_news)


BROKEN: Final = {'deaf': _Deaf, 'hoarding': _Hoarding, 'repeating': _Repeating, 'blind': _Blind}
