"""Tabs: the open pages of each session, so that they can be closed when it ends."""

from collections import defaultdict
from collections.abc import Callable, Hashable


class Tabs:
    """Of this process. Sessions are named by their keys (see session.py)."""

    def __init__(self) -> None:
        self._open: defaultdict[str, dict[Hashable, Callable[[], None]]] = defaultdict(dict)

    def open(self, key: str, tab: Hashable, close: Callable[[], None]) -> None:
        """A page is shown.

        :param close: makes it useless and leads the browser away, at once
        """
        self._open[key][tab] = close

    def forget(self, key: str, tab: Hashable) -> None:
        """A page is gone."""
        self._open[key].pop(tab, None)
        if not self._open[key]:
            del self._open[key]

    def close(self, key: str) -> None:
        """Close all pages of a session."""
        for close in list(self._open.pop(key, {}).values()):
            close()

    def count(self, key: str) -> int:
        """How many pages of a session are open."""
        return len(self._open.get(key, ()))
