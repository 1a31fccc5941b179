"""Searching: in threads of its own, so that nobody who only reads has to wait for those who search."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from ..errors import TooFast
from ..model.rights import Scope
from ..text.query import Query
from . import search
from .database import SEARCHERS

WAITING: Final = 30  # searches that may wait for their turn, some seconds at most


class Searching:
    """Of one store."""

    def __init__(self, look: Callable[[Callable[..., Any], Sequence[Any]], Any]) -> None:
        """
        :param look: has something looked up with a connection that reads; it blocks
        """
        self._look = look
        self._threads: ThreadPoolExecutor | None = None  # until somebody searches
        self._asked = 0

    async def find(self, query: Query, before: int | None, limit: int, scope: Scope) -> list[search.Found]:
        """See search.find.

        :raises TooFast: so many wait that it would take long
        """
        if self._asked >= SEARCHERS + WAITING:
            raise TooFast(search.BUDGET)
        self._asked += 1
        self._threads = self._threads or ThreadPoolExecutor(SEARCHERS, thread_name_prefix='chat searcher')
        asked = asyncio.get_running_loop().run_in_executor(
            self._threads, self._look, search.find, (query, before, limit, scope)
        )
        asked.add_done_callback(self._answered)  # when the thread is free again, even if whoever asked has gone
        found: list[search.Found] = await asyncio.shield(asked)
        return found

    def close(self) -> None:
        """Wait for those that are under way."""
        if self._threads is not None:
            self._threads.shutdown()
            self._threads = None

    def _answered(self, _: object) -> None:
        self._asked -= 1
