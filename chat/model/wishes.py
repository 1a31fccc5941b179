"""Wishes: of what somebody wants to be told while they look at something else."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from .message import now
from .spelling import room_of


class Level(StrEnum):
    """What is worth telling of a room."""

    ALL = 'all'
    MENTIONS = 'mentions'
    NONE = 'none'


@dataclass(frozen=True, kw_only=True, slots=True)
class Wishes:
    """Of one member."""

    levels: dict[str, Level] = field(default_factory=dict)
    """By key of the room; of rooms that are not in it, mentions are told."""
    has_sound: bool = False
    quiet_until: datetime | None = None
    """Until then nothing is told."""

    def level(self, room: str) -> Level:
        """What they want to be told of a room, and of its threads."""
        return self.levels.get(room_of(room), Level.MENTIONS)

    def tell(self, room: str, *, is_called: bool) -> bool:
        """Whether they want to be told now of a message.

        :param room: the key of its room
        :param is_called: it mentions them
        """
        level = self.level(room)
        return not self.is_quiet and level is not Level.NONE and (is_called or level is Level.ALL)

    @property
    def is_quiet(self) -> bool:
        """They do not want to be disturbed now."""
        return self.quiet_until is not None and self.quiet_until > now()


class WishStore(Protocol):
    """What a store keeps of them."""

    async def of(self, member: int) -> Wishes:
        """Those of the member with this number."""

    async def keep(self, member: int, wishes: Wishes) -> None:
        """Put them in the place of what was kept.

        :raises CannotKeep: it cannot be written at the moment
        """
