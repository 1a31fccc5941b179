"""The measurements: each of the large room and of the small one in turn, in the same run."""

import asyncio
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Final

import httpx
from tqdm import tqdm

from chat.model.member import FIRST_NUMBER, Member
from chat.model.message import Draft
from chat.model.room import Room
from chat.store.sqlite import SqliteStore
from chat.text.query import parse
from tests.load.meter import Meter
from tests.scale.make import BIG, RARE, SMALL, Speech
from tests.server import Server

WRITERS: Final = 100  # that post at the same time in one room
ALICE: Final = Member(number=FIRST_NUMBER, name='Person 0')


@dataclass(slots=True)
class Times:
    """Seconds, by what took them."""

    taken: dict[str, list[float]] = field(default_factory=dict)

    @contextmanager
    def of(self, what: str) -> Iterator[None]:
        """Time what is done inside."""
        started = time.perf_counter()
        yield
        self.add(what, time.perf_counter() - started)

    def add(self, what: str, seconds: float) -> None:
        """One more."""
        self.taken.setdefault(what, []).append(seconds)

    def ms(self, what: str) -> float:
        """The median, in milliseconds."""
        return median(self.taken[what]) * 1000

    def p99_ms(self, what: str) -> float:
        """The 99th percentile, in milliseconds."""
        values = self.taken[what]
        return (quantiles(values, n=100)[98] if len(values) > 1 else values[0]) * 1000

    def spread(self, what: str) -> str:
        """The median, and the least and the most."""
        values = [1000 * value for value in self.taken[what]]
        return f'{median(values):.2f} ms ({min(values):.2f}–{max(values):.2f}, {len(values)} times)'


async def start_ups(times: Times, data: Path, repeats: int) -> None:
    """From the start of the process to its first answer, with the large chat and with none."""
    for _ in tqdm(range(repeats), desc='Starting', disable=None):
        for what, folder in (('start big', data), ('start empty', None)):
            server = Server(data=folder)
            with times.of(what):
                server.start()
            server.stop()


async def page_opens(times: Times, data: Path, repeats: int) -> None:
    """The page of each room over HTTP: just after the start, when the room is not in memory, and again."""
    for _ in tqdm(range(max(min(2, repeats), repeats // 4)), desc='Opening', disable=None):
        with Server(data=data).start() as server:
            meter = Meter(server.pid)
            async with httpx.AsyncClient(base_url=server.url, timeout=60) as browser:
                await browser.post('/join_chat', data={'username': 'Visitor', 'room_id': 'another'})
                for _ in range(3):  # what any first page loads
                    await browser.get('/rooms/another')
                for room in random.sample([BIG, SMALL], 2):
                    await _open(times, f'first open {room}', browser, meter, room)
                for _ in range(repeats):
                    for room in random.sample([BIG, SMALL], 2):
                        await _open(times, f'open {room}', browser, meter, room)


async def _open(times: Times, what: str, browser: httpx.AsyncClient, meter: Meter, room: str) -> None:
    cpu = meter.cpu
    with times.of(what):
        answer = await browser.get(f'/rooms/{room}')
    assert answer.status_code == 200
    assert answer.text.count('data-seq=') >= 50
    times.add(f'{what} CPU', meter.cpu - cpu)


async def at_the_store(times: Times, data: Path, speech: Speech, *, big: int, repeats: int) -> None:
    """Pages of history at any depth, search, and what a page with 30 rooms needs for its counts."""
    store = SqliteStore(data)
    store.open()
    chance = random.Random(7)
    queries = {
        'common word': speech.words[0],
        'word': speech.words[500],
        'rare word': RARE,
        'two words': f'{speech.words[3]} {speech.words[40]}',
        'phrase': f'"{speech.words[1]} {speech.words[0]}"',
        'beginning': speech.words[9][:2],
        'from one who says little': f'from:"Person 200" {speech.words[5]}',
        'in the small room': f'in:{SMALL} {speech.words[0]}',
        'before': f'before:2024 {speech.words[7]}',
        'nobody said it': 'xyzzyplugh',
    }
    for _ in tqdm(range(repeats), desc='Reading', disable=None):
        for room, size in ((BIG, big), (SMALL, 100)):
            seq = chance.randrange(52, size + 2)
            with times.of(f'page {room}'):
                page = await store.before(room, seq, 51)
            assert len(page) == 51
            with times.of(f'unread {room}'):
                await store.positions(FIRST_NUMBER)
                extents = await store.extents([room, *(f'other {n}' for n in range(29))])
            assert extents[room].last >= size
    for _ in tqdm(range(max(min(3, repeats), repeats // 4)), desc='Searching', disable=None):
        for name, query in queries.items():
            with times.of(f'search: {name}'):
                found = await store.find(parse(query))
            assert bool(found) != (name == 'nobody said it'), (name, query)
    for values in [times.taken[what] for what in list(times.taken) if what.startswith('search: ')]:
        times.taken.setdefault('search', []).extend(values)
    await store.close()


async def posts(times: Times, *, posts: int, rounds: int) -> None:
    """Durable posts by many at once in one room: as they are, and with one commit for each."""
    for _ in tqdm(range(rounds), desc='Posting', disable=None):
        for what, group, writers in (('grouped', 1000, WRITERS), ('one a commit', 1, WRITERS), ('alone', 1000, 1)):
            count = posts if what == 'grouped' else posts // 5
            with tempfile.TemporaryDirectory() as folder:
                store = SqliteStore(Path(folder) / 'data')
                store.open()
                store.writer.group = group
                room = Room('1', store)
                room.join(ALICE, 'tab')
                await room.post(ALICE, Draft(text='warm'))
                seconds = await _post(room, count // writers, writers)
                times.add(f'post {what}', seconds / (count // writers * writers))
                assert room.extent.last == count // writers * writers + 1
                room.presence.close()
                await store.close()


async def _post(room: Room, each: int, writers: int) -> float:
    async def write(n: int) -> None:
        for i in range(each):
            await room.post(ALICE, Draft(text=f'message {i} of writer {n}, about as long as people write'))

    started = time.perf_counter()
    await asyncio.gather(*(write(n) for n in range(writers)))
    return time.perf_counter() - started
