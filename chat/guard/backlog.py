"""The backlog: what waits to be sent over one socket of the framework, and how much that may be."""

import asyncio
from typing import Any, Final

PACKETS: Final = 2_000
SIZE: Final = 2_000_000  # characters; a page with everything that is on it has less than 200,000


class Backlog(asyncio.Queue[Any]):
    """In the place of Engine.IO's queue, which has no limit; this one knows when it is over one."""

    _size = 0

    @property
    def is_too_long(self) -> bool:
        """Whether whoever should read this does not."""
        return self._size > SIZE or self.qsize() > PACKETS

    def _put(self, item: Any) -> None:
        self._size += _length(item)
        super()._put(item)

    def _get(self) -> Any:
        item = super()._get()
        self._size -= _length(item)
        return item


def _length(packet: Any) -> int:
    data = getattr(packet, 'data', None)
    return len(data) if isinstance(data, str | bytes) else 0
