"""A query: what somebody looks for, as they typed it, taken apart."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """What is looked for. Everything must be true of a message."""

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    before: datetime | None = None
    after: datetime | None = None


def parse(raw: str, *, offset: timedelta = timedelta()) -> Query:
    """Stub."""
    return Query(words=tuple(raw.split()))
