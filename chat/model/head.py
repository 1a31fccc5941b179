"""The head of a room: what stands above everything that is said in it, a topic and pinned messages, held in memory."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from nicegui import Event

from ..errors import NotInRoom
from ..talk_errors import TopicTooLong
from .amendment import Amended
from .limits import Act
from .member import Member
from .message import UNSPEAKABLE, Message
from .rights import Verb

if TYPE_CHECKING:
    from .room import Room

PINNED: Final = 50  # messages that are listed as pinned
TOPIC_LIMIT: Final = 250  # characters


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
        self._pins = {message.seq: message for message in reversed(pinned)}
        self.changed.emit()

    @property
    def topic(self) -> str:
        """What the room is for, in one line; empty if nobody has said it."""
        return self._room.rights.topic(self._room.key)

    async def set_topic(self, by: Member, text: str, *, others: Iterable[Member] = ()) -> None:
        """Say what the room is for; nothing if the text is empty.

        :param others: who else the same browser speaks as
        :raises NotInRoom: whoever says it is not here
        :raises NotAllowed, NotLetIn: it is for moderators to do, in rooms that somebody owns
        :raises TopicTooLong: more than `TOPIC_LIMIT` characters
        :raises TooFast: they have changed too much lately
        """
        if by not in self._room.presence:
            raise NotInRoom
        self._room.rights.refuse(by, Verb.PIN, self._room.key)
        self._room.rights.refuse_all((by, *others), Verb.POST, self._room.key)
        topic = clean_topic(text)
        if topic != self.topic:
            self._room.limits.spend(Act.REACTION, person=str(by.number), address='')
            await self._room.rights.set_topic(by, self._room.key, topic)
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


def clean_topic(text: str) -> str:
    """A topic as it is kept: one line, without what no text should have.

    :raises TopicTooLong: more than `TOPIC_LIMIT` characters
    """
    if len(text) > TOPIC_LIMIT:
        raise TopicTooLong(TOPIC_LIMIT)
    return ' '.join(UNSPEAKABLE.sub(' ', text).split())
