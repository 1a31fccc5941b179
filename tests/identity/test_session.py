"""Sessions: what is known of a browser, and how little."""

import asyncio

import pytest
from nicegui import background_tasks, core

from chat.errors import NameMalformed, NameMissing, TooManyNames
from chat.identity import session as session_module
from chat.identity.session import NAMES, Sessions
from chat.model.member import FIRST_NUMBER, Member
from chat.model.session import RECENT, Session
from chat.store.sqlite import SqliteStore
from tests.patience import eventually


@pytest.fixture
def sessions(store: SqliteStore) -> Sessions:
    return Sessions(store, store.folder.secret)


async def enter(sessions: Sessions, session_id: str, name: str, room_id: str = '7') -> Member:
    member = await sessions.candidate(session_id, name)
    await sessions.entered(session_id, member, room_id)
    return member


def test_what_this_server_signed_it_knows_again(sessions: Sessions) -> None:
    assert sessions.verify(sessions.sign('an id')) == 'an id'


@pytest.mark.parametrize(
    'cookie',
    [
        '',
        'an id',
        'an id.',
        '.',
        'an id.forged',
        'an id.' + 'A' * 27,
        '\x00',
        'é.ü',
        '\udc80',
        'a' * 100_000,
        'an id.sig.nature',
        '{"id": 1}',
    ],
)
def test_what_this_server_did_not_sign_is_nobodys(sessions: Sessions, cookie: str) -> None:
    assert sessions.verify(cookie) is None


def test_a_signature_fits_its_own_id_only(sessions: Sessions) -> None:
    _, _, signature = sessions.sign('mine').rpartition('.')
    assert sessions.verify(f'mine.{signature}') == 'mine'
    assert sessions.verify(f'hers.{signature}') is None


def test_another_server_signs_otherwise(sessions: Sessions, store: SqliteStore) -> None:
    other = Sessions(store, lambda: b'another')
    assert sessions.verify(other.sign('an id')) is None
    assert sessions.verify(Sessions(store, store.folder.secret).sign('an id')) == 'an id', 'the same after a restart'


async def test_nothing_is_kept_of_a_browser_that_only_looks(sessions: Sessions) -> None:
    sessions.sign('visitor')
    await sessions.candidate('visitor', 'Alice')
    assert sessions.find('visitor') is None


async def test_entering_makes_a_session_with_a_member(sessions: Sessions) -> None:
    alice = await enter(sessions, 'a', '  Alice ', 'Lounge')
    session = sessions.find('a')
    assert session is not None
    assert (session.members, session.name, session.recent) == ((alice,), 'Alice', ('Lounge',))
    assert alice.name == 'Alice'
    assert not alice.is_unproven
    assert sessions.find('b') is None


async def test_members_are_numbered_from_a_million_up(sessions: Sessions) -> None:
    numbers = [(await enter(sessions, session_id, name)).number for session_id in 'ab' for name in ('Alice', 'Bob')]
    assert numbers[0] == FIRST_NUMBER == 1_000_000
    assert sorted({*numbers}) == numbers


async def test_one_browser_with_one_name_is_one_member_however_it_is_spelled(sessions: Sessions) -> None:
    assert await enter(sessions, 'a', 'Alice') is await enter(sessions, 'a', ' ＡLICE ')
    assert await enter(sessions, 'a', 'Alice') != await enter(sessions, 'b', 'Alice')


async def test_another_name_is_another_member_of_the_session(sessions: Sessions) -> None:
    alice, bob = await enter(sessions, 'a', 'Alice'), await enter(sessions, 'a', 'Bob')
    session = sessions.find('a')
    assert session is not None
    assert (session.query_of(alice), session.query_of(bob)) == ({}, {'as': '2'})
    assert (session.member(None), session.member('2')) == (alice, bob)
    assert session.name == 'Bob'
    assert session.query_of(await enter(sessions, 'a', 'alice')) == {}


@pytest.mark.parametrize(
    'which', ['0', '3', '-1', '1.0', ' 1', 'x', '²', '٢', '999', '1000000', '9' * 10_000, '+1', '1_0', '\x00', '']
)
async def test_as_picks_own_members_only(sessions: Sessions, which: str) -> None:
    alice = await enter(sessions, 'a', 'Alice')
    await enter(sessions, 'a', 'Bob')
    await enter(sessions, 'b', 'Carol')
    session = sessions.find('a')
    assert session is not None
    is_a_place = which in {'0', '3', '999'}
    assert session.member(which) == (None if is_a_place else alice)  # nonsense is like nothing: the first


