"""What was added to messages, in a room that is taken out: answers, edits, reactions, pins, polls, the topic."""

import asyncio
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from chat.model.amendment import ClosePoll, Edit, Pin, React, Remove, Vote
from chat.model.deed import Change, Deed, What
from chat.model.message import Draft, now
from chat.model.poll import Ask
from chat.operate.export import export
from chat.store.database import NAME
from chat.store.sqlite import SqliteStore
from tests.people import ALICE, BOB

EVIL = '<b>tea</b> [x](javascript:y)'


@pytest.fixture(scope='module')
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    async def fill() -> None:
        store = SqliteStore(path)
        store.open()
        await store.append('7', ALICE, Draft(text='tea at fvie'), name='7')
        await store.append('7', BOB, Draft(text='five?', reply_to=1))
        for is_anonymous in (False, True):
            poll = Ask(answers=(EVIL, 'coffee'), is_anonymous=is_anonymous)
            await store.append('7', ALICE, Draft(text='What?', poll=poll))
        await store.append('7', ALICE, Draft(text='to be removed', reply_to=2))
        for amendment in (
            Edit(seq=1, text='tea at five'),
            React(seq=1, by=BOB, emoji='🎉'),
            Pin(seq=1, by=BOB, is_on=True),
            Vote(seq=3, by=BOB, place=0),
            Vote(seq=4, by=BOB, place=1),
            ClosePoll(seq=3),
            React(seq=5, by=BOB, emoji='🍕'),
            Remove(seq=5, until=now() + timedelta(seconds=9)),
        ):
            assert await store.amend('7', amendment)
        await store.keep_change(Change(deed=Deed(room='7', by=ALICE, what=What.TOPIC), topic='<i>drinks</i>'))
        await store.close()

    path = tmp_path_factory.mktemp('chat') / 'data'
    asyncio.run(fill())
    yield path / NAME


def exported(database: Path, kind: str) -> str:
    out = io.StringIO()
    assert export(database, '7', kind, out, language='en') == 5
    return out.getvalue()


def test_json_tells_it_in_fields(database: Path) -> None:
    room = json.loads(exported(database, 'json'))
    first, second, named, anonymous, removed = room['messages']
    bob = {'id': BOB.number, 'name': BOB.name}
    assert room['topic'] == '<i>drinks</i>'
    assert first['edited'] > first['at']
    assert (first['reactions'], first['pinned']) == ([{'emoji': '🎉', 'by': [bob]}], True)
    assert second['reply_to'] == 1
    assert not second.keys() & {'edited', 'reactions', 'pinned', 'poll'}
    assert named['poll']['answers'] == [
        {'text': EVIL, 'votes': 1, 'by': [bob]},
        {'text': 'coffee', 'votes': 0, 'by': []},
    ]
    assert (named['poll']['closed'], anonymous['poll']['closed'], anonymous['poll']['people']) == (True, False, 1)
    assert anonymous['poll']['answers'] == [{'text': EVIL, 'votes': 0}, {'text': 'coffee', 'votes': 1}]
    assert not removed.keys() & {'reactions', 'reply_to', 'poll'}


def test_the_page_shows_it_and_takes_none_of_it_for_markup(database: Path) -> None:
    page = exported(database, 'html')
    assert '&lt;i&gt;drinks&lt;/i&gt;' in page
    assert '↩ <span data-origin="1">Alice: tea at five</span>' in page
    assert ' (edited)' in page
    assert '<span title="Bob">🎉 1 </span>' in page
    assert page.count('&lt;b&gt;tea&lt;/b&gt;') == 2
    assert page.count('(Bob)') == 1, 'of the anonymous poll nobody is named'
    assert '1 vote · closed' in page
    assert '1 vote · anonymous' in page
    assert '🍕' not in page
    assert '<b>tea' not in page


def test_markdown_tells_it_in_lines(database: Path) -> None:
    lines = exported(database, 'markdown').split('\n')
    assert r'\<i\>drinks\</i\>' in lines
    assert '↩ Alice\\: tea at five  ' in lines
    assert [line for line in lines if line.endswith('📌 (edited)  ')]
    assert '🎉 1' in lines
    assert r'1 — \<b\>tea\</b\> \[x\]\(javascript\:y\) (Bob)  ' in lines
    assert '1 — coffee  ' in lines
    assert '1 vote · closed' in lines
