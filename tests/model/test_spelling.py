"""Spelling: which names and room IDs can be, and which are the same."""

import unicodedata

import pytest

from chat.errors import (
    NameMalformed,
    NameMissing,
    NameMixesAlphabets,
    NameTooLong,
    RoomIdMalformed,
    RoomIdMissing,
    RoomIdMixesAlphabets,
    RoomIdTooLong,
)
from chat.model.member import Member
from chat.model.spelling import NAME_LIMIT, ROOM_ID_LIMIT, clean_name, clean_room_id, key_of

ZALGO = 'Z\u0351\u0343\u0363\u0340\u0347a\u0327\u0300\u0301\u0302\u0303l\u0338\u0337g\u0322o'


@pytest.mark.parametrize(
    ('one', 'other'),
    [
        ('Anna', 'anna'),
        ('Ａｎｎａ', 'ANNA'),
        ('Straße', 'STRASSE'),
        ('ﬁsh', 'FISH'),
        ('Zoe\u0301', 'ZOÉ'),
        ('Ⅻ', 'xii'),
        ('ИВАН', 'иван'),
        ('Σίσυφος', 'ΣΊΣΥΦΟΣ'),
        ('𝔄𝔫𝔫𝔞', 'Anna'),
        ('an\u00adna', 'anna'),
        ('an\u200bna', 'anna'),
        ('  anna ', 'anna'),
        ('Anna\u00a0Maria', 'anna maria'),
        ('Anna\t\n Maria', 'anna maria'),
        ('\u202eanna', 'anna'),
        ('anna\ufe0f', 'anna'),
    ],
)
def test_two_spellings_that_read_alike_are_one_name(one: str, other: str) -> None:
    assert key_of(clean_name(one)) == key_of(clean_name(other))


@pytest.mark.parametrize(
    ('one', 'other'), [('Anna', 'Anne'), ('Ёж', 'Еж'), ('Ana', 'Aña'), ('a b', 'ab'), ('I', 'ı'), ('5', '٥')]
)
def test_two_spellings_that_read_differently_are_two_names(one: str, other: str) -> None:
    assert key_of(clean_name(one)) != key_of(clean_name(other))


@pytest.mark.parametrize(
    ('raw', 'shown'),
    [
        ('Alice', 'Alice'),
        ('  Alice  ', 'Alice'),
        ('Алиса', 'Алиса'),
        ('Jean-Luc O’Hara', 'Jean-Luc O’Hara'),
        ('李雷', '李雷'),
        ('さくら', 'さくら'),
        ('مريم', 'مريم'),
        ('דוד', 'דוד'),
        ('Đặng Thị', 'Đặng Thị'),
        ('🦊', '🦊'),
        ('Fox 🦊', 'Fox 🦊'),
        ('007', '007'),
        ('Иван Smith', 'Иван Smith'),
        ('Müller', 'Mu\u0308ller'),
        ('β-tester', 'β-tester'),
        ('Team #5b', 'Team #5b'),
        ('C#', 'C#'),
        ('<b>Bob</b>', '<b>Bob</b>'),
        ('{x}', '{x}'),
        ("Robert'); DROP", "Robert'); DROP"),
    ],
)
def test_a_usual_name_is_shown_as_it_was_typed(raw: str, shown: str) -> None:
    assert clean_name(raw) == unicodedata.normalize('NFC', shown)


@pytest.mark.parametrize(
    'hidden',
    [
        '\u200b',
        '\u200c',
        '\u200d',
        '\u2060',
        '\ufeff',
        '\u00ad',
        '\u061c',
        '\u180e',  # zero width
        '\u202a',
        '\u202b',
        '\u202c',
        '\u202d',
        '\u202e',
        '\u2066',
        '\u2067',
        '\u2068',
        '\u2069',
        '\u200e',
        '\u200f',  # bidi
        '\x00',
        '\x07',
        '\x1b',
        '\x7f',
        '\x85',
        '\ue000',
        '\ud800',
        '\udfff',
        '\U000e0041',
        '\U0010ffff',  # control, private, tags
        '\u115f',
        '\u3164',
        '\uffa0',
        '\u2800',
        '\u034f',
        '\ufe0f',
        '\U000e0100',
        '\u17b4',  # letters that show nothing
    ],
)
def test_what_shows_nothing_is_taken_out(hidden: str) -> None:
    assert clean_name(f'Al{hidden}ice{hidden}') == 'Alice'
    assert clean_room_id(f'team{hidden}-7') == 'team-7'
    with pytest.raises(NameMissing):
        clean_name(hidden * 3)
    with pytest.raises(RoomIdMissing):
        clean_room_id(hidden * 3)


@pytest.mark.parametrize('raw', ['', ' ', '\n\t', '\u3000\u2003'])
def test_nothing_is_no_name_and_no_room(raw: str) -> None:
    with pytest.raises(NameMissing):
        clean_name(raw)
    with pytest.raises(RoomIdMissing):
        clean_room_id(raw)


