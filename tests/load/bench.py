"""The bench: for each round a fresh server and a fresh load generator, each a process of its own."""

import secrets
import subprocess
import sys
from typing import Final

from tests.server import free_port

from .program import Program
from .round import Failure, Outcome, Plan
from .servers import ROOT, Way

BURST: Final = 50  # messages sent at once after the measured ones
FEWEST: Final = 5  # messages of a round
ROUND: Final = 600.0  # seconds that a round may take at most
IDLE, QUICK_IDLE = 3.0, 0.5  # seconds over which idling is measured
QUIET, QUICK_QUIET = 1.5, 0.7  # seconds without news after which the room is settled; it tells comings 0.05 s later ...
QUIET_PER_BROWSER: Final = 0.003  # ... and 2 ms for each view (chat.feed.stream.PER_VIEW)


class Bench:
    """Plays rounds of one size."""

    def __init__(self, browsers: int, messages: int, *, quick: bool = False, fault: str | None = None) -> None:
        """
        :param browsers: how many are in the room
        :param messages: how many are measured
        :param quick: whether only correctness counts
        :param fault: the floor's, as a negative control
        """
        self._browsers = browsers
        self._messages = messages
        self._quick = quick
        self._fault = fault

    def round(self, way: Way, browsers: int | None = None) -> Outcome:
        """One round.

        :param browsers: how many, if not as many as usual
        :raises Failure: it did not come to its end
        """
        port, count = free_port(), browsers or self._browsers
        quiet = (QUICK_QUIET if self._quick else QUIET) + QUIET_PER_BROWSER * count
        with Program(way.command(port, self._fault), port) as program:
            program.wait_until_up()
            plan = Plan(
                way=way.name,
                port=port,
                pid=program.pid,
                room=f'load-{secrets.token_hex(4)}',
                browsers=count,
                messages=max(FEWEST, round(self._messages * way.share)),
                burst=max(FEWEST, round(BURST * way.share)),
                idle=QUICK_IDLE if self._quick else IDLE,
                quiet=quiet,
            )
            try:
                generator = subprocess.run(
                    [sys.executable, '-m', 'tests.load.generator', plan.write()],
                    cwd=ROOT,
                    text=True,
                    capture_output=True,
                    timeout=ROUND,
                    check=False,
                )
            except subprocess.TimeoutExpired as error:
                raise Failure(f'{way.name}: the round took more than {ROUND:.0f} s') from error
            if generator.returncode:
                raise Failure(f'{way.name}: {generator.stderr[-3000:]}\nthe server said:\n{program.log}')
            return Outcome.read(generator.stdout)
