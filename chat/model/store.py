"""The store a room needs: what keeps messages and gives them their numbers. Implementations live in chat/store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from .amendment import Amended, Amendment, Version
from .member import Member
from .message import Draft, Message

if TYPE_CHECKING:
    from .mention import MentionStore
    from .thread import ThreadStore


@dataclass(frozen=True, kw_only=True, slots=True)
class Extent:
    """From the oldest message that is kept to the newest that ever was; `first` is `last + 1` where none is kept."""

    first: int
    last: int


class Store(Protocol):
    """Keeps what was said, room by room. Rooms are named by their keys (see spelling.key_of), threads too."""

    @property
    def threads(self) -> 'ThreadStore':
        """What it keeps of threads."""

    @property
    def mentions(self) -> 'MentionStore':
        """What it knows of those who may be mentioned."""

    async def append(self, room: str, author: Member, draft: Draft, *, name: str = '') -> Message:
        """Keep a message and give it the next `seq` of its room, without gaps, in the order of the answers.

        An answer means that the message is durable. A `client_msg_id` that the room has seen yields the message it made
        then.

        :param name: the room as it is shown, should this be the first message in it
        :raises FileGone: not all files of the draft wait for a message of this author there
        :raises CannotKeep: it cannot be written at the moment
        """

    async def name_of(self, room: str) -> str | None:
        """The room as it was shown when the first message was kept; None if there is none."""

    async def extents(self, rooms: Sequence[str]) -> dict[str, Extent]:
        """What is kept of each room."""

    async def before(self, room: str, seq: int | None, limit: int) -> list[Message]:
        """The newest `limit` messages older than `seq` (`None`: the newest of all), oldest first."""

    async def after(self, room: str, seq: int, limit: int) -> list[Message]:
        """The oldest `limit` messages newer than `seq`, oldest first."""

    async def seq_at(self, room: str, moment: datetime) -> int:
        """The message that was the first at this moment or after it; one more than the last if there is none."""

    async def amend(self, room: str, amendment: Amendment) -> list[Amended]:
        """Change something of a message, in one transaction.

        :return: whatever looks different now: it, the one below it, answers in which it is quoted; nothing if there was
            nothing to change
        :raises CannotKeep: it cannot be written at the moment
        """

    async def versions(self, room: str, seq: int) -> list[Version]:
        """What a message said before it was edited, the first first; nothing of one that was removed."""

    async def pinned(self, room: str, limit: int) -> list[Message]:
        """Messages that are pinned, the one that was pinned last first."""
