"""Doors, standings, passes and deeds are kept as they are, and what was removed is found nowhere."""

from datetime import timedelta
from pathlib import Path

import pytest

from chat.model.amendment import Edit, Remove
from chat.model.bars import Bar
from chat.model.deed import Change, Deed, What
from chat.model.door import Door, Kind, Pass
from chat.model.message import Draft, now
from chat.model.rights import EVERYWHERE, Scope
from chat.model.role import Role, Standing
from chat.store.sqlite import SqliteStore
from chat.text.query import parse
from tests.people import ALICE, BOB

DEED = Deed(room='r', by=ALICE, what=What.DOOR)
DOOR = Door(kind=Kind.PASSWORD, is_locked=True, is_read_only=True, slow_mode=7)


def invitation(key: str = 'k', *, hours: int = 1, left: int | None = None) -> Change:
    made = Pass(key=key, room='r', room_name='R', expires=now() + timedelta(hours=hours), left=left)
    return Change(deed=Deed(room='r', by=ALICE, what=What.INVITED), made=made)


async def test_doors_and_standings_come_back_as_they_were_after_a_restart(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / 'data')
    store.open()
    standing = Standing(
        room='r', member=5, name='A', role=Role.MODERATOR, is_let_in=True, muted_until=now(), banned_until=now()
    )
    forgotten = Standing(room='r', member=6, name='B', is_let_in=True)
    await store.keep_change(Change(deed=DEED, door=DOOR, password='hash', standings=(standing, forgotten)))
    await store.keep_change(Change(deed=DEED, standings=(Standing(room='r', member=6, name='B'),)))
    await store.close()
    store.open()
    assert store.doors() == {'r': DOOR}
    assert store.standings() == [standing]
    assert await store.room_password('r') == 'hash'
    await store.close()


async def test_a_password_stays_until_there_is_another_or_no_need_of_one(sqlite: SqliteStore) -> None:
    await sqlite.keep_change(Change(deed=DEED, door=DOOR, password='hash'))
    await sqlite.keep_change(Change(deed=DEED, door=DOOR))
    assert await sqlite.room_password('r') == 'hash'
    await sqlite.keep_change(Change(deed=DEED, door=Door()))
    await sqlite.keep_change(Change(deed=DEED, door=DOOR))
    assert await sqlite.room_password('r') is None


async def test_an_invitation_is_used_as_often_as_it_says(sqlite: SqliteStore) -> None:
    await sqlite.keep_change(invitation(left=2))
    assert [await sqlite.use_pass('k') for _ in range(3)] == [True, True, False]
    assert await sqlite.pass_of('k') is None


async def test_an_invitation_ends_by_time_or_when_it_is_taken_back(sqlite: SqliteStore) -> None:
    await sqlite.keep_change(invitation('over', hours=-1))
    await sqlite.keep_change(invitation('open'))
    assert not await sqlite.use_pass('over')
    assert [each.key for each in await sqlite.passes_of('r')] == ['open']
    await sqlite.keep_change(Change(deed=Deed(room='other', by=BOB, what=What.REVOKED), revoked='open'))
    assert await sqlite.use_pass('open'), 'who moderates another room takes nothing back here'
    await sqlite.keep_change(Change(deed=Deed(room='r', by=BOB, what=What.REVOKED), revoked='open'))
    assert not await sqlite.use_pass('open')


async def test_deeds_are_told_the_last_first(sqlite: SqliteStore) -> None:
    first = Deed(room='r', by=ALICE, what=What.BANNED, whom='Bob', seq=3, detail='why not')
    await sqlite.keep_change(Change(deed=first))
    await sqlite.keep_change(Change(deed=DEED))
    await sqlite.keep_change(Change(deed=Deed(room='s', by=ALICE, what=What.DOOR)))
    assert await sqlite.deeds('r', 9) == [DEED, first]


