"""How names and room IDs may be spelled, and when two spellings are the same.

People see what was first written; what is compared is `key_of`: NFKC and casefold, so that `Ａnna`, `ANNA` and `anna`
are one. Invisible characters are taken out and look-alikes are refused: nobody can pose as somebody else with a
Cyrillic `а`. Background: Unicode Technical Report 36 (security considerations) and 39 (mixed-script detection).
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from typing import Final

from ..errors import (
    BadName,
    ChatError,
    NameMalformed,
    NameMissing,
    NameMixesAlphabets,
    NameTooLong,
    RoomIdMalformed,
    RoomIdMissing,
    RoomIdMixesAlphabets,
    RoomIdTooLong,
)

NAME_LIMIT: Final = 40  # characters of a name
ROOM_ID_LIMIT: Final = 64  # characters of a room ID
RAW_LIMIT: Final = 1000  # characters that are looked at all: what is longer is too long however it is cleaned
THREAD: Final = '/'  # between a room and the number of the message that a thread is about
MARKS_IN_A_ROW: Final = 3  # accents on one letter: Vietnamese needs 2; more is vandalism that climbs over other lines

# Letters and marks that show nothing although their category says they are visible.
BLANKS: Final = frozenset('\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc\U0001d159')
SELECTORS: Final = re.compile('[\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]')
ALPHABETS: Final = ('LATIN', 'CYRILLIC', 'GREEK')  # many others have look-alikes of their letters ...
BESIDE: Final = (
    'CJK',
    'IDEOGRAPHIC',
    'HIRAGANA',
    'KATAKANA',
    'HANGUL',
    'BOPOMOFO',
    'COMBINING',
    'MODIFIER',
)  # ... not these
GUEST_MARK: Final = re.compile(r'#\s*\d+$')


def clean_name(raw: str) -> str:
    """The name as it will be shown.

    :raises BadName: when it cannot be borne
    """
    if len(raw) > RAW_LIMIT:
        raise NameTooLong(NAME_LIMIT)
    name = visible(raw)
    if not name:
        raise NameMissing
    if len(name) > NAME_LIMIT or len(key_of(name)) > 2 * NAME_LIMIT:
        raise NameTooLong(NAME_LIMIT)
    if not any(unicodedata.category(c)[0] in 'LNS' for c in name) or GUEST_MARK.search(key_of(name)):
        raise NameMalformed
    _refuse_mixture(name, NameMixesAlphabets)
    return name


def clean_room_id(raw: str) -> str:
    """The room ID as it will be shown; a number loses its leading zeros.

    :raises BadRoomId: when no room can have it
    """
    if len(raw) > RAW_LIMIT:
        raise RoomIdTooLong(ROOM_ID_LIMIT)
    room_id = visible(raw)
    if not room_id:
        raise RoomIdMissing
    if len(room_id) > ROOM_ID_LIMIT or len(key_of(room_id)) > 2 * ROOM_ID_LIMIT:
        raise RoomIdTooLong(ROOM_ID_LIMIT)
    if room_id.isdecimal():
        if not int(room_id):
            raise RoomIdMalformed
        return str(int(room_id))
    if not all(c in '-_' or unicodedata.category(c)[0] in 'LM' or c.isdecimal() for c in room_id):
        raise RoomIdMalformed
    if not any(c.isalnum() for c in room_id):
        raise RoomIdMalformed
    _refuse_mixture(room_id, RoomIdMixesAlphabets)
    return room_id


def suggestions(name: str) -> Iterator[str]:
    """Names like this one that can be borne: with a number behind, shortened where there is no room for it."""
    for n in count(2):
        for end in range(len(name), -1, -1):
            with suppress(BadName):
                yield clean_name(f'{name[:end]} {n}')
                break


def key_of(shown: str) -> str:
    """What is compared: equal for two spellings that a reader would take for the same."""
    return unicodedata.normalize('NFKC', unicodedata.normalize('NFKC', shown).casefold())


def thread_key(room: str, seq: int) -> str:
    """The key of a thread: a room under the one of its first message. No ID of a room has such a key."""
    return f'{room}{THREAD}{seq}'


def room_of(key: str) -> str:
    """The room that a thread hangs under; any other room itself."""
    return key.partition(THREAD)[0]


def origin_of(key: str) -> int | None:
    """The `seq` of a thread's first message in its room; None for a room that is no thread."""
    return int(seq) if (seq := key.partition(THREAD)[2]) else None


def visible(raw: str) -> str:
    """Without control, format and blank characters, heaps of accents and surplus white space."""
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize('NFC', SELECTORS.sub('', raw)):
        category = unicodedata.category(char)
        if category[0] == 'Z' or char in '\t\n\r':
            kept.append(' ')
            marks = 0
        elif category[0] != 'C' and char not in BLANKS:  # or what cannot be seen would let another heap begin
            marks = marks + 1 if category[0] == 'M' else 0
            if marks <= MARKS_IN_A_ROW:
                kept.append(char)
    return unicodedata.normalize('NFC', ' '.join(''.join(kept).split()))


def _refuse_mixture(shown: str, error: Callable[[str], ChatError]) -> None:
    # compared after NFKC, so that a full-width Latin letter counts as Latin; marks do not part a word
    compared = unicodedata.normalize('NFKC', shown)
    for word in ''.join(c if unicodedata.category(c)[0] in 'LM' else ' ' for c in compared).split():
        found = {_alphabet_of(c) for c in word} - {''}
        if len(found) > 1 and not found.isdisjoint(ALPHABETS):
            raise error(word)


def _alphabet_of(char: str) -> str:
    """The first word of its name says it; nothing for what may stand in words of all."""
    name = unicodedata.name(char, 'NAMELESS')
    return '' if name.startswith(BESIDE) else name.partition(' ')[0]
