"""A browser whose connection breaks: it comes back as nicegui.js does, and what it shows is kept row by row."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from tests.feed.reader import rows_of

from .browser import ChatBrowser
from .feed import Change, FeedPart
from .page import Page
from .websocket import Socket

LIMIT, CHUNK = 200, 50  # rows that a browser keeps, and more before it drops any (chat/feed/feed.js)
NAMED: Final = 3  # rows that are named of those that differ


class Rows(Change):
    """A change with its rows."""

    __slots__ = ('rows',)

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.rows = {} if self.is_passing else _rows(data)


@lru_cache(maxsize=1024)  # the same bytes come to all
def _rows(data: bytes) -> Mapping[int, str]:
    change: dict[str, Any] = json.loads(data[2:])[1] if data.startswith(b'42') else json.loads(data)
    return {int(at): row for at, row in rows_of(change.get('put', '')).items() if at % 1 == 0}


class RowsPart(FeedPart):
    """The feed's rows, as chat/feed/feed.js places them for somebody who reads at the end."""

    rows: dict[int, str]
    resets = 0

    def _apply(self, change: Change) -> None:
        assert isinstance(change, Rows)
        if change.is_reset:
            self.rows = {}
            self.resets += 1
        last, first = next(reversed(self.rows), 0), next(iter(self.rows), 0)
        for seq, row in change.rows.items():
            if seq >= first:
                self.rows[seq] = row
        if any(first < seq < last for seq in change.rows):
            self.rows = dict(sorted(self.rows.items()))
        if len(self.rows) > LIMIT + CHUNK:
            self.rows = {seq: self.rows[seq] for seq in list(self.rows)[-LIMIT:]}


class LeavingBrowser(ChatBrowser):
    """It can be cut off and come back."""

    _kind = Rows
    _feed: RowsPart
    reloads = 0
    """How often the server had forgotten the page."""
    must_reload = False
    """Whether the server said that it cannot bring the page up to date."""
    _resets = 0  # on earlier pages
    _is_on = False

    @property
    def rows(self) -> dict[int, str]:
        """What is shown, by `seq`."""
        return self._feed.rows

    @property
    def anew(self) -> int:
        """How often it began anew: so much was missed that the newest page came instead, or the page was gone."""
        return self.reloads + self._resets + self._feed.resets

    def cut(self, *, is_polite: bool) -> None:
        """Lose the connection: closed with a word, or not."""
        self._is_on = False
        self._feed.stop()
        self._socket.close() if is_polite else self._socket.cut()

    async def come_back(self) -> None:
        """Connect anew, where the page was left; open it anew if it is gone."""
        self._socket = Socket(self._on_text, self._on_lost)
        if not self.must_reload:
            self._page.next_message_id = self._next_id
            await self._show(self._page, self._cookies)
        if self.must_reload:
            await self.reload()

    async def reload(self) -> None:
        """Open the page anew."""
        self.must_reload = False
        self.reloads += 1
        self._resets += self._feed.resets
        self.close()
        self._socket = Socket(self._on_text, self._on_lost)
        await self.show()

    def act(self, action: str, seq: int) -> None:
        """What a click in a message does."""
        self._tell('action', self._feed_element, {'action': action, 'seq': seq})

    def say(self, text: str, number: int, edits: int = 0) -> None:
        """What the composer sends: a message, or the new text of an older one."""
        about = {'about': {'what': 'edit', 'seq': edits}} if edits else {}
        self._tell('send', self._composer, {'id': f'{self.name}-{number}', 'text': text, **about})

    def _begin(self, page: Page, first: Change) -> FeedPart:
        assert isinstance(first, Rows)
        self._page = page
        self._composer = next(
            (int(number), element)
            for number, element in page.elements.items()
            if any(event['type'] == 'send' for event in element.get('events', ()))
        )
        part = RowsPart(first.rev, self.checker, self._ask)
        part.rows = dict(first.rows)
        return part

    def _on_connect(self) -> None:
        self._is_on = True
        super()._on_connect()

    def _on_event(self, payload: bytes, arrived: int) -> None:
        if b'window.location.reload' in payload[:300]:
            self.must_reload = True
        super()._on_event(payload, arrived)

    def _ask(self, rev: int) -> None:
        if self._is_on:
            super()._ask(rev)

    def _on_lost(self, why: str) -> None:
        if why.startswith('44'):  # the server does not know this page any more
            self.must_reload = True
            self._connected.set()
        elif self._is_on:
            super()._on_lost(why)

    def faults_against(self, texts: Mapping[int, str], newest: Mapping[int, str]) -> list[str]:
        """Where the view is not what the store holds.

        :param texts: of all messages of the room
        :param newest: the rows that a page opened now shows
        """
        return [f'{self.name}: {fault}' for fault in differences(self.rows, texts, newest)]


def differences(rows: Mapping[int, str], texts: Mapping[int, str], newest: Mapping[int, str]) -> list[str]:
    """Where rows are not what the store holds: missing, in a wrong order, of another text, or not as they are now."""
    shown, last = list(rows), max(texts, default=0)
    if not shown or shown[-1] != last:
        return [f'ends with {shown[-1:]} and not with {last}']
    found = []
    if shown != list(range(shown[0], last + 1)):
        found.append(f'{last + 1 - shown[0] - len(shown)} are missing from {shown[0]} on, or not in order')
    if len(shown) < min(len(newest), last):
        found.append(f'only {len(shown)} are shown')
    wrong = [seq for seq in shown if texts.get(seq, '\0') not in rows[seq]]
    stale = [seq for seq in newest if seq in rows and rows[seq] != newest[seq]]
    for what, seqs in (('another text', wrong), ('not as it is now', stale)):
        if seqs:
            found.append(f'{len(seqs)} rows are {what}: {seqs[:NAMED]}')
    return found
