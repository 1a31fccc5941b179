"""Silence: browsers that answer no ping any more are ended, all looked at together and not one by one.

Engine.IO looks at each by a timer of its own, which with hundreds of them is a hundred timers a second, and takes those
for gone whose answers it has not read: after the process stood still (a laptop that slept, a machine that was moved)
that would be everybody.
"""

import time
from collections.abc import Callable
from typing import Final

from . import framework

LOOK: Final = 1.0  # seconds between two looks ...
STOOD_STILL: Final = 3.0  # ... and how many between them mean that answers may wait to be read


class Silence:
    """Of one process."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        """
        :param clock: Engine.IO's own tells when it asked
        """
        self._clock = clock
        self._looked = clock()
        framework.look_at_nobody()

    async def look(self) -> None:
        """End those who are silent; to be called every LOOK seconds."""
        before, self._looked = self._looked, self._clock()
        if self._looked - before < STOOD_STILL:
            await framework.end_silent(self._looked)
