"""A room's stream: every change numbered, rendered once, and nothing lost for those who come back or scroll."""

import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from chat.feed import fragment
from chat.feed.history import PAGE
from chat.feed.stream import BEHIND, Stream
from chat.feed.streams import Streams
from chat.model.hub import Hub
from chat.model.member import Member
from chat.model.message import Draft, Notice
from chat.model.room import TAIL, Room
from chat.words import Words
from tests.clock import Clock
from tests.feed.reader import SOON, Reader, rows_of, say, seqs_of
from tests.memory import MemoryStore
from tests.patience import eventually
from tests.people import ALICE, BOB, CAROL


async def test_every_change_leads_from_the_one_before(room: Room, stream: Stream, clock: Clock) -> None:
    reader = Reader(stream)
    for n in range(30):
        await say(room, f'number {n}', [ALICE, BOB, CAROL][n % 3])
        if n % 7 == 0:
            room.leave(BOB)
            await clock.advance(SOON)
    assert [(change['base'], change['rev']) for change in reader.changes] == [(n, n + 1) for n in range(1, stream.rev)]
    assert reader.rows == rows_of(stream.newest('en')['put'])
    assert all(change['feed'] == 'lounge' for change in reader.changes)


async def test_the_frame_says_the_same_as_the_change(room: Room, stream: Stream) -> None:
    reader = Reader(stream)
    await say(room, 'Grüße & <b>Küsse</b> 💋')
    payload = reader.frames[0][reader.frames[0].index(b'42[') :]
    assert json.loads(payload[2:]) == ['feed', reader.changes[0]]
    assert 'Grüße &amp; &lt;b&gt;Küsse&lt;/b&gt; 💋' in reader.changes[0]['put']


async def test_who_was_away_is_told_in_one_change_what_others_were_told_in_many(
    room: Room, stream: Stream, clock: Clock
) -> None:
    witness = Reader(stream)
    away = [Reader(stream) for _ in range(4)]
    for n, reader in enumerate(away):
        reader.go_away()
        for i in range(n * 12):
            await say(room, f'{n}.{i}', [ALICE, BOB][i % 2])
        room.leave(BOB)
        await clock.advance(SOON)
    for reader in away:
        change = reader.come_back()
        assert change['rev'] == stream.rev
        assert not change.get('reset')
        assert reader.rows == witness.rows
        assert reader.panels == witness.panels


async def test_who_missed_nothing_is_told_nothing(room: Room, stream: Stream) -> None:
    await say(room, 'Hello')
    change = stream.since(stream.rev, 'en')
    assert (change['base'], change['rev'], change['put']) == (stream.rev, stream.rev, '')
    assert 'panels' not in change


@pytest.mark.parametrize(
    ('missed', 'is_reset'), [(BEHIND - 1, False), (BEHIND, False), (BEHIND + 1, True), (BEHIND + 150, True)]
)
async def test_who_missed_too_much_starts_anew_with_the_newest_page(
    room: Room, stream: Stream, missed: int, is_reset: bool
) -> None:
    room.join(ALICE, 'tab')
    await eventually(lambda: 0.5 in stream.entries)  # that she came has been told
    reader = Reader(stream)
    reader.go_away()
    for n in range(missed):
        await say(room, f'{n}')
    change = reader.come_back()
    assert bool(change.get('reset')) == is_reset
    assert seqs_of(reader.rows)[-PAGE:] == list(range(missed - PAGE + 1, missed + 1))
    if is_reset:
        assert (change['base'], change['whole']) == (0, False)
        assert len(seqs_of(reader.rows)) == PAGE


async def test_a_reader_from_before_a_restart_starts_anew(room: Room, stream: Stream) -> None:
    await say(room, 'Hello')
    for rev in (stream.rev + 1, 10_000, 0):
        change = stream.since(rev, 'en')
        assert change['reset']
        assert change['whole']
        assert seqs_of(rows_of(change['put'])) == [1]


