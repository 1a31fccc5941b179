"""Search: stub."""

from dataclasses import dataclass

from sqlalchemy import Connection

from ..model.message import Message
from ..text.query import Query


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A message that was found."""

    id: int
    room: str
    room_name: str
    message: Message
    excerpt: tuple[tuple[str, bool], ...]


def find(connection: Connection, query: Query, before: int | None, limit: int) -> list[Found]:
    return []
