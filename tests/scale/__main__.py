"""`python -m tests.scale`: make the rooms, measure, and say of each target whether it is met."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.load.report import Target, machine
from tests.scale.make import BIG, SMALL, make
from tests.scale.measure import Times, at_the_store, page_opens, posts, start_ups

COSTLIER = 1.2  # times that a page of the large room may cost what one of the small room does
SEARCH = 50.0  # ms, median
PAGE = 10.0  # ms, median, at the store
GROUPED = 5.0  # times more posts a second than with a commit for each


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog='python -m tests.scale', description=__doc__)
    parser.add_argument('--messages', type=int, default=1_000_000, help='of the large room')
    parser.add_argument('--small', type=int, default=100, help='of the small room')
    parser.add_argument('--repeats', type=int, default=40, help='of most measurements')
    parser.add_argument('--posts', type=int, default=10_000, help='in one round')
    parser.add_argument('--data', type=Path, help='directory to make them in, and to find them again in')
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix='chat-scale-') as folder:
        times = asyncio.run(measure(given, given.data or Path(folder) / 'data'))
    found = targets(times)
    print(report(times, found))
    return 0 if all(target.is_met for target in found) else 1


async def measure(given: argparse.Namespace, data: Path) -> Times:
    times = Times()
    speech = make(data, big=given.messages, small=given.small)
    print(f'{size(data) / 1e6:.0f} MB on disk')
    await start_ups(times, data, max(min(3, given.repeats), given.repeats // 8))
    await page_opens(times, data, given.repeats)
    await at_the_store(times, data, speech, big=given.messages, repeats=given.repeats)
    await posts(times, posts=given.posts, rounds=min(3, given.repeats))
    return times


def size(data: Path) -> int:
    return sum(path.stat().st_size for path in data.iterdir())


def targets(times: Times) -> list[Target]:
    """What must be reached."""
    opening = {what: times.ms(f'{what} {BIG} CPU') / times.ms(f'{what} {SMALL} CPU') for what in ('open', 'first open')}
    grouped = times.ms('post one a commit') / times.ms('post grouped')
    return [
        Target(
            is_met=opening['open'] <= COSTLIER,
            claim=f'opening costs at most {COSTLIER} times a small room (CPU)',
            found=f'{opening["open"]:.2f} times',
        ),
        Target(
            is_met=opening['first open'] <= COSTLIER,
            claim='the same when the room was not in memory',
            found=f'{opening["first open"]:.2f} times',
        ),
        Target(
            is_met=times.ms('search') < SEARCH, claim=f'search p50 under {SEARCH:.0f} ms', found=line(times, 'search')
        ),
        Target(
            is_met=times.ms(f'page {BIG}') < PAGE,
            claim=f'a page of history under {PAGE:.0f} ms at the store',
            found=line(times, f'page {BIG}'),
        ),
        Target(
            is_met=grouped >= GROUPED,
            claim=f'durable posts of 100 at once at least {GROUPED:.0f} times those of a commit each',
            found=f'{grouped:.1f} times, {1000 / times.ms("post grouped"):,.0f} a second',
        ),
    ]


def line(times: Times, what: str) -> str:
    return f'p50 {times.ms(what):.2f} ms, p99 {times.p99_ms(what):.1f} ms'


def report(times: Times, found: list[Target]) -> str:
    """Every figure, then the targets."""
    width = max(map(len, times.taken))
    return '\n'.join([machine(), *(f'{what:{width}}  {times.spread(what)}' for what in times.taken), *map(str, found)])


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
