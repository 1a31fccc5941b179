"""Reading: one place for each member and room, the same in all tabs, kept a moment later."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from chat.errors import CannotKeep
from chat.model.reading import Position, Reading
from chat.store.sqlite import SqliteStore
from tests.people import ALICE, BOB


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    store = SqliteStore(tmp_path / 'data')
    store.open()
    yield store
    await store.close()


@pytest.fixture
def reading(store: SqliteStore) -> Reading:
    return Reading(store)


async def test_reading_goes_forward_only(reading: Reading) -> None:
    moved: list[Position] = []
    reading.moved.subscribe(moved.append, expect_args=True)
    await reading.fetch(ALICE)
    for seq in (3, 2, 3, 5):
        reading.read(ALICE, '7', seq)
    assert [position.read for position in moved] == [3, 5]
    assert (await reading.fetch(ALICE)) == {'7': 5}


async def test_marking_as_unread_goes_back(reading: Reading) -> None:
    await reading.fetch(ALICE)
    reading.read(ALICE, '7', 5)
    reading.mark_unread(ALICE, '7', 2)
    assert (await reading.fetch(ALICE)) == {'7': 1}


async def test_everyone_reads_for_themselves(reading: Reading) -> None:
    await reading.fetch(ALICE)
    await reading.fetch(BOB)
    reading.read(ALICE, '7', 5)
    assert await reading.fetch(BOB) == {}


async def test_what_was_read_is_known_after_a_restart(reading: Reading, store: SqliteStore) -> None:
    await reading.fetch(ALICE)
    reading.read(ALICE, '7', 5)
    reading.read(ALICE, '8', 1)
    await reading.keep()
    reading.read(ALICE, '7', 6)
    await reading.keep()
    again = Reading(store)
    assert await again.fetch(ALICE) == {'7': 6, '8': 1}


async def test_what_is_not_kept_yet_is_not_forgotten_with_the_last_tab(reading: Reading) -> None:
    await reading.fetch(ALICE)
    reading.read(ALICE, '7', 5)
    reading.release(ALICE)
    assert await reading.fetch(ALICE) == {'7': 5}


async def test_nothing_is_held_of_those_who_have_gone(reading: Reading) -> None:
    await reading.fetch(ALICE)
    await reading.fetch(ALICE)
    reading.release(ALICE)
    assert reading._known
    reading.release(ALICE)
    assert not reading._known


async def test_positions_that_cannot_be_kept_are_tried_again() -> None:
    class Full:
        is_full = True
        kept: Sequence[Position] = ()

        async def positions(self, member: int) -> dict[str, int]:
            return {}

        async def keep_positions(self, positions: Sequence[Position]) -> None:
            if self.is_full:
                raise CannotKeep
            self.kept = positions

    store = Full()
    reading = Reading(store)
    await reading.fetch(ALICE)
    reading.read(ALICE, '7', 5)
    reading.read(ALICE, '8', 1)
    await reading.keep()
    reading.read(ALICE, '7', 6)
    store.is_full = False
    await reading.keep()
    assert {(position.room, position.read) for position in store.kept} == {('7', 6), ('8', 1)}
