"""Tickets: used once, soon, and by the browser they were made for."""

from datetime import UTC, datetime

from chat.identity import tickets as module
from chat.identity.tickets import VALID, Ticket, Tickets
from chat.model.account import Account
from chat.model.member import Member

ALICES = Ticket(session_id="Alice's browser", account=1, to='/')


class Time:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_ticket_is_used_once() -> None:
    tickets = Tickets()
    word = tickets.make(ALICES)
    assert tickets.take(word, ALICES.session_id) == ALICES
    assert tickets.take(word, ALICES.session_id) is None


def test_it_is_worth_nothing_in_another_browser_and_not_spoiled_by_it() -> None:
    tickets = Tickets()
    word = tickets.make(ALICES)
    assert tickets.take(word, "Bob's browser") is None
    assert tickets.take(word, 'é') is None
    assert tickets.take(word, ALICES.session_id) == ALICES


def test_after_a_minute_it_is_too_late() -> None:
    tickets = Tickets(time := Time())
    words = [tickets.make(ALICES) for _ in range(2)]
    time.now += VALID
    assert tickets.take(words[0], ALICES.session_id) == ALICES
    time.now += 1
    assert tickets.take(words[1], ALICES.session_id) is None


def test_words_nobody_made_are_worth_nothing() -> None:
    tickets = Tickets()
    assert {len(tickets.make(ALICES)) for _ in range(100)} == {32}
    for word in ('', 'x', '\ud800'):
        assert tickets.take(word, ALICES.session_id) is None


def test_those_that_nobody_uses_are_forgotten() -> None:
    tickets = Tickets(time := Time())
    for _ in range(module.HELD + 10):
        tickets.make(ALICES)
    assert len(tickets._made) == module.HELD
    time.now += VALID + 1
    tickets.make(ALICES)
    assert len(tickets._made) == 1


def test_those_of_an_account_are_void_when_all_its_sessions_end() -> None:
    tickets = Tickets()
    alice = Account(
        id=1, member=Member(number=1_000_000, name='Alice'), is_admin=False, created=datetime(2026, 1, 1, tzinfo=UTC)
    )
    bobs = Ticket(session_id="Bob's browser", account=2, to='/')
    words = tickets.make(ALICES), tickets.make(bobs)
    tickets.void(alice)
    assert tickets.take(words[0], ALICES.session_id) is None
    assert tickets.take(words[1], bobs.session_id) == bobs
