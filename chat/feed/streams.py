"""The streams of all open rooms."""

from functools import partial

from ..model.hub import Hub
from ..model.room import Room
from .stream import Stream


class Streams:
    """The streams of all open rooms."""

    def __init__(self, hub: Hub) -> None:
        self._streams: dict[str, Stream] = {}
        hub.opened.subscribe(self._opened)
        hub.closed.subscribe(self._closed)
        hub.rights.changed.subscribe(self._renew_cards)

    def of(self, room: Room) -> Stream:
        """The stream of an open room."""
        return self._streams[room.key]

    def _opened(self, room: Room) -> None:
        self._streams[room.key] = Stream(room)
        room.head.changed.subscribe(partial(self._renew_cards, room.key))

    def _renew_cards(self, key: str) -> None:
        for stream in self._streams.values():
            stream.renew_cards(key)

    def _closed(self, room: Room) -> None:
        self._streams.pop(room.key).close()
