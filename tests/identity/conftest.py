"""Accounts and sessions on a real store."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat.identity.accounts import Accounts
from chat.store.sqlite import SqliteStore


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    store = SqliteStore(tmp_path / 'data')
    store.open()
    yield store
    await store.close()


@pytest.fixture
def accounts(store: SqliteStore) -> Accounts:
    accounts = Accounts(store)
    accounts.open()
    return accounts
