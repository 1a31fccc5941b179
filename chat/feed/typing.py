"""Who is typing in a room: told to those who look, gone a moment later, kept nowhere."""

import asyncio
from collections.abc import Callable, Collection
from typing import Final

from ..model.member import Member
from ..model.message import Came, Message, Notice
from ..model.room import Room
from ..words import Words
from . import fragment

LASTS: Final = 6.0  # seconds after the last word of it that somebody is still said to type
TOLD: Final = 3.0  # seconds between two words of it from one page
GATHER: Final = 0.5  # seconds that news are gathered before they are told together

Render = Callable[[Words, int], str]


class Typing:
    """In one room, or one thread."""

    def __init__(self, room: Room, whisper: Callable[[str, Render, Collection[int]], None]) -> None:
        """
        :param whisper: shows a panel, made of words and the number of a reader, or 0; and who is to have their own
        """
        self._room = room
        self._whisper = whisper
        self._until: dict[Member, float] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._last = 0.0  # when it was told
        room.posted.subscribe(self._posted)
        room.noticed.subscribe(self._noticed)

    def heard(self, member: Member) -> None:
        """Somebody who is here types."""
        if member in self._room.presence:
            moment = asyncio.get_running_loop().time()
            self._until[member] = moment + LASTS
            self._tell_at(moment + GATHER)

    def _posted(self, message: Message) -> None:
        self._stopped(message.author)

    def _noticed(self, notice: Notice) -> None:
        if notice.kind is Came.LEFT:
            self._stopped(notice.member)

    def _stopped(self, member: Member) -> None:
        """It is gone together with what was typed, but where many speak not more often than it is told at all."""
        if self._until.pop(member, None) is not None:
            if asyncio.get_running_loop().time() >= self._last + GATHER:
                self._tell()
            else:
                self._tell_at(self._last + GATHER)

    def _tell_at(self, moment: float) -> None:
        if self._timer is None or self._timer.when() > moment:
            self.close()
            self._timer = asyncio.get_running_loop().call_at(moment, self._tell)

    def _tell(self) -> None:
        self.close()
        moment = self._last = asyncio.get_running_loop().time()
        self._until = {member: until for member, until in self._until.items() if until > moment}
        typing = list(self._until)

        def render(_: Words, reader: int) -> str:
            return fragment.typing([member for member in typing if member.number != reader], _)

        self._whisper('typing', render, {member.number for member in typing})
        if typing:
            self._tell_at(max(moment + GATHER, min(self._until.values())))

    def close(self) -> None:
        """Stop the timer."""
        if self._timer:
            self._timer.cancel()
        self._timer = None
