"""The bench: for each round or scene a fresh server and a fresh load generator, each a process of its own."""

import secrets
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tests.server import free_port

from .program import Program
from .round import Failure, Found, Outcome, Plan
from .servers import FAULTS, ROOT, WAYS, Way

BURST: Final = 50  # messages sent at once after the measured ones
USUAL: Final = 500  # browsers; in a larger room fewer messages are said
FEWEST: Final = 5  # messages of a round
LONGEST: Final = 1200.0  # seconds that a round may take at most
IDLE, QUICK_IDLE = 2.0, 0.5  # seconds over which idling is measured
QUIET, QUICK_QUIET = 1.5, 0.7  # seconds without news after which the room is settled; it tells comings 0.05 s later ...
QUIET_PER_BROWSER: Final = 0.003  # ... and 2 ms for each view (chat.feed.stream.PER_VIEW)
AT_REST: Final = 0.3  # seconds without news where nobody is told who comes


class Bench:
    """Plays rounds and scenes."""

    def __init__(self, messages: int, *, quick: bool = False, fault: str | None = None) -> None:
        """
        :param messages: how many are measured in a round
        :param quick: whether only correctness counts
        :param fault: that of Python's floor or of a browser, as a negative control
        """
        self._messages = messages
        self.is_quick = quick
        self._fault = fault

    def round(self, way: Way, browsers: int) -> Outcome:
        """One round with so many browsers, or as many as the way can bear.

        :raises Failure: it did not come to its end
        """
        count = min(browsers, way.most)
        said = self._messages if browsers <= USUAL else self._messages // 2  # there are deliveries enough
        messages = max(FEWEST, round(said * way.share)) if way.share else 0
        burst = max(FEWEST, round(BURST * way.share)) if way.share else 0
        return Outcome.read(self._played('generator', way, count, messages, burst))

    def scene(self, name: str, browsers: int, messages: int, pairs: int, options: Sequence[str] = ()) -> Found:
        """One scene of this chat.

        :param name: the module's in scenes/
        :param messages: measured in each half of a pair
        :param options: of the chat's command line
        :raises Failure: it did not come to its end
        """
        way = replace(WAYS['ours'], arguments=(*WAYS['ours'].arguments, *options))
        return Found.read(self._played(f'scenes.{name}', way, browsers, messages, BURST, pairs))

    def _played(self, module: str, way: Way, browsers: int, messages: int, burst: int, pairs: int = 0) -> str:
        port = free_port()
        quiet = (
            (QUICK_QUIET if self.is_quick else QUIET) + QUIET_PER_BROWSER * browsers if way.tells_comings else AT_REST
        )
        with Program(way.command(port, self._fault), port) as program:
            program.wait_until_up()
            plan = Plan(
                way=way.name,
                port=port,
                pid=program.pid,
                room=f'load-{secrets.token_hex(4)}',
                browsers=browsers,
                messages=messages,
                burst=burst,
                idle=QUICK_IDLE if self.is_quick else IDLE,
                quiet=quiet,
                data=program.data,
                fault='' if self._fault in {None, *FAULTS} else str(self._fault),
                pairs=pairs,
            )
            try:
                played = subprocess.run(
                    [sys.executable, '-m', f'tests.load.{module}', plan.write()],
                    cwd=ROOT,
                    text=True,
                    capture_output=True,
                    timeout=LONGEST,
                    check=False,
                )
            except subprocess.TimeoutExpired as error:
                raise Failure(f'{module} {way.name}: it took more than {LONGEST:.0f} s') from error
            if played.returncode:
                raise Failure(f'{module} {way.name}: {played.stderr[-3000:]}\nthe server said:\n{program.log}')
            return played.stdout
