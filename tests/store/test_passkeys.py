"""The contract of what keeps passkeys (identity/passkeys.py), kept by every implementation."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chat.identity.passkeys import PasskeyStore
from chat.model.account import Claim, Passkey
from chat.store.sqlite import SqliteStore
from tests.memory_passkeys import MemoryPasskeys
from tests.people import ALICE, BOB

NOON = datetime(2026, 1, 2, 12, 0, 0, 5, tzinfo=UTC)
PHONE = Passkey(id=b'\0phone', account=1, name='Телефон', public_key=b'\xff\0', sign_count=3, made=NOON)
MOST = 3


@pytest.fixture(params=['MemoryPasskeys', 'SqlitePasskeys'])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[PasskeyStore]:
    """With two accounts, 1 and 2."""
    if request.param == 'MemoryPasskeys':
        yield MemoryPasskeys(accounts={1, 2})
        return
    store = SqliteStore(tmp_path / 'data')
    store.open()
    for member in (ALICE, BOB):
        await store.claim(Claim(member=member, password='hash', is_admin=False))
    yield store.passkeys
    await store.close()


async def test_one_comes_back_as_it_was_put_in(store: PasskeyStore) -> None:
    assert await store.keep(PHONE, MOST)
    assert await store.find(PHONE.id) == PHONE
    assert await store.of(1) == [PHONE]
    assert await store.of(2) == []
    assert await store.find(b'') is None


async def test_one_id_is_kept_once(store: PasskeyStore) -> None:
    assert await store.keep(PHONE, MOST)
    assert not await store.keep(replace(PHONE, account=2, public_key=b'another'), MOST)
    assert await store.find(PHONE.id) == PHONE


async def test_an_account_has_no_more_than_it_may_and_the_oldest_comes_first(store: PasskeyStore) -> None:
    several = [replace(PHONE, id=bytes([n]), made=NOON - timedelta(hours=n)) for n in range(MOST)]
    for each in several:
        assert await store.keep(each, MOST)
    assert not await store.keep(PHONE, MOST)
    assert await store.keep(replace(PHONE, account=2), MOST)
    assert await store.of(1) == several[::-1]


async def test_an_account_that_is_gone_gets_none(store: PasskeyStore) -> None:
    assert not await store.keep(replace(PHONE, account=9), MOST)


async def test_it_is_used_as_it_was_found_and_not_twice(store: PasskeyStore) -> None:
    await store.keep(PHONE, MOST)
    later = NOON + timedelta(days=1)
    assert await store.use(PHONE, 4, later)
    assert await store.find(PHONE.id) == replace(PHONE, sign_count=4, used=later)
    assert not await store.use(PHONE, 5, later)
    assert not await store.use(replace(PHONE, id=b'unknown'), 5, later)


async def test_only_its_account_drops_it(store: PasskeyStore) -> None:
    await store.keep(PHONE, MOST)
    await store.drop(2, PHONE.id)
    assert await store.of(1) == [PHONE]
    await store.drop(1, PHONE.id)
    assert await store.find(PHONE.id) is None
