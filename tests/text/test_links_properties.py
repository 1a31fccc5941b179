"""Links in any text: nothing is lost, nothing but links is made."""

import pytest

pytest.importorskip('hypothesis', reason='Hypothesis is in tests/requirements.txt')
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.text.test_links import EVIL, POISON, Parsed

PIECES = st.sampled_from(
    [
        *EVIL,
        *(poison[:30] for poison in POISON),
        'http://',
        'https://a.b',
        'mailto:',
        '@',
        ' ',
        '\n',
        '"',
        "'",
        '<',
        '>',
        '&',
        '/',
    ]
)
TEXTS = st.one_of(st.text(), st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=12).map(''.join))


@settings(deadline=None, database=None, max_examples=300)
@given(TEXTS)
def test_any_text_is_shown_as_typed_with_links_only(text: str) -> None:
    text = text.replace('\r', '').replace('\x00', '')  # no draft holds them, and a parser of HTML changes them
    parsed = Parsed(text)
    assert parsed.text == text
    assert {*parsed.tags} <= {'a'}
    assert all(link.keys() == {'href', 'rel', 'target'} for link in parsed.links)
    assert all((target or '').lower().startswith(('http:', 'https:', 'mailto:')) for target in parsed.targets)
