"""Sessions begin anew when rights change, and an ended one is worth nothing at once."""

import asyncio
from pathlib import Path

import pytest
from nicegui import background_tasks, core

from chat.errors import CannotKeep, NameClaimed, NotSignedIn
from chat.identity import session as module
from chat.identity.accounts import Accounts
from chat.identity.session import Sessions, key_of_session
from chat.model.account import Account
from chat.model.member import Member
from chat.store.sqlite import SqliteStore
from tests.patience import eventually
from tests.people import ALICE


@pytest.fixture
def sessions(store: SqliteStore, accounts: Accounts) -> Sessions:
    return Sessions(store, store.folder.secret, refuse=accounts.refuse)


@pytest.fixture(autouse=True)
async def running(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is while the server runs."""
    monkeypatch.setattr(core, 'loop', asyncio.get_running_loop())


@pytest.fixture
async def alice(accounts: Accounts) -> Account:
    return await accounts.claim(ALICE, 'correct horse')


async def enter(sessions: Sessions, session_id: str, name: str, room_id: str = '7') -> Member:
    member = await sessions.candidate(session_id, name)
    await sessions.entered(session_id, member, room_id)
    return member


def held(sessions: Sessions, session_id: str) -> tuple[Member, ...]:
    session = sessions.find(session_id)
    return session.members if session else ()


async def test_who_signs_in_gets_a_new_session_and_the_old_one_is_over(sessions: Sessions, alice: Account) -> None:
    sessions.change('old', language='ru', theme='dark')
    await enter(sessions, 'old', 'Guest')
    new = await sessions.renew('old', alice, browser='Firefox, Linux')
    assert len(new) >= 32
    session = sessions.find(new)
    assert session is not None
    assert (session.members, session.account, session.name) == ((ALICE,), alice.id, 'Alice')
    assert (session.language, session.theme, session.recent) == ('ru', 'dark', ('7',))
    assert sessions.find('old') is None
    with pytest.raises(NotSignedIn):
        await enter(sessions, 'old', 'Guest')
    sessions.change('old', theme='light')
    assert sessions.find('old') is None


async def test_who_claims_keeps_the_other_people_of_this_browser(sessions: Sessions, accounts: Accounts) -> None:
    boris, anna = await enter(sessions, 'old', 'Boris'), await enter(sessions, 'old', 'Anna')
    new = await sessions.renew('old', await accounts.claim(anna, 'correct horse'))
    assert held(sessions, new) == (boris, anna)


async def test_who_signs_in_to_a_second_account_is_the_first_no_more(
    sessions: Sessions, accounts: Accounts, alice: Account
) -> None:
    mine = await sessions.renew('borrowed', alice)
    mallory = await enter(sessions, mine, 'Mallory')
    assert held(sessions, mine) == (ALICE, mallory)
    new = await sessions.renew(mine, await accounts.claim(mallory, 'correct horse'))
    assert held(sessions, new) == (mallory,)


async def test_a_browser_that_speaks_as_somebody_with_an_account_ends_with_their_sessions(
    sessions: Sessions, accounts: Accounts
) -> None:
    anna = await enter(sessions, 'was a guest', 'Anna')
    account = await accounts.claim(anna, 'correct horse')  # and its page never posted the form that renews its session
    await sessions.end_all(account)
    assert held(sessions, 'was a guest') == ()


async def test_who_signs_in_without_end_is_signed_in_in_few_browsers(
    sessions: Sessions, store: SqliteStore, alice: Account
) -> None:
    first, *_, last = [await sessions.renew(f'browser {n}', alice) for n in range(module.DEVICES + 2)]
    assert len(await store.devices(alice.id)) == module.DEVICES
    assert (held(sessions, first), held(sessions, last)) == ((), (ALICE,))


async def test_who_makes_an_account_stays_the_guests_of_this_browser(sessions: Sessions, accounts: Accounts) -> None:
    """Who was banned or muted under one of those names is so under the new one."""
    guest = await enter(sessions, 'old', 'Guest')
    made = await accounts.claim(await sessions.candidate('old', 'Anna', is_claiming=True), 'correct horse')
    sessions.adopt('old', made.member)
    mine = await sessions.renew('old', made)
    assert held(sessions, mine) == (guest, made.member)
    other = await accounts.claim(await sessions.candidate(mine, 'Boris', is_claiming=True), 'correct horse')
    sessions.adopt(mine, other.member)
    assert held(sessions, await sessions.renew(mine, other)) == (other.member,), 'another account is no guest'


async def test_only_who_is_signed_in_bears_a_claimed_name(sessions: Sessions, alice: Account) -> None:
    with pytest.raises(NameClaimed):
        await enter(sessions, 'stranger', 'ALICE')
    new = await sessions.renew('mine', alice)
    assert await enter(sessions, new, 'alice') == ALICE


async def test_a_guest_who_had_the_name_before_has_it_no_more(sessions: Sessions, accounts: Accounts) -> None:
    await enter(sessions, 'other', 'Anna')
    await accounts.claim(await enter(sessions, 'mine', 'Anna'), 'correct horse')
    with pytest.raises(NameClaimed):
        await enter(sessions, 'other', 'Anna')


async def test_who_signs_out_is_nobody_in_a_new_session(sessions: Sessions, alice: Account) -> None:
    sessions.change('old', theme='dark')
    mine = await sessions.renew('old', alice)
    await enter(sessions, mine, 'Alice', 'secret-plans')
    out = await sessions.renew(mine, None)
    session = sessions.find(out)
    assert session is not None
    assert (session.members, session.name, session.recent, session.account) == ((), '', (), None)
    assert session.theme == 'dark'
    assert session.has_signed_out
    assert held(sessions, mine) == ()
    again = sessions.find(await sessions.renew(out, alice))
    assert again is not None
    assert not again.has_signed_out


async def test_an_ended_session_stays_ended_after_a_restart(
    sessions: Sessions, store: SqliteStore, alice: Account
) -> None:
    mine = await sessions.renew('old', alice)
    sessions.change(mine, theme='dark')  # kept a moment later, and so perhaps after the end
    await sessions.end([key_of_session(mine)])
    await eventually(lambda: not background_tasks.running_tasks)
    again = Sessions(store, store.folder.secret)
    await again.fetch(mine)
    assert again.find(mine) is None


async def test_a_session_that_was_being_fetched_when_it_ended_is_not_found(
    sessions: Sessions, store: SqliteStore, alice: Account
) -> None:
    mine = await sessions.renew('old', alice)
    other = Sessions(store, store.folder.secret)  # one that has not looked yet
    fetching = asyncio.create_task(other.fetch(mine))
    await asyncio.sleep(0)
    await other.end([key_of_session(mine)])
    await fetching
    assert other.find(mine) is None


async def test_devices_are_listed_and_ended_one_by_one_or_all(
    sessions: Sessions, store: SqliteStore, alice: Account
) -> None:
    phone = await sessions.renew('a', alice, browser='Safari, iPhone')
    desk = await sessions.renew('b', alice, browser='Firefox, Linux')
    third = await sessions.renew('c', alice)
    assert [device.browser for device in await store.devices(alice.id)] == ['', 'Firefox, Linux', 'Safari, iPhone']
    await sessions.end([key_of_session(phone)])
    assert [held(sessions, each) for each in (phone, desk, third)] == [(), (ALICE,), (ALICE,)]
    await sessions.end_all(alice, but=key_of_session(desk))
    assert [held(sessions, each) for each in (phone, desk, third)] == [(), (ALICE,), ()]
    assert [device.browser for device in await store.devices(alice.id)] == ['Firefox, Linux']


async def test_the_rooms_of_another_device_are_there_on_a_new_one(sessions: Sessions, alice: Account) -> None:
    await enter(sessions, await sessions.renew('phone', alice), 'Alice', 'team')
    session = sessions.find(await sessions.renew('desk', alice))
    assert session is not None
    assert session.recent == ('team',)


async def test_pages_of_an_ended_session_are_closed_at_once_and_no_others(sessions: Sessions, alice: Account) -> None:
    phone, desk = await sessions.renew('a', alice), await sessions.renew('b', alice)
    closed: list[str] = []
    for session_id, tab in [(phone, 'p1'), (phone, 'p2'), (phone, 'gone'), (desk, 'd')]:
        sessions.tabs.open(key_of_session(session_id), tab, lambda tab=tab: closed.append(tab))  # type: ignore[misc]
    sessions.tabs.forget(key_of_session(phone), 'gone')
    await sessions.end([key_of_session(phone)])
    assert closed == ['p1', 'p2']


async def test_pages_of_a_browser_that_signs_in_are_closed_a_moment_later(sessions: Sessions, alice: Account) -> None:
    closed: list[str] = []
    sessions.tabs.open(key_of_session('old'), 'tab', lambda: closed.append('tab'))
    await sessions.renew('old', alice)
    await eventually(lambda: closed, within=1)


async def test_what_cannot_be_kept_changes_nothing(sessions: Sessions, store: SqliteStore, alice: Account) -> None:
    mine = await sessions.renew('old', alice)
    store.writer.stop()
    with pytest.raises(CannotKeep):
        await sessions.renew(mine, alice)
    assert held(sessions, mine) == (ALICE,)


async def test_a_browser_that_is_signed_in_is_noted_as_seen(
    sessions: Sessions, store: SqliteStore, alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = await sessions.renew('old', alice)
    [before] = await store.devices(alice.id)
    monkeypatch.setattr(module, 'SEEN', 0.0)
    seen = []
    for _ in range(50):
        await sessions.fetch(mine)
        await asyncio.sleep(0.01)
        seen = [device.seen for device in await store.devices(alice.id)]
        if seen[0] > before.seen:
            break
    assert seen[0] > before.seen
    assert [device.since for device in await store.devices(alice.id)] == [before.since]


async def test_the_database_holds_no_session_id_and_no_password(
    sessions: Sessions, store: SqliteStore, accounts: Accounts, tmp_path: Path
) -> None:
    account = await accounts.claim(ALICE, 'correct horse battery')
    mine = await sessions.renew('old', account)
    word = await accounts.invite(account)
    await store.close()
    content = (tmp_path / 'data' / 'chat.db').read_bytes()
    for secret in (mine, 'correct horse battery', word):
        assert secret.encode() not in content
    assert key_of_session(mine).encode() in content
    store.open()
