"""Which messages have cards of rooms: when a room changes, or a message that a card tells of, they are shown anew."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection
from functools import partial
from typing import Final, NamedTuple, Protocol

import htpy as h

from ..model.amendment import Amended
from ..model.message import Message
from ..model.rights import WHOLE_CHAT, Rights
from ..model.room import Room
from ..model.spelling import room_of
from ..words import Words
from .cards import Link, card, link_in

MOST: Final = 500  # messages of a stream that are shown anew, the newest: a browser holds fewer
GATHER: Final = 10.0  # seconds that comings and goings of a room are gathered before its cards tell them


class Showing(Protocol):
    """A stream."""

    room: Room

    def show_anew(self, changed: list[Amended]) -> None:
        """Render these messages again, for all views."""


class _Carded(NamedTuple):
    link: Link
    shown: Amended


class Cards:
    """Of all streams."""

    def __init__(self, find: Callable[[str], Room | None] = lambda _: None) -> None:
        """
        :param find: the open room, or thread, with a key
        """
        self._find = find
        self._by_room: defaultdict[str, dict[tuple[Showing, int], _Carded]] = defaultdict(dict)
        self._by_stream: defaultdict[Showing, dict[int, str]] = defaultdict(dict)  # the key of the room, by message
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def keep(self, stream: Showing, message: Message, above: Message | None) -> Link | None:
        """Remember what a message leads to, if it leads to a room; see `cards.link_in`."""
        self._drop(stream, message.seq)
        if link := link_in(message.text):
            own = self._by_stream[stream]
            own[message.seq] = link.key
            self._by_room[link.key][stream, message.seq] = _Carded(link, Amended(message, above))
            if len(own) > MOST:
                self._drop(stream, next(iter(own)))
        return link

    def of(self, stream: Showing, message: Message, _: Words) -> h.Node:
        """The card of what a message leads to, as that is now; None if it has none."""
        if not (link := link_in(message.text)):
            return None
        rights: Rights = stream.room.rights
        room, place = self._find(link.key), self._find(link.target)
        if not link.home and room is None:
            return None  # perhaps no room is meant
        # only what is remembered is shown anew when it is removed; and of the same room, the message is a quote
        is_kept = message.seq in self._by_stream.get(stream, {}) and place is not stream.room
        tail = place.tail if place and is_kept and link.at else ()
        said = next((each for each in tail if each.seq == int(link.at) and not each.is_removed), None)
        return card(link, rights, _, people=room.presence.count if room else 0, said=said)

    def renew(self, key: str, told: Callable[[Link], bool] = lambda _: True) -> None:
        """The room with this key, or all, is not what it was.

        :param told: which of its cards tell what has changed
        """
        keys = list(self._by_room) if key == WHOLE_CHAT else [key] if key in self._by_room else []
        found: defaultdict[Showing, list[Amended]] = defaultdict(list)
        for each in keys:
            for (stream, _), (link, shown) in self._by_room[each].items():
                if told(link):
                    found[stream].append(shown)
        for stream, changed in found.items():
            stream.show_anew(sorted(changed, key=lambda each: each.message.seq))

    # --- what rooms tell ---------------------------------------------------------------------------------
    def watch(self, room: Room) -> None:
        """Listen to a room that was opened, or a thread."""
        self.renew(room.key, lambda link: not link.home)
        room.amended.subscribe(partial(self._amended, room.key))
        room.forgotten.subscribe(lambda _: self._let_go(room.key))
        room.rewritten.subscribe(partial(self._let_go, room.key))
        room.noticed.subscribe(lambda _: self._renew_soon(room.key))

    def close(self, stream: Showing) -> None:
        """A stream is shown no more, and its room is not open any more."""
        for seq in list(self._by_stream.get(stream, ())):
            self._drop(stream, seq)
        self._by_stream.pop(stream, None)
        self._let_go(stream.room.key)

    def _drop(self, stream: Showing, seq: int) -> None:
        if (key := self._by_stream.get(stream, {}).pop(seq, None)) is not None:
            del self._by_room[key][stream, seq]
            if not self._by_room[key]:
                del self._by_room[key]

    def _amended(self, key: str, changed: Collection[Amended]) -> None:
        seqs = {str(message.seq) for message, _ in changed}
        self.renew(room_of(key), lambda link: link.target == key and link.at in seqs)

    def _let_go(self, key: str) -> None:
        self.renew(room_of(key), lambda link: link.target == key and bool(link.at))

    def _renew_soon(self, key: str) -> None:
        if self._by_room.get(key) and key not in self._timers:
            self._timers[key] = asyncio.get_running_loop().call_later(GATHER, self._renew_now, key)

    def _renew_now(self, key: str) -> None:
        del self._timers[key]
        self.renew(key)
