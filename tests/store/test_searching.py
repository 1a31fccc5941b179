"""Searches that take long, and those who only read meanwhile."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from chat.errors import TooFast
from chat.model.store import Extent
from chat.store import search
from chat.store.database import READERS, SEARCHERS
from chat.store.searching import WAITING
from chat.store.sqlite import SqliteStore
from chat.text.query import Query
from tests.patience import PATIENCE

LONG = Query(words=('long',))


@pytest.fixture
def over(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Searches end when this is set."""
    over = threading.Event()
    monkeypatch.setattr(search, 'find', lambda *_: over.wait(PATIENCE) and [])
    yield over
    over.set()


async def test_who_reads_does_not_wait_for_those_who_search(sqlite: SqliteStore, over: threading.Event) -> None:
    searches = [asyncio.create_task(sqlite.find(LONG)) for _ in range(2 * (READERS + SEARCHERS))]
    await asyncio.sleep(0)
    async with asyncio.timeout(PATIENCE / 2):
        assert await sqlite.extents(['7']) == {'7': Extent(first=1, last=0)}
    assert not any(each.done() for each in searches)
    over.set()
    assert await asyncio.gather(*searches) == [[]] * len(searches)


async def test_so_many_searches_wait_and_no_more(sqlite: SqliteStore, over: threading.Event) -> None:
    searches = [asyncio.create_task(sqlite.find(LONG)) for _ in range(SEARCHERS + WAITING)]
    await asyncio.sleep(0)
    searches[-1].cancel()  # who has gone still has a place until it is looked for
    with pytest.raises(TooFast):
        await sqlite.find(LONG)
    over.set()
    await asyncio.gather(*searches, return_exceptions=True)
    assert await sqlite.find(LONG) == []
