"""Guesses: a few are free, then each has to wait longer; nobody is locked out for good."""

import pytest

from chat.errors import TooManyTries
from chat.identity.guesses import FREE, FREE_OF_ADDRESS, HELD, LONGEST, Guesses


class Time:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def guesses(time: Time) -> Guesses:
    return Guesses(time)


def wait_of(guesses: Guesses, name: str, address: str) -> int:
    """How long a try has to wait; if it need not, it is made."""
    try:
        guesses.begin(name, address)
    except TooManyTries as error:
        return error.seconds
    return 0


def test_five_are_free_and_then_the_wait_doubles(guesses: Guesses, time: Time) -> None:
    assert [wait_of(guesses, 'anna', f'10.0.0.{n}') for n in range(FREE)] == [0] * FREE
    waits = []
    for n in range(10):
        waits.append(wait_of(guesses, 'anna', f'10.0.1.{n}'))
        time.now += waits[-1]
        assert wait_of(guesses, 'anna', f'10.0.2.{n}') == 0
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, LONGEST]


def test_a_try_that_had_to_wait_does_not_count(guesses: Guesses, time: Time) -> None:
    for _ in range(FREE):
        guesses.begin('anna', '10.0.0.1')
    assert [wait_of(guesses, 'anna', '10.0.0.1') for _ in range(5)] == [1] * 5
    time.now += 1
    assert wait_of(guesses, 'anna', '10.0.0.1') == 0


def test_another_name_and_another_address_are_not_slowed(guesses: Guesses) -> None:
    for _ in range(FREE):
        guesses.begin('anna', '10.0.0.1')
    assert wait_of(guesses, 'boris', '10.0.0.1') == 0


def test_many_names_from_one_address_are_slowed(guesses: Guesses) -> None:
    for n in range(FREE_OF_ADDRESS):
        assert wait_of(guesses, f'name {n}', '10.0.0.1') == 0
    assert wait_of(guesses, 'one more', '10.0.0.1') == 1
    assert wait_of(guesses, 'one more', '10.0.0.2') == 0


def test_the_right_password_washes_a_name_clean_and_not_the_address(guesses: Guesses) -> None:
    for n in range(FREE_OF_ADDRESS - 1):
        guesses.begin(f'name {n}', '10.0.0.1')
    for _ in range(30):
        guesses.begin('mine', '10.0.0.1')
        guesses.succeed('mine', '10.0.0.1')
    guesses.begin('last', '10.0.0.1')
    assert wait_of(guesses, 'one more', '10.0.0.1') == 1


def test_nobody_keeps_somebody_out_of_where_they_were_right_before(guesses: Guesses, time: Time) -> None:
    guesses.begin('anna', '10.0.0.1')
    guesses.succeed('anna', '10.0.0.1')
    for n in range(FREE + 10):
        time.now += wait_of(guesses, 'anna', f'10.0.1.{n}')
    for n in range(FREE_OF_ADDRESS):
        guesses.begin(f'name {n}', '10.0.0.1')
    assert wait_of(guesses, 'anna', '10.0.1.99') > 0
    assert wait_of(guesses, 'boris', '10.0.0.1') > 0
    assert wait_of(guesses, 'anna', '10.0.0.1') == 0


def test_where_somebody_was_right_before_guessing_is_slowed_too(guesses: Guesses) -> None:
    guesses.begin('anna', '10.0.0.1')
    guesses.succeed('anna', '10.0.0.1')
    assert [wait_of(guesses, 'anna', '10.0.0.1') for _ in range(FREE + 1)] == [0] * FREE + [1]


def test_after_an_hour_all_is_forgotten(guesses: Guesses, time: Time) -> None:
    for _ in range(FREE):
        guesses.begin('anna', '10.0.0.1')
    time.now += 3601
    assert [wait_of(guesses, 'anna', '10.0.0.1') for _ in range(FREE)] == [0] * FREE


def test_what_is_remembered_is_bounded(guesses: Guesses) -> None:
    for n in range(HELD):
        guesses.begin(f'name {n}', f'address {n}')
    assert len(guesses._tries) == HELD
    for n in range(HELD + 1):
        guesses.succeed(f'name {n}', f'address {n}')
    assert len(guesses._known) == HELD


def test_how_many_are_free_can_be_set(time: Time) -> None:
    guesses = Guesses(time, free=2, free_of_address=3)
    assert [wait_of(guesses, 'anna', f'10.0.0.{n}') for n in range(3)] == [0, 0, 1]
    assert [wait_of(guesses, f'name {n}', '10.0.1.1') for n in range(4)] == [0, 0, 0, 1]
