"""Erasure: nothing of somebody can be found any more, and everything of the others can."""

from pathlib import Path

from chat.model.account import Claim, Passkey
from chat.model.member import ERASED, Member
from chat.model.message import Draft
from chat.model.reading import Position
from chat.model.session import Session
from chat.store import erasure
from chat.store.sqlite import SqliteStore
from chat.text.query import Query, parse
from tests.people import ALICE, BOB


async def erase(store: SqliteStore, people: list[Member], account: int | None) -> set[str]:
    rooms: set[str] = set()
    while some := await store.erase_messages(people):
        rooms.update(some)
    await store.erase_people(people, account)
    return rooms


async def test_texts_and_names_are_gone_and_numbers_stay(sqlite: SqliteStore, tmp_path: Path) -> None:
    for n in range(erasure.AT_A_TIME + 10):
        await sqlite.append('7', ALICE, Draft(text=f'xylophone {n}'))
    await sqlite.append('8', ALICE, Draft(text='xylophone there'))
    await sqlite.append('7', BOB, Draft(text='a word of Bob about a xylophone'))
    await sqlite.append('9', BOB, Draft(text='elsewhere'))
    assert await erase(sqlite, [ALICE], None) == {'7', '8'}
    kept = await sqlite.before('7', None, 1000)
    assert [message.seq for message in kept] == [*range(1, erasure.AT_A_TIME + 12)]
    assert {(message.author, message.text) for message in kept[:-1]} == {(ERASED, '—')}
    assert kept[-1].author == BOB
    assert [message.author for message in await sqlite.before('9', None, 10)] == [BOB]
    assert await sqlite.written_by([ALICE], after=0, limit=10) == []
    assert len(await sqlite.written_by([BOB], after=0, limit=10)) == 2


async def test_account_sessions_and_positions_are_gone_and_others_stay(sqlite: SqliteStore) -> None:
    alice = await sqlite.claim(Claim(member=ALICE, password='hash', is_admin=True))
    bob = await sqlite.claim(Claim(member=BOB, password='hash', is_admin=False))
    assert alice
    assert bob
    await sqlite.keep_session('a', Session(members=(ALICE,), account=alice.id))
    await sqlite.keep_session('b', Session(members=(BOB,), account=bob.id))
    await sqlite.keep_positions([Position(member=each.number, room='7', read=1) for each in (ALICE, BOB)])
    for account, key in ((alice, b'a'), (bob, b'b')):
        made = Passkey(id=key, account=account.id, name='', public_key=b'', sign_count=0, made=account.created)
        assert await sqlite.passkeys.keep(made, 1)
    await erase(sqlite, [ALICE], alice.id)
    assert await sqlite.passkeys.find(b'a') is None
    assert await sqlite.passkeys.find(b'b')
    assert sqlite.accounts() == [bob]
    assert await sqlite.session('a') is None
    assert await sqlite.session('b') == Session(members=(BOB,), account=bob.id)
    assert await sqlite.positions(ALICE.number) == {}
    assert await sqlite.positions(BOB.number) == {'7': 1}
    again = await sqlite.claim(Claim(member=ALICE, password='hash', is_admin=True))
    assert again


async def test_search_finds_nothing_of_it(sqlite: SqliteStore) -> None:
    await sqlite.append('7', ALICE, Draft(text='xylophone'))
    query = parse('xylophone')
    assert isinstance(query, Query)
    assert len(await sqlite.find(query)) == 1
    await erase(sqlite, [ALICE], None)
    assert await sqlite.find(query) == []
