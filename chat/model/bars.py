"""Bars: what rooms remember of where the banned came from, so that another name, browser or account does not help them.

Who was there before is innocent: accounts that are older than the bar are never meant, and where an account was banned,
which can be told apart from others, older guests are not meant either. Else one of a class would shut out all.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from .account import Account
from .member import Member
from .message import now

LONGEST: Final = timedelta(days=30)  # that anything is kept of an address, however long somebody is banned


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One guest's place in one room. A value: what changes is a new one."""

    room: str
    place: str
    """A hash of the address (see places.py)."""
    member: Member
    """Because of whom."""
    since: datetime | None = None
    """When it was put up."""
    after: int = 0
    """The highest number that a member had who is not meant; 0 where all guests are."""
    banned_until: datetime | None = None
    muted_until: datetime | None = None
    """For guests of the dialect, who are known by their place alone."""

    @property
    def is_banned(self) -> bool:
        """Guests who come from there may not be here now."""
        return self.banned_until is not None and self.banned_until > now()

    @property
    def is_muted(self) -> bool:
        """Guests of the dialect who come from there may not speak now."""
        return self.muted_until is not None and self.muted_until > now()

    @property
    def is_worth_keeping(self) -> bool:
        """It is not over."""
        return self.is_banned or self.is_muted

    def is_meant_for(self, member: Member, account: Account | None) -> bool:
        """Whether it bars somebody who comes from there, too; of those who prove nothing everybody."""
        if account is not None and (self.since is None or account.created < self.since):
            return False
        return member.is_unproven or member.number > self.after

    def ending(self, until: datetime | None) -> datetime | None:
        """When it ends at the latest."""
        return until and min(until, now() + LONGEST)


class Bars:
    """Of all rooms."""

    def __init__(self) -> None:
        self._at: dict[tuple[str, str], dict[Member, Bar]] = {}  # by room and place

    def put(self, bar: Bar) -> None:
        """Know this of a guest's place from now on."""
        here = self._at.setdefault((bar.room, bar.place), {})
        here.pop(bar.member, None)
        if bar.is_worth_keeping:
            here[bar.member] = bar
        if not here:
            del self._at[bar.room, bar.place]

    def banned_until(
        self, room: str, places: Iterable[str], is_meant: Callable[[Bar], bool] = lambda _: True
    ) -> datetime | None:
        """Until when some of those from these places stay out; None if they need not.

        :param is_meant: whether a bar is for them
        """
        found = (bar for bar in self._found(room, places) if bar.is_banned and is_meant(bar))
        return max((bar.banned_until for bar in found), default=None)  # type: ignore[type-var]

    def muted_until(self, room: str, places: Iterable[str]) -> datetime | None:
        """Until when guests of the dialect from these places listen; None if they need not."""
        return max((bar.muted_until for bar in self._found(room, places) if bar.is_muted), default=None)  # type: ignore[type-var]

    def of(self, room: str) -> list[Bar]:
        """Those that a room has."""
        return [bar for (where, _), here in self._at.items() if where == room for bar in here.values()]

    def because_of(self, member: Member, room: str) -> list[Bar]:
        """Those that a room has because of somebody."""
        return [bar for bar in self.of(room) if bar.member == member]

    def bar(self, room: str, place: str, member: Member) -> Bar:
        """What is known of a guest's place, if anything."""
        return self._at.get((room, place), {}).get(member) or Bar(room=room, place=place, member=member)

    @property
    def rooms(self) -> set[str]:
        """Those that have any."""
        return {room for room, _ in self._at}

    def tidy(self) -> bool:
        """Forget those that are over; whether there were any."""
        over = [bar for here in self._at.values() for bar in here.values() if not bar.is_worth_keeping]
        for bar in over:
            self.put(bar)
        return bool(over)

    def forget_room(self, room: str) -> None:
        """The room is not there any more."""
        for where in [each for each in self._at if each[0] == room]:
            del self._at[where]

    def erase(self, people: Iterable[Member], nobody: Member) -> None:
        """Forget because of whom it was; the place stays barred until its time is over."""
        gone = set(people)
        for bar in [bar for here in self._at.values() for bar in here.values() if bar.member in gone]:
            self.put(replace(bar, banned_until=None, muted_until=None))
            self.put(replace(bar, member=nobody))

    def _found(self, room: str, places: Iterable[str]) -> Iterator[Bar]:
        for place in places:
            yield from self._at.get((room, place), {}).values()
