"""The command: `python -m tests.load`. Prints the table, a line for each target, and the verdict; draws a plot.

Exit code 0: all well; 1 (FAILED): something was missed, doubled or out of order, or somebody was dropped; 2: none of
that, but a target was not met.
"""

import argparse
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import Final

from . import program, report
from .bench import Bench
from .broken import BROKEN
from .deliveries import Rounds
from .report import Part
from .round import Failure, Outcome
from .scenery import PARTS
from .servers import FAULTS, ROOT, WAYS, Way, before, c
from .soak import soak

SIZES: Final = [50, 200, 500, 1000, 2000]
MAIN: Final = 500  # browsers in the room that the targets are about
QUICK: Final = 50
USUAL, QUICK_MESSAGES, MOST = 200, 20, 20_000  # messages of a round
GROWING: Final = ('ours', 'c', 'old_plain')  # what is also played in rooms of the other sizes
PLOT: Final = ROOT / 'docs' / 'load.png'


def main() -> int:
    """Run what the command line asks for."""
    options = _options()
    signal.signal(signal.SIGTERM, _end)
    print(report.machine(), flush=True)
    if options.soak:
        return soak(options.soak * 3600)
    said = min(options.messages or USUAL, QUICK_MESSAGES if options.quick else MOST)
    bench = Bench(said, quick=options.quick, fault=options.fault)
    main_room = MAIN if MAIN in options.browsers else options.browsers[0]
    outcomes: list[Outcome] = []
    parts: list[Part] = []
    notes = []
    if 'c' in options.only and (why := c.lacks()):
        notes.append(f"No C loop here, since {why}: Python's floor stands in for it.")
    failure: Failure | None = None
    try:
        for way, browsers, which in _rounds(options, main_room):
            if why := program.lacks(browsers):
                notes.append(f'{WAYS[way.name].title}, {browsers} browsers: left out, {why}')
                continue
            outcomes.append(_told(bench.round(way, browsers), which))
        for name in options.scenes:
            print(f'[{name}]', file=sys.stderr, flush=True)
            pairs = 1 if options.quick else options.repeats
            parts.append(PARTS[name].play(name, bench, main_room, pairs, options.messages))
    except Failure as error:
        failure = error
    rounds = Rounds(outcomes, main_room)
    if outcomes:
        parts.insert(0, rounds.part(notes, is_asserted=not options.quick))
    print('', *parts, sep='\n')
    if options.plot and outcomes:
        from .plot import draw

        draw(rounds, options.plot)
        print(f'The plot is in {options.plot}.')
    if failure:
        print(failure, 'FAILED', sep='\n')
        return 1
    if faults := [fault for part in parts for fault in part.faults]:
        print('\n'.join(faults[:20]), '\nFAILED', sep='')
        return 1
    print('Every browser got every message once and in order; nobody was dropped.')
    targets = [] if options.quick else report.targets(parts)
    print(*targets, sep='\n')
    return 0 if all(target.is_met for target in targets) else 2


def _rounds(options: argparse.Namespace, main_room: int) -> Iterator[tuple[Way, int, str]]:
    """Every way in the main room, in turn, as often as wanted; then some of them once in rooms of other sizes."""
    for repeat in range(options.repeats):
        for way in options.only:
            yield WAYS[way], main_room, f'{repeat + 1}/{options.repeats}'
    for browsers in options.browsers:
        if browsers != main_room:
            for way in options.only:
                if way in GROWING:
                    yield WAYS[way], browsers, 'once'


def _end(number: int, _: FrameType | None) -> None:
    sys.exit(128 + number)  # on the way out, the programs that were started are ended


def _told(outcome: Outcome, which: str) -> Outcome:
    print(f'[{which}] {outcome}', file=sys.stderr, flush=True)
    return outcome


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog='python -m tests.load', description=__doc__)
    add = parser.add_argument
    add('--browsers', type=_sizes, metavar='SIZES', help=f'browsers in a room: {MAIN}, or the first of them, with all '
        f'ways and repeats, the others once ({",".join(map(str, SIZES))}; {MAIN} with --only)')  # fmt: skip
    add(
        '--messages',
        type=_up_to(MOST),
        help=f'measured messages of a round ({USUAL}; fewer where dear), or all of a scene',
    )
    add('--repeats', type=_up_to(20), default=5, help='rounds of each way, interleaved (5)')
    add('--only', type=_names(WAYS), metavar='WAYS', help=f'of {",".join(WAYS)}; no scenes, unless they are asked for')
    add('--scenes', type=_names(PARTS), metavar='NAMES', help=f'of {",".join(PARTS)}; none; all in the whole proof; '
        'no ways beside them, unless they are asked for')  # fmt: skip
    add('--against', type=Path, metavar='FOLDER', help='compare with this chat as it is in another checkout, too')
    add('--plot', type=Path, metavar='FILE', help=f'draw a PNG ({PLOT.relative_to(ROOT)} by the whole proof)')
    add('--soak', type=float, metavar='HOURS', help='only look whether anything grows in time: tests.load.soak')
    add('--quick', action='store_true', help=f'{QUICK} browsers, 20 messages, once, nothing asserted of times')
    add('--fault', choices=[*FAULTS, *BROKEN], help="negative control: Python's floor breaks so, or one browser of the "
        'departures, and the run must fail')  # fmt: skip
    options = parser.parse_args()
    is_whole = not (options.only or options.quick or options.browsers or options.scenes is not None)
    if options.quick:
        options.repeats = 1
    asked = options.scenes
    options.browsers = options.browsers or ([QUICK] if options.quick else [MAIN] if options.only or asked else SIZES)
    if options.scenes is None:
        options.scenes = [] if options.only or options.quick else list(PARTS)
    if options.only is None:
        options.only = [] if asked else list(WAYS)
    options.plot = options.plot or (PLOT if is_whole else None)
    if options.against:
        WAYS['before'] = before(options.against)
        options.only.append('before')
    if options.fault in BROKEN and 'departures' not in options.scenes:
        parser.error(f'--fault {options.fault} is one of the scene departures')
    if options.messages == 0 or not options.repeats:
        parser.error('--messages and --repeats begin at 1')
    return options


def _names(known: Mapping[str, object]) -> Callable[[str], list[str]]:
    def names(text: str) -> list[str]:
        if text == 'none':
            return []
        if unknown := set(found := text.split(',')) - set(known):
            raise argparse.ArgumentTypeError(f'there is no {", ".join(sorted(unknown))}')
        return found

    return names


def _sizes(text: str) -> list[int]:
    return [_up_to(2000, least=1)(size) for size in text.split(',')]


def _up_to(limit: int, *, least: int = 0) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not least <= int(text) <= limit:
            raise argparse.ArgumentTypeError(f'{least} - {limit}')
        return int(text)

    return number


if __name__ == '__main__':
    sys.exit(main())
