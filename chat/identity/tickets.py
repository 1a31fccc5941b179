"""Tickets: what was decided on a page, on its short way to the form post that can set a cookie.

The framework's socket cannot set one. So a page that has checked a password makes a ticket and has its browser post it;
a ticket is used once, within a minute, by the browser it was made for.
"""

import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ..model.account import Account

VALID: Final = 60.0  # seconds
HELD: Final = 10_000  # tickets that are under way


@dataclass(frozen=True, kw_only=True, slots=True)
class Ticket:
    """What is to happen to the session of a browser."""

    session_id: str
    account: int | None
    """Whom it is signed in to afterwards; nobody if None."""
    to: str
    """Where the browser goes then: a path of this chat."""
    erase: bool = False
    """Erase all that is kept of its people first."""
    everywhere: bool = False
    """End all other sessions of the account, too."""


class Tickets:
    """Those that are under way."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._made: OrderedDict[str, tuple[float, Ticket]] = OrderedDict()

    def make(self, ticket: Ticket) -> str:
        """What the form posts."""
        word = secrets.token_urlsafe(24)
        self._made[word] = (self._clock() + VALID, ticket)
        while len(self._made) > HELD or next(iter(self._made.values()))[0] < self._clock():
            self._made.popitem(last=False)
        return word

    def void(self, account: Account) -> None:
        """Nobody is signed in by a ticket that was made before, as after a new password."""
        for word in [word for word, (_, ticket) in self._made.items() if ticket.account == account.id]:
            del self._made[word]

    def take(self, word: str, session_id: str) -> Ticket | None:
        """The ticket, if it can be used by this browser; afterwards it cannot."""
        until, ticket = self._made.get(word, (0.0, None))
        if ticket is None or not hmac.compare_digest(ticket.session_id.encode(), session_id.encode()):
            return None
        del self._made[word]
        return ticket if until >= self._clock() else None
