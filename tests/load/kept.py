"""What the store holds of a room, read from its file, and where views or what was said differ from it."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from chat.feed import fragment
from chat.model.message import Message
from chat.store.database import NAME, reading_engine
from chat.store.messages import messages_after
from chat.words import words_of

from .leaving import LIMIT, LeavingBrowser
from .text import MARK

AT_ONCE: Final = 1000  # messages that are read at a time
PAGE: Final = 50  # rows of a page that is opened (chat.feed.history)
NAMED: Final = 3  # rows that are named of those that differ
OLD: Final = LIMIT - 50  # messages after which the stream may have forgotten what stood between two of them


class Kept:
    """The messages of a room."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self.messages = messages
        self.last = messages[-1].seq if messages else 0
        _, pairs = words_of('en'), list(zip([None, *messages], messages, strict=False))[-2 * LIMIT :]
        self._rows = {now.seq: fragment.message(now, above, _) for above, now in pairs}
        self._apart = {now.seq: fragment.message(now, None, _) for _above, now in pairs}  # below a notice

    @classmethod
    def read(cls, data: str, room: str) -> 'Kept':
        """Read them while the chat runs.

        :param data: its directory
        :param room: the key of the room
        """
        engine, messages = reading_engine(Path(data) / NAME), list[Message]()
        try:
            with engine.connect() as connection:
                while found := messages_after(connection, room, messages[-1].seq if messages else 0, AT_ONCE):
                    messages += found
        finally:
            engine.dispose()
        return cls(messages)

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

    def faults(self, spoken: Iterable[Sequence[int]], browsers: Sequence[LeavingBrowser]) -> list[str]:
        """What is not there once and in order, or has not the text that it was given last.

        :param spoken: for each sender the marks of what it said
        """
        found = []
        if [message.seq for message in self.messages] != list(range(1, len(self.messages) + 1)):
            found.append('the numbers of the messages are not 1, 2, 3, …')
        marks = [int(mark[1]) for each in self.messages if (mark := MARK.search(each.text.encode()))]
        for said in spoken:
            mine = set(said)
            if [mark for mark in marks if mark in mine] != list(said):
                found.append(f'what a sender said, {said[:NAMED]} …, is not there once and in order')
        cids = [message.client_msg_id for message in self.messages]
        for browser in browsers:
            mine = set(browser.said)
            if [cid for cid in cids if cid in mine] != browser.said:
                found.append(f'{browser.name}: what it said is not there once and in order')
            if browser.waiting:
                found.append(f'{browser.name}: {browser.waiting} of what it said were never confirmed')
        many = sum(map(len, spoken)) + sum(len(browser.said) for browser in browsers)
        if len(self.messages) != many:
            found.append(f'{len(self.messages)} messages are in the store, {many} were said')
        texts = {message.seq: message.text for message in self.messages}
        given = {seq: (browser.name, text) for browser in browsers for seq, text in browser.own.items()}
        found += [f'{name}: {seq} has not its last text' for seq, (name, text) in given.items() if texts[seq] != text]
        return found


def strangers(rows: Mapping[float, str], newest: Mapping[float, str]) -> list[str]:
    """Where the comings and goings of a view are not those that a page opened now shows."""
    first = next(iter(newest), 0.0)
    mine, theirs = ({at: row for at, row in each.items() if at % 1 and at > first} for each in (rows, newest))
    return [f'not the same comings and goings: {sorted(mine.keys() ^ theirs.keys())}'] if mine != theirs else []
