"""Administrators among themselves: one always stays."""

import asyncio

import pytest

from chat.errors import LastAdmin
from chat.identity.accounts import Accounts
from chat.identity.administration import Administration
from chat.identity.own import Own
from chat.identity.session import Sessions
from chat.model.account import Account
from chat.model.hub import Hub
from chat.model.reading import Reading
from chat.model.rights import Rights
from chat.store.sqlite import SqliteStore
from tests.people import ALICE, BOB

PASSWORD = 'correct horse'


@pytest.fixture
def administration(store: SqliteStore, accounts: Accounts) -> Administration:
    hub = Hub(store, rights=Rights(store, account_of=accounts.of))
    sessions = Sessions(store, store.folder.secret)
    own = Own(
        store,
        passkeys=store.passkeys,
        identities=store.identities,
        accounts=accounts,
        sessions=sessions,
        hub=hub,
        reading=Reading(store),
    )
    return Administration(store, hub=hub, accounts=accounts, sessions=sessions, own=own)


@pytest.mark.parametrize('deed', ['erase', 'unmake', 'one of each'])
async def test_of_two_who_erase_or_unmake_each_other_at_once_one_stays(
    administration: Administration, store: SqliteStore, accounts: Accounts, deed: str
) -> None:
    first = await accounts.claim(ALICE, PASSWORD, admin_word=accounts.admin_word)
    await accounts.set_admin(await accounts.claim(BOB, PASSWORD), is_admin=True)
    second = accounts.named('Bob')
    assert second is not None

    async def put_out(by: Account, whom: Account, *, is_erased: bool) -> None:
        if is_erased:
            await administration.erase(by.member, whom)
        else:
            await administration.set_admin(by.member, whom, is_admin=False)

    done = await asyncio.gather(
        put_out(first, second, is_erased=deed != 'unmake'),
        put_out(second, first, is_erased=deed == 'erase'),
        return_exceptions=True,
    )
    assert [type(each) for each in done if each] == [LastAdmin]
    [left] = [each for each in store.accounts() if each.is_admin]
    assert accounts.of(left.member) == left


async def test_who_is_the_last_is_erased_by_nobody(administration: Administration, accounts: Accounts) -> None:
    last = await accounts.claim(ALICE, PASSWORD, admin_word=accounts.admin_word)
    with pytest.raises(LastAdmin):
        await administration.erase(ALICE, last)
    assert accounts.of(ALICE) == last
