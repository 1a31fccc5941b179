"""Texts with markup are rendered beside the event loop, wherever they come from; plain ones wait for nothing."""

import threading
from collections.abc import Iterator

import pytest
from markupsafe import Markup

from chat.feed import prepare as module
from chat.feed.prepare import prepare
from chat.feed.stream import Stream
from chat.model.message import Draft
from chat.model.room import Room
from chat.text import markdown
from tests.memory import MemoryStore
from tests.people import ALICE

HEAVY = ['*a*', '- b', '```python\nprint(1)\n```', '||c||', ':tada:', '🎉']


@pytest.fixture
def rendered_by(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Which thread rendered which text."""
    threads: dict[str, str] = {}
    really = markdown._rendered

    def watched(text: str) -> Markup:
        threads[text] = threading.current_thread().name
        return really(text)

    monkeypatch.setattr(markdown, '_rendered', watched)
    monkeypatch.setattr(markdown, '_kept', markdown.Kept(markdown.KEPT))
    yield threads
    assert all(name.startswith('texts') for name in threads.values()), threads


async def filled(room: Room) -> Room:
    room.join(ALICE, 'tab')
    for text in [*HEAVY, 'plain', 'https://a.example']:
        await room.post(ALICE, Draft(text=text))
    return room


async def test_what_is_posted(rendered_by: dict[str, str]) -> None:
    room = Room('Lounge', MemoryStore(), prepare=prepare)
    stream = Stream(await filled(room))
    assert '<strong>' not in stream.newest('en')['put'] and '<em>a</em>' in stream.newest('en')['put']
    assert [*rendered_by] == HEAVY


async def test_what_is_read_from_the_store(rendered_by: dict[str, str]) -> None:
    store = (await filled(Room('Lounge', MemoryStore()))).store
    room = Room('Lounge', store, prepare=prepare)
    await room.load()
    assert '<em>a</em>' in Stream(room).newest('en')['put']
    await room.rewrite()
    assert [*rendered_by] == HEAVY


async def test_what_history_brings(rendered_by: dict[str, str]) -> None:
    room = await filled(Room('Lounge', MemoryStore()))
    history = Stream(room).history
    assert '<em>a</em>' in (await history.around(3, 'en'))['put']
    assert '<em>a</em>' in (await history.page(8, older=True, language='en'))['put']
    assert [*rendered_by] == HEAVY


async def test_a_page_bears_the_revision_at_which_it_was_read(rendered_by: dict[str, str]) -> None:
    room = await filled(Room('Lounge', MemoryStore()))
    stream = Stream(room)
    before = stream.rev
    really = markdown.render

    def meanwhile(text: str) -> Markup:
        stream.rev += 1
        return really(text)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, 'render', meanwhile)
        assert (await stream.history.around(3, 'en'))['rev'] == before
    assert stream.rev > before
    assert [*rendered_by] == HEAVY
