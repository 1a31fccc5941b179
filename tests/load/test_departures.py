"""Views whose connections break end equal to the store; and proof that each kind of fault would be found."""

import re
import subprocess
import sys
from collections.abc import Mapping

import pytest

from chat.feed import fragment
from chat.model.message import Came, Message, Notice, now
from chat.words import words_of
from tests.load.broken import BROKEN
from tests.load.checker import Checker
from tests.load.kept import Kept, strangers
from tests.load.leaving import CHUNK, LIMIT, Rows, RowsPart
from tests.load.servers import ROOT
from tests.people import ALICE, BOB

QUICK = '--quick', '--browsers', '20'
FOUND = {
    'deaf': 'Guest-1: ends with',
    'hoarding': r'Guest-1: (\d+ are missing|\d+ rows are not|\d+ is followed by)',
    'repeating': 'Guest-1: what they said is not there once|messages are in the store',
    'blind': r'Guest-1: (\d+ rows are not as they are kept|not the same comings and goings)',
}


def played(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, '-m', 'tests.load', '--scenes', 'departures', *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=1300, check=False)


@pytest.mark.parametrize('size', [QUICK, pytest.param((), marks=pytest.mark.long)], ids=['short', 'whole'])
def test_views_whose_connections_break_end_equal_to_the_store(size: tuple[str, ...]) -> None:
    done = played(*size)
    assert done.returncode == 0, done.stdout + done.stderr
    figures = re.search(
        r'(\d+) messages, (\d+) edits.* (\d+) browsers lost their connection\s+(\d+) times and came back,'
        r' (\d+) times to the newest page, (\d+) times to a new one',
        done.stdout,
        re.DOTALL,
    )
    assert figures
    messages, changed, browsers, left, resets, reloads = map(int, figures.groups())
    assert messages >= 300
    assert changed >= 20
    assert left > browsers
    assert resets and reloads, 'some were away for long, and some found their page gone'


@pytest.mark.parametrize(
    'fault', [pytest.param(fault, marks=() if fault == 'deaf' else pytest.mark.long) for fault in BROKEN]
)
def test_a_browser_that_does_not_do_what_it_must_is_found(fault: str) -> None:
    done = played(*QUICK, '--fault', fault)
    assert done.returncode == 1, done.stdout + done.stderr
    assert 'FAILED' in done.stdout
    assert re.search(FOUND[fault], done.stdout), done.stdout


def said(*texts: str) -> list[Message]:
    return [
        Message(seq=seq, author=BOB if seq % 2 else ALICE, text=text, at=now(), client_msg_id=f'id-{seq}')
        for seq, text in enumerate(texts, 1)
    ]


def shown(messages: list[Message]) -> dict[float, str]:
    above, rows = None, dict[float, str]()
    for message in messages:
        rows[float(message.seq)] = fragment.message(message, above, words_of('en'))
        above = message
    return rows


def test_a_view_that_is_not_what_the_store_holds_is_found() -> None:
    messages = said(*(f'text {seq}' for seq in range(1, 7)))
    rows, kept = shown(messages), Kept(messages)
    assert kept.differences(rows) == []
    assert kept.differences({at: row for at, row in rows.items() if at < 6}) == ['ends with [5] and not with 6']
    assert kept.differences({}) == ['ends with [] and not with 6']
    assert kept.differences({at: row for at, row in rows.items() if at > 2}) == ['only 4 are shown']
    assert '1 are missing from 1 on' in kept.differences({at: row for at, row in rows.items() if at != 4})[0]
    in_wrong_order = {at: rows[at] for at in (1.0, 2.0, 4.0, 3.0, 5.0, 6.0)}
    assert 'not in order' in kept.differences(in_wrong_order)[0]
    assert kept.differences(rows | {4.0: rows[4.0].replace('text 4', 'text of before')}) == [
        '1 rows are not as they are kept: [4]'
    ]


def test_comings_and_goings_that_only_some_see_are_found() -> None:
    at = now()
    notice = fragment.notices([Notice(member=ALICE, kind=Came.JOINED, at=at)], 2.5, words_of('en'))
    newest = {1.0: 'one', 2.0: 'two', 2.5: notice, 3.0: 'three'}
    assert strangers({0.5: 'older than all that', **newest}, newest) == []
    assert strangers({1.0: 'one', 2.0: 'two', 3.0: 'three'}, newest)


