"""The streams of all open rooms."""

from functools import partial

from ..model.hub import Hub
from ..model.room import Room
from .carded import Cards
from .stream import Stream


class Streams:
    """The streams of all open rooms."""

    def __init__(self, hub: Hub) -> None:
        self._streams: dict[str, Stream] = {}
        hub.opened.subscribe(self._opened)
        hub.closed.subscribe(self._closed)
        self._cards = Cards(hub.find)
        hub.rights.changed.subscribe(self._cards.renew)

    def of(self, room: Room) -> Stream:
        """The stream of an open room."""
        return self._streams[room.key]

    def _opened(self, room: Room) -> None:
        self._streams[room.key] = Stream(room, self._cards)
        self._cards.watch(room)
        room.head.changed.subscribe(partial(self._cards.renew, room.key))

    def _closed(self, room: Room) -> None:
        stream = self._streams.pop(room.key)
        stream.close()
        self._cards.close(stream)
