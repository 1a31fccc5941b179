"""Upkeep: what is too old goes by itself, in the store and before the eyes of those who look at it."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from nicegui import app
from nicegui.testing import User

from chat import pulse
from chat.model.hub import Hub
from chat.model.message import Draft, now
from chat.model.reading import Reading
from chat.pulse import Pulse
from chat.settings import Settings
from chat.store import messages
from chat.store.sqlite import SqliteStore
from chat.upkeep import Upkeep
from tests.patience import eventually
from tests.people import ALICE


@pytest.fixture
async def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SqliteStore:
    """Ten messages of as many days, the last of today."""
    store = SqliteStore(tmp_path / 'data')
    store.open()
    for days in range(9, -1, -1):
        moment = now() - timedelta(days=days)
        monkeypatch.setattr(messages, 'now', lambda moment=moment: moment)
        await store.append('7', ALICE, Draft(text=f'{days} days ago'))
    monkeypatch.undo()
    return store


async def test_messages_go_after_the_days_that_are_set(store: SqliteStore) -> None:
    hub = Hub(store)
    room = await hub.open('7')
    gone: list[int] = []
    room.forgotten.subscribe(gone.append, expect_args=True)
    await Upkeep(Settings(keep_days=3), store=store, hub=hub, reading=Reading(store)).tidy()
    assert [message.text for message in room.tail] == ['2 days ago', '1 days ago', '0 days ago']
    assert gone == [7]
    assert (await store.extents(['7']))['7'].first == 8
    await store.close()


async def test_nothing_goes_unless_it_is_set(store: SqliteStore) -> None:
    hub = Hub(store)
    await Upkeep(Settings(), store=store, hub=hub, reading=Reading(store)).tidy()
    assert (await store.extents(['7']))['7'].first == 1
    await store.close()


async def test_a_loop_that_stood_still_is_told_of(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(pulse, 'LAG', -1.0)  # any beat is late
    monkeypatch.setattr(pulse, 'PULSE', 0.001)
    beating = asyncio.create_task(Pulse().beat())
    await eventually(lambda: bool(caplog.records))
    beating.cancel()
    assert 'the event loop stood still for' in caplog.text


async def test_what_nicegui_keeps_of_a_tab_is_not_kept_for_long_after_its_page(user: User) -> None:
    await user.open('/')
    assert app.storage.max_tab_storage_age == Settings().away
