"""Queries from anything whatever: never an error, never more than is good for the database."""

from datetime import UTC, datetime, timedelta

import pytest

pytest.importorskip('hypothesis', reason='Hypothesis is in tests/requirements.txt')
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chat.text.query import DAYS_AGO, FILTERS, QUOTES, RAW_LIMIT, TERMS, beginnings, parse, spellings

PIECES = st.sampled_from(
    [
        *(f'{name}:' for name in FILTERS),
        *QUOTES,
        *DAYS_AGO,
        *"*^:()-+{}.\\'%_#@ \n\x00\x02\x03\ud800\udc00👍ёеЁ",
        'AND',
        'NEAR(',
        '2024-05',
        '31.12.9999',
        '0001-01-01',
        '\u0131n:',
        'ﷺ',
        'сообщение',
        'stories',
        'cafe\u0301',
    ]
)
RAWS = st.one_of(
    st.text(),
    st.text(st.characters(), max_size=400),
    st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=30).map(''.join),
)
OFFSETS = st.one_of(st.timedeltas(), st.timedeltas(timedelta(hours=-15), timedelta(hours=15)))


@settings(deadline=None, database=None, max_examples=500)
@given(RAWS, OFFSETS, st.datetimes(timezones=st.just(UTC)))
@example('\u0130n:7', timedelta(), datetime(2024, 1, 1, tzinfo=UTC))
def test_anything_is_a_small_query_of_texts_that_can_be_kept(raw: str, offset: timedelta, now: datetime) -> None:
    query = parse(raw, offset=offset, now=now)
    for terms in (query.words, query.phrases, query.authors, query.rooms):
        assert len(terms) <= TERMS
        assert all(term == term.strip() and '\x00' not in term and term.encode() for term in terms)
        assert sum(map(len, terms)) <= 4 * RAW_LIMIT
    assert all(any(c.isalnum() for c in term) for term in (*query.words, *query.phrases))
    assert all(moment.tzinfo == UTC for moment in (query.before, query.after) if moment)


@settings(deadline=None, database=None, max_examples=300)
@given(RAWS)
def test_any_word_has_a_few_beginnings(raw: str) -> None:
    for word in parse(raw).words:
        assert 1 <= len(beginnings(word)) <= 72
        assert all(beginnings(word))


@settings(deadline=None, database=None)
@given(st.text(st.sampled_from('абвеёЕЁж'), min_size=1, max_size=10), st.data())
def test_a_word_is_found_though_one_letter_has_no_dots_or_too_many(word: str, data: st.DataObject) -> None:
    plain = word.lower().replace('ё', 'е')
    at = data.draw(st.integers(0, len(word) - 1))
    dotted = plain[:at] + plain[at].replace('е', 'ё') + plain[at + 1 :]
    assert {plain, dotted, word.lower()} <= {*spellings(word)}
