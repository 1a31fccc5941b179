"""A query: words, phrases and filters are taken apart as a person meant them; nothing that is typed is an error."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from chat.text.query import RAW_LIMIT, TERMS, Query, beginnings, parse, spellings

NOON = datetime(2024, 5, 17, 12, tzinfo=UTC)
EAST = timedelta(hours=5, minutes=30)


def utc(*day: int) -> datetime:
    return datetime(*day, tzinfo=UTC)  # type: ignore[arg-type, misc]


# --- words and phrases ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ('raw', 'words'),
    [
        ('hello world', ('hello', 'world')),
        ('  hello\t\nworld  ', ('hello', 'world')),
        ('Hello, world! (again)', ('Hello', 'world', 'again')),
        ('привет 👍 🎉 мир', ('привет', 'мир')),
        ('well-known e.g. don’t', ('well-known', 'e.g', 'don’t')),
        ('C++ #tag @anna 5', ('C', 'tag', 'anna', '5')),
        ('nul\x00l be\x07ll', ('nul', 'l', 'be', 'll')),
        ('half\ud83d', ('half',)),
        ('cafe\u0301', ('caf\xe9',)),
        ('same Same SAME', ('SAME',)),
        ('AND OR NOT NEAR', ('AND', 'OR', 'NOT', 'NEAR')),
        ('日本語 日', ('日本語', '日')),
    ],
)
def test_words_are_parted_by_white_space_and_freed_of_punctuation(raw: str, words: tuple[str, ...]) -> None:
    assert parse(raw) == Query(words=words)


@pytest.mark.parametrize('raw', ['', ' ', '👍', '!!! ...', '""', '"', '«»', '" … "', '\x00', '\ud800', '_', '*', '()'])
def test_what_holds_no_letter_or_digit_asks_for_nothing(raw: str) -> None:
    assert parse(raw).is_empty


@pytest.mark.parametrize('raw', ['x', '"x"', 'from:x', 'in:x', 'before:2024', 'after:2024'])
def test_anything_else_asks_for_something(raw: str) -> None:
    assert not parse(raw).is_empty


@pytest.mark.parametrize(
    ('raw', 'phrases'),
    [
        ('"good morning"', ('good morning',)),
        ('“good morning”', ('good morning',)),
        ('„guten Morgen“', ('guten Morgen',)),
        ('”god morgon”', ('god morgon',)),
        ('«доброе утро»', ('доброе утро',)),
        ('"good  morning', ('good morning',)),
        ('«доброе утро', ('доброе утро',)),
        ('"one two" "three four"', ('one two', 'three four')),
        ('«он сказал "да" и ушёл»', ('он сказал "да" и ушёл',)),
    ],
)
def test_what_stands_in_quotes_is_a_phrase_and_an_open_quote_takes_the_rest(raw: str, phrases: tuple[str, ...]) -> None:
    assert parse(raw) == Query(phrases=phrases)


def test_words_and_phrases_go_together() -> None:
    assert parse('one "two three"four «пять»') == Query(words=('one', 'four'), phrases=('two three', 'пять'))


def test_a_quote_within_a_word_is_punctuation() -> None:
    assert parse('5" rock"n"roll') == Query(words=('5', 'rock"n"roll'))


def test_what_is_too_long_is_cut_and_never_refused() -> None:
    assert parse('x' * 10_000) == Query(words=('x' * RAW_LIMIT,))
    many = ' '.join(f'w{n}' for n in range(50))
    assert parse(many).words == tuple(f'w{n}' for n in range(TERMS))


# --- filters -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ('raw', 'query'),
    [
        ('from:Anna', Query(authors=('Anna',))),
        ('FROM:anna', Query(authors=('anna',))),
        ('от:Анна', Query(authors=('Анна',))),
        ('От:Анна', Query(authors=('Анна',))),
        ('from:"Anna Maria"', Query(authors=('Anna Maria',))),
        ('от:«Анна Мария»', Query(authors=('Анна Мария',))),
        ('from:“Anna  Maria', Query(authors=('Anna Maria',))),
        ('from:anna from:bob', Query(authors=('anna', 'bob'))),
        ('from:"Иван #5"', Query(authors=('Иван #5',))),
        ('in:007', Query(rooms=('007',))),
        ('в:кухня in:#tea', Query(rooms=('кухня', '#tea'))),
        ('hi from:anna "my dear" in:7', Query(words=('hi',), phrases=('my dear',), authors=('anna',), rooms=('7',))),
    ],
)  # fmt: skip
def test_filters_name_authors_and_rooms(raw: str, query: Query) -> None:
    assert parse(raw) == query


@pytest.mark.parametrize(
    ('typed', 'begin', 'end'),
    [
        ('2024-05-17', utc(2024, 5, 17), utc(2024, 5, 18)),
        ('2024-5-7', utc(2024, 5, 7), utc(2024, 5, 8)),
        ('17.05.2024', utc(2024, 5, 17), utc(2024, 5, 18)),
        ('7.5.2024', utc(2024, 5, 7), utc(2024, 5, 8)),
        ('"2024-05-17"', utc(2024, 5, 17), utc(2024, 5, 18)),
        ('31.12.2023', utc(2023, 12, 31), utc(2024, 1, 1)),
        ('2024-02', utc(2024, 2, 1), utc(2024, 3, 1)),
        ('2024-12', utc(2024, 12, 1), utc(2025, 1, 1)),
        ('2024', utc(2024, 1, 1), utc(2025, 1, 1)),
        ('today', utc(2024, 5, 17), utc(2024, 5, 18)),
        ('Сегодня', utc(2024, 5, 17), utc(2024, 5, 18)),
        ('yesterday', utc(2024, 5, 16), utc(2024, 5, 17)),
        ('вчера', utc(2024, 5, 16), utc(2024, 5, 17)),
    ],
)
def test_before_means_before_a_day_begins_and_after_means_after_it_has_ended(
    typed: str, begin: datetime, end: datetime
) -> None:
    for before, after in (('before', 'after'), ('до', 'после'), ('Before', 'ПОСЛЕ')):
        assert parse(f'{before}:{typed}', now=NOON) == Query(before=begin)
        assert parse(f'{after}:{typed}', now=NOON) == Query(after=end)


def test_days_are_those_of_the_reader() -> None:
    assert parse('before:2024-05-17', offset=EAST).before == utc(2024, 5, 16, 18, 30)
    assert parse('after:2024-05-17', offset=-EAST).after == utc(2024, 5, 18, 5, 30)
    late = utc(2024, 5, 17, 22)
    assert parse('before:today', offset=EAST, now=late).before == utc(2024, 5, 17, 18, 30), 'it is the 18th there'
    assert parse('before:today', now=late).before == utc(2024, 5, 17)
    elsewhere = late.astimezone(timezone(timedelta(hours=9)))
    assert parse('before:today', now=elsewhere).before == utc(2024, 5, 17), 'it is the 18th where the moment was taken'


def test_today_is_today_unless_told_otherwise() -> None:
    earlier = datetime.now(UTC)
    before = parse('before:today').before
    assert before in {utc(*moment.timetuple()[:3]) for moment in (earlier, datetime.now(UTC))}


def test_of_several_limits_in_time_the_narrowest_holds() -> None:
    query = parse('before:2024 before:2023 after:2020 after:2021-03')
    assert (query.before, query.after) == (utc(2023, 1, 1), utc(2021, 4, 1))


@pytest.mark.parametrize(
    ('raw', 'word'),
    [
        ('before:noon', 'before:noon'),
        ('before:2024-02-30', 'before:2024-02-30'),
        ('before:2024-13', 'before:2024-13'),
        ('before:32.01.2024', 'before:32.01.2024'),
        ('before:0000', 'before:0000'),
        ('after:9999', 'after:9999'),
        ('before:20240517', 'before:20240517'),
        ('before:٢٠٢٤', 'before:٢٠٢٤'),
        ('from:', 'from'),
        ('in:""', 'in'),
        ('по:пути', 'по:пути'),
        ('http://a.b', 'http://a.b'),
        ('\u0131n:7', '\u0131n:7'),
        ('\u1c80:7', '\u1c80:7'),
    ],
)
def test_what_is_no_filter_after_all_is_a_word(raw: str, word: str) -> None:
    assert parse(raw) == Query(words=(word,))


def test_an_offset_that_leads_out_of_time_makes_no_filter() -> None:
    assert parse('before:0001-01-01', offset=EAST) == Query(words=('before:0001-01-01',))
    assert parse('before:today', offset=timedelta.max) == Query(words=('before:today',))


# --- forms ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ('word', 'forms'),
    [
        ('сообщение', ['сообщения', 'сообщений', 'сообщениями']),
        ('Комнату', ['комната', 'комнате', 'комнатой']),
        ('бежит', ['бежать', 'бежит']),
        ('ёжики', ['ёжик', 'ежика', 'ежики']),
        ('ежики', ['ёжик', 'ежика']),
        ('счетчик', ['счётчики', 'счетчика']),
        ('story', ['stories', 'story']),
        ('stories', ['story', 'storyline']),
        ('Running', ['run', 'runs', 'running']),
        ('run', ['running']),
        ('using', ['use', 'used', 'using']),
        ('hope', ['hoping', 'hoped', 'hopes']),
        ('dying', ['die', 'dies', 'dying']),
        ('при', ['привет']),
        ('in', ['information']),
        ('20', ['2024']),
        ('日', ['日本']),
    ],
)
def test_a_word_and_its_forms_begin_alike(word: str, forms: list[str]) -> None:
    starts = beginnings(word)
    assert [form for form in forms if not form.startswith(starts)] == []


@pytest.mark.parametrize(
    ('word', 'other'),
    [('story', 'store'), ('сообщение', 'общение'), ('мой', 'море'), ('using', 'usual'), ('привет', 'при')],
)
def test_other_words_begin_otherwise(word: str, other: str) -> None:
    assert not other.startswith(beginnings(word))


def test_dots_change_nothing_about_the_forms_of_a_word() -> None:
    assert {*beginnings('счётчики')} == {*beginnings('счетчики')} == {'счетчик', 'счётчик'}


def test_full_width_letters_are_tried_as_typed_and_as_plain_ones() -> None:
    assert {'ｈｅｌｌｏ', 'hello'} <= {*beginnings('ＨＥＬＬＯ')}


def test_a_word_is_spelled_with_any_one_letter_dotted() -> None:
    assert {*spellings('Елена')} == {'елена', 'ёлена', 'елёна'}
    assert {*spellings('трёхвёдерный')} >= {'трехведерный', 'трёхвёдерный', 'трёхведерный', 'трехвёдерный'}
    assert len(spellings('е' * RAW_LIMIT)) < 20, 'but not without end'
