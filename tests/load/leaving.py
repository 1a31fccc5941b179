"""A browser whose connection breaks. It comes back as nicegui.js does, keeps what it shows row by row as feed.js does,
for somebody who wants to read the newest, and what it says waits for its confirmation as in composer.js.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, ClassVar, Final
from uuid import uuid4

from tests.feed.reader import rows_of

from .browser import ChatBrowser
from .crowd import Crowd
from .feed import Change, FeedPart
from .page import Page
from .websocket import Socket

LIMIT, CHUNK = 200, 50  # rows that a browser keeps, and more before it drops any (chat/feed/feed.js)
ANSWER: Final = re.compile(r'return runMethod\(\d+, "(confirm|refuse|pause|fail)", \["([^"]+)"')  # to what was sent
NEWEST: Final = re.compile(r'return runMethod\(\d+, "page", \[(\{.*\})\]\)', re.DOTALL)


class Rows(Change):
    """A change with its rows, by their place: messages at their `seq`, comings and goings between them."""

    __slots__ = ('rows',)

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        change: dict[str, Any] = json.loads(data[2:])[1] if data.startswith(b'42') else json.loads(data)
        self.rows: Mapping[float, str] = rows_of(change.get('put', ''))


@lru_cache(maxsize=256)  # the same bytes come to all
def read(frame: bytes) -> Rows:
    """The change in a frame."""
    return Rows(frame)


class RowsPart(FeedPart):
    """The feed's rows, as chat/feed/feed.js places them for somebody who reads at the end."""

    def begin(self, change: Rows, *, is_live: bool) -> None:
        """The page is there.

        :param is_live: whether it holds the newest message: not if much has come since somebody was here
        """
        self.is_live = is_live
        self.rows: dict[float, str] = {}
        self.newest = 0
        """The `seq` of the last message."""
        self.gaps: list[str] = []
        """Where a message did not follow on the one before: seen at once, however much is said later."""
        self.resets = 0
        self._place(change.rows)

    def take_newest(self, change: Rows) -> bool:
        """Show the newest page, unless a change has overtaken it."""
        if change.rev < self.known:
            return False
        self._clear()
        self._place(change.rows)
        self.is_live = True
        return True

    def _apply(self, change: Change) -> None:
        assert isinstance(change, Rows)
        if change.is_reset:
            if not self.is_live:
                return
            self.resets += 1
            self._clear()
        self._place(change.rows, are_news=True)
        if len(self.rows) > LIMIT + CHUNK:
            self.rows = {at: self.rows[at] for at in list(self.rows)[-LIMIT:]}

    def _clear(self) -> None:
        self.rows, self.newest = {}, 0

    def _place(self, rows: Mapping[float, str], *, are_news: bool = False) -> None:
        first, last = next(iter(self.rows), 0.0), next(reversed(self.rows), 0.0)
        is_between = False
        for at, row in rows.items():
            if at > last:
                if are_news and not self.is_live:
                    continue
                last = at
                if at % 1 == 0:
                    if self.newest and at != self.newest + 1:
                        self.gaps.append(f'{self.newest} is followed by {at:.0f}')
                    self.newest = int(at)
            elif at < first:
                continue
            is_between |= at < last and at not in self.rows
            self.rows[at] = row
        if is_between:
            self.rows = dict(sorted(self.rows.items()))


