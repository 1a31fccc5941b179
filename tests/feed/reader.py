"""A view of a stream without a screen, which does what feed.js does: applies what follows on what it knows."""

import re
from typing import Any

from chat.feed.stream import GATHER, Stream
from chat.feed.wire import Frame
from chat.model.member import Member
from chat.model.message import Draft, Message
from chat.model.room import Room
from tests.people import ALICE

SOON = GATHER + 1.0  # seconds until what is gathered has been told


class Reader:
    """It asks for nothing by itself."""

    def __init__(self, stream: Stream, language: str = 'en', reader: int = 0) -> None:
        self.reader = reader
        self.moments: dict[str, str] = {}
        """Panels that show something for a moment."""
        self.marks: dict[float, str] = {}
        """Rows without revision."""
        self.stream = stream
        self.language = language
        self.changes: list[dict[str, Any]] = []
        self.frames: list[bytes] = []
        self.known = stream.rev
        self.rows = rows_of(stream.newest(language)['put'])
        self.panels = {name: panel.html(language) for name, panel in stream.panels.items()}
        stream.views[language].add(self)

    def deliver(self, frame: Frame) -> None:
        change = frame.data
        self.frames.append(frame.bytes)
        if 'rev' in change:
            self.apply(change)
        else:
            self.moments |= change.get('panels', {})
            self.marks |= rows_of(change.get('put', ''))
            for at in change.get('drop', ()):
                self.marks.pop(at, None)

    def apply(self, change: dict[str, Any]) -> None:
        assert change['base'] <= self.known, f'{self.known} is known, a change leads from {change["base"]}'
        self.changes.append(change)
        self.known = change['rev']
        if change.get('reset'):
            self.rows = {}
        self.rows.update(rows_of(change['put']))
        self.panels.update(change.get('panels', {}))

    def go_away(self) -> None:
        self.stream.views[self.language].discard(self)

    def come_back(self) -> dict[str, Any]:
        change = self.stream.since(self.known, self.language)
        self.apply(change)
        self.stream.views[self.language].add(self)
        return change


def rows_of(html: str) -> dict[float, str]:
    """The rows of a fragment by their position."""
    rows = [row for row in re.split(r'(?=<article class="msg|<section class="(?:notice|readers)")', html) if row]
    return {float(row.partition('data-at="')[2].partition('"')[0]): row for row in rows}


def seqs_of(rows: dict[float, str]) -> list[int]:
    return [int(at) for at in rows if at % 1 == 0]


async def say(room: Room, text: str, author: Member = ALICE) -> Message:
    room.join(author, 'tab')
    return (await room.post(author, Draft(text=text)))[0]
