"""Places: where guests come from, as hashes of addresses. In memory alone; what is kept of them is in bars.py."""

import hmac
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable
from typing import Final

from .member import Member

HELD: Final = 20_000  # guests whose last place is remembered


class Places:
    """Of those who were here lately. A place is an address as limits count it (a /64 of IPv6), hashed with a secret."""

    def __init__(self, secret: Callable[[], bytes] = lambda: b'') -> None:
        """
        :param secret: the key of the hash, read on first use: without it nobody finds out an address by trying all
        """
        self._read_secret = secret
        self._secret = b''
        self._last: OrderedDict[Member, str] = OrderedDict()
        self._here: defaultdict[Member, Counter[str]] = defaultdict(Counter)

    def place_of(self, address: str) -> str:
        """The place with this address."""
        self._secret = self._secret or self._read_secret()
        return hmac.new(self._secret, b'place:' + address.encode(), 'sha256').hexdigest()

    def saw(self, member: Member, address: str) -> str:
        """Somebody has come from this place. Of those who prove nothing it is noted only once they are let in."""
        self._last[member] = place = self.place_of(address)
        self._last.move_to_end(member)
        while len(self._last) > HELD:
            self._last.popitem(last=False)
        return place

    def arrive(self, member: Member, address: str) -> None:
        """A connection of a guest of the dialect begins: others may bear the same number elsewhere."""
        self._here[member][self.saw(member, address)] += 1

    def depart(self, member: Member, address: str) -> None:
        """Such a connection has ended."""
        place = self.place_of(address)
        self._here[member][place] -= 1
        if self._here[member][place] <= 0:
            del self._here[member][place]
        if not self._here[member]:
            del self._here[member]

    def of(self, member: Member) -> frozenset[str]:
        """Where somebody is now."""
        if member.is_unproven:
            return frozenset(self._here.get(member, ()))
        return frozenset({self._last[member]}) if member in self._last else frozenset()

    def known(self, member: Member) -> frozenset[str]:
        """Where somebody is now, or was when they were seen last."""
        return self.of(member) | ({self._last[member]} if member in self._last else frozenset())