@pytest.mark.parametrize(
    ('raw', 'word'),
    [
        ('Аlice', 'Аlice'),
        ('Bob Аlice', 'Аlice'),
        ('раypal', 'раypal'),
        ('Αnna', 'Αnna'),
        ('Ａнна', 'Aнна'),
        ('АΒ', 'АΒ'),
        ('А\u0301lice', 'А\u0301lice'),
        ('Ꭺlice', 'Ꭺlice'),
        ('ꓮlice', 'ꓮlice'),
        ('օлег', 'օлег'),
        ('Al\u17d2ice', 'Al\u17d2ice'),
    ],
)
def test_look_alikes_of_different_alphabets_in_one_word_are_refused(raw: str, word: str) -> None:
    with pytest.raises(NameMixesAlphabets) as refusal:
        clean_name(raw)
    assert refusal.value.word == word
    with pytest.raises(RoomIdMixesAlphabets):
        clean_room_id(raw.replace(' ', '-'))


@pytest.mark.parametrize(
    'raw', ['Alice #5', 'Alice#5', 'Alice # 5', '#5', 'Alice ＃５', 'Alice #٥', 'Alice #\u200b5', 'Alice #5 ']
)
def test_no_name_can_look_like_an_unproven_guest(raw: str) -> None:
    assert Member(number=5, name='Alice').label == 'Alice #5'
    with pytest.raises(NameMalformed):
        clean_name(raw)


@pytest.mark.parametrize('raw', ['...', '-', '_', '!?', '«»', '…'])
def test_a_name_needs_something_to_say_aloud(raw: str) -> None:
    with pytest.raises(NameMalformed):
        clean_name(raw)


@pytest.mark.parametrize('letter', ['a', 'Ж', '李', '🦊'])
def test_a_name_has_up_to_40_characters(letter: str) -> None:
    assert clean_name(letter * 40) == letter * 40
    with pytest.raises(NameTooLong) as refusal:
        clean_name(letter * 41)
    assert refusal.value.limit == NAME_LIMIT == 40


def test_a_few_characters_cannot_stand_for_a_long_name() -> None:
    with pytest.raises(NameTooLong):
        clean_name('ﷺ' * 5)  # each stands for 18
    with pytest.raises(RoomIdTooLong):
        clean_room_id('ﷺ' * 8)


@pytest.mark.parametrize(
    'raw', ['a' * 1_000_000, '\u200b' * 1_000_000, 'a\u0301' * 500_000, '\ufdfa' * 1_000_000, '9' * 1_000_000]
)
def test_a_megabyte_is_too_long_at_once(raw: str) -> None:
    with pytest.raises(NameTooLong):
        clean_name(raw)
    with pytest.raises(RoomIdTooLong):
        clean_room_id(raw)


def test_heaps_of_accents_are_cut_down() -> None:
    shown = clean_name(ZALGO)
    run = longest = 0
    for char in shown:
        run = run + 1 if unicodedata.category(char)[0] == 'M' else 0
        longest = max(longest, run)
    assert longest == 3
    assert ''.join(c for c in unicodedata.normalize('NFD', shown) if c.isalpha()) == 'Zalgo'


@pytest.mark.parametrize(
    ('raw', 'shown'),
    [
        ('1', '1'),
        ('01', '1'),
        ('000042', '42'),
        (' 7 ', '7'),
        ('٧', '7'),
        ('०१', '1'),
        ('７', '7'),
        ('𝟕', '7'),
        ('1\u0662', '12'),
        ('9' * 64, '9' * 64),
    ],
)
def test_a_number_is_the_same_room_in_any_digits(raw: str, shown: str) -> None:
    assert clean_room_id(raw) == shown


@pytest.mark.parametrize(
    'raw',
    ['0', '000', '-', '_', '--__', '1.5', 'a/b', 'a b', 'a?b', 'a#b', 'a%2fb', '..', '<b>', '🦊', '②', 'a\\b', 'a"b'],
)
def test_a_room_id_is_a_number_or_letters_digits_and_dashes(raw: str) -> None:
    with pytest.raises(RoomIdMalformed):
        clean_room_id(raw)


@pytest.mark.parametrize('raw', ['-1', 'team-7', 'Физика_9', '李-1', 'é', '١a', 'नमस्ते', '1a'])
def test_a_room_id_may_be_a_name(raw: str) -> None:
    assert clean_room_id(raw) == unicodedata.normalize('NFC', raw)


def test_a_room_id_has_up_to_64_characters() -> None:
    assert clean_room_id('r' * 64) == 'r' * 64
    with pytest.raises(RoomIdTooLong) as refusal:
        clean_room_id('r' * 65)
    assert refusal.value.limit == ROOM_ID_LIMIT == 64
