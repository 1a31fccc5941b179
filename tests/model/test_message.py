"""A draft: which texts can be posted, and what is kept of them."""

import pytest

from chat.errors import MessageEmpty, MessageTooLong
from chat.model.message import ID_LIMIT, TEXT_LIMIT, Draft


def kept(text: str) -> str:
    return Draft(text=text).checked().text


@pytest.mark.parametrize(
    'text',
    [
        'Hello',
        ' Hello ',
        '\tindented\n  code',
        'one\n\n\ntwo',
        '👩‍👩‍👧‍👦',
        'e\u0301',
        'a\u200bb',
        'abc\u202etxt',
        '<script>alert(1)</script>',
        '&amp;',
        'Z\u0351\u0343\u0363algo',
        '.',
        '\U0010ffff a',
        '\ufeffx',
    ],
)
def test_what_was_typed_is_kept_to_the_letter(text: str) -> None:
    assert kept(text) == text


@pytest.mark.parametrize(
    ('typed', 'is_kept'),
    [
        ('a\r\nb', 'a\nb'),
        ('a\rb', 'a\nb'),
        ('a\r\n\r\nb', 'a\n\nb'),
        ('a\u2028b\u2029c\x85d', 'a\nb\nc\nd'),
        ('a\n\rb', 'a\n\nb'),
    ],
)
def test_every_kind_of_line_break_is_a_line_break(typed: str, is_kept: str) -> None:
    assert kept(typed) == is_kept


@pytest.mark.parametrize(
    'char', ['\x00', '\x01', '\x08', '\x0b', '\x0c', '\x1b', '\x1f', '\x7f', '\x80', '\x9b', '\ud800', '\udfff']
)
def test_what_no_text_should_hold_becomes_a_replacement_character(char: str) -> None:
    assert kept(f'a{char}b') == 'a\ufffdb'
    assert kept(f'a{char}b').encode()


@pytest.mark.parametrize(
    'text',
    [
        '',
        ' ',
        '\n\n',
        '\t',
        '\u00a0\u2003\u3000',
        '\u200b\u200c\u200d\u2060\ufeff',
        '\u202e\u2066',
        '\u00ad',
        '\u3164\u115f\u2800',
        '\ue000',
        ' \u200b\n\u3164',
        '\r\n\u2028',
    ],
)
def test_a_message_of_nothing_visible_is_refused(text: str) -> None:
    with pytest.raises(MessageEmpty):
        kept(text)


@pytest.mark.parametrize('letter', ['a', 'Ж', '🦊', '\n'])
def test_a_message_has_up_to_4000_characters(letter: str) -> None:
    longest = 'x' + letter * 3999
    assert kept(longest) == longest
    with pytest.raises(MessageTooLong) as refusal:
        kept(longest + letter)
    assert refusal.value.limit == TEXT_LIMIT == 4000


def test_a_megabyte_is_refused_before_it_is_looked_at() -> None:
    with pytest.raises(MessageTooLong):
        kept('\x00' * 1_000_000)


def test_two_drafts_of_one_text_are_two_messages() -> None:
    assert Draft(text='again').client_msg_id != Draft(text='again').client_msg_id


def test_a_draft_keeps_the_id_it_was_given() -> None:
    assert Draft(text='x', client_msg_id='mine').checked().client_msg_id == 'mine'
    assert len(Draft(text='x', client_msg_id='m' * 1000).checked().client_msg_id) == ID_LIMIT
