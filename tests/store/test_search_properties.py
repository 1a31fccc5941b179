"""Search for anything whatever, on a real file: never an error, and nothing but what was asked for."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip('hypothesis', reason='Hypothesis is in tests/requirements.txt')
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from chat.model.message import Draft
from chat.store.database import reading_engine
from chat.store.search import CUT, EXCERPT, find
from chat.store.sqlite import SqliteStore
from chat.text.query import FILTERS, QUOTES, parse
from tests.people import ALICE, BOB, IVAN

TEXTS = [
    'сообщение 1', 'зелёный ёжик бежит', 'two stories: "running" & (hiding)', 'a Café, e-mail; 50% off! 👍', '日本語 ﷺ',
    'ｈｅｌｌｏ İstanbul ǅ ß ﬁ', '\u0301 e\u0301', 'AND OR NOT NEAR', 'x' * 4000, 'tea ' * 1000, '🎉' * 50, 'हिन्दी पाठ',
]  # fmt: skip
WORDS = [word for text in TEXTS for word in text.split()[:6]]
PIECES = st.sampled_from([
    *(f'{name}:' for name in FILTERS), *QUOTES, *WORDS, *'*^:()-+{}[].,;\\\'%_#@ ~\n\x00\x02\x03\ud800\udc00', 'alice',
    'иван #5', '7', '2024-05', 'yesterday', '31.12.9999', '0001-01-01', 'NEAR(', '99999999999999999999', '\U0001e900',
])  # fmt: skip
RAWS = st.one_of(
    st.text(),
    st.text(st.characters(), max_size=400),
    st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=40).map(''.join),
    st.lists(PIECES, max_size=20).map(' '.join),
)
BEFORE = st.one_of(st.none(), st.integers(), st.integers(0, 2 * len(TEXTS)))


@pytest.fixture(scope='module')
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    folder = tmp_path_factory.mktemp('search') / 'data'
    asyncio.run(fill(folder))
    engine = reading_engine(folder / 'chat.db')
    with engine.connect() as connection:
        yield connection
    engine.dispose()


async def fill(folder: Path) -> None:
    store = SqliteStore(folder)
    store.open()
    for n, text in enumerate(TEXTS):
        await store.append(f'{7 + n % 2}', (ALICE, BOB, IVAN)[n % 3], Draft(text=text).checked())
    await store.close()


@settings(deadline=None, database=None, max_examples=600)
@given(RAWS, BEFORE, st.integers(-2, 40))
@example('"', None, 9)
@example('"\x00', None, 9)
@example('from:"', None, 9)
@example(' '.join(f'w{n}e' for n in range(99)), None, 9)
@example('е' * 300, None, 9)
@example('before:9999-12-30 after:0001-01-01', None, 9)
def test_nothing_that_is_typed_is_an_error(connection: Connection, raw: str, before: int | None, limit: int) -> None:
    found = find(connection, parse(raw), before, limit)
    assert len(found) <= max(limit, 0)
    ids = [each.id for each in found]
    assert ids == sorted(set(ids), reverse=True)
    assert before is None or all(id_ < before for id_ in ids)
    for each in found:
        shown = ''.join(part for part, _ in each.excerpt)
        assert shown.strip(CUT) in ' '.join(each.message.text.split())
        assert len(shown) <= EXCERPT + 2 * len(CUT)
        assert all(part for part, _ in each.excerpt)


@settings(deadline=None, database=None, max_examples=300)
@given(st.sampled_from(TEXTS), st.data())
def test_what_was_said_is_found_by_any_of_its_words_and_by_their_beginnings(
    connection: Connection, text: str, data: st.DataObject
) -> None:
    words = [word for word in text.split() if parse(f'.{word}').words]
    if words:
        word = data.draw(st.sampled_from(words))
        start = word[: data.draw(st.integers(min(2, len(word)), len(word)))]
        for raw in (word, start):
            if parse(raw).words:
                assert text in {each.message.text for each in find(connection, parse(raw), None, 99)}


@settings(deadline=None, database=None, max_examples=200)
@given(RAWS)
def test_a_word_marks_at_least_one_hit(connection: Connection, raw: str) -> None:
    query = parse(raw)
    for each in find(connection, query, None, 99):
        assert any(is_hit for _, is_hit in each.excerpt) == bool(query.words or query.phrases)
