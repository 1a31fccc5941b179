"""The crowd: all browsers of a room; when each has what was sent, how long it took, and who fell out."""

import asyncio
from array import array
from typing import Final

PATIENCE: Final = 10.0  # seconds that a message may take to reach everybody


class Crowd:
    """Browsers report here."""

    def __init__(self) -> None:
        self.latencies = array('q')
        """Nanoseconds from the sender's writing to each browser's receiving, while `is_measured`."""
        self.is_measured = False
        self.lost: list[str] = []
        """Who was dropped, and what took too long."""
        self._number = 0
        self._without = 0
        self._settled = asyncio.Event()

    def expect(self, number: int, browsers: int) -> None:
        """Begin to wait for a message."""
        self._number = number
        self._without = browsers
        self._settled.clear()

    def got(self, number: int, sent: int, arrived: int) -> None:
        """A browser got a message that it did not have."""
        if self.is_measured:
            self.latencies.append(arrived - sent)
        if number == self._number:
            self._without -= 1
            if not self._without:
                self._settled.set()

    def lose(self, why: str) -> None:
        """Somebody was dropped or waited in vain: there is nothing to wait for any more."""
        self.lost.append(why)
        self._settled.set()

    async def all_have_it(self) -> bool:
        """Wait until every browser has the message; False if one will not get it."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._settled.wait()
        except TimeoutError:
            self.lose(f'message {self._number}: {self._without} browsers did not have it after {PATIENCE:.0f} s')
        return not self.lost

    def percentile(self, share: float) -> float:
        """Within how many milliseconds this share of the messages came; 0 if none was measured."""
        if not self.latencies:
            return 0.0
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] / 1e6

    def measure_anew(self) -> None:
        """Forget how long it took, and measure."""
        self.latencies = array('q')
        self.is_measured = True
