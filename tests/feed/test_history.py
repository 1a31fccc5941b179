"""History around a message, and messages that go because of their age."""

import pytest

from chat.feed.history import ABOVE, PAGE
from chat.feed.stream import Stream
from chat.model.room import TAIL, Room
from tests.feed.reader import Reader, rows_of, say, seqs_of

LONG = TAIL + 100  # more than a room holds in memory


@pytest.fixture
async def stream(room: Room) -> Stream:
    stream = Stream(room)
    for n in range(1, LONG + 1):
        await say(room, f'message {n}')
    return stream


@pytest.mark.parametrize('seq', [1, ABOVE, ABOVE + 1, 60, TAIL // 2, LONG - PAGE, LONG - 1, LONG])
async def test_a_message_is_shown_with_what_is_around_it(stream: Stream, seq: int) -> None:
    page = await stream.history.around(seq, 'en')
    seqs = seqs_of(rows_of(page['put']))
    assert seqs == list(range(max(1, seq - ABOVE), min(LONG, seq + PAGE - 1) + 1))
    assert page['jump'] == seq
    assert page['whole'] == (seqs[0] == 1)
    assert page['live'] == (seq + PAGE - 1 > LONG)
    assert page['rev'] == stream.rev


@pytest.mark.parametrize(('seq', 'shown'), [(0, 1), (LONG + 1, LONG), (1 << 52, LONG)])
async def test_what_is_not_there_leads_to_the_nearest(stream: Stream, seq: int, shown: int) -> None:
    assert (await stream.history.around(seq, 'en'))['jump'] == shown


async def test_around_nothing_is_nothing(room: Room) -> None:
    page = await Stream(room).history.around(5, 'en')
    assert (page['put'], page['whole'], page['live']) == ('', True, True)


async def test_a_page_shows_messages_as_the_stream_does(stream: Stream, room: Room) -> None:
    newest = rows_of(stream.newest('en')['put'])
    around = rows_of((await stream.history.around(LONG, 'en'))['put'])
    common = [at for at in newest if at in around and at % 1 == 0]
    assert len(common) > 20
    assert {at: newest[at] for at in common} == {at: around[at] for at in common}


async def test_what_was_deleted_goes_from_all_views_and_from_the_stream(stream: Stream, room: Room) -> None:
    here, away = Reader(stream), Reader(stream)
    away.go_away()
    room.forget(LONG - 10)
    assert here.changes[-1]['gone'] == LONG - 10
    assert away.come_back()['gone'] == LONG - 10
    assert min(at for at in stream.entries if at % 1 == 0) == LONG - 9
    assert seqs_of(rows_of(stream.newest('en')['put'])) == list(range(LONG - 9, LONG + 1))
    assert stream.newest('en')['whole']
    await say(room, 'goes on')
    assert here.known == stream.rev


async def test_a_room_of_which_everything_was_deleted_can_be_talked_in(stream: Stream, room: Room) -> None:
    reader = Reader(stream)
    room.forget(LONG)
    assert [at for at in stream.entries if at % 1 == 0] == []
    await say(room, 'first again')
    assert seqs_of(reader.rows)[-1] == LONG + 1
