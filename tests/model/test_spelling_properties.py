"""Spelling, whatever is typed: cleaning is done after one time, and only refusals are raised."""

import unicodedata

import pytest

pytest.importorskip('hypothesis', reason='Hypothesis is in tests/requirements.txt')
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from chat.errors import BadName, BadRoomId
from chat.model.member import Member
from chat.model.spelling import BLANKS, NAME_LIMIT, ROOM_ID_LIMIT, clean_name, clean_room_id, key_of

TRICKY = st.sampled_from(
    'aAа αß#5٥0-_ .e\u0301\u0300\u0345\u200d\u200b\u202e\ufe0f\u3164\u00adｱﾞﷺ\ud800🦊\u1100\u1161ı\u1fb3\u0327ﬁ'
)
TEXTS = st.one_of(st.text(TRICKY, max_size=50), st.text(st.characters(), max_size=90))


def cleaned_name(raw: str) -> str:
    try:
        return clean_name(raw)
    except BadName:
        assume(False)
        raise


def cleaned_room_id(raw: str) -> str:
    try:
        return clean_room_id(raw)
    except BadRoomId:
        assume(False)
        raise


@settings(deadline=None, database=None)
@given(TEXTS)
@example('e\u200d\u0301')
def test_a_clean_name_stays_as_it_is(raw: str) -> None:
    shown = cleaned_name(raw)
    assert clean_name(shown) == shown


@settings(deadline=None, database=None)
@given(TEXTS)
@example('e\u200d\u0301')
@example('\u0300\u0300\u0300\u200b\u03000')
def test_a_clean_room_id_stays_as_it_is(raw: str) -> None:
    shown = cleaned_room_id(raw)
    assert clean_room_id(shown) == shown


@settings(deadline=None, database=None)
@given(TEXTS)
def test_what_is_shown_is_short_visible_and_in_one_line(raw: str) -> None:
    for shown, limit in ((cleaned_name(raw), NAME_LIMIT), ('' if ' ' in raw else cleaned_room_id(raw), ROOM_ID_LIMIT)):
        assert len(shown) <= limit
        assert len(key_of(shown)) <= 2 * limit
        assert not any(unicodedata.category(c)[0] == 'C' or c in BLANKS for c in shown)
        assert shown == ' '.join(shown.split())
        assert shown.encode() or not shown


@settings(deadline=None, database=None)
@given(TEXTS)
def test_the_key_of_a_key_is_itself(raw: str) -> None:
    key = key_of(cleaned_name(raw))
    assert key_of(key) == key


@settings(deadline=None, database=None)
@given(TEXTS, st.integers(1, 999_999))
def test_no_name_equals_the_label_of_an_unproven_guest(raw: str, number: int) -> None:
    name = cleaned_name(raw)
    assert Member(number=1_000_000, name=name).key != Member(number=number, name=name).key
    with pytest.raises(BadName):
        clean_name(f'{name} #{number}')
