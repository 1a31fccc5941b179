"""Passwords: hashed so that guessing is dear, beside the event loop, and never so many at a time that all wait."""

import asyncio
import re
import time

import pytest

from chat.errors import PasswordTooLong, PasswordTooShort, TooBusy
from chat.identity import passwords as module
from chat.identity.passwords import AT_ONCE, LONGEST, MEMORY, PASSES, WAITING, Passwords

PASSWORD = 'correct horse'


async def test_the_right_password_fits_and_no_other() -> None:
    passwords = Passwords()
    kept = await passwords.hash(PASSWORD)
    assert await passwords.fits(PASSWORD, kept)
    for wrong in ('Correct horse', 'correct horse ', '', PASSWORD + '\0', 'x' * 100_000):
        assert not await passwords.fits(wrong, kept)


async def test_it_is_kept_as_argon2id_with_the_stated_costs_and_a_salt_of_its_own() -> None:
    passwords = Passwords()
    one, other = await passwords.hash(PASSWORD), await passwords.hash(PASSWORD)
    assert one != other
    assert re.match(rf'\$argon2id\$v=19\$m={MEMORY},t={PASSES},p=1\$', one)
    assert PASSWORD not in one


@pytest.mark.parametrize('password', ['Привет, мир', '🔑' * 8, '\ud800half a character', ' ' * 8, 'x' * LONGEST])
async def test_any_characters_make_a_password(password: str) -> None:
    passwords = Passwords()
    assert await passwords.fits(password, await passwords.hash(password))


async def test_a_password_has_8_to_200_characters() -> None:
    with pytest.raises(PasswordTooShort) as short:
        await Passwords().hash('x' * 7)
    with pytest.raises(PasswordTooLong) as long:
        await Passwords().hash('x' * 201)
    assert (short.value.limit, long.value.limit) == (8, 200)


@pytest.mark.parametrize('kept', [None, '', 'plain', '$argon2id$v=19$m=8,t=1,p=1$broken'])
async def test_nothing_fits_where_nothing_proper_is_kept(kept: str | None) -> None:
    assert not await Passwords().fits('a password of nobody', kept)


async def test_an_unknown_name_takes_as_long_as_a_wrong_password() -> None:
    passwords = Passwords()
    kept = await passwords.hash(PASSWORD)
    await passwords.fits('warm', None)

    async def least(kept: str | None) -> float:
        times = []
        for _ in range(7):
            begun = time.perf_counter()
            await passwords.fits('a wrong one', kept)
            times.append(time.perf_counter() - begun)
        return min(times)

    assert 0.5 < await least(None) / await least(kept) < 2


async def test_while_passwords_are_hashed_the_loop_goes_on() -> None:
    passwords = Passwords()
    work = asyncio.gather(*(passwords.hash(PASSWORD) for _ in range(4)))
    turns = 0
    while not work.done():
        turns += 1
        await asyncio.sleep(0)
    assert turns > 100


async def test_few_are_hashed_at_a_time_few_wait_and_more_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    busy = most = 0

    def hash_slowly(self: Passwords, password: str) -> str:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        time.sleep(0.01)
        busy -= 1
        return 'hash'

    monkeypatch.setattr(module.Passwords, '_hash', hash_slowly)
    passwords = Passwords()
    asked = [asyncio.create_task(passwords.hash(PASSWORD)) for _ in range(AT_ONCE + WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(TooBusy):
        await passwords.hash(PASSWORD)
    for gone in asked[:10]:
        gone.cancel()
    await asyncio.gather(*asked, return_exceptions=True)
    assert most == AT_ONCE
    assert await passwords.hash(PASSWORD) == 'hash'
