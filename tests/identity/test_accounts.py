"""Accounts: a name that is claimed belongs to one person, however it is spelled and whatever else happens."""

import asyncio
from datetime import timedelta

import pytest

from chat.errors import (
    CannotKeep,
    GuestsNotLetIn,
    LinkOver,
    NameClaimed,
    NotInvited,
    PasswordTooShort,
    SignInAnew,
    SignUpClosed,
    TooFast,
    TooManyTries,
    WrongPassword,
)
from chat.identity import accounts as module
from chat.identity.accounts import FRESH, Accounts
from chat.identity.guesses import FREE
from chat.identity.passwords import Passwords
from chat.model.account import Account
from chat.model.limits import Act, Limits, rates_of
from chat.model.member import Member
from chat.model.message import now
from chat.store.sqlite import SqliteStore
from tests.people import ALICE, BOB, CAROL

PASSWORD = 'correct horse'
HERE = '10.0.0.1'


async def test_a_claimed_name_belongs_to_its_member_however_it_is_spelled(accounts: Accounts) -> None:
    claimed: list[Account] = []
    accounts.claimed.subscribe(claimed.append)
    account = await accounts.claim(ALICE, PASSWORD)
    assert (account.member, account.is_admin, claimed) == (ALICE, False, [account])
    accounts.refuse(ALICE)
    for name in ('Alice', 'ALICE', 'Ａlice', 'alice'):
        for number in (BOB.number, 5):
            with pytest.raises(NameClaimed):
                accounts.refuse(Member(number=number, name=name))
    accounts.refuse(BOB)


async def test_a_claimed_name_cannot_be_claimed_again(accounts: Accounts) -> None:
    await accounts.claim(ALICE, PASSWORD)
    for member in (ALICE, Member(number=BOB.number, name='ALICE')):
        with pytest.raises(NameClaimed):
            await accounts.claim(member, 'another password')
    assert (await accounts.check('Alice', PASSWORD, address=HERE)).member == ALICE


