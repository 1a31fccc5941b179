"""The command: `python -m tests.load`. Prints the table, the targets and the verdict.

Exit code 0: all well; 1 (FAILED): something was missed, doubled or out of order, or somebody was dropped; 2: none of
that, but a target was not met.
"""

import argparse
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Final

from . import report
from .bench import Bench
from .round import Failure, Outcome
from .servers import FAULTS, WAYS, before

USUAL: Final = {'browsers': 200, 'messages': 1000, 'repeats': 3, 'big': 500}
QUICK: Final = {'browsers': 50, 'messages': 20, 'repeats': 1, 'big': 0}


def main() -> int:
    """Run what the command line asks for."""
    options = _options()
    signal.signal(signal.SIGTERM, _end)
    print(report.machine(), flush=True)
    bench = Bench(options.browsers, options.messages, quick=options.quick, fault=options.fault)
    outcomes: list[Outcome] = []
    big: Outcome | None = None
    try:
        for repeat in range(options.repeats):
            which = f'{repeat + 1}/{options.repeats}'
            outcomes.extend(_told(bench.round(WAYS[way]), which) for way in options.only)
        if options.big and 'ours' in options.only:
            big = _told(bench.round(WAYS['ours'], browsers=options.big), 'big')
    except Failure as failure:
        print(report.table(outcomes, big), failure, 'FAILED', sep='\n')
        return 1
    print(report.table(outcomes, big))
    if faults := [fault for outcome in [*outcomes, *([big] if big else [])] for fault in outcome.faults]:
        print('\n'.join(faults[:20]), '\nFAILED', sep='')
        return 1
    print('Every browser got every message once and in order; nobody was dropped.')
    if options.quick:
        return 0
    targets = report.targets(outcomes, big)
    print(*targets, sep='\n')
    return 0 if all(target.is_met for target in targets) else 2


def _end(number: int, _: FrameType | None) -> None:
    sys.exit(128 + number)  # on the way out, the programs that were started are ended


def _told(outcome: Outcome, which: str) -> Outcome:
    print(f'[{which}] {outcome}', file=sys.stderr, flush=True)
    return outcome


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog='python -m tests.load', description=__doc__)
    add = parser.add_argument
    add('--browsers', type=_up_to(2000), help='browsers in the room (200)')
    add('--messages', type=_up_to(10_000), help='measured messages of a round (1000; fewer where they are dear)')
    add('--repeats', type=_up_to(20), help='rounds of each way, interleaved (3)')
    add('--only', type=_ways, default=list(WAYS), metavar='WAYS', help=f'of {",".join(WAYS)}')
    add('--big', type=_up_to(2000), metavar='N', help='one more round of ours with N browsers; 0: none (500)')
    add('--against', type=Path, metavar='FOLDER', help='compare with this chat as it is in another checkout, too')
    add('--quick', action='store_true', help=f'{QUICK["browsers"]} browsers, once, nothing asserted of times')
    add('--fault', choices=FAULTS, help='negative control: the floor breaks so, and the run must fail')
    options = parser.parse_args()
    if options.against:
        WAYS['before'] = before(options.against)
        options.only.append('before')
    for name, value in (QUICK if options.quick else USUAL).items():
        if getattr(options, name) is None:
            setattr(options, name, value)
    if not (options.browsers and options.messages and options.repeats):
        parser.error('--browsers, --messages and --repeats begin at 1')
    return options


def _ways(text: str) -> list[str]:
    if unknown := set(names := text.split(',')) - set(WAYS):
        raise argparse.ArgumentTypeError(f'no such way: {", ".join(sorted(unknown))}')
    return names


def _up_to(limit: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not 0 <= int(text) <= limit:
            raise argparse.ArgumentTypeError(f'0 - {limit}')
        return int(text)

    return number


if __name__ == '__main__':
    sys.exit(main())