class Break(StrEnum):
    """How a connection ends."""

    CUT = 'without a word'
    CLOSED = 'politely'
    HANGING = 'for the browser only: the server does not know it yet'


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What was said or edited and is not confirmed yet."""

    id: str
    text: str
    edits: int = 0
    """The `seq` of the message that gets this text; 0 for a new one."""


class LeavingBrowser(ChatBrowser):
    """It can lose its connection and come back."""

    _kind = Rows
    _part: ClassVar[type[RowsPart]] = RowsPart
    _feed: RowsPart

    def __init__(self, name: str, port: int, room: str, crowd: Crowd) -> None:
        super().__init__(name, port, room, crowd)
        self.is_on = False
        """Whether it is connected."""
        self.must_reload = False
        """Whether the server does not know the page any more, or cannot bring it up to date."""
        self.reloads = 0
        self.said: list[str] = []
        """The IDs of all messages that it said, in order."""
        self.own: dict[int, str] = {}
        """Those that it may still edit or remove, by `seq`, with the newest text that was confirmed."""
        self._resets = 0  # on earlier pages
        self._gaps: list[str] = []
        self._queue: list[Draft] = []
        self._hanging: list[Socket] = []

    @property
    def rows(self) -> Mapping[float, str]:
        """What is shown, by its place."""
        return self._feed.rows

    @property
    def newest(self) -> int:
        """The `seq` of the last message that is shown."""
        return self._feed.newest

    @property
    def resets(self) -> int:
        """How often so much was missed that the newest page came instead."""
        return self._resets + self._feed.resets

    @property
    def waiting(self) -> int:
        """How much of what it said is not confirmed."""
        return len(self._queue)

    @property
    def gaps(self) -> list[str]:
        """What was missed on the way, even if it would not be shown any more."""
        return [f'{self.name}: {gap}' for gap in [*self._gaps, *self._feed.gaps]]

    # --- leaving and coming back ----------------------------------------------------------------------------
    def leave(self, how: Break) -> None:
        """Lose the connection."""
        self.is_on = False
        self._feed.stop()
        if how is Break.HANGING:
            self._socket.abandon()
            self._hanging.append(self._socket)
        elif how is Break.CLOSED:
            self._socket.close()
        else:
            self._socket.cut()

    async def come_back(self, *, anew: bool = False, to_unknown: bool = False) -> None:
        """Connect anew, where the page was left.

        :param anew: load the page instead, as people do
        :param to_unknown: to a server that does not know the page, as after a restart
        """
        if not anew:
            self._socket = Socket(self._on_text, self._on_lost)
            self._page.next_message_id = self._next_id
            if to_unknown:
                self._page.client_id = str(uuid4())
            await self._show(self._page, self._cookies)
        if anew or self.must_reload:
            await self.reload()
        for socket in self._hanging:
            socket.cut()
        self._hanging.clear()

    async def reload(self) -> None:
        """Load the page."""
        self.close()
        self.must_reload = False
        self.reloads += 1
        self._resets += self._feed.resets
        self._gaps += self._feed.gaps
        self._socket = Socket(self._on_text, self._on_lost)
        await self.show()

    def close(self) -> None:
        self.is_on = False
        super().close()

    def _emit(self, event: str, data: object) -> None:
        if self.is_on:  # what matters is asked or said again by whoever comes back
            super()._emit(event, data)

    # --- what people do on it ---------------------------------------------------------------------------------
    def act(self, action: str, seq: int) -> None:
        """What a click in a message does."""
        self._tell('action', self._feed_element, {'action': action, 'seq': seq})

    def say(self, text: str) -> None:
        """Say something, as soon as there is a connection."""
        draft = Draft(id=str(uuid4()), text=text)
        self.said.append(draft.id)
        self._send(draft)

    def edit(self, seq: int, text: str) -> None:
        """Give a message of its own another text."""
        self._send(Draft(id=str(uuid4()), text=text, edits=seq))

    def _send(self, draft: Draft) -> None:
        self._queue.append(draft)
        if len(self._queue) == 1:
            self._pump()

    def _pump(self) -> None:  # one at a time; again after each reconnect, since nobody knows whether it came through
        if self._queue and self.is_on:
            draft = self._queue[0]
            about = {'about': {'what': 'edit', 'seq': draft.edits}} if draft.edits else {}
            self._tell('send', self._composer, {'id': draft.id, 'text': draft.text, **about})

    def _settle(self, draft_id: str) -> None:
        draft = next((each for each in self._queue if each.id == draft_id), None)
        if draft is None:
            return
        self._queue.remove(draft)
        mark = f'data-cid="{draft.id}"'
        seq = draft.edits or next((int(at) for at, row in reversed(self._feed.rows.items()) if mark in row), 0)
        if seq:
            self.own[seq] = draft.text
        self._pump()

    # --- what it is told --------------------------------------------------------------------------------------
    def _begin(self, page: Page, first: Change) -> FeedPart:
        assert isinstance(first, Rows)
        self._page = page
        self._composer = next(
            (int(number), element)
            for number, element in page.elements.items()
            if any(event['type'] == 'send' for event in element.get('events', ()))
        )
        part = self._part(first.rev, self.checker, self._ask)
        part.begin(first, is_live=self._feed_element[1]['props']['live'])
        return part

    def _to_newest(self) -> None:
        """What a click on the way down does, or saying something."""
        self._tell('latest', self._feed_element, {})

    def _on_connect(self) -> None:
        self.is_on = True
        super()._on_connect()
        if not self._feed.is_live:
            self._to_newest()
        self._pump()

    def _on_event(self, payload: bytes, arrived: int) -> None:
        if payload.startswith(b'42["feed"'):
            return self._receive(read(payload), arrived)
        if payload.startswith(b'42["open"'):
            self._crowd.lose(f'{self.name} was led away: {payload[:200].decode()}')
        if payload.startswith(b'42["run_javascript"'):
            code = json.loads(payload[2:])[1]['code']
            self.must_reload |= 'window.location.reload' in code
            if answer := ANSWER.match(code):
                if answer[1] != 'confirm':
                    self._crowd.lose(f'{self.name} was refused what it said: {code[:200]}')
                self._settle(answer[2])
            elif page := NEWEST.fullmatch(code):
                self.news += 1
                if not self._feed.take_newest(Rows(json.dumps({'base': 0, **json.loads(page[1])}).encode())):
                    self._to_newest()
            elif change := Rows.in_code(code):
                self._receive(change, arrived)

    def _receive(self, change: Change, arrived: int) -> None:
        super()._receive(change, arrived)
        if self._queue and isinstance(change, Rows):
            mark = f'data-cid="{self._queue[0].id}"'
            if any(mark in row for row in change.rows.values()):
                self._settle(self._queue[0].id)

    def _on_lost(self, why: str) -> None:
        if why.startswith('44'):  # the server does not know this page any more
            self.must_reload = True
            self._connected.set()
        elif self.is_on:
            self.is_on = False
            super()._on_lost(why)
