"""The head of a room: what stands above everything that is said in it. Its pinned messages are held in memory."""

from typing import TYPE_CHECKING, Final

from nicegui import Event

from .amendment import Amended
from .message import Message

if TYPE_CHECKING:
    from .room import Room

PINNED: Final = 50  # messages that are listed as pinned


class Head:
    """Of one room."""

    def __init__(self, room: 'Room') -> None:
        self._room = room
        self._pins: dict[int, Message] = {}  # the one that was pinned last stands last
        self.changed = Event[[]]()
        """It is not what it was."""
        room.amended.subscribe(self._amended)
        room.forgotten.subscribe(self._forgotten)
        room.rewritten.subscribe(self.load)

    async def load(self) -> None:
        """Learn of it from the store."""
        pinned = await self._room.store.pinned(self._room.key, PINNED)
        await self._room.prepare([message.text for message in pinned])
        self._pins = {message.seq: message for message in reversed(pinned)}
        self.changed.emit()

    @property
    def pinned(self) -> list[Message]:
        """What is pinned, the last first."""
        return list(reversed(self._pins.values()))

    def _amended(self, changed: list[Amended]) -> None:
        before = dict(self._pins)
        for message, _ in changed:
            if message.is_pinned:
                self._pins[message.seq] = message
            else:
                self._pins.pop(message.seq, None)
        if self._pins != before:
            self.changed.emit()

    def _forgotten(self, last: int) -> None:
        if gone := [seq for seq in self._pins if seq <= last]:
            for seq in gone:
                del self._pins[seq]
            self.changed.emit()