def test_a_session_without_members_speaks_as_nobody() -> None:
    assert [Session().member(which) for which in (None, '', '1', '2')] == [None] * 4


@pytest.mark.parametrize(('name', 'refusal'), [('', NameMissing), ('Alice #5', NameMalformed)])
async def test_an_impossible_name_makes_no_session(sessions: Sessions, name: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        await enter(sessions, 'a', name)
    assert sessions.find('a') is None


async def test_one_browser_takes_a_bounded_number_of_names(sessions: Sessions) -> None:
    for n in range(NAMES):
        await enter(sessions, 'a', f'Alice {n}')
    with pytest.raises(TooManyNames) as refusal:
        await enter(sessions, 'a', 'one too many')
    assert refusal.value.limit == NAMES
    await enter(sessions, 'a', 'alice 0')
    await enter(sessions, 'b', 'one too many')


async def test_rooms_are_remembered_once_the_last_one_first(sessions: Sessions) -> None:
    for room_id in ('1', 'Lounge', '2', 'LOUNGE'):
        await enter(sessions, 'a', 'Alice', room_id)
    session = sessions.find('a')
    assert session is not None
    assert session.recent == ('LOUNGE', '2', '1')
    for n in range(RECENT + 5):
        session = session.visited(f'{n}')
    assert session.recent == tuple(f'{n}' for n in range(RECENT + 4, 4, -1))


async def test_memory_is_bounded_and_what_is_not_held_is_found_in_the_store(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, 'HELD', 3)
    for session_id in 'abcd':
        await enter(sessions, session_id, f'Alice of {session_id}')
        await sessions.fetch(session_id)
    assert len(sessions._held) == 3
    assert sessions.find('a') is None
    await sessions.fetch('a')
    assert (found := sessions.find('a')) is not None
    assert found.name == 'Alice of a'


async def test_what_an_open_page_needs_is_not_pushed_out_by_others(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core, 'loop', asyncio.get_running_loop())  # as it is while the server runs
    monkeypatch.setattr(session_module, 'HELD', 3)
    alice = await enter(sessions, 'a', 'Alice')
    sessions.hold('a')
    sessions.hold('a')
    sessions.release('a')
    for n in range(20):
        await sessions.fetch(f'nobody {n}')
    sessions.change('a', theme='dark')
    assert (held := sessions.find('a')) is not None
    assert held.members == (alice,)
    assert len(sessions._held) == 4
    sessions.release('a')
    for n in range(20):
        await sessions.fetch(f'somebody {n}')
    assert sessions.find('a') is None
    assert len(sessions._held) == 3
    await eventually(lambda: not background_tasks.running_tasks)


async def test_who_was_here_before_a_restart_is_known_after_it(
    sessions: Sessions, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core, 'loop', asyncio.get_running_loop())  # as it is while the server runs
    alice = await enter(sessions, 'a', 'Alice', 'Lounge')
    bob = await enter(sessions, 'a', 'Bob', '7')
    sessions.change('a', theme='dark', language='ru')
    await eventually(lambda: not background_tasks.running_tasks)
    again = Sessions(store, store.folder.secret)
    await again.fetch('a')
    session = again.find('a')
    assert session is not None
    assert (session.members, session.recent) == ((alice, bob), ('7', 'Lounge'))
    assert (session.name, session.theme, session.language) == ('Bob', 'dark', 'ru')
    assert (await again.candidate('b', 'Carol')).number > bob.number


async def test_whoever_reads_the_store_finds_no_session_id(sessions: Sessions, store: SqliteStore) -> None:
    await enter(sessions, 'very-secret-session-id', 'Alice')
    kept = b''.join(path.read_bytes() for path in store.folder.path.rglob('*') if path.is_file())
    assert b'very-secret' not in kept
    assert b'Alice' in kept


def test_who_has_stolen_a_cookie_does_not_have_the_one_that_follows(sessions: Sessions) -> None:
    old = sessions.sign('an id')
    assert sessions.successor(old, '10.0.0.1') == sessions.successor(old, '10.0.0.1')
    assert sessions.successor(old, '10.0.0.1') != sessions.successor(old, '10.0.0.2')
