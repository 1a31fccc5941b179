"""Emoji to pick from: in groups without a double, and found by their names in both languages."""

import pytest

from chat.model.amending import is_emoji
from chat.text.emojis import GROUPS, USUAL, find, name_of


def test_the_groups_hold_emoji_and_each_of_them_once() -> None:
    chars = ' '.join(GROUPS).split()
    assert len(chars) > 900
    assert len(set(chars)) == len(chars)
    assert set(USUAL) <= set(chars)
    assert [char for char in chars if not is_emoji(char) or not name_of(char, 'ru')] == []


@pytest.mark.parametrize(
    ('text', 'first'),
    [
        ('pizza', '🍕'),
        ('PIZ', '🍕'),
        ('пицца', '🍕'),
        ('thumbs up', '👍'),
        ('up thumb', '👍'),
        ('+1', '👍'),
        ('палец вверх', '👍'),
        ('heart', '❤️'),
        ('Ёлка', '🌲'),
        ('елка', '🌲'),
        ('Russia', '🇷🇺'),
        ('thumbs-up', '👍'),
        ('joy', '😂'),
    ],
)
def test_an_emoji_is_found_by_what_it_is_called(text: str, first: str) -> None:
    found = find(text, 5)
    assert found[0] == first
    assert len(found) <= 5


def test_what_is_none_finds_none() -> None:
    assert [find(text, 5) for text in ('', '   ', '-', 'zzzz', '\n', '<b>', 'izza')] == [[]] * 7


def test_names_are_in_the_language_of_who_reads() -> None:
    assert name_of('🎉', 'en') == 'party popper'
    assert name_of('🍕', 'ru') == 'пицца'


def test_no_tone_of_skin_is_found() -> None:
    assert not any(tone in char for char in find('hand', 500) for tone in '🏻🏼🏽🏾🏿')
