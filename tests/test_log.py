"""The log: one line for each event, which nobody outside can forge, flood or read secrets from."""

import io
import json
import logging
import re
import string
from collections.abc import Iterator
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.log import OFTEN, PERIOD, Log

LINE = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (DEBUG|INFO|WARNING|ERROR|CRITICAL) [\w.]+: .*')


class Paper:
    """A log on paper, with a clock that stands until it is put forward."""

    def __init__(self, form: str = 'plain') -> None:
        self.now = 0.0
        self.stream = io.StringIO()
        self.log = Log(self.stream, 'json' if form == 'json' else 'plain', clock=lambda: self.now)
        self.logger = logging.Logger('chat.test')
        self.logger.addHandler(self.log)

    @property
    def lines(self) -> list[str]:
        return self.stream.getvalue().split('\n')[:-1]

    @property
    def events(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.lines]


@pytest.fixture
def paper() -> Iterator[Paper]:
    paper = Paper()
    yield paper
    paper.log.close()


def fail(text: str) -> None:
    raise ValueError(text)


@given(st.text(), st.sampled_from(['plain', 'json']))
def test_whatever_is_reported_is_one_line(text: str, form: str) -> None:
    paper = Paper(form)
    paper.logger.warning('%s', text)
    assert len(paper.lines) == 1
    assert paper.lines[0].isprintable()
    if form == 'plain':
        assert LINE.fullmatch(paper.lines[0])


@given(st.text(string.printable + '\x1b\u2028\u202e\x85'), st.sampled_from(['plain', 'json']))
def test_a_traceback_cannot_be_taken_for_an_event(text: str, form: str) -> None:
    paper = Paper(form)
    try:
        fail(f'{text}\n2026-01-01T00:00:00.000Z ERROR chat: forged')
    except ValueError:
        paper.logger.exception('failed')
    first, *others = paper.lines
    if form == 'json':
        assert not others
        assert any('forged' in line for line in paper.events[0]['trace'])  # type: ignore[attr-defined]
    else:
        assert LINE.fullmatch(first)
        assert others
        assert all(line.startswith('  | ') and line.isprintable() for line in others)


def test_json_has_what_programs_look_for() -> None:
    paper = Paper('json')
    paper.logger.warning('something %s', 'happened')
    (event,) = paper.events
    assert event['level'] == 'warning'
    assert event['logger'] == 'chat.test'
    assert event['message'] == 'something happened'
    assert str(event['at']).endswith('Z')


@pytest.mark.parametrize(
    'secret',
    [
        'http://127.0.0.1/rooms/7?as=hidden not found',
        '10.0.0.1 - "WebSocket /socket.io/?client_id=hidden" [accepted]',
        'chat_session=hidden; Path=/',
        'cookie: hidden',
    ],
)
def test_secrets_are_left_out(paper: Paper, secret: str) -> None:
    paper.logger.warning(secret)
    assert 'hidden' not in paper.lines[0]


def test_the_ids_of_pages_are_left_out_of_messages_and_tracebacks(paper: Paper) -> None:
    page = str(uuid4())
    try:
        fail(f'func with client {page}')
    except ValueError:
        paper.logger.exception('in %s', page)
    assert page not in paper.stream.getvalue()


def test_of_one_kind_some_are_written_and_the_others_counted(paper: Paper) -> None:
    for n in range(OFTEN + 500):
        paper.logger.warning(f'{n} was not found')
    assert len(paper.lines) == OFTEN
    paper.now += PERIOD + 1
    paper.logger.warning('another kind')
    assert len(paper.lines) == OFTEN + 2
    assert re.search(r'chat\.test: 500 more like test_log:\d+ in 61 s$', paper.lines[-2])


def test_a_kind_that_is_counted_hides_no_other(paper: Paper) -> None:
    for n in range(100):
        paper.logger.warning(f'{n} was not found')
    paper.logger.error('the disk is full')
    assert 'the disk is full' in paper.lines[-1]


def test_errors_are_told_apart_by_their_sort_and_not_by_their_text(paper: Paper) -> None:
    for error in [ValueError(str(n)) for n in range(100)] + [KeyError('other')]:
        try:
            raise error
        except Exception:
            paper.logger.exception('failed')
    assert sum('failed' in line for line in paper.lines) == OFTEN + 1


def test_a_minute_later_it_is_written_again(paper: Paper) -> None:
    for _ in range(2):
        for _ in range(OFTEN):
            paper.logger.warning('again')
        paper.now += PERIOD + 1
    assert len(paper.lines) == 2 * OFTEN


def test_what_was_counted_is_told_at_the_end(paper: Paper) -> None:
    for _ in range(OFTEN + 3):
        paper.logger.warning('again')
    paper.log.close()
    assert '3 more like' in paper.lines[-1]


def test_a_line_is_not_endless(paper: Paper) -> None:
    paper.logger.warning('x' * 1_000_000)
    assert len(paper.lines[0]) < 2100


def test_what_cannot_be_put_together_does_not_end_what_reports_it(
    paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging, 'raiseExceptions', False)
    paper.logger.warning('%d', 'not a number')
    paper.logger.warning('and on it goes')
    assert len(paper.lines) == 1
