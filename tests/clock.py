"""A clock that tests put forward: what the running loop has scheduled comes due without waiting."""

import asyncio


class Clock:
    """The running loop's time, plus as much as it was put forward."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._real = self._loop.time
        self._ahead = 0.0
        self._loop.time = lambda: self._real() + self._ahead  # type: ignore[method-assign]

    async def advance(self, seconds: float) -> None:
        """Let this much time pass, and what comes due in it happen."""
        self._ahead += seconds
        for _ in range(5):  # a timer's callback may schedule others
            await asyncio.sleep(0)

    def halt(self) -> None:
        """From here on time passes only where it is put forward: nothing comes due before, however slow the machine.

        Who sleeps meanwhile, as `eventually` does, sleeps for ever.
        """
        halted = self._real()
        self._loop.time = lambda: halted + self._ahead  # type: ignore[method-assign]

    def restore(self) -> None:
        """Give the loop its own time again."""
        self._loop.time = self._real  # type: ignore[method-assign]
