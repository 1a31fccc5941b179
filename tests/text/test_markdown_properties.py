"""Markdown of any kind: never an error, nothing but what is listed, and nothing lost of what has no markup."""

import pytest

pytest.importorskip('hypothesis', reason='Hypothesis is in tests/requirements.txt')
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.text import markdown
from chat.text.highlight import LANGUAGES, highlight
from tests.text.test_links import EVIL
from tests.text.test_markdown import AS_TYPED, POISON, SHOWN, Parsed

MARKS = st.sampled_from(
    ['*', '**', '_', '__', '~~', '||', '`', '```', '```py\n', '\n', '\n\n', '> ', '- ', '1. ', '  ', '# ', '|', '|-|',
    '\\', ':tada:',
     '[', ']', '(', ')', '](https://a.b)', '![', 'https://a.b', ' ', 'a', 'б', '1', '🎉', '\u200d', '\t', *EVIL,
     *(typed for typed, _ in SHOWN), *AS_TYPED, *(poison[:20] for poison in POISON)]
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(st.one_of(MARKS, st.text(max_size=5)), max_size=25).map(''.join))
MANY = settings(deadline=None, database=None, max_examples=300)


@MANY
@given(TEXTS)
def test_any_text_becomes_what_is_listed_and_keeps_what_was_typed(text: str) -> None:
    text = text.replace('\r', '').replace('\x00', '')  # no draft holds them, and a parser of HTML changes them
    parsed = Parsed(markdown._rendered(text))
    assert {tag for tag, _ in parsed.tags} <= {*markdown.TAGS}
    for tag, attributes in parsed.tags[1:]:
        assert {*attributes} <= {*markdown.TAGS[tag], *markdown.VALUES.get(tag, ()), 'class'}
        assert {*(attributes.get('class') or '').split()} <= {*markdown.CLASSES.get(tag, ())}
        if 'href' in attributes:
            assert (attributes['href'] or '').lower().startswith(('http://', 'https://', 'mailto:'))
    assert parsed.tags[0][1].get('data-source', parsed.text) == text


@MANY
@given(TEXTS)
def test_a_plain_text_is_shown_as_typed_with_links_only(text: str) -> None:
    text = text.replace('\r', '').replace('\x00', '')
    if markdown.is_plain(text):
        parsed = Parsed(markdown.render(text))
        assert parsed.text == text
        assert {tag for tag, _ in parsed.tags} <= {'p', 'a'}
        assert Parsed(markdown._rendered(text)).text == text, 'nothing that may be markup is taken for plain'


@settings(deadline=None, database=None, max_examples=200)
@given(TEXTS, st.sampled_from(sorted(LANGUAGES)))
def test_code_keeps_every_character(code: str, language: str) -> None:
    code = code.replace('\r', '').replace('\x00', '')
    parsed = Parsed(highlight(code, language))
    assert parsed.text == code
    assert {tag for tag, _ in parsed.tags} <= {'span'}
