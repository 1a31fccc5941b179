"""The feed as a browser has it: which changes it applies, holds, drops and asks for, as chat/feed/feed.js does."""

import asyncio
import json
import re
from collections.abc import Callable
from typing import Final, Self

from .checker import Checker
from .text import MARK

PATIENCE: Final = 0.25  # seconds an overtaken change may take to arrive before the server is asked for it
BASE: Final = re.compile(rb'"base":\s*(\d+)')  # quotes inside the HTML are escaped: these are the change's own keys
REV: Final = re.compile(rb'"rev":\s*(\d+)')
RESET: Final = re.compile(rb'"reset":\s*true')
SEQ: Final = re.compile(rb'data-seq=\\*"(\d+)')


class Change:
    """What leads from revision `base` to revision `rev`: the numbers of the messages in it, and their marks."""

    __slots__ = ('base', 'is_passing', 'is_reset', 'marks', 'rev', 'seqs')

    def __init__(self, data: bytes) -> None:
        """
        :param data: its JSON, or a frame around it: parsing that would cost more than the server spent on sending it
        """
        base, rev = BASE.search(data), REV.search(data)
        self.is_passing = not rev  # somebody types, or has read so far: it leads nowhere
        if rev and not base:
            raise ValueError(f'no change of a feed: {data[:300]!r}')
        self.base = int(base[1]) if base else 0
        self.rev = int(rev[1]) if rev else 0
        self.seqs = [int(seq) for seq in SEQ.findall(data)]
        self.marks = MARK.findall(data)
        self.is_reset = RESET.search(data) is not None

    @classmethod
    def in_code(cls, code: str) -> Self | None:
        """The change in `return runMethod(6, "receive", [{…}])`, if it is that."""
        _, call, arguments = code.partition('"receive", ')
        if not call:
            return None
        (change, *_), _ = json.JSONDecoder().raw_decode(arguments)
        return cls(json.dumps(change, ensure_ascii=False).encode())


class FeedPart:
    """One browser's part of the feed."""

    def __init__(self, known: int, shown: Checker, ask: Callable[[int], None]) -> None:
        """
        :param known: the revision of the page
        :param shown: told of every message that would appear
        :param ask: called with the newest revision that was applied, to get the rest
        """
        self.known = known
        self.repeats = 0
        self._shown = shown
        self._ask = ask
        self._held: list[Change] = []
        self._timer: asyncio.TimerHandle | None = None

    def receive(self, change: Change) -> None:
        """A change came, whichever road."""
        self._held.append(change)
        if len(self._held) > 1:
            self._held.sort(key=lambda each: each.base)
        while self._held and self._held[0].base <= self.known:
            following = self._held.pop(0)
            if following.rev > self.known:
                self._apply(following)
                self.known = following.rev
            else:
                self.repeats += len(following.seqs)
        if not self._held:
            self.stop()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(PATIENCE, self.sync)

    def sync(self) -> None:
        """Ask for what is missing; also done after every connect."""
        self.stop()
        if self._held:
            self._timer = asyncio.get_running_loop().call_later(10 * PATIENCE, self.sync)
        self._ask(self.known)

    def stop(self) -> None:
        """Stop waiting."""
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _apply(self, change: Change) -> None:
        for seq in change.seqs:
            # a change that begins before what is known may bring a row again, which then replaces itself
            if seq <= self._shown.last and (change.base < self.known or change.is_reset):
                self.repeats += 1
            else:
                self._shown.see(seq)
