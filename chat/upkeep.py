"""Upkeep: what is opened when the server starts, looked after while it runs, and closed in good order at its end."""

import asyncio
import os
import sys
from contextlib import suppress
from datetime import timedelta
from typing import Final

from nicegui import background_tasks

from .errors import CannotKeep, Unusable
from .model.hub import Hub
from .model.message import now
from .model.reading import Reading
from .pulse import Pulse
from .settings import Settings
from .store.sqlite import SqliteStore

SWEEP: Final = 60.0  # seconds between two looks for rooms that nobody needs
TIDY: Final = 600.0  # seconds between two looks for messages that are too old or too many
FORGOTTEN: Final = timedelta(days=400)  # a browser that was not seen for so long is not known any more


class Upkeep:
    """Of one server."""

    def __init__(
        self, settings: Settings, *, store: SqliteStore, hub: Hub, reading: Reading, pulse: Pulse | None = None
    ) -> None:
        self._settings = settings
        self._store = store
        self._hub = hub
        self._reading = reading
        self.pulse = pulse or Pulse()

    def open(self) -> None:
        """Open the store; before anything is served."""
        try:
            self._store.open()
        except Unusable as error:  # another process was quicker after start.check
            print(error, file=sys.stderr, flush=True)  # noqa: T201
            os._exit(1)

    async def close(self) -> None:
        """Keep what is not kept yet, and close the store."""
        self._hub.close()
        await self._reading.keep()
        await asyncio.sleep(0)  # tasks of this moment hand over what they want to be kept
        await self._store.close()

    async def tidy(self) -> None:
        """Forget what is too old or too much."""
        with suppress(CannotKeep):  # the store has said so in the log; next time
            await self._store.finish_deleting()  # of rooms, should the last run have been cut short
            await self._store.forget_sessions(now() - FORGOTTEN)
            if self._settings.keep_days:
                await self._forget(days=self._settings.keep_days)
            if self._settings.max_mb:
                await self._forget(megabytes=self._settings.max_mb)

    async def purge(self) -> None:
        """Delete for good what was removed a moment ago, and files that nothing needs any more."""
        with suppress(CannotKeep):
            await self._store.purge()
            await self._store.uploads.tidy()

    async def lift_bars(self) -> None:
        """Forget where guests came from whose ban is over."""
        with suppress(CannotKeep):
            await self._hub.rights.tidy()

    async def _forget(self, *, days: int = 0, megabytes: int = 0) -> None:
        before = now() - timedelta(days=days) if days else None
        while gone := await self._store.forget(before=before, above=megabytes * 1_000_000 or None):
            self._hub.forget(gone)

    def feel_the_pulse(self) -> None:
        """Say in the log when the loop stood still: whatever blocked it made everybody wait."""
        background_tasks.create(self.pulse.beat(), name='pulse')
