"""What the store holds of a room, read from its file, and where views or what was said differ from it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol

from chat.feed import fragment
from chat.model.message import Message
from chat.store.database import NAME, reading_engine
from chat.store.messages import messages_after
from chat.words import words_of

from .leaving import LIMIT
from .text import MARK

AT_ONCE: Final = 1000  # messages that are read at a time
PAGE: Final = 50  # rows of a page that is opened (chat.feed.history)
NAMED: Final = 3  # rows that are named of those that differ
OLD: Final = LIMIT - 50  # messages after which the stream may have forgotten what stood between two of them


class Speaker(Protocol):
    """Whoever said something with a browser."""

    @property
    def name(self) -> str:
        """What they are called."""

    @property
    def said(self) -> Sequence[str]:
        """The IDs of what they said, in order."""

    @property
    def own(self) -> Mapping[int, str]:
        """The texts that their messages must have, by `seq`."""

    @property
    def waiting(self) -> int:
        """How much of it was not confirmed."""


class Kept:
    """The messages of a room."""

    def __init__(self, messages: Sequence[Message], after: int = 0) -> None:
        """
        :param after: the newest of them that was said before anything is held against this
        """
        self.messages = [message for message in messages if message.seq > after]
        self.last = messages[-1].seq if messages else 0
        self._after = after
        _, pairs = words_of('en'), list(zip([None, *messages], messages, strict=False))[-2 * LIMIT :]
        self._rows = {now.seq: fragment.message(now, above, _) for above, now in pairs}
        self._apart = {now.seq: fragment.message(now, None, _) for _above, now in pairs}  # below a notice

    @classmethod
    def read(cls, data: str, room: str, *, after: int = 0) -> 'Kept':
        """Read them while the chat runs.

        :param data: its directory
        :param room: the key of the room
        :param after: the newest message that needs not be looked at again
        """
        engine, messages, last = reading_engine(Path(data) / NAME), list[Message](), max(0, after - 2 * LIMIT)
        try:
            with engine.connect() as connection:
                while found := messages_after(connection, room, last, AT_ONCE):
                    messages += found
                    last = found[-1].seq
        finally:
            engine.dispose()
        return cls(messages, after)

    def differences(self, rows: Mapping[float, str]) -> list[str]:
        """Where a view is not what the store holds: missing, in a wrong order, or not as it is now."""
        shown = [int(at) for at in rows if at % 1 == 0]
        if not shown or shown[-1] != self.last:
            return [f'ends with {shown[-1:]} and not with {self.last}']
        found = []
        if list(rows) != sorted(rows) or shown != list(range(shown[0], self.last + 1)):
            found.append(f'{self.last + 1 - shown[0] - len(shown)} are missing from {shown[0]} on, or not in order')
        if len(shown) < min(PAGE, self.last):
            found.append(f'only {len(shown)} are shown')
        wrong, above = [], 0.0
        for at, row in rows.items():
            if at % 1 == 0 and row not in self._right(int(at), above):
                wrong.append(int(at))
            above = at
        if wrong:
            found.append(f'{len(wrong)} rows are not as they are kept: {wrong[:NAMED]}')
        return found

    def _right(self, seq: int, above: float) -> tuple[str | None, ...]:
        alone, below = self._apart.get(seq), self._rows.get(seq)
        if not above or seq <= self.last - OLD:
            return alone, below
        return (alone,) if above % 1 else (below,)

    def faults(self, spoken: Sequence[Sequence[int]], people: Sequence[Speaker]) -> list[str]:
        """What is not there once and in order, or has not the text that it was given last.

        :param spoken: for each sender the marks of what it said
        """
        found = []
        if [message.seq for message in self.messages] != list(range(self._after + 1, self.last + 1)):
            found.append('the numbers of the messages are not 1, 2, 3, …')
        marks = [int(mark[1]) for each in self.messages if (mark := MARK.search(each.text.encode()))]
        for said in spoken:
            numbers = set(said)
            if [mark for mark in marks if mark in numbers] != list(said):
                found.append(f'what a sender said, {said[:NAMED]} …, is not there once and in order')
        cids = [message.client_msg_id for message in self.messages]
        authors = {cid: person.name for person in people for cid in person.said}
        by_author: dict[str, list[str]] = {}
        for cid in cids:
            if cid in authors:
                by_author.setdefault(authors[cid], []).append(cid)
        for person in people:
            if by_author.get(person.name, []) != person.said:
                found.append(f'{person.name}: what they said is not there once and in order')
            if person.waiting:
                found.append(f'{person.name}: {person.waiting} of what they said were never confirmed')
        many = sum(map(len, spoken)) + sum(len(person.said) for person in people)
        if len(self.messages) != many:
            found.append(f'{len(self.messages)} messages are in the store, {many} were said')
        texts = {message.seq: message.text for message in self.messages}
        given = {seq: (person.name, text) for person in people for seq, text in person.own.items()}
        found += [
            f'{name}: {seq} has not its last text' for seq, (name, text) in given.items() if texts.get(seq) != text
        ]
        return found


def strangers(rows: Mapping[float, str], newest: Mapping[float, str]) -> list[str]:
    """Where the comings and goings of a view are not those that a page opened now shows."""
    first = next(iter(newest), 0.0)
    mine, theirs = ({at: row for at, row in each.items() if at % 1 and at > first} for each in (rows, newest))
    return [f'not the same comings and goings: {sorted(mine.keys() ^ theirs.keys())}'] if mine != theirs else []