async def test_a_removed_message_is_found_nowhere(sqlite: SqliteStore) -> None:
    await sqlite.append('r', ALICE, Draft(text='a dreadful word'))
    await sqlite.append('r', ALICE, Draft(text='a kind word'))
    await sqlite.amend('r', Remove(seq=1, until=now()))
    assert [message.text for message in await sqlite.before('r', None, 9)] == ['', 'a kind word']
    assert await sqlite.find(parse('dreadful')) == []
    assert [hit.message.seq for hit in await sqlite.find(parse('from:Alice'))] == [2]
    await sqlite.amend('r', Edit(seq=2, text='another'))
    assert await sqlite.find(parse('kind')) == []
    assert [hit.message.seq for hit in await sqlite.find(parse('another'))] == [2]


@pytest.mark.parametrize('text', ['word', 'from:Alice', 'in:closed', 'word in:closed'])
async def test_a_search_fills_its_page_with_what_one_may_read(sqlite: SqliteStore, text: str) -> None:
    await sqlite.append('open', ALICE, Draft(text='an open word'))
    for room in ('closed', 'locked', 'banned'):
        for n in range(5):
            await sqlite.append(room, ALICE, Draft(text=f'{room} word {n}'))
    await sqlite.keep_change(Change(deed=Deed(room='closed', by=BOB, what=What.DOOR), door=Door(kind=Kind.LINK)))
    await sqlite.keep_change(Change(deed=Deed(room='locked', by=BOB, what=What.DOOR), door=Door(is_locked=True)))
    scope = Scope(but=frozenset({'banned'}))
    found = await sqlite.find(parse(text), limit=1, scope=scope)
    assert [hit.room for hit in found] == ([] if 'in:' in text else ['open'])
    found = await sqlite.find(parse(text), limit=50, scope=Scope(but=scope.but, also=frozenset({'closed'})))
    assert {hit.room for hit in found} == ({'closed'} if 'in:' in text else {'open', 'closed'})
    assert len(await sqlite.find(parse(text), limit=50, scope=EVERYWHERE)) == (5 if 'in:' in text else 16)


async def test_what_is_removed_is_overwritten_in_the_file(sqlite: SqliteStore) -> None:
    text = 'unforgettable ' * 20
    await sqlite.append('r', ALICE, Draft(text=text))
    await sqlite.amend('r', Edit(seq=1, text='nothing'))
    await sqlite.amend('r', Remove(seq=1, until=now()))
    await sqlite.purge()
    await sqlite.close()  # what the log of writes held goes into the database
    assert text.strip().encode() not in sqlite.folder.database.read_bytes()
    sqlite.open()


async def test_a_bar_is_kept_with_whom_it_spares(sqlite: SqliteStore) -> None:
    until = now() + timedelta(hours=1)
    bar = Bar(room='r', place='hash', member=ALICE, since=now(), after=1_234_567, banned_until=until)
    await sqlite.keep_change(Change(deed=DEED, bars=(bar,)))
    assert sqlite.bars() == [bar]


async def test_who_is_erased_is_in_no_standing_and_no_deed(sqlite: SqliteStore) -> None:
    standing = Standing(room='r', member=ALICE.number, name='Alice', role=Role.OWNER)
    await sqlite.keep_change(Change(deed=DEED, standings=(standing,)))
    await sqlite.keep_change(Change(deed=Deed(room='r', by=BOB, what=What.MUTED, whom='Alice')))
    await sqlite.erase_people([ALICE], None)
    assert sqlite.standings() == []
    assert [(deed.by.name, deed.whom) for deed in await sqlite.deeds('r', 9)] == [('Bob', '—'), ('—', '')]


async def test_topics_come_back_after_a_restart_and_go_with_the_room(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / 'data')
    store.open()
    said = Deed(room='r', by=ALICE, what=What.TOPIC)
    for topic in ('first', 'second'):
        await store.keep_change(Change(deed=said, topic=topic))
    await store.keep_change(Change(deed=said))
    await store.keep_change(Change(deed=Deed(room='s', by=ALICE, what=What.TOPIC), topic='other'))
    await store.close()
    store.open()
    assert store.topics() == {'r': 'second', 's': 'other'}
    await store.keep_change(Change(deed=said, topic=''))
    await store.begin_deleting('s')
    assert store.topics() == {}
    assert all('second' not in repr(deed) for deed in await store.deeds('r', 9)), 'the log is not told what it was'
    await store.close()
