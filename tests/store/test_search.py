"""Search: what was said is found by its words, their forms and beginnings, and by who said it, where and when."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, update

from chat.model.member import Member
from chat.model.message import Draft, now
from chat.store.schema import messages
from chat.store.search import EXCERPT, Found
from chat.store.sqlite import SqliteStore
from chat.text.query import parse
from tests.people import ALICE, BOB, IVAN

DAY = datetime(2024, 5, 17, tzinfo=UTC)


async def say(store: SqliteStore, *texts: str, author: Member = ALICE, room: str = '7', name: str = '') -> None:
    for text in texts:
        await store.append(room, author, Draft(text=text), name=name)


async def look(store: SqliteStore, raw: str, *, before: int | None = None, limit: int = 30) -> list[Found]:
    return await store.find(parse(raw), before=before, limit=limit)


async def texts(store: SqliteStore, raw: str) -> list[str]:
    """What is found, the oldest first."""
    return [found.message.text for found in await look(store, raw)][::-1]


async def change(store: SqliteStore, id_: int, **values: object) -> None:
    """What an operator or a later version may do to a row."""

    def work(connection: Connection, payloads: Sequence[object]) -> list[None]:
        connection.execute(update(messages).where(messages.c.id == id_).values(**values))
        return [None] * len(payloads)

    await store.writer.do(work, None)


def marked(found: Found) -> str:
    return ''.join(f'[{part}]' if is_hit else part for part, is_hit in found.excerpt)


# --- words ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ('raw', 'text'),
    [
        ('сообщение', 'три сообщения от вас'),
        ('сообщения', 'нет сообщений'),
        ('сообщений', 'Сообщение!'),
        ('бежит', 'надо бежать'),
        ('комнату', 'в комнатах'),
        ('story', 'two stories'),
        ('stories', 'a Story.'),
        ('running', 'run!'),
        ('run', 'she is RUNNING'),
        ('using', 'I use it'),
        ('hope', 'hoping for rain'),
    ],
)
async def test_words_are_found_in_all_their_forms(sqlite: SqliteStore, raw: str, text: str) -> None:
    await say(sqlite, 'something else', text, 'и ещё')
    assert await texts(sqlite, raw) == [text]


@pytest.mark.parametrize(
    'raw', ['приветс', 'привет', 'прив', 'при', 'пр', 'п', 'hell', 'he', 'h', '20', '日', 'мир пр']
)
async def test_words_are_found_by_their_beginnings(sqlite: SqliteStore, raw: str) -> None:
    await say(sqlite, 'something else', 'приветствую мир, hello 2024 日本語', 'и ещё')
    assert await texts(sqlite, raw) == ['приветствую мир, hello 2024 日本語']


@pytest.mark.parametrize(
    ('raw', 'text'),
    [
        ('ёлка', 'наша елка'),
        ('елка', 'наша ёлка'),
        ('ежи', 'Ёжик'),
        ('ЕЩЁ', 'и еще раз'),
        ('трехведерный', 'трёхведерный самовар'),
        ('трёхвёдерный', 'трёхвёдерный самовар'),
        ('"зеленый еж"', 'зелёный еж'),
        ('ПРИВЕТ', 'привет'),
        ('привет', 'ПРИВЕТ'),
        ('cafe', 'a Café'),
        ('café', 'a cafe'),
        ('cafe\u0301', 'a caf\xe9'),
        ('caf\xe9', 'a cafe\u0301'),
        ('ＨＥＬＬＯ', 'ｈｅｌｌｏ'),
        ('ＨＥＬＬＯ', 'hello'),
    ],
)
async def test_words_are_found_however_they_are_written(sqlite: SqliteStore, raw: str, text: str) -> None:
    await say(sqlite, 'something else', text)
    assert await texts(sqlite, raw) == [text]


@pytest.mark.parametrize(
    'raw',
    [
        'hello 👍', '👍👍 hello', 'hello!!! (...)', '-hello', '^hello', 'hel*', '{hello', 'hello)', '(hello', 'hello:',
        '"hello', 'hello "', '"hello" "" «»', "hello'", 'hello\x00', 'hello \ud83d', 'hello;', '\\hello', '%hello%',
        'hello -- ', '#hello', '@hello', '+hello',
    ],
)  # fmt: skip
async def test_emoji_punctuation_and_the_signs_of_query_languages_do_no_harm(sqlite: SqliteStore, raw: str) -> None:
    await say(sqlite, 'something else', 'oh, hello 🎉')
    assert await texts(sqlite, raw) == ['oh, hello 🎉']


@pytest.mark.parametrize(
    'raw',
    [
        'ello', 'hello moon', 'hello OR moon', 'hello AND world', 'NOT hello', 'text:hello', 'NEAR(hello world)',
        "'; DROP TABLE messages; --", 'hello "world hello"', '"hell"', '"hello wor"', 'h world', 'worldwide', '1', '=1',
    ],
)  # fmt: skip
async def test_what_was_not_said_is_not_found(sqlite: SqliteStore, raw: str) -> None:
    await say(sqlite, 'hello world')
    assert await texts(sqlite, raw) == []
    assert await texts(sqlite, 'hello world') == ['hello world']


@pytest.mark.parametrize('raw', ['', ' ', '"', '👍', '!', '*', '""', '\x00', '«»'])
async def test_a_query_that_asks_for_nothing_finds_nothing(sqlite: SqliteStore, raw: str) -> None:
    await say(sqlite, 'hello', '👍', '!', '"')
    assert await texts(sqlite, raw) == []


async def test_all_words_must_be_there_in_any_order(sqlite: SqliteStore) -> None:
    await say(sqlite, 'tea and cake', 'cakes, then tea', 'tea', 'cake')
    assert await texts(sqlite, 'tea cake') == ['tea and cake', 'cakes, then tea']


async def test_a_phrase_is_found_as_it_stands(sqlite: SqliteStore) -> None:
    await say(sqlite, 'Good, morning!', 'morning good', 'good old morning', 'good mornings')
    assert await texts(sqlite, '"good morning"') == await texts(sqlite, '«GOOD   morning') == ['Good, morning!']
    assert await texts(sqlite, '"good" mornin') == [
        'Good, morning!',
        'morning good',
        'good old morning',
        'good mornings',
    ]


# --- order and pages -----------------------------------------------------------------------------------------
async def test_the_newest_comes_first_whatever_its_room(sqlite: SqliteStore) -> None:
    await say(sqlite, 'tea 1')
    await say(sqlite, 'tea 2', room='8')
    await say(sqlite, 'tea 3')
    assert [found.message.text for found in await look(sqlite, 'tea')] == ['tea 3', 'tea 2', 'tea 1']
    assert [found.message.text for found in await look(sqlite, 'after:2000')] == ['tea 3', 'tea 2', 'tea 1']


@pytest.mark.parametrize('raw', ['tea', 'from:alice', 'in:7', 'after:2000', 'tea from:alice in:7 after:2000'])
async def test_pages_hold_everything_once(sqlite: SqliteStore, raw: str) -> None:
    for n in range(23):
        await say(sqlite, f'tea {n}')
        await say(sqlite, 'coffee', author=BOB, room='8')
    before, seen = None, []
    while page := await look(sqlite, raw, before=before, limit=5):
        seen += [found.message.text for found in page if found.message.author == ALICE]
        assert len(page) <= 5
        before = page[-1].id
    assert seen == [f'tea {n}' for n in reversed(range(23))]


@pytest.mark.parametrize('before', [-(10**30), -1, 0, 1])
async def test_nothing_is_older_than_the_first(sqlite: SqliteStore, before: int) -> None:
    await say(sqlite, 'tea', 'tea')
    assert await look(sqlite, 'tea', before=before) == []
    assert len(await look(sqlite, 'tea', before=10**30)) == 2


async def test_no_more_is_found_than_was_asked_for(sqlite: SqliteStore) -> None:
    await say(sqlite, 'tea', 'tea', 'tea')
    assert [len(await look(sqlite, 'tea', limit=limit)) for limit in (-1, 0, 1, 2, 3, 4)] == [0, 0, 1, 2, 3, 3]


async def test_what_is_found_says_all_about_itself(sqlite: SqliteStore) -> None:
    await say(sqlite, 'first')
    await say(sqlite, 'tea', author=IVAN, room='kitchen', name='Kitchen')
    [found] = await look(sqlite, 'tea')
    [message] = await sqlite.before('kitchen', None, 9)
    assert (found.room, found.room_name, found.message) == ('kitchen', 'Kitchen', message)
    assert found.message.author == IVAN
    assert found.excerpt == (('tea', True),)


# --- the index keeps in step ---------------------------------------------------------------------------------
async def test_a_deleted_message_is_not_found(sqlite: SqliteStore) -> None:
    await say(sqlite, 'old tea')
    assert await sqlite.forget(before=now()) == {'7': 1}
    await say(sqlite, 'new tea')
    assert await texts(sqlite, 'tea') == await texts(sqlite, 'from:alice') == ['new tea']
    assert await texts(sqlite, 'old') == []


async def test_a_changed_message_is_found_by_what_it_says_now(sqlite: SqliteStore) -> None:
    await say(sqlite, 'tea', 'cake')
    [found] = await look(sqlite, 'tea')
    await change(sqlite, found.id, text='coffee')
    assert await texts(sqlite, 'tea') == []
    assert await texts(sqlite, 'coffee') == ['coffee']


async def test_what_was_found_is_found_after_a_restart(sqlite: SqliteStore) -> None:
    await say(sqlite, 'tea')
    await sqlite.close()
    sqlite.open()
    assert await texts(sqlite, 'tea') == ['tea']


# --- excerpts ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ('raw', 'text', 'shown'),
    [
        ('tea', 'Tea, teapots and steam', '[Tea], [teapots] and steam'),
        ('ежик', 'зелёный ёжик', 'зелёный [ёжик]'),
        ('"good morning"', 'oh, good - morning!', 'oh, [good - morning]!'),
        ('tea cake', 'cake with tea', '[cake] with [tea]'),
        ('tea', 'one\n\n  two\ttea', 'one two [tea]'),
        ('cafe', 'ein Café', 'ein [Café]'),
        ('tea', '<b>tea</b> & "x"', '<b>[tea]</b> & "x"'),
        ('from:alice', 'anything at all', 'anything at all'),
        ('in:7', 'line\nbreaks', 'line breaks'),
    ],
)
async def test_what_was_looked_for_is_marked(sqlite: SqliteStore, raw: str, text: str, shown: str) -> None:
    await say(sqlite, text)
    [found] = await look(sqlite, raw)
    assert marked(found) == shown


async def test_of_a_long_text_the_part_around_the_first_hit_is_shown(sqlite: SqliteStore) -> None:
    await say(sqlite, f'{"before " * 50}tea {"after " * 200}')
    [found] = await look(sqlite, 'tea')
    assert marked(found).startswith(f'…{"before " * 7}[tea] after ')
    assert marked(found).endswith(' after…')
    assert EXCERPT // 2 < len(marked(found)) <= EXCERPT + 4
    [beginning] = await look(sqlite, 'from:alice')
    assert marked(beginning).startswith('before before')


async def test_a_text_without_spaces_is_cut_too(sqlite: SqliteStore) -> None:
    await say(sqlite, f'{"!" * 500}tea{"?" * 500}', f'tea{"x" * 900}')
    inside, alone = (await look(sqlite, 'tea'))[::-1]
    assert '[tea]' in marked(inside)
    assert len(marked(inside)) == EXCERPT + 4
    assert alone.excerpt == (('tea' + 'x' * (EXCERPT - 3), True), ('…', False))
