"""A draft, whatever is typed."""

import unicodedata

import pytest

pytest.importorskip('hypothesis', reason='Hypothesis is in tests/requirements.txt')
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chat.errors import ChatError
from chat.model.message import TEXT_LIMIT, Draft

TEXTS = st.one_of(
    st.text(st.characters(), max_size=100),
    st.text(st.sampled_from('a \n\r\x00\x85\u2028\u200b\ud800\udc00\u3164'), max_size=30),
)


@settings(deadline=None, database=None)
@given(TEXTS, st.text(st.characters(), max_size=100))
@example('a\r', '')
def test_a_draft_is_refused_or_kept_and_then_stays_as_it_is(text: str, client_msg_id: str) -> None:
    try:
        kept = Draft(text=text, client_msg_id=client_msg_id).checked()
    except ChatError:
        return
    assert kept.checked() == kept
    assert kept.text.encode()
    assert 0 < len(kept.text) <= TEXT_LIMIT
    assert not {'\r', '\u2028', '\u2029', '\x85', '\x00'} & {*kept.text}


@settings(deadline=None, database=None)
@given(st.text(st.characters(categories=('L', 'N', 'P', 'S')), min_size=1, max_size=50))
def test_what_can_be_seen_can_be_said(text: str) -> None:
    seen = [c for c in text if c not in '\u115f\u1160\u2800\u3164\uffa0']
    if seen:
        assert Draft(text=text).checked().text == text


@settings(deadline=None, database=None)
@given(st.text(st.characters(categories=('Z', 'Cf', 'Cs', 'Co', 'Cn')), max_size=50))
def test_what_cannot_be_seen_is_nothing(text: str) -> None:
    try:
        kept = Draft(text=text).checked().text
    except ChatError:
        return
    assert any(unicodedata.category(c) == 'Cs' for c in text), ascii(kept)  # shown as replacement characters
