"""Threads in a room that is taken out: under their first messages, complete, and also where those are gone."""

import asyncio
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from chat.model.message import Draft, now
from chat.operate import export as export_module
from chat.operate.export import export
from chat.store.database import NAME
from chat.store.sqlite import SqliteStore
from tests.people import ALICE, BOB

EVIL = '</section></main><script>alert(1)</script>'


@pytest.fixture(scope='module')
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A room whose oldest message was forgotten, though not the thread about it."""

    async def fill() -> None:
        store = SqliteStore(path)
        store.open()
        for room, text in (
            ('lounge', 'forgotten'),
            ('lounge/1', 'forgotten answer'),
        ):
            await store.append(room, ALICE, Draft(text=text), name=room.title())
        await store.forget(before=now() + timedelta(seconds=1))
        for room, text in (
            ('lounge/1', 'late answer'),
            ('lounge', 'second'),
            ('lounge', 'third'),
            ('lounge/2', 'about the second'),
            *(('lounge/2', f'{n}') for n in range(9)),
            ('lounge/2', EVIL),
            ('lounge-2', 'elsewhere'),
            ('lounge-2/1', 'about what is elsewhere'),
        ):
            await store.append(room, BOB, Draft(text=text), name=room.title())
        await store.close()

    path = tmp_path_factory.mktemp('chat') / 'data'
    asyncio.run(fill())
    yield path / NAME


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_module, 'AT_A_TIME', 4)


def exported(database: Path, kind: str) -> str:
    out = io.StringIO()
    assert export(database, 'lounge', kind, out, language='en') == 14
    return out.getvalue()


def test_json_has_them_in_their_first_messages(database: Path) -> None:
    room = json.loads(exported(database, 'json'))
    about = [[answer['text'] for answer in message.get('answers', ())] for message in room['messages']]
    assert [message['text'] for message in room['messages']] == ['', 'second', 'third']
    assert about == [['late answer'], ['about the second', *map(str, range(9)), EVIL], []]


def test_the_page_has_them_under_their_first_messages_and_runs_nothing_of_theirs(database: Path) -> None:
    page = exported(database, 'html')
    assert page.count('<section class="thread">') == page.count('</section>') == 2
    assert page.count('<script>') == 1
    assert page.index('>second<') < page.index('about the second') < page.index('alert(1)') < page.index('>third<')
    assert 'id="m2-1"' in page
    assert 'elsewhere' not in page


def test_markdown_quotes_them(database: Path) -> None:
    lines = exported(database, 'markdown').splitlines()
    assert lines.index('second') < lines.index('> about the second') < lines.index('third')
    assert [line for line in lines if line.startswith('> **Bob**')] != []
