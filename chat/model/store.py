"""The store a room needs: what keeps messages and gives them their numbers. Implementations live in chat/store."""

from typing import Protocol

from .member import Member
from .message import Draft, Message


class Store(Protocol):
    """Keeps what was said, room by room. An answer to `append` means that the message is as durable as it gets."""

    async def append(self, room: str, author: Member, draft: Draft) -> Message:
        """Keep a message and give it the next `seq` of its room, without gaps, in the order of the answers.

        A `client_msg_id` that the room has seen yields the message it made then.

        :param room: the room's key
        """

    async def last(self, room: str) -> int:
        """The newest `seq` that was ever given in the room, even if that message is not kept any more; 0 if none."""

    async def before(self, room: str, seq: int | None, limit: int) -> list[Message]:
        """The newest `limit` messages older than `seq` (`None`: the newest of all), oldest first."""

    async def after(self, room: str, seq: int, limit: int) -> list[Message]:
        """The oldest `limit` messages newer than `seq`, oldest first."""
