"""The pulse: how late the event loop is. Whatever blocks it makes everybody wait."""

import asyncio
import logging
import time
from typing import Final

PULSE: Final = 0.25  # seconds between two beats of the loop ...
LAG: Final = 1.0  # ... and how late one may be before it is worth a line in the log
SPAN: Final = 240  # beats, a minute of them, of which the latest is remembered

log = logging.getLogger('chat')


class Pulse:
    """Of one process."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        """When the server started."""
        self._late = [0.0] * SPAN

    @property
    def lag(self) -> float:
        """Seconds that the latest beat of the last minute was late."""
        return max(self._late)

    async def beat(self) -> None:
        """Go on for ever."""
        loop, n = asyncio.get_running_loop(), 0
        while True:
            due = loop.time() + PULSE
            await asyncio.sleep(PULSE)
            late = self._late[n % SPAN] = max(0.0, loop.time() - due)
            n += 1
            if late > LAG:
                log.warning('the event loop stood still for %.1f s', late)
