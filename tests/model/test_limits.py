"""Limits: what is let through, how long one waits, who counts together, and what is forgotten."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.errors import TooFast
from chat.model.limits import HELD, Act, Limits, Rate, rates_of
from chat.settings import Settings


class Time:
    """A clock that stands until it is put forward."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


def limits(time: Time, text: str, deed: Act = Act.MESSAGE) -> Limits:
    return Limits({deed: rates_of(text)}, clock=time)


def wait_of(limits: Limits, deed: Act = Act.MESSAGE, **who: str) -> float:
    """Spend once; the seconds to wait, 0 if it was let through."""
    try:
        limits.spend(deed, **who)
    except TooFast as error:
        return error.retry_after
    return 0.0


def test_a_burst_is_let_through_and_then_as_many_as_flow_in(time: Time) -> None:
    alice = limits(time, '10/5s')
    assert [wait_of(alice, person='alice') for _ in range(10)] == [0] * 10
    assert wait_of(alice, person='alice') == pytest.approx(0.5)
    time.now += 0.4
    assert wait_of(alice, person='alice') == pytest.approx(0.1)
    time.now += 0.1
    assert wait_of(alice, person='alice') == 0
    assert wait_of(alice, person='alice') == pytest.approx(0.5)


def test_whoever_waited_long_has_the_whole_burst_again_and_no_more(time: Time) -> None:
    alice = limits(time, '3/1m')
    for _ in range(3):
        assert wait_of(alice, person='alice') == 0
    time.now += 100_000
    assert [wait_of(alice, person='alice') > 0 for _ in range(5)] == [False, False, False, True, True]


def test_one_does_not_pay_for_another(time: Time) -> None:
    room = limits(time, '1/1m')
    assert wait_of(room, person='alice') == 0
    assert wait_of(room, person='alice') > 0
    assert wait_of(room, person='bob') == 0


def test_those_behind_one_address_pay_for_each_other_where_the_limit_says_so(time: Time) -> None:
    door = limits(time, '2/1m,3/1m@address', Act.JOIN)
    for person in ('alice', 'alice', 'bob'):
        assert wait_of(door, Act.JOIN, person=person, address='192.0.2.1') == 0
    assert wait_of(door, Act.JOIN, person='bob', address='192.0.2.1') == pytest.approx(20)
    assert wait_of(door, Act.JOIN, person='bob', address='192.0.2.2') == 0


def test_a_refusal_by_one_rate_spends_nothing_of_another(time: Time) -> None:
    door = limits(time, '1/10s,2/1h@address', Act.JOIN)
    assert wait_of(door, Act.JOIN, person='alice', address='192.0.2.1') == 0
    for _ in range(20):
        assert wait_of(door, Act.JOIN, person='alice', address='192.0.2.1') == pytest.approx(10)
    assert wait_of(door, Act.JOIN, person='bob', address='192.0.2.1') == 0


def test_the_longest_wait_is_told(time: Time) -> None:
    alice = limits(time, '1/10s,1/1m')
    wait_of(alice, person='alice')
    assert wait_of(alice, person='alice') == pytest.approx(60)


def test_what_has_no_limit_is_free_and_deeds_do_not_pay_for_each_other(time: Time) -> None:
    some = limits(time, '1/1h')
    assert not any(wait_of(some, Act.SEARCH, person='alice') for _ in range(1000))
    assert wait_of(some, person='alice') == 0


@given(st.lists(st.floats(0, 3), max_size=60))
def test_whoever_waits_as_long_as_told_is_let_through(pauses: list[float]) -> None:
    time = Time()
    alice = limits(time, '4/3s,9/20s')
    for pause in pauses:
        time.now += pause
        if wait := wait_of(alice, person='alice'):
            time.now += wait
            assert wait_of(alice, person='alice') == 0


@given(st.lists(st.floats(0, 4), max_size=80))
def test_in_no_time_more_is_let_through_than_the_burst_and_what_flowed_in(pauses: list[float]) -> None:
    time = Time()
    alice = limits(time, '5/10s')
    through: list[float] = []
    for pause in pauses:
        time.now += pause
        if not wait_of(alice, person='alice'):
            through.append(time.now)
    for first in range(len(through)):
        for last in range(first, len(through)):
            assert last - first + 1 <= 5 + (through[last] - through[first]) / 2 + 1e-3


def test_buckets_that_are_full_again_are_forgotten(time: Time) -> None:
    door = limits(time, '5/1m@address', Act.JOIN)
    for n in range(20 * HELD // 100):
        wait_of(door, Act.JOIN, address=f'10.0.{n}')
        time.now += 1
    assert len(door._full) <= 1000


def test_there_are_never_more_buckets_than_memory_is_meant_for(time: Time) -> None:
    door = limits(time, '5/1h@address', Act.JOIN)
    for n in range(2 * HELD):
        wait_of(door, Act.JOIN, address=f'{n}')
        assert len(door._full) <= HELD
    assert wait_of(door, Act.JOIN, address=f'{2 * HELD - 1}') == 0
    assert len([1 for _ in range(5) if wait_of(door, Act.JOIN, address=f'{2 * HELD - 1}')]) == 2, 'the newest are kept'


def test_a_setting_is_read_as_people_write_it() -> None:
    assert rates_of('10/5s,60/2m,1000/1h@address') == (
        Rate(amount=10, seconds=5),
        Rate(amount=60, seconds=120),
        Rate(amount=1000, seconds=3600, is_by_address=True),
    )
    assert rates_of('off') == ()


@pytest.mark.parametrize('text', ['10', '10/s', '0/5s', '-1/5s', '10/0s', '10/5d', '10/5s,', 'on', '10/5s@room'])
def test_what_is_no_limit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match='is not a limit such as'):
        Settings(limit_messages=text)


def test_every_deed_has_a_setting_and_every_setting_a_deed() -> None:
    fields = {name for name in Settings.model_fields if name.startswith('limit_')}
    assert fields == {f'limit_{deed}' for deed in Act}


def test_by_default_a_class_behind_one_address_comes_in_at_once_and_talks() -> None:
    time = Time()
    chat = Limits.of(Settings())
    chat._clock = time
    for n in range(100):
        here = {'person': f'pupil {n}', 'address': '192.0.2.1'}
        for deed in (Act.PAGE, Act.JOIN, Act.PAGE, Act.ROOM, Act.MESSAGE, Act.MESSAGE, Act.SEARCH, Act.CHANGE):
            assert wait_of(chat, deed, **here) == 0, (n, deed)
