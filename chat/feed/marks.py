"""Read marks: in a small room, small faces under the last message that each has read. Kept nowhere."""

import asyncio
from collections import defaultdict, deque
from functools import partial
from typing import Any, Final

from ..model.hub import Hub
from ..model.message import Notice
from ..model.reading import Position, Reading
from ..model.room import Room
from . import fragment
from .stream import Stream
from .streams import Streams

SMALL: Final = 12  # people in a room up to which it is shown who has read what
GATHER: Final = 1.0  # seconds that it is gathered who has read on
GAP: Final = 0.25  # marks stand at this much more than the message above them, and before any notice
FORMER: Final = 100  # places that are emptied once more for those who come back


class Marks:
    """Of all rooms."""

    def __init__(self, hub: Hub, streams: Streams, reading: Reading, *, is_on: bool = True) -> None:
        """
        :param is_on: whether there are any
        """
        self._streams = streams
        self._reading = reading
        self._rooms: dict[str, Room] = {}
        self._shown: dict[str, dict[float, str]] = {}
        self._former: defaultdict[str, deque[float]] = defaultdict(partial(deque, maxlen=FORMER))
        self._timers: dict[str, asyncio.TimerHandle] = {}
        if not is_on:
            return
        hub.opened.subscribe(self._opened)
        hub.closed.subscribe(self._closed)
        reading.moved.subscribe(self._moved)

    def of(self, stream: Stream) -> dict[str, Any]:
        """What a view has to show, whatever it shows now."""
        shown = self._shown.get(stream.name, {})
        drop = [at for at in self._former.get(stream.name, ()) if at not in shown]
        return {'feed': stream.name, 'put': ''.join(shown.values()), 'drop': drop}

    def _opened(self, room: Room) -> None:
        self._rooms[room.key] = room
        room.noticed.subscribe(partial(self._noticed, room.key))

    def _closed(self, room: Room) -> None:
        for known in (self._rooms, self._shown, self._former):
            known.pop(room.key, None)
        if timer := self._timers.pop(room.key, None):
            timer.cancel()

    def _noticed(self, room: str, _: Notice) -> None:
        self._tell_soon(room)

    def _moved(self, position: Position) -> None:
        self._tell_soon(position.room)

    def _tell_soon(self, room: str) -> None:
        if room in self._rooms and room not in self._timers:
            self._timers[room] = asyncio.get_running_loop().call_later(GATHER, self._tell, room)

    def _tell(self, key: str) -> None:
        del self._timers[key]
        room, before = self._rooms[key], self._shown.get(key, {})
        after = self._marks(room)
        if after != before:
            self._shown[key] = after
            gone = [at for at in before if at not in after]
            self._former[key].extend(gone)
            put = ''.join(html for at, html in after.items() if before.get(at) != html)
            self._streams.of(room).pass_on({'feed': key, 'put': put, 'drop': gone})

    def _marks(self, room: Room) -> dict[float, str]:
        here = room.presence.members if room.presence.count <= SMALL else []
        by_seq = defaultdict(list)
        for member in here:
            seq = self._reading.position(member, room.key) or 0
            if not member.is_unproven and room.extent.first <= seq <= room.extent.last:
                by_seq[seq].append(member)
        return {seq + GAP: fragment.readers(members, seq + GAP) for seq, members in by_seq.items()}
