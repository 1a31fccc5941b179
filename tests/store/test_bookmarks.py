"""Bookmarks in a store: see BookmarkStore."""

from chat.model.amendment import Remove
from chat.model.message import Draft, now
from chat.store.sqlite import SqliteStore
from tests.people import ALICE, BOB


async def said(store: SqliteStore, room: str, *texts: str) -> None:
    for text in texts:
        await store.append(room, BOB, Draft(text=text), name=room.title())


async def marked(store: SqliteStore, limit: int = 9) -> list[tuple[str, str, int]]:
    found = await store.bookmarks.of(ALICE.number, limit=limit)
    return [(each.room, each.room_name, each.message.seq) for each in found]


async def test_bookmarks_are_ones_own_and_the_last_stands_first(sqlite: SqliteStore) -> None:
    await said(sqlite, 'a', 'one', 'two')
    await said(sqlite, 'b', 'three')
    for room, seq in (('a', 2), ('b', 1), ('a', 2), ('a', 1), ('a', 7), ('c', 1)):
        await sqlite.bookmarks.mark(ALICE.number, room, seq, is_on=True)
    assert await marked(sqlite) == [('a', 'A', 1), ('b', 'B', 1), ('a', 'A', 2)]
    first, second, _ = await sqlite.bookmarks.of(ALICE.number, limit=9)
    assert first.message.text == 'one'
    further = await sqlite.bookmarks.of(ALICE.number, before=second.at, limit=9)
    assert [each.message.text for each in further] == ['two']
    assert await sqlite.bookmarks.within(ALICE.number, 'a') == {1, 2}
    assert await sqlite.bookmarks.of(BOB.number, limit=9) == []
    await sqlite.bookmarks.mark(ALICE.number, 'a', 1, is_on=False)
    assert await marked(sqlite, 1) == [('b', 'B', 1)]


async def test_bookmarks_go_with_message_room_and_person(sqlite: SqliteStore) -> None:
    await said(sqlite, 'a', 'one', 'two')
    await said(sqlite, 'b', 'three')
    for room, seq in (('a', 1), ('a', 2), ('b', 1)):
        await sqlite.bookmarks.mark(ALICE.number, room, seq, is_on=True)
    await sqlite.amend('a', Remove(seq=1, until=now()))
    assert await marked(sqlite) == [('b', 'B', 1), ('a', 'A', 2)]
    await sqlite.purge()
    assert await sqlite.bookmarks.within(ALICE.number, 'a') == {2}
    await sqlite.begin_deleting('b')
    assert await marked(sqlite) == [('a', 'A', 2)]
    await sqlite.finish_deleting()
    await sqlite.erase_people([ALICE], None)
    assert await marked(sqlite) == []
