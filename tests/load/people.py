"""People of one room: they come, talk, edit, react, remove, lose their connection, load the page anew, and go."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from .company import AT_ONCE
from .crowd import Crowd
from .feed import Change
from .kept import Kept
from .leaving import Break, LeavingBrowser
from .sender import Sender

PAUSE: Final = 1.0, 5.0  # seconds between two acts of one person
STAY: Final = 5.0, 90.0  # seconds until they go
AWAY: Final = (0.0, 0.5, 3.0, 8.0)  # seconds without a connection: the last is longer than their page is kept
EVERY: Final = 0.4  # seconds between two messages of a room's program, which waits when ...
AHEAD: Final = 5  # ... so many have reached nobody yet
NEAR: Final = 50  # messages back to which they reach
CONFIRMED: Final = 20.0  # seconds that somebody who goes waits for what they said
NUMBERS: Final = count(1)  # nobody comes twice under one name


class Street(Crowd):
    """Everybody of all rooms."""

    changes = 0
    """That came to them."""


class Person(LeavingBrowser):
    """Its latencies are of what is said while it is there."""

    _crowd: Street
    _was_away = True
    _is_late = False

    @property
    def heard(self) -> int:
        """The highest number of the program's that it has."""
        return self._newest

    def _on_connect(self) -> None:
        self._was_away = True
        super()._on_connect()

    def _receive(self, change: Change, arrived: int) -> None:
        if not change.is_passing:
            self._crowd.changes += 1
            is_new = self._feed.is_live and max(change.seqs, default=0) > self.newest
            self._is_late, self._was_away = self._was_away or not is_new, False
        super()._receive(change, arrived)

    def _note(self, marks: list[tuple[bytes, bytes]], arrived: int) -> None:
        if not self._is_late:
            super()._note(marks, arrived)
        self._newest = max([self._newest, *(int(number) for number, _ in marks)])


@dataclass(kw_only=True, slots=True)
class Gone:
    """What is remembered of somebody who went."""

    name: str
    said: list[str]
    own: dict[int, str]
    waiting: int


@dataclass(kw_only=True, slots=True)
class Told:
    """How often something happened."""

    came: int = 0
    breaks: int = 0
    acts: int = 0
    faults: list[str] = field(default_factory=list)


class People:
    """Of one room, as many at a time as it is to have."""

    def __init__(self, port: int, room: str, size: int, told: Told, street: Street, chance: random.Random) -> None:
        self.room = room
        self._port, self._size, self._told, self._street, self._chance = port, size, told, street, chance
        self._there: list[Person] = []
        self._gone: list[Gone] = []
        self._checked = 0  # the newest message that was compared
        self._spoken = 0  # messages of the program that were

    async def open(self) -> None:
        """Let the program in that speaks all the time."""
        self._sender = await Sender.open(self._port, self.room, self._street)
        self._sender.sent = self._spoken  # the numbers go on: a higher one tells what is new

    async def live(self, is_over: Callable[[], bool]) -> None:
        """Go on until it is over; who is here then stays."""

        gate = asyncio.Semaphore(AT_ONCE)

        async def place(person: Person | None = None) -> None:
            while person or not is_over():
                try:
                    if person is None:
                        async with gate:
                            person = await Person.open(f'Guest-{next(NUMBERS)}', self._port, self.room, self._street)
                        self._told.came += 1
                        self._there.append(person)
                    await self._stay(person, is_over)
                except (OSError, ValueError, TimeoutError) as error:
                    self._told.faults.append(f'{self.room}: {error!r}')
                    if person in self._there:
                        self._there.remove(person)
                    await asyncio.sleep(1)
                person = None

        async def speak() -> None:
            while True:
                if self._sender.sent - max((person.heard for person in self._there), default=self._sender.sent) < AHEAD:
                    self._sender.say()
                await asyncio.sleep(EVERY)

        empty = [place() for _ in range(self._size - len(self._there))]
        speaking = asyncio.create_task(speak())
        try:
            await asyncio.gather(*map(place, self._there), *empty)
        finally:
            speaking.cancel()

    async def _stay(self, person: Person, is_over: Callable[[], bool]) -> None:
        clock, chance = asyncio.get_running_loop().time, self._chance
        until = clock() + chance.uniform(*STAY)
        while not is_over() and clock() < until:
            await asyncio.sleep(chance.uniform(*PAUSE))
            await self._act(person)
        if not is_over():
            await self._confirmed(person)
            self._there.remove(person)
            self._gone.append(Gone(name=person.name, said=person.said, own=person.own, waiting=person.waiting))
            self._told.faults.extend(person.gaps)
            person.close()

    async def _act(self, person: Person) -> None:
        chance, told = self._chance, self._told
        luck, told.acts = chance.random(), told.acts + 1
        person.acknowledge()
        if person.must_reload:
            await person.reload()
        elif luck < 0.2:
            told.breaks += 1
            person.leave(chance.choice(list(Break)))
            await asyncio.sleep(chance.choice(AWAY))
            await person.come_back(anew=chance.random() < 0.2)
        elif luck < 0.6 or not person.newest:
            person.say(f'{len(person.said) + 1} by {person.name}')
        elif luck < 0.8:
            person.act(chance.choice(['react 👍', 'react 🎉']), max(1, person.newest - chance.randint(0, NEAR)))
        elif person.own and not person.waiting:
            seq = chance.choice(list(person.own))
            if luck < 0.95:
                person.edit(seq, f'{person.own[seq][:30]}, edited {told.acts}')
            else:
                del person.own[seq]
                person.act('remove', seq)

    async def _confirmed(self, person: Person) -> None:
        async with asyncio.timeout(CONFIRMED):
            while person.waiting or not person.is_on:  # noqa: ASYNC110 (what waits has no event)
                await asyncio.sleep(0.05)

    async def compare(self, data: str) -> None:
        """Hold those who are here, and what was said since the last time, against the store."""
        say = self._told.faults.extend
        try:
            for person in self._there:
                if person.must_reload:
                    await person.reload()
            await asyncio.gather(*map(self._confirmed, self._there))
            await self._settled()
        except (OSError, TimeoutError) as error:
            say([f'{self.room}: {error!r}'])
        kept = Kept.read(data, self.room, after=self._checked)
        for person in self._there:
            say(f'{person.name}: {fault}' for fault in [*kept.differences(person.rows)])
            say(person.gaps)
        said, self._spoken = self._sender.numbers[self._spoken :], self._sender.sent
        say(kept.faults([said], [*self._gone, *self._there]))
        self._checked, self._gone = kept.last, []
        for person in self._there:
            person.said.clear()
            person.own.clear()

    async def _settled(self) -> None:
        heard = -1
        async with asyncio.timeout(CONFIRMED):
            while heard != (now := sum(person.news for person in self._there)):
                heard = now
                await asyncio.sleep(1.0)

    def leave(self) -> None:
        """Let everybody go."""
        for person in self._there:
            person.close()
        self._there.clear()
        self._sender.close()
