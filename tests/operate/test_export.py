"""A room taken out: complete, in order, and nothing that people wrote becomes more than text."""

import asyncio
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from chat.errors import Unusable
from chat.model.message import Draft
from chat.operate import export as export_module
from chat.operate.export import FORMATS, export
from chat.store import messages
from chat.store.database import NAME
from chat.store.sqlite import SqliteStore
from tests.people import ALICE, IVAN

TEXTS = [
    'Hello',
    '<script>alert(1)</script>',
    '</style></main><h1>x',
    ']]>&amp;<!--',
    '# heading\n- list\n`code` **bold** [a](javascript:b)',
    '\u202eevil\u202c',
    '👩‍👩‍👧',
    '    four spaces',
    'see https://example.com/a_b',
    'no heading\n===',
]
START = datetime(2026, 1, 1, 23, 50, tzinfo=UTC)


@pytest.fixture(scope='module')
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    async def fill() -> None:
        store = SqliteStore(path)
        store.open()
        with pytest.MonkeyPatch.context() as patch:
            for n, text in enumerate(TEXTS * 3):
                patch.setattr(messages, 'now', lambda n=n: START + n * timedelta(minutes=1))
                await store.append('lounge', IVAN if n % 5 == 4 else ALICE, Draft(text=text), name='Lounge')
        await store.append('other', ALICE, Draft(text='of another room'))
        await store.close()

    path = tmp_path_factory.mktemp('chat') / 'data'
    asyncio.run(fill())
    yield path / NAME


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_module, 'AT_A_TIME', 4)


def exported(database: Path, kind: str, room: str = 'LOUNGE', language: str = 'en') -> str:
    out = io.StringIO()
    assert export(database, room, kind, out, language=language) == len(TEXTS) * 3
    return out.getvalue()


def test_json_has_everything_as_it_was_typed(database: Path) -> None:
    room = json.loads(exported(database, 'json'))
    assert (room['room'], room['count']) == ('Lounge', len(TEXTS) * 3)
    assert [message['text'] for message in room['messages']] == TEXTS * 3
    assert [message['seq'] for message in room['messages']] == list(range(1, len(TEXTS) * 3 + 1))
    assert room['messages'][4] | {'text': ''} == {
        'seq': 5, 'at': '2026-01-01T23:54:00+00:00', 'id': 5, 'name': 'Иван', 'text': ''
    }  # fmt: skip


class Seen(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_the_page_shows_every_message_and_runs_nothing_of_theirs(database: Path) -> None:
    page = exported(database, 'html')
    seen = Seen(page)
    assert seen.tags.count('article') == len(TEXTS) * 3
    assert seen.tags.count('script') == seen.tags.count('main') == seen.tags.count('h1') == 1
    assert seen.tags.count('h2') == 2, 'a heading for each day'
    assert not [name for name, _ in seen.attributes if name.startswith('on')]
    assert {value for name, value in seen.attributes if name in {'src', 'href'}} == {'https://example.com/a_b'}
    typed = [value for name, value in seen.attributes if name == 'data-source']
    for text in TEXTS:
        assert text in typed or text in ''.join(seen.texts)
    assert 'of another room' not in page
    assert 'default-src &#39;none&#39;' in page


def test_the_page_speaks_the_language_that_was_asked_for(database: Path) -> None:
    assert 'Время указано в UTC' in exported(database, 'html', language='ru')


def test_in_markdown_nothing_that_was_typed_is_markup(database: Path) -> None:
    lines = exported(database, 'markdown').split('\n')
    assert [line for line in lines if line.startswith('#')] == ['# Lounge', '## 2026-01-01', '## 2026-01-02']
    assert r'\# heading  ' in lines
    assert r'\=\=\=' in lines
    assert r'\<script\>alert\(1\)\</script\>' in lines


@pytest.mark.parametrize('room', ['nobody', '', '0', '../../etc', 'x' * 5000])
@pytest.mark.parametrize('kind', FORMATS)
def test_a_room_that_is_not_there_is_said_so(database: Path, room: str, kind: str) -> None:
    with pytest.raises(Unusable, match='There is no room'):
        export(database, room, kind, io.StringIO(), language='en')
