"""A store in memory: the last messages of each room, for as long as the process lives."""

from collections import OrderedDict, deque
from itertools import islice

from ..model.member import Member
from ..model.message import Draft, Message, now


class MemoryStore:
    """Keeps `keep` messages a room and `max_rooms` rooms; the room that was silent longest is forgotten first."""

    def __init__(self, *, keep: int = 1000, max_rooms: int = 10_000) -> None:
        self._keep = keep
        self._max_rooms = max_rooms
        self._rooms: OrderedDict[str, _Kept] = OrderedDict()
        self._last: dict[str, int] = {}  # outlives forgotten messages: a number is never given twice

    async def append(self, room: str, author: Member, draft: Draft) -> Message:
        """See Store."""
        kept = self._rooms.setdefault(room, _Kept())
        self._rooms.move_to_end(room)
        while len(self._rooms) > self._max_rooms:
            self._rooms.popitem(last=False)
        if (known := kept.by_client_id.get(draft.client_msg_id)) is not None:
            return known
        seq = self._last[room] = self._last.get(room, 0) + 1
        message = Message(seq=seq, author=author, text=draft.text, at=now(), client_msg_id=draft.client_msg_id)
        kept.messages.append(message)
        kept.by_client_id[draft.client_msg_id] = message
        if len(kept.messages) > self._keep:
            del kept.by_client_id[kept.messages.popleft().client_msg_id]
        return message

    async def last(self, room: str) -> int:
        """See Store."""
        return self._last.get(room, 0)

    async def before(self, room: str, seq: int | None, limit: int) -> list[Message]:
        """See Store."""
        messages = self._rooms[room].messages if room in self._rooms else ()
        newest = islice((m for m in reversed(messages) if seq is None or m.seq < seq), limit)
        return list(newest)[::-1]

    async def after(self, room: str, seq: int, limit: int) -> list[Message]:
        """See Store."""
        messages = self._rooms[room].messages if room in self._rooms else ()
        return list(islice((m for m in messages if m.seq > seq), limit))


class _Kept:
    def __init__(self) -> None:
        self.messages: deque[Message] = deque()
        self.by_client_id: dict[str, Message] = {}
