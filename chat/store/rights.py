"""What the embedded store keeps of rooms one may enter: a part of SqliteStore. See RightsStore in model/rights.py."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from ..model.bars import Bar
from ..model.deed import Change, Deed
from ..model.door import Door, Pass
from ..model.message import now
from ..model.role import Standing
from . import doors
from .writer import Work

T = TypeVar('T')


class SqliteRights(ABC):
    """Doors, topics, standings, bars, passes and deeds."""

    @abstractmethod
    async def _write(self, work: Work[Any, T], given: Any) -> T: ...

    @abstractmethod
    async def _read(self, look: Callable[..., T], *given: Any) -> T: ...

    @abstractmethod
    def _look(self, look: Callable[..., T], given: Sequence[Any]) -> T: ...

    def doors(self) -> dict[str, Door]:
        """See RightsStore. It blocks."""
        return self._look(doors.all_doors, ())

    def topics(self) -> dict[str, str]:
        """See RightsStore. It blocks."""
        return self._look(doors.all_topics, ())

    def standings(self) -> list[Standing]:
        """See RightsStore. It blocks."""
        return self._look(doors.all_standings, ())

    def bars(self) -> list[Bar]:
        """See RightsStore. It blocks."""
        return self._look(doors.all_bars, ())

    async def forget_bars(self) -> None:
        """See RightsStore."""
        await self._write(doors.forget_bars, now())

    async def keep_change(self, change: Change) -> None:
        """See RightsStore."""
        await self._write(doors.keep_changes, change)

    async def room_password(self, room: str) -> str | None:
        """The hash of a room's password."""
        return await self._read(doors.password_of, room)

    async def pass_of(self, key: str) -> Pass | None:
        """An invitation to a room, if it can be used."""
        return await self._read(doors.pass_of, key)

    async def passes_of(self, room: str) -> list[Pass]:
        """The invitations to a room that can be used."""
        return await self._read(doors.passes_of, room)

    async def use_pass(self, key: str) -> bool:
        """Let one come in by an invitation; False if it cannot be used."""
        return await self._write(doors.use_passes, key)

    async def deeds(self, room: str, limit: int) -> list[Deed]:
        """What was done in a room, the last first."""
        return await self._read(doors.deeds_of, room, limit)
