"""Departures: much is said, reacted to, edited and removed, while connections break at random: all show the same.

Some come back at once, some when a few messages were said, some when so many were that they get the newest page; some
load the page anew, some find that the server does not know it any more. When it happens is counted in messages, not in
seconds: a slow machine plays the same.
"""

import asyncio
import random
import sys
from collections.abc import Sequence
from typing import Final

from chat.feed.stream import BEHIND

from ..broken import BROKEN
from ..company import AT_ONCE, acknowledging, open_all, until_quiet
from ..crowd import Crowd
from ..kept import Kept, strangers
from ..leaving import Break, LeavingBrowser
from ..loop import run
from ..round import Found, Plan
from ..sender import Sender

SENDERS: Final = 3
CHUNK: Final = 15  # messages that are said at a time; the next follow when ...
MOST: Final = 0.9  # ... so many of those who are there have those before them
LEAVE: Final = 2  # times that each browser leaves, about
AWAY: Final = ((0, 0), (1, BEHIND // 3), (BEHIND + 10, BEHIND * 2))  # messages that are said meanwhile: one of these
BREAKS: Final = (Break.CUT, Break.CUT, Break.CLOSED, Break.HANGING)
ANEW, UNKNOWN = 0.06, 0.04  # of those who come back
EDIT, REMOVE = 0.5, 0.15  # in a chunk; a reaction is in each
NEAR: Final = 300  # messages back to which they reach: some are in no view any more
LAP: Final = 2500  # messages, and half of them at most: after each, all who are there are compared with the store
PATIENCE: Final = 30.0  # seconds that a chunk may take on a busy machine


class Departures:
    """The room."""

    def __init__(self, plan: Plan, found: Found) -> None:
        self.plan, self.found = plan, found
        self.crowd = Crowd()
        self.left = self.changed = 0
        self._chance = random.Random(7)
        self._away: list[tuple[int, LeavingBrowser]] = []  # and when they come back
        self._coming: set[asyncio.Task[None]] = set()
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def open(self) -> None:
        """Let everybody in; one of them may be broken, on purpose."""
        port, room = self.plan.port, self.plan.room
        self.senders = [await Sender.open(port, room, self.crowd, place=n, of=SENDERS) for n in range(SENDERS)]
        kinds: dict[str, type[LeavingBrowser]] = {'': LeavingBrowser, **BROKEN}
        first = await kinds[self.plan.fault].open('Guest-1', port, room, self.crowd)
        others = await open_all(self.plan, self.crowd, range(2, self.plan.browsers + 1), kind=LeavingBrowser)
        self.browsers = [first, *(other for other in others if isinstance(other, LeavingBrowser))]

    @property
    def said(self) -> int:
        """How many messages were."""
        return sum(sender.sent for sender in self.senders) + sum(len(browser.said) for browser in self.browsers)

    async def talk(self, messages: int) -> None:
        """Say so many, while much happens."""
        until, target = self.said + messages, 0
        while self.said < until and not self.crowd.lost:
            there = [browser for browser in self.browsers if browser.is_on and not browser.must_reload]
            self._say(there)
            self._change(there)
            self._break(there)
            self._bring_back()
            target = await self._most_have(target)

    def _say(self, there: Sequence[LeavingBrowser]) -> None:
        for number in range(CHUNK - 1):
            self.senders[number % SENDERS].say()
        browser = self._chance.choice(there) if self.left else self.browsers[0]
        browser.say(f'{len(browser.said) + 1} by {browser.name}')

    def _change(self, there: Sequence[LeavingBrowser]) -> None:
        chance, newest = self._chance, max(browser.newest for browser in there)
        if not newest:
            return
        chance.choice(there).act(chance.choice(['react 👍', 'react 🎉']), chance.randint(max(1, newest - NEAR), newest))
        self.changed += 1
        authors = [browser for browser in there if browser.own and not browser.waiting]
        for share, is_edit in (EDIT, True), (REMOVE, False):
            if authors and chance.random() < share:
                author = chance.choice(authors)
                seq = chance.choice(list(author.own))
                if is_edit:
                    author.edit(seq, f'{author.own[seq][:30]}, edited {self.changed}')
                else:
                    del author.own[seq]
                    author.act('remove', seq)
                authors.remove(author)
                self.changed += 1

    def _break(self, there: Sequence[LeavingBrowser]) -> None:
        chance, share = self._chance, LEAVE * len(self.browsers) * CHUNK / self.plan.messages
        many = int(share) + (chance.random() < share % 1)
        if not self.left:  # the one that may be broken, right after it said something
            self._leave(self.browsers[0], Break.CLOSED, AWAY[-1])
        for browser in chance.sample(there, min(many, len(there) // 2)):
            if browser.is_on:
                self._leave(browser, chance.choice(BREAKS), chance.choice(AWAY))

    def _leave(self, browser: LeavingBrowser, how: Break, away: tuple[int, int]) -> None:
        browser.leave(how)
        self.left += 1
        self._away.append((self.said + self._chance.randint(*away), browser))

    def _bring_back(self, *, all_of_them: bool = False) -> None:
        for browser in self.browsers:
            if browser.is_on and browser.must_reload:
                browser.leave(Break.CLOSED)
                self._begin(browser, anew=True)
        due = [browser for moment, browser in self._away if all_of_them or moment <= self.said]
        self._away = [each for each in self._away if each[1] not in due]
        for browser in due:
            luck = self._chance.random()
            self._begin(browser, anew=luck < ANEW, to_unknown=ANEW <= luck < ANEW + UNKNOWN)

    def _begin(self, browser: LeavingBrowser, *, anew: bool, to_unknown: bool = False) -> None:
        async def come() -> None:
            async with self._gate:
                await browser.come_back(anew=anew, to_unknown=to_unknown)

        self._coming.add(asyncio.create_task(come()))

    async def _most_have(self, target: int) -> int:
        following = sum(sender.sent for sender in self.senders) + sum(
            len(browser.said) - browser.waiting for browser in self.browsers
        )
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    there = [browser.newest for browser in self.browsers if browser.is_on]
                    if sum(newest >= target for newest in there) >= MOST * len(there):
                        return following
                    await asyncio.sleep(0.004)
        except TimeoutError:
            self.crowd.lose(f'{target} messages were said, but after {PATIENCE:.0f} s most do not have them')
            return following

    async def compare(self, *, at_the_end: bool = False) -> None:
        """Hold everybody who is there against the store."""
        if at_the_end:
            self._bring_back(all_of_them=True)
        while self._coming:
            coming, self._coming = self._coming, set()
            await asyncio.gather(*coming)
            await until_quiet(self.browsers, self.plan.quiet)
            self._bring_back()
        views, say = [browser for browser in self.browsers if browser.is_on], self.found.faults.extend
        if at_the_end:
            views.append(late := await LeavingBrowser.open('Late-1', self.plan.port, self.plan.room, self.crowd))
            await until_quiet(views, self.plan.quiet)
            await late.reload()
            for view in views:
                say(f'{view.name}: {fault}' for fault in strangers(view.rows, late.rows))
        kept = Kept.read(self.plan.data, self.plan.room)
        for view in views:
            say(
                [
                    *(f'{view.name}: {fault}' for fault in kept.differences(view.rows)),
                    *(view.gaps if at_the_end else ()),
                ]
            )
        if at_the_end:
            say(kept.faults([sender.numbers for sender in self.senders], self.browsers))


async def play(plan: Plan) -> Found:
    """Play it."""
    found = Found()
    room = Departures(plan, found)
    await room.open()
    await until_quiet(room.browsers, plan.quiet)
    async with acknowledging(room.browsers):
        while (left := plan.messages - room.said) > 0 and not room.crowd.lost:
            await room.talk(min(left, LAP, -(-plan.messages // 2)))
            await room.compare(at_the_end=room.said >= plan.messages)
    found.faults.extend(room.crowd.lost)
    resets, reloads = (sum(getattr(each, name) for each in room.browsers) for name in ('resets', 'reloads'))
    if not (resets and reloads):
        found.faults.append('nobody was away for long, or loaded the page: that proves less than it should')
    found.add(
        messages=room.said,
        views=len(room.browsers),
        left=room.left,
        changed=room.changed,
        resets=resets,
        reloads=reloads,
    )
    for browser in room.browsers:
        browser.close()
    return found


if __name__ == '__main__':
    print(run(play(Plan.read(sys.argv[1]))).write())