async def test_a_change_is_rendered_once_for_all_readers_of_a_language(
    room: Room, stream: Stream, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.halt()
    rendered: Counter[str] = Counter()

    def counted(name: str, render: Callable[..., str]) -> Callable[..., str]:
        def count_and_render(*arguments: Any) -> str:
            language = next(argument.language for argument in arguments if isinstance(argument, Words))
            rendered[f'{name} {language}'] += 1
            return render(*arguments)

        count_and_render.__name__ = name
        return count_and_render

    for name in ('message', 'notices', 'roster', 'faces', 'count'):
        monkeypatch.setattr(fragment, name, counted(name, getattr(fragment, name)))
    readers = [Reader(stream, language) for language in ('en', 'en', 'en', 'ru', 'ru')]
    rendered.clear()
    await say(room, 'Hello')
    assert rendered == {'message en': 1}, 'nothing in it is of any language'
    assert len({*(reader.frames[0] for reader in readers)}) == 1
    await clock.advance(SOON)
    assert rendered == {'message en': 1} | {
        f'{name} {language}': 1 for name in ('notices', 'roster', 'faces', 'count') for language in ('en', 'ru')
    }
    Reader(stream).come_back()
    stream.since(1, 'ru')
    assert max(rendered.values()) == 1
    assert len({*(reader.frames[1] for reader in readers)}) == 2


async def test_a_language_that_nobody_reads_is_not_rendered(
    room: Room, stream: Stream, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    Reader(stream, 'ru').go_away()
    Reader(stream, 'en')
    languages: list[str] = []
    notices = fragment.notices

    def listening(told: Sequence[Notice], at: float, words: Words) -> str:
        languages.append(words.language)
        return notices(told, at, words)

    monkeypatch.setattr(fragment, 'notices', listening)
    room.join(ALICE, 'tab')
    await clock.advance(SOON)
    assert languages == ['en']


async def test_many_who_come_at_once_are_one_change(room: Room, stream: Stream, clock: Clock) -> None:
    reader = Reader(stream)
    for n in range(50):
        room.join(Member(number=1_000_000 + n, name=f'Person {n:02}'), n)
    assert reader.changes == []
    await clock.advance(SOON)
    assert len(reader.changes) == 1
    assert 'Person 00, Person 01 and 48 more are in the chat' in reader.rows[0.5]
    assert '50 members' in reader.panels['count']


async def test_of_each_who_came_and_went_only_the_last_is_told(room: Room, stream: Stream, clock: Clock) -> None:
    reader = Reader(stream)
    for _ in range(3):
        room.join(ALICE, 'tab')
        room.leave(ALICE)
        room.join(BOB, 'tab')
    await clock.advance(SOON)
    assert re.sub('<[^>]+>', '|', reader.rows[0.5]).split('|') == [
        '',
        '',
        'Bob is in the chat',
        '',
        'Alice left the chat',
        '',
        '',
    ]
    assert 'Alice' not in reader.panels['roster']


async def test_a_fold_between_messages_stays_where_it_was(room: Room, stream: Stream, clock: Clock) -> None:
    reader = Reader(stream)
    await say(room, 'one')
    room.join(BOB, 'tab')
    await say(room, 'two')
    room.join(CAROL, 'tab')
    await clock.advance(SOON)
    assert [*reader.rows] == [1.0, 2.0, 0.5, 1.5, 2.5]
    assert ['Bob' in reader.rows[at] for at in (0.5, 1.5, 2.5)] == [False, True, False]
    assert [*stream.entries] == sorted(stream.entries)


async def test_coming_and_going_all_day_takes_no_more_and_more_memory(
    room: Room, stream: Stream, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    Reader(stream)
    sizes: list[int] = []
    notices = fragment.notices

    def measured(told: list[Notice], at: float, words: Words) -> str:
        sizes.append(len(told))
        return notices(told, at, words)

    monkeypatch.setattr(fragment, 'notices', measured)
    for _ in range(300):
        room.join(BOB, 'tab')
        room.leave(BOB)
    await clock.advance(SOON)
    assert max(sizes) <= 2, 'nobody says anything, and one person came and went'


async def test_what_is_held_is_bounded(room: Room, stream: Stream, clock: Clock) -> None:
    for n in range(TAIL * 2):
        await say(room, f'{n}', [ALICE, BOB][n % 2])
        if n % 10 == 0:
            room.leave(ALICE)
            await clock.advance(SOON)
    assert seqs_of(dict.fromkeys(stream.entries, '')) == list(range(TAIL + 1, TAIL * 2 + 1))
    assert len(stream.entries) <= TAIL * 1.2


async def test_a_closed_stream_tells_nothing_any_more(room: Room, stream: Stream, clock: Clock) -> None:
    reader = Reader(stream)
    room.join(ALICE, 'tab')
    stream.close()
    await clock.advance(SOON)
    assert reader.changes == []


async def test_streams_begin_and_end_with_their_rooms() -> None:
    hub = Hub(MemoryStore())
    streams = Streams(hub)
    here, there = await hub.open('7'), await hub.open('8')
    assert streams.of(here) is streams.of(await hub.open('07'))
    assert streams.of(here) is not streams.of(there)
    hub.sweep()
    with pytest.raises(KeyError):
        streams.of(here)
    again = await hub.open('7')
    assert streams.of(again).room is again


async def test_a_removed_message_is_told_to_all_and_to_those_who_come_back(
    room: Room, stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room.rights, 'refuse', lambda *_: None)
    room.join(ALICE, 'tab')
    for n in range(TAIL + 5):
        await room.post(ALICE, Draft(text=f'word {n}'))
    missed = stream.rev
    for seq in (1, TAIL + 5):  # one that the stream does not hold any more, and the newest
        await room.amending.remove(ALICE, seq)
    change = stream.since(missed, 'en')
    assert change['put'].count('A message was removed') == 2
    assert f'word {TAIL + 4}' not in change['put'] + stream.newest('en')['put']
    page = await stream.history.around(1, 'ru')
    assert 'Сообщение удалено' in page['put']
    assert '>word 0<' not in page['put']
    again = await stream.history.page(3.0, older=True, language='en')
    assert 'A message was removed' in again['put']


async def test_what_stood_under_a_removed_message_bears_its_name_itself(
    room: Room, stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room.rights, 'refuse', lambda *_: None)
    room.join(ALICE, 'tab')
    for n in range(3):
        await room.post(ALICE, Draft(text=f'word {n}'))
    assert stream.newest('en')['put'].count('class="msg follows"') == 2
    await room.amending.remove(ALICE, 1)
    assert stream.newest('en')['put'].count('class="msg follows"') == 1
    await room.amending.remove(ALICE, 3)
    await room.post(ALICE, Draft(text='word 3'))
    assert stream.newest('en')['put'].count('class="msg follows"') == 0
    assert (await stream.history.around(1, 'en'))['put'] == stream.newest('en')['put']
    assert Stream(room).newest('en')['put'].count('class="msg follows"') == 0


async def test_what_was_kept_otherwise_is_shown_otherwise_to_all(room: Room, stream: Stream) -> None:
    reader, away = Reader(stream), Reader(stream)
    await say(room, 'a secret')
    await say(room, 'a word', BOB)
    away.go_away()
    kept = (await room.store.before(room.key, None, 10))[0]
    messages = room.store._messages(room.key)  # type: ignore[attr-defined]
    messages[0] = replace(kept, text='—')
    await room.rewrite()
    away.come_back()
    for each in (reader, away):
        assert seqs_of(each.rows) == [1, 2]
        assert 'a secret' not in str(each.rows)
        assert 'a word' in str(each.rows)
    await say(room, 'and on')
    assert seqs_of(reader.rows) == [1, 2, 3]
