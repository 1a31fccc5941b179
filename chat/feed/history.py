"""A room's history: pages of it at any depth, from the store, and with what the stream knows of them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from ..model.message import Message
from ..model.room import Room
from ..words import Words, words_of
from .prepare import prepare

PAGE: Final = 50  # messages of one page
ABOVE: Final = 25  # messages above the one that somebody jumps to
GAP: Final = 0.5  # a fold of notices stands at this much more than the message above it


class Row(Protocol):
    """A row that is rendered already, or will be."""

    def html(self, language: str) -> str:
        """The fragment in a language."""


class Shown(Protocol):
    """What history belongs to."""

    room: Room
    rev: int

    @property
    def entries(self) -> Mapping[float, Row]:
        """The newest rows."""

    def render(self, message: Message, above: Message | None, words: Words) -> str:
        """A message, as it is shown to all."""

    @property
    def amends(self) -> Mapping[float, Row]:
        """Those that were changed lately."""


class History:
    """The pages of one stream. Each bears the revision at which it is right."""

    def __init__(self, stream: Shown) -> None:
        self._stream = stream
        self._room = stream.room

    async def page(self, at: float, *, older: bool, language: str) -> dict[str, Any]:
        """The page before or after a row; `last` if there are no more beyond it."""
        store, key = self._room.store, self._room.key
        if older:
            found = await store.before(key, int(-(-at // 1)), PAGE + 1)
        else:
            found = await store.after(key, int(at) - 1, PAGE + 1)
        # one more than a page: the message above decides whether the first one stands in its group
        has_above = len(found) > PAGE if older else bool(found) and found[0].seq <= at
        above, messages = (found[0], found[1:]) if has_above else (None, found[:PAGE])
        rev = self._stream.rev  # whoever hears of a later change asks again: it may be one of what was read
        await prepare([message.text for message in messages])
        last = not has_above if older else len(messages) < PAGE
        low = at if not older else 0.0 if last else float(messages[0].seq)
        high = at if older else float('inf') if last else messages[-1].seq + GAP
        put = self._html(messages, above, low, high, language, without=at)
        return {'rev': rev, 'at': at, 'older': older, 'put': put, 'last': last}

    async def around(self, seq: int, language: str) -> dict[str, Any]:
        """What stands around a message: `whole` with the room's first one, `live` with its newest."""
        store, key = self._room.store, self._room.key
        seq = max(self._room.extent.first, min(seq, self._room.extent.last))
        upper = await store.before(key, seq, ABOVE + 1)
        lower = await store.after(key, seq - 1, PAGE)
        whole, live = len(upper) <= ABOVE, len(lower) < PAGE
        above, messages = (None, upper + lower) if whole else (upper[0], upper[1:] + lower)
        rev = self._stream.rev
        await prepare([message.text for message in messages])
        low = 0.0 if whole or not messages else float(messages[0].seq)
        high = float('inf') if live or not messages else messages[-1].seq + GAP
        put = self._html(messages, above, low, high, language)
        return {'rev': rev, 'jump': seq, 'put': put, 'whole': whole, 'live': live}

    def _html(
        self,
        messages: Sequence[Message],
        above: Message | None,
        low: float,
        high: float,
        language: str,
        *,
        without: float = 0.0,
    ) -> str:
        rows = {float(message.seq): message for message in messages}
        entries = self._stream.entries
        html: list[str] = []
        for at in sorted({*rows, *(at for at in entries if low <= at <= high and at != without)}):
            if row := entries.get(at) or self._stream.amends.get(at):  # it may have been changed since it was read
                html.append(row.html(language))
            else:
                html.append(self._stream.render(rows[at], above, words_of(language)))
            above = rows.get(at)
        return ''.join(html)
