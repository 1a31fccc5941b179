"""Quotas and paces: so many at once, so many a second."""

import pytest

from chat.guard.quota import Pace, Quota


def test_an_address_has_so_many_at_once_and_others_have_theirs() -> None:
    quota = Quota(2)
    assert [quota.take('here') for _ in range(3)] == [True, True, False]
    assert quota.take('there')
    quota.give_back('here')
    assert [quota.take('here') for _ in range(2)] == [True, False]


def test_nothing_is_remembered_of_an_address_that_has_nothing() -> None:
    quota = Quota(2)
    for n in range(100):
        assert quota.take(f'{n}')
        quota.give_back(f'{n}')
    assert not quota._taken


def test_many_at_once_wait_only_when_the_burst_is_used_up() -> None:
    pace = Pace(rate=10, burst=20)
    waits = [pace.wait(100.0) for _ in range(25)]
    assert waits[:20] == [0.0] * 20
    assert waits[20:] == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5])
    assert pace.slowed == 5


def test_a_steady_pace_never_waits() -> None:
    pace = Pace(rate=10, burst=2)
    assert not any(pace.wait(100 + n * 0.1) for n in range(1000))


def test_who_waits_is_let_through_at_the_rate() -> None:
    pace, now = Pace(rate=10, burst=20), 100.0
    for _ in range(120):
        now += pace.wait(now)
    assert now == pytest.approx(110.0)
    assert pace.slowed == 100


def test_a_pause_forgives() -> None:
    pace = Pace(rate=10, burst=2)
    assert [pace.wait(100.0) > 0 for _ in range(4)] == [False, False, True, True]
    assert pace.wait(200.0) == 0
    assert pace.slowed == 0
