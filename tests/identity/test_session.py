"""Sessions: what is known of a browser, and how little."""

import pytest

from chat.errors import NameMalformed, NameMissing, TooManyNames
from chat.identity import session as session_module
from chat.identity.session import NAMES, RECENT, Session, Sessions
from chat.model.member import FIRST_NUMBER, Member


@pytest.fixture
def sessions() -> Sessions:
    return Sessions()


def enter(sessions: Sessions, session_id: str, name: str, room_id: str = '7') -> Member:
    member = sessions.candidate(session_id, name)
    sessions.entered(session_id, member, room_id)
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


def test_another_server_signs_otherwise(sessions: Sessions) -> None:
    assert sessions.verify(Sessions().sign('an id')) is None


def test_nothing_is_kept_of_a_browser_that_only_looks(sessions: Sessions) -> None:
    sessions.sign('visitor')
    sessions.candidate('visitor', 'Alice')
    assert sessions.find('visitor') is None


def test_entering_makes_a_session_with_a_member(sessions: Sessions) -> None:
    alice = enter(sessions, 'a', '  Alice ', 'Lounge')
    session = sessions.find('a')
    assert session is not None
    assert (session.members, session.name, session.recent) == ([alice], 'Alice', ['Lounge'])
    assert alice.name == 'Alice'
    assert not alice.is_unproven
    assert sessions.find('b') is None


def test_members_are_numbered_from_a_million_up(sessions: Sessions) -> None:
    numbers = [enter(sessions, session_id, name).number for session_id in 'ab' for name in ('Alice', 'Bob')]
    assert numbers[0] == FIRST_NUMBER == 1_000_000
    assert sorted({*numbers}) == numbers


def test_one_browser_with_one_name_is_one_member_however_it_is_spelled(sessions: Sessions) -> None:
    assert enter(sessions, 'a', 'Alice') is enter(sessions, 'a', ' ＡLICE ')
    assert enter(sessions, 'a', 'Alice') != enter(sessions, 'b', 'Alice')


def test_another_name_is_another_member_of_the_session(sessions: Sessions) -> None:
    alice, bob = enter(sessions, 'a', 'Alice'), enter(sessions, 'a', 'Bob')
    session = sessions.find('a')
    assert session is not None
    assert (session.query_of(alice), session.query_of(bob)) == ('', '?as=2')
    assert (session.member(None), session.member('2')) == (alice, bob)
    assert session.name == 'Bob'
    assert session.query_of(enter(sessions, 'a', 'alice')) == ''


@pytest.mark.parametrize(
    'which', ['0', '3', '-1', '1.0', ' 1', 'x', '²', '٢', '999', '1000000', '9' * 10_000, '+1', '1_0', '\x00', '']
)
def test_as_picks_own_members_only(sessions: Sessions, which: str) -> None:
    alice = enter(sessions, 'a', 'Alice')
    enter(sessions, 'a', 'Bob')
    enter(sessions, 'b', 'Carol')
    session = sessions.find('a')
    assert session is not None
    is_a_place = which in {'0', '3', '999'}
    assert session.member(which) == (None if is_a_place else alice)  # nonsense is like nothing: the first


def test_a_session_without_members_speaks_as_nobody() -> None:
    assert [Session().member(which) for which in (None, '', '1', '2')] == [None] * 4


@pytest.mark.parametrize(('name', 'refusal'), [('', NameMissing), ('Alice #5', NameMalformed)])
def test_an_impossible_name_makes_no_session(sessions: Sessions, name: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        enter(sessions, 'a', name)
    assert sessions.find('a') is None


def test_one_browser_takes_a_bounded_number_of_names(sessions: Sessions) -> None:
    for n in range(NAMES):
        enter(sessions, 'a', f'Alice {n}')
    with pytest.raises(TooManyNames) as refusal:
        enter(sessions, 'a', 'one too many')
    assert refusal.value.limit == NAMES
    enter(sessions, 'a', 'alice 0')
    enter(sessions, 'b', 'one too many')


def test_rooms_are_remembered_once_the_last_one_first(sessions: Sessions) -> None:
    for room_id in ('1', 'Lounge', '2', 'LOUNGE'):
        enter(sessions, 'a', 'Alice', room_id)
    session = sessions.find('a')
    assert session is not None
    assert session.recent == ['LOUNGE', '2', '1']
    for n in range(RECENT + 5):
        session.visited(f'{n}')
    assert session.recent == [f'{n}' for n in range(RECENT + 4, 4, -1)]


def test_sessions_are_bounded_and_the_idlest_goes_first(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, 'SESSIONS', 3)
    for session_id in 'abc':
        enter(sessions, session_id, 'Alice')
    assert sessions.find('a')
    enter(sessions, 'd', 'Alice')
    assert sessions.find('b') is None
    assert all(sessions.find(session_id) for session_id in 'acd')


def test_a_number_is_not_given_again_when_a_session_is_forgotten(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, 'SESSIONS', 1)
    first = enter(sessions, 'a', 'Alice')
    enter(sessions, 'b', 'Bob')
    assert enter(sessions, 'a', 'Alice').number > first.number + 1
