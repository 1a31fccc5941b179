"""Which messages have cards of rooms, or name them: when a room changes, or a message that a card tells of, they are
shown anew."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Final, NamedTuple, Protocol

import htpy as h

from ..model.amendment import Amended
from ..model.message import Message
from ..model.rights import WHOLE_CHAT, Rights
from ..model.room import Room
from ..model.spelling import origin_of, room_of
from ..words import Words
from .cards import Link, card, is_for_all, link_in, links_in

KNOWN: Final = 10_000  # rooms whose names mean them, the ones opened last
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
        self._by_stream: defaultdict[Showing, dict[int, Iterable[str]]] = defaultdict(dict)  # keys of rooms, by message
        self._known: dict[str, None] = {}  # keys of rooms that were open since the start, and are not deleted
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def keep(self, stream: Showing, message: Message, above: Message | None) -> bool:
        """Remember what a message leads to, if it leads to rooms; see `cards.links_in`."""
        self._drop(stream, message.seq)
        if links := links_in(message.text):
            own = self._by_stream[stream]
            own[message.seq] = links.keys()
            for key, link in links.items():
                self._by_room[key][stream, message.seq] = _Carded(link, Amended(message, above))
            if len(own) > MOST:
                self._drop(stream, next(iter(own)))
        return bool(links)

    def named(self, stream: Showing, message: Message) -> Mapping[str, str]:
        """The paths of rooms that a message names, by their keys; of those that are open to all."""
        rights: Rights = stream.room.rights
        links = links_in(message.text).items()
        return {key: link.path for key, link in links if key in self._known and is_for_all(rights, key)}

    def of(self, stream: Showing, message: Message, _: Words) -> h.Node:
        """The card of what a message leads to, as that is now; None if it has none."""
        if not (link := link_in(message.text)):
            return None
        rights: Rights = stream.room.rights
        room, place = self._find(link.key), self._find(link.target)
        if not link.home and link.key not in self._known:
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
        found: defaultdict[Showing, dict[int, Amended]] = defaultdict(dict)
        for each in keys:
            for (stream, seq), (link, shown) in self._by_room[each].items():
                if told(link):
                    found[stream][seq] = shown
        for stream, changed in found.items():
            stream.show_anew([changed[seq] for seq in sorted(changed)])

    # --- what rooms tell ---------------------------------------------------------------------------------
    def watch(self, room: Room) -> None:
        """Listen to a room that was opened, or a thread."""
        if origin_of(room.key) is None:
            self._known.pop(room.key, None)
            self._known[room.key] = None
            if len(self._known) > KNOWN:
                del self._known[next(iter(self._known))]
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
        if stream.room.is_gone:
            self._known.pop(stream.room.key, None)
            self.renew(stream.room.key)
        self._let_go(stream.room.key)

    def _drop(self, stream: Showing, seq: int) -> None:
        for key in self._by_stream.get(stream, {}).pop(seq, ()):
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
        self.renew(key, lambda link: not link.is_in_prose)