class Guest:
    name, waiting = 'Guest', 0

    def __init__(self, said: list[str], own: Mapping[int, str]) -> None:
        self.said, self.own = said, own


def test_what_was_said_has_to_be_in_the_store_once_in_order_and_with_its_last_text() -> None:
    messages = said('load-1-7- by a program', 'by a guest', 'load-2-7- by a program', 'edited by a guest')
    kept = Kept(messages)
    assert kept.faults([[1, 2]], [Guest(['id-2', 'id-4'], {4: 'edited by a guest'})]) == []
    assert 'never' not in str(kept.faults([[1, 2]], [Guest(['id-2', 'id-4'], {})]))
    for marks, cids, own, what in (
        ([2, 1], ['id-2', 'id-4'], {}, 'a sender said'),
        ([1, 2], ['id-4', 'id-2'], {}, 'not there once and in order'),
        ([1, 2], ['id-2'], {}, '4 messages are in the store, 3 were said'),
        ([1, 2], ['id-2', 'id-4', 'id-9'], {}, 'not there once and in order'),
        ([1, 2], ['id-2', 'id-4'], {4: 'edited twice by a guest'}, '4 has not its last text'),
    ):
        assert what in ' '.join(kept.faults([marks], [Guest(cids, own)]))
    assert 'not 1, 2, 3' in kept_of_all_but(messages, 2)


def kept_of_all_but(messages: list[Message], seq: int) -> str:
    return ' '.join(Kept([message for message in messages if message.seq != seq]).faults([], []))


def change(base: int, rev: int, *ats: float, text: str = '', **more: object) -> Rows:
    put = ''.join(f'<article class="msg" data-at="{at:g}" data-seq="{at:g}">{text}{at:g}</article>' for at in ats)
    fields = ''.join(f', "{name}": {str(value).lower()}' for name, value in more.items())
    html = put.replace('"', '\\"')
    return Rows(f'{{"feed": "1", "base": {base}, "rev": {rev}, "put": "{html}"{fields}}}'.encode())


def part_with(*ats: float, is_live: bool = True) -> RowsPart:
    part = RowsPart(1, Checker(), lambda _: None)
    part.begin(change(0, 1, *ats), is_live=is_live)
    return part


async def test_rows_are_put_where_they_belong_and_old_ones_nowhere() -> None:
    part = part_with(11, 12)
    part.receive(change(1, 2, 13))
    part.receive(change(2, 3, 12.5))
    part.receive(change(3, 4, 12, 3, text='edited '))
    assert list(part.rows) == [11, 12, 12.5, 13]
    assert 'edited' in part.rows[12]
    assert part.gaps == []


async def test_a_message_that_was_missed_is_told_however_much_is_said_later() -> None:
    part = part_with(1)
    part.receive(change(1, 2, 2))
    part.receive(change(2, 3, 4))
    part.receive(change(3, 500, *range(5, 5 + LIMIT + CHUNK)))
    assert len(part.rows) == LIMIT
    assert part.gaps == ['2 is followed by 4']


async def test_the_newest_page_takes_the_place_of_all_rows() -> None:
    part = part_with(1, 2)
    part.receive(change(0, 300, 252, 253, reset=True))
    assert list(part.rows) == [252, 253]
    assert (part.gaps, part.resets) == ([], 1)


async def test_who_reads_farther_up_is_shown_nothing_below_until_the_newest_page_comes() -> None:
    part = part_with(1, 2, is_live=False)
    part.receive(change(1, 90, 88, 2, text='edited '))
    assert list(part.rows) == [1, 2]
    assert not part.take_newest(change(0, 89, 87)), 'a change has overtaken it'
    assert part.take_newest(change(0, 90, 87, 88))
    part.receive(change(90, 91, 89))
    assert list(part.rows) == [87, 88, 89]


async def test_rows_of_what_overtook_are_held() -> None:
    part = part_with(1)
    part.receive(change(2, 3, 3))
    assert list(part.rows) == [1]
    part.receive(change(1, 2, 2))
    part.stop()
    assert list(part.rows) == [1, 2, 3]
