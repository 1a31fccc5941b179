"""What administrators look through: a page at a time, in order, and nothing of a room that is being deleted."""

from collections.abc import Sequence

from chat.model.account import Claim
from chat.model.deed import Change, Deed, What
from chat.model.door import Door, Kind
from chat.model.message import Draft
from chat.model.rights import EVERYWHERE, Scope
from chat.model.session import Session
from chat.store.overview import (
    Wish,
    accounts_seen,
    deeds_seen,
    reports_open,
    rooms_seen,
    sessions_seen,
    totals,
)
from chat.store.sqlite import SqliteStore
from chat.text.query import parse
from tests.people import ALICE, BOB, CAROL


async def say(store: SqliteStore, room: str, *texts: str) -> None:
    for text in texts:
        await store.append(room, ALICE, Draft(text=text), name=room.upper())


async def test_rooms_are_told_the_last_spoken_in_first_a_page_at_a_time(sqlite: SqliteStore) -> None:
    for room in ('a', 'b', 'c', 'a'):
        await say(sqlite, room, 'ж' * 10)
    first = await sqlite.look(rooms_seen, Wish(limit=2))
    assert [(room.key, room.name, room.messages, room.size) for room in first[:2]] == [
        ('a', 'A', 2, 40),
        ('c', 'C', 1, 20),
    ]
    assert len(first) == 3, 'one more tells that there is a next page'
    assert [room.key for room in await sqlite.look(rooms_seen, Wish(limit=2, offset=2))] == ['b']
    assert [room.key for room in await sqlite.look(rooms_seen, Wish(search='%'))] == []
    assert [room.key for room in await sqlite.look(rooms_seen, Wish(search='b'))] == ['b']


async def test_people_and_their_sessions_are_told(sqlite: SqliteStore) -> None:
    account = await sqlite.claim(Claim(member=BOB, password='hash', is_admin=False))
    assert account is not None
    await sqlite.keep_session('1', Session(members=(BOB,), name='Bob', account=account.id))
    await sqlite.keep_session('2', Session(members=(CAROL,), name='Carol'))
    await sqlite.keep_session('3', Session(theme='dark'))
    assert [(each.account, each.sessions) for each in await sqlite.look(accounts_seen, Wish())] == [(account, 1)]
    assert [each.key for each in await sqlite.look(sessions_seen, Wish())] == ['2', '1'], 'who is nobody is in no list'
    assert [each.name for each in await sqlite.look(sessions_seen, Wish(), True)] == ['Carol']
    counts = await sqlite.look(totals)
    assert (counts.rooms, counts.messages, counts.accounts, counts.sessions) == (0, 0, 1, 3)


async def test_a_browser_is_found_by_the_names_it_used_and_not_by_one_that_was_only_typed(sqlite: SqliteStore) -> None:
    await sqlite.keep_session('1', Session(members=(BOB, CAROL), name='Alice\n'))
    await sqlite.keep_session('2', Session(members=(BOB, CAROL), name='Bob'))
    assert [each.name for each in await sqlite.look(sessions_seen, Wish())] == ['Bob', 'Carol']
    assert [each.key for each in await sqlite.look(sessions_seen, Wish(search='bob'))] == ['2', '1']
    assert await sqlite.look(sessions_seen, Wish(search='alice')) == []


async def test_the_last_administrator_stays(sqlite: SqliteStore) -> None:
    made = [await sqlite.claim(Claim(member=each, password='x', is_admin=each is BOB)) for each in (BOB, CAROL)]
    bob, carol = (account.id for account in made if account)
    assert not await sqlite.set_admin(bob, is_admin=False)
    assert await sqlite.set_admin(carol, is_admin=True)
    assert await sqlite.set_admin(bob, is_admin=False)
    assert [(account.member, account.is_admin) for account in sqlite.accounts()] == [(BOB, False), (CAROL, True)]


async def test_a_deleted_room_is_found_nowhere_at_once_and_gone_in_the_end(sqlite: SqliteStore) -> None:
    await say(sqlite, 'r', *(f'word {n}' for n in range(3)))
    await say(sqlite, 's', 'word')
    door = Change(deed=Deed(room='r', by=ALICE, what=What.DOOR), door=Door(kind=Kind.LINK))
    await sqlite.keep_change(door)
    await sqlite.begin_deleting('r')
    assert await sqlite.name_of('r') is None
    assert [room.key for room in await sqlite.look(rooms_seen, Wish())] == ['s']
    assert [found.room for found in await sqlite.find(parse('word'), scope=Scope())] == ['s']
    assert (sqlite.doors().get('r'), await sqlite.deeds('r', 9)) == (None, [])
    await say(sqlite, 'r', 'begun anew')
    assert (await sqlite.extents(['r']))['r'].last == 1
    await sqlite.finish_deleting()
    assert len(await sqlite.find(parse('word'), scope=EVERYWHERE)) == 1
    assert (await sqlite.look(totals)).rooms == 2
    assert sqlite.doors() == {}


async def test_a_report_waits_until_it_is_answered(sqlite: SqliteStore) -> None:
    await say(sqlite, 'r', 'one', 'two')

    async def do(what: What, seqs: Sequence[int]) -> list[tuple[str, str]]:
        for seq in seqs:
            await sqlite.keep_change(Change(deed=Deed(room='r', by=BOB, what=what, seq=seq)))
        return [(report.text, report.room_name) for report in await sqlite.look(reports_open, Wish())]

    assert await do(What.REPORTED, [1, 1, 2]) == [('two', 'R'), ('one', 'R')]
    assert await do(What.DISMISSED, [1]) == [('two', 'R')]
    assert await do(What.REPORTED, [1]) == [('one', 'R'), ('two', 'R')], 'reported anew'
    assert await do(What.REMOVED, [1, 2]) == []
    assert len(await sqlite.look(deeds_seen, Wish(limit=50))) == 7
