"""Pages of older and newer messages: everything is found once, grouped as it was when it was new."""

from datetime import timedelta

import pytest

from chat.feed.history import PAGE
from chat.feed.stream import Stream
from chat.model.member import Member
from chat.model.message import Draft, Message
from chat.model.room import TAIL, Room
from tests.clock import Clock
from tests.feed.reader import SOON, Reader, rows_of, say, seqs_of
from tests.memory import MemoryStore
from tests.people import ALICE, BOB, CAROL

GAPS = timedelta(minutes=5)


@pytest.mark.parametrize(
    ('n', 'is_whole'), [(0, True), (1, True), (PAGE - 1, True), (PAGE, True), (PAGE + 1, False), (TAIL + 5, False)]
)
async def test_the_newest_page_says_whether_it_is_everything(room: Room, n: int, is_whole: bool) -> None:
    for i in range(n):
        await say(room, f'{i}')
    page = Stream(room).newest('en')
    assert page['whole'] == is_whole
    assert seqs_of(rows_of(page['put'])) == list(range(max(1, n - PAGE + 1), n + 1))


async def scroll(stream: Stream, start: dict[float, str], *, older: bool) -> dict[float, str]:
    """All rows that a reader finds who scrolls on and on."""
    rows = dict(start)
    for _ in range(100):
        page = await stream.history.page(min(rows) if older else max(rows), older=older, language='en')
        found = rows_of(page['put'])
        assert not {*found} & {*rows}, 'no row comes twice'
        assert [*found] == sorted(found)
        rows.update(found)
        if page['last']:
            return dict(sorted(rows.items()))
        assert found, 'more was promised'
    raise AssertionError('no end')


async def test_pages_show_everything_once_up_and_down(room: Room, stream: Stream, clock: Clock) -> None:
    for n in range(400):
        await say(room, f'number {n + 1}.', [ALICE, BOB, CAROL][n // 4 % 3])
        if n % 9 == 5 or n in {398, 399}:
            room.leave(CAROL)
            await clock.advance(SOON)
    start = rows_of(stream.newest('en')['put'])
    assert [at for at in start if at % 1], 'there are folds of notices'
    everything = await scroll(stream, start, older=True)
    assert seqs_of(everything) == list(range(1, 401))
    folds = [at for at in stream.entries if at % 1]
    assert [at for at in everything if at % 1] == folds
    assert all(f'number {seq}.' in everything[seq] for seq in range(1, 401))
    for first in (0.5, 1.0, 100.0, 250.0, 250.5, folds[0], folds[-1]):
        below = {at: row for at, row in everything.items() if at > first}
        came = await scroll(stream, {first: ''}, older=False)
        del came[first]
        assert came == below


async def test_pages_group_as_the_live_feed_did(room: Room, stream: Stream) -> None:
    reader = Reader(stream)
    for n in range(TAIL):
        await say(room, f'{n}', [ALICE, BOB][n // 3 % 2])
    older = rows_of((await stream.history.page(101.0, older=True, language='en'))['put'])
    fresh = Stream(room)
    fresh.entries.clear()  # as if they were older than what is held in memory
    assert {at: row for at, row in reader.rows.items() if at in older} == older
    again = rows_of((await fresh.history.page(101.0, older=True, language='en'))['put'])
    assert again == older


async def test_a_page_beyond_the_end_is_empty_and_the_last(stream: Stream, room: Room) -> None:
    for at, older in ((1.0, True), (0.0, True), (0.5, True), (99.0, False), (2.0**52, False), (0.0, False)):
        page = await stream.history.page(at, older=older, language='en')
        assert (page['put'], page['last']) == ('', True)
    await say(room, 'Hello')
    assert seqs_of(rows_of((await stream.history.page(0.0, older=False, language='en'))['put'])) == [1]


async def test_messages_that_the_store_forgot_are_not_promised() -> None:
    room = Room('Lounge', MemoryStore(keep=70))
    for n in range(100):
        await say(room, f'{n}')
    stream = Stream(room)
    fresh = Room('Lounge', room.store)
    await fresh.load()
    everything = await scroll(Stream(fresh), rows_of(stream.newest('en')['put']), older=True)
    assert seqs_of(everything) == list(range(31, 101))
    room.presence.close()


@pytest.mark.parametrize(
    ('authors', 'wait', 'notice', 'follows'),
    [
        ((ALICE, ALICE), timedelta(0), False, True),
        ((ALICE, ALICE), GAPS - timedelta(seconds=1), False, True),
        ((ALICE, ALICE), GAPS, False, False),
        ((ALICE, BOB), timedelta(0), False, False),
        ((ALICE, ALICE), timedelta(0), True, False),
        ((Member(number=5, name='Иван'), Member(number=5, name='Пётр')), timedelta(0), False, False),
    ],
)
async def test_messages_of_one_person_within_five_minutes_stand_together(
    room: Room,
    stream: Stream,
    clock: Clock,
    authors: tuple[Member, Member],
    wait: timedelta,
    notice: bool,
    follows: bool,
) -> None:
    for member in {*authors}:
        room.join(member, 'tab')
    await clock.advance(SOON)
    reader = Reader(stream)
    first = await say(room, 'one', authors[0])
    if notice:
        room.join(CAROL, 'tab')
    second, _ = await room.post(authors[1], Draft(text='two'))
    await clock.advance(SOON)
    if wait:
        later = Message(seq=3, author=authors[1], text='later', at=second.at + wait, client_msg_id='later')
        room.receive(later)
        second = later
    assert ('follows' in reader.rows[second.seq]) == follows
    assert 'follows' not in reader.rows[first.seq]