async def test_of_two_who_claim_a_name_at_once_one_gets_it(accounts: Accounts) -> None:
    both = [ALICE, Member(number=BOB.number, name='alice')]
    results = await asyncio.gather(*(accounts.claim(each, PASSWORD) for each in both), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ['Account', 'NameClaimed']


async def test_the_name_is_known_again_after_a_restart(accounts: Accounts, store: SqliteStore) -> None:
    account = await accounts.claim(ALICE, PASSWORD)
    again = Accounts(store)
    again.open()
    assert again.find(account.id) == again.named('alice') == account
    assert await again.check('Alice', PASSWORD, address=HERE) == account


async def test_name_and_password_have_to_belong_together(accounts: Accounts) -> None:
    account = await accounts.claim(ALICE, PASSWORD)
    await accounts.claim(BOB, 'battery staple')
    assert await accounts.check(' ALICE ', PASSWORD, address=HERE) == account
    for name, password in [
        ('Alice', 'battery staple'),
        ('Bob', PASSWORD),
        ('Carol', PASSWORD),
        ('', ''),
        ('x' * 9999, 'x'),
    ]:
        with pytest.raises(WrongPassword):
            await accounts.check(name, password, address=HERE)


async def test_a_password_that_cannot_be_used_claims_nothing(accounts: Accounts) -> None:
    with pytest.raises(PasswordTooShort):
        await accounts.claim(ALICE, 'short')
    accounts.refuse(BOB)
    assert accounts.named('Alice') is None


@pytest.mark.parametrize('name', ['Alice', 'Nobody'])
async def test_guessing_is_slowed_whether_the_name_is_known_or_not(accounts: Accounts, name: str) -> None:
    await accounts.claim(ALICE, PASSWORD)
    tries = [accounts.check(name, f'guess {n}', address=f'10.0.0.{n}') for n in range(2 * FREE)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert [type(result) for result in results] == [WrongPassword] * FREE + [TooManyTries] * FREE, 'at once, too'
    with pytest.raises(TooManyTries):
        await accounts.check(name, PASSWORD, address=HERE)


async def test_a_password_is_changed_by_who_knows_it(accounts: Accounts) -> None:
    account = await accounts.claim(ALICE, PASSWORD)
    with pytest.raises(WrongPassword):
        await accounts.change_password(account, 'a wrong one', 'new password', address=HERE)
    with pytest.raises(PasswordTooShort):
        await accounts.change_password(account, PASSWORD, 'new', address=HERE)
    assert await accounts.check('Alice', PASSWORD, address=HERE)
    await accounts.change_password(account, PASSWORD, 'new password', address=HERE)
    assert await accounts.check('Alice', 'new password', address=HERE)
    with pytest.raises(WrongPassword):
        await accounts.check('Alice', PASSWORD, address=HERE)


async def test_where_guests_are_not_let_in_who_has_an_account_is(store: SqliteStore) -> None:
    accounts = Accounts(store, guests=False)
    await accounts.claim(ALICE, PASSWORD)
    accounts.refuse(ALICE)
    with pytest.raises(GuestsNotLetIn):
        accounts.refuse(BOB)
    with pytest.raises(NameClaimed):
        accounts.refuse(Member(number=BOB.number, name='Alice'))


async def test_where_sign_up_is_closed_no_account_is_made_but_the_first_administrators(store: SqliteStore) -> None:
    accounts = Accounts(store, sign_up='closed')
    with pytest.raises(SignUpClosed):
        await accounts.claim(ALICE, PASSWORD)
    assert (await accounts.claim(BOB, PASSWORD, admin_word=accounts.admin_word)).is_admin


async def test_the_word_for_the_first_administrator_works_once(accounts: Accounts, store: SqliteStore) -> None:
    word = accounts.admin_word
    for wrong in ('', 'x', 'é', word[:-1]):
        assert not accounts.makes_admin(wrong)
    assert not (await accounts.claim(ALICE, PASSWORD, admin_word='x')).is_admin
    assert accounts.admin_word == word
    assert (await accounts.claim(BOB, PASSWORD, admin_word=word)).is_admin
    assert accounts.admin_word == ''
    assert not accounts.makes_admin(word)
    assert not accounts.makes_admin('')
    again = Accounts(store)
    again.open()
    assert again.admin_word == ''


async def test_of_two_who_use_it_at_once_one_becomes_administrator(accounts: Accounts) -> None:
    word = accounts.admin_word
    claims = [accounts.claim(each, PASSWORD, admin_word=word) for each in (ALICE, BOB)]
    results = await asyncio.gather(*claims, return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ['Account', 'NameClaimed']


async def test_an_invitation_makes_one_account(store: SqliteStore) -> None:
    accounts = Accounts(store, sign_up='invite')
    admin = await accounts.claim(ALICE, PASSWORD, admin_word=accounts.admin_word)
    word = await accounts.invite(admin)
    for wrong in ('', 'x', word + 'x', 'é'):
        with pytest.raises(NotInvited):
            await accounts.claim(BOB, PASSWORD, invitation=wrong)
    claims = [accounts.claim(each, PASSWORD, invitation=word) for each in (BOB, CAROL)]
    results = await asyncio.gather(*claims, return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ['Account', 'NotInvited']


async def test_an_invitation_expires(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    accounts = Accounts(store, sign_up='invite')
    admin = await accounts.claim(ALICE, PASSWORD, admin_word=accounts.admin_word)
    monkeypatch.setattr(module, 'INVITED_FOR', timedelta(0))
    with pytest.raises(NotInvited):
        await accounts.claim(BOB, PASSWORD, invitation=await accounts.invite(admin))


async def test_an_invitation_ends_when_who_made_it_is_no_administrator_any_more(store: SqliteStore) -> None:
    accounts = Accounts(store, sign_up='invite')
    admin = await accounts.claim(ALICE, PASSWORD, admin_word=accounts.admin_word)
    another = await accounts.claim(CAROL, PASSWORD, invitation=await accounts.invite(admin))
    await accounts.set_admin(another, is_admin=True)
    word = await accounts.invite(admin)
    await accounts.may_sign_up(word)
    await accounts.set_admin(admin, is_admin=False)
    with pytest.raises(NotInvited):
        await accounts.may_sign_up(word)
    with pytest.raises(NotInvited):
        await accounts.claim(BOB, PASSWORD, invitation=word)


async def test_who_changes_the_password_ends_the_link_for_another(accounts: Accounts) -> None:
    account = await accounts.claim(ALICE, PASSWORD)
    word = await accounts.make_reset(account)
    await accounts.change_password(account, PASSWORD, 'new password', address=HERE)
    with pytest.raises(LinkOver):
        await accounts.reset(word, 'of whoever has seen it')


async def test_what_cannot_be_kept_is_not_claimed(accounts: Accounts, store: SqliteStore) -> None:
    store.writer.stop()
    with pytest.raises(CannotKeep):
        await accounts.claim(ALICE, PASSWORD)
    assert accounts.named('Alice') is None


async def test_an_account_without_a_password_is_given_one_by_who_has_just_signed_in(accounts: Accounts) -> None:
    account = await accounts.claim(ALICE, None)
    assert not await accounts.has_password(account)
    for guess in ('', PASSWORD):
        with pytest.raises(WrongPassword):
            await accounts.check('Alice', guess, address=HERE)
    for since in (None, now() - FRESH):
        with pytest.raises(SignInAnew):
            await accounts.set_password(account, PASSWORD, since=since)
    with pytest.raises(PasswordTooShort):
        await accounts.set_password(account, 'short', since=now())
    await accounts.set_password(account, PASSWORD, since=now())
    assert await accounts.check('Alice', PASSWORD, address=HERE) == account
    with pytest.raises(WrongPassword):  # now there is one that has to be known
        await accounts.set_password(account, 'another password', since=now())


async def test_accounts_are_made_only_so_fast_and_before_anything_is_hashed(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = Limits({Act.ACCOUNT: rates_of('1/1h,2/1h@address')})
    accounts = Accounts(store, limits=limits)
    await accounts.claim(ALICE, PASSWORD, person='a', address='1')
    monkeypatch.setattr(Passwords, '_hash', lambda *_: pytest.fail('hashed'))
    with pytest.raises(TooFast):
        await accounts.claim(BOB, PASSWORD, person='a', address='1')
    for wrong, refusal in ((ALICE, NameClaimed), (BOB, PasswordTooShort)):
        with pytest.raises(refusal):  # which costs nothing
            await accounts.claim(wrong, 'short', person='b', address='1')
    monkeypatch.undo()
    await accounts.claim(BOB, PASSWORD, person='b', address='1')
    with pytest.raises(TooFast):
        await accounts.claim(CAROL, PASSWORD, person='c', address='1')
    assert (await accounts.claim(CAROL, PASSWORD, person='c', address='2')).member == CAROL


async def test_a_new_password_is_hashed_only_for_who_knows_the_old_one(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = await accounts.claim(ALICE, PASSWORD)
    monkeypatch.setattr(Passwords, '_hash', lambda *_: pytest.fail('hashed'))
    with pytest.raises(WrongPassword):
        await accounts.change_password(account, 'another one', 'battery staple', address='1')
