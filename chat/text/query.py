"""A query: what somebody looks for, as they typed it, taken apart.

    meeting "good morning" from:Anna from:"Anna Maria" in:7 after:2024-05 before:yesterday

Words are found by their beginnings and forms, phrases as they stand. Everything must be true of a message, but of
several `from:` or `in:` any. `before:` a day, month or year means before it begins, `after:` means after it has ended,
both where the reader is. What is no filter after all, such as `before:noon`, is a word.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Final

RAW_LIMIT: Final = 300  # characters that are looked at
TERMS: Final = 12  # words that are looked for, and as many phrases, authors and rooms
STEM: Final = 3  # characters that a stem must have to say anything
SPELLINGS: Final = 12  # ways to write one word that are tried

FILTERS: Final = {
    'from': 'authors',
    'от': 'authors',
    'in': 'rooms',
    'в': 'rooms',
    'before': 'before',
    'до': 'before',
    'after': 'after',
    'после': 'after',
}
DAYS_AGO: Final = {'today': 0, 'сегодня': 0, 'yesterday': 1, 'вчера': 1}
DATE: Final = re.compile(r'(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?', re.ASCII)
DATE_WITH_DOTS: Final = re.compile(r'(\d\d?)\.(\d\d?)\.(\d{4})', re.ASCII)
QUOTED: Final = '"[^"]*"?|“[^“”]*[“”]?|”[^”]*”?|„[^“”]*[“”]?|«[^»]*»?'  # one that is not closed takes the rest
TOKEN: Final = re.compile(rf'(?:({"|".join(FILTERS)}):)?(?:({QUOTED})|\S+)', re.IGNORECASE)
QUOTES: Final = '"“”„«»'
EDGES: Final = re.compile(r'^[\W_]+|[\W_]+$')


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """What is looked for. Everything must be true of a message."""

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    """Any of them, by the beginnings of their names."""
    rooms: tuple[str, ...] = ()
    """Any of them, by their IDs."""
    before: datetime | None = None
    """Earlier than this moment."""
    after: datetime | None = None
    """At this moment or later: the end of the day that was typed."""

    @property
    def is_empty(self) -> bool:
        """It asks for nothing."""
        return self == Query()


def parse(raw: str, *, offset: timedelta = timedelta(), now: datetime | None = None) -> Query:
    """Whatever was typed, as a query; never an error.

    :param raw: as typed; what is beyond `RAW_LIMIT` characters or `TERMS` words is not looked at
    :param offset: how far the reader's clock is ahead of UTC
    :param now: this moment, aware of its zone, for `today` and `yesterday`
    """
    found: dict[str, list[str]] = {'words': [], 'phrases': [], 'authors': [], 'rooms': []}
    before: list[datetime] = []
    after: list[datetime] = []
    for token in TOKEN.finditer(_clean(raw)):
        name, quoted = token[1], token[2]
        kind = FILTERS.get(name.lower()) if name else None
        value = ' '.join((quoted.strip(QUOTES) if quoted else token[0][len(name or '') + bool(name) :]).split())
        if kind in found and value:
            found[kind].append(value)
        elif kind in {'before', 'after'} and (days := _days(value, offset, now or datetime.now(UTC))):
            before += days[:1] if kind == 'before' else ()
            after += days[1:] if kind == 'after' else ()
        elif not name and quoted:
            found['phrases'].append(value if any(c.isalnum() for c in value) else '')
        else:
            found['words'].append(EDGES.sub('', token[0]))
    return Query(
        **{kind: _different(values) for kind, values in found.items()},
        before=min(before, default=None),
        after=max(after, default=None),
    )


def beginnings(word: str) -> tuple[str, ...]:
    """What a word and its forms begin with, in lower case: by Russian rules, or by English ones for Latin letters."""
    forms = dict.fromkeys(unicodedata.normalize(form, word.lower()) for form in ('NFC', 'NFKC'))
    return tuple(dict.fromkeys(each for typed in forms for start in _starts(typed) for each in spellings(start)))


def spellings(text: str) -> tuple[str, ...]:
    """A text as it is, without `ё`, and with any one `е` as `ё`: people write them as they like."""
    plain = text.lower().replace('ё', 'е')
    dotted = (f'{plain[:at]}ё{plain[at + 1 :]}' for at, char in enumerate(plain) if char == 'е')
    return tuple(islice(dict.fromkeys([plain, text.lower(), *dotted]), SPELLINGS))


def _starts(word: str) -> Iterator[str]:
    plain = word.replace('ё', 'е')  # as the stemmers know it
    stem = _stem(plain)
    if len(stem) < STEM:
        yield word
    elif plain.startswith(stem):
        yield word[: len(stem)]
    else:  # stories → stori, using → use: what was typed is a beginning in its own right
        yield from (word, stem)
    if len(stem) >= STEM and not re.search('[а-я]', plain):
        if stem.endswith('i'):
            yield f'{stem[:-1]}y'
        elif stem.endswith('e'):
            yield f'{stem[:-1]}ing'


def _stem(word: str) -> str:
    import snowballstemmer  # on first use; its stemmers have a state, so each search makes its own

    if re.search('[а-я]', word):
        return str(snowballstemmer.stemmer('russian').stemWord(word))
    return str(snowballstemmer.stemmer('english').stemWord(word)) if re.search('[a-z]', word) else word


def _clean(raw: str) -> str:
    visible = ''.join(
        ' ' if category == 'Cc' else char
        for char in raw[:RAW_LIMIT]
        if (category := unicodedata.category(char)) != 'Cs'  # half a character cannot be kept, nor looked for
    )
    return unicodedata.normalize('NFC', visible)


def _different(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(islice({value.casefold(): value for value in values if value}.values(), TERMS))


def _days(typed: str, offset: timedelta, now: datetime) -> tuple[datetime, datetime] | None:
    """When a day, month or year begins and when it has ended."""
    try:
        first, behind = _dates(typed.casefold(), (now.astimezone(UTC) + offset).date())
        return _midnight(first, offset), _midnight(behind, offset)
    except (ValueError, OverflowError):
        return None


def _dates(typed: str, today: date) -> tuple[date, date]:
    if typed in DAYS_AGO:
        day = today - timedelta(days=DAYS_AGO[typed])
        return day, day + timedelta(days=1)
    if dotted := DATE_WITH_DOTS.fullmatch(typed):
        day = date(int(dotted[3]), int(dotted[2]), int(dotted[1]))
        return day, day + timedelta(days=1)
    if not (dashed := DATE.fullmatch(typed)):
        raise ValueError
    first = date(int(dashed[1]), int(dashed[2] or 1), int(dashed[3] or 1))
    if dashed[3]:
        return first, first + timedelta(days=1)
    if dashed[2]:
        return first, (first + timedelta(days=31)).replace(day=1)
    return first, first.replace(year=first.year + 1)


def _midnight(day: date, offset: timedelta) -> datetime:
    return datetime.combine(day, time(), UTC) - offset
