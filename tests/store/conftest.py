"""A store on a real file."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat.store.sqlite import SqliteStore


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    store = SqliteStore(tmp_path / 'data')
    store.open()
    yield store
    await store.close()
