"""The threads of all rooms that are open: each while somebody looks at it; and the news of them for their rooms."""

import asyncio
from collections import Counter
from collections.abc import Hashable
from functools import partial
from typing import Any, Final

from nicegui import Event

from .room import Room
from .thread import Follow, Thread

GATHER: Final = 0.3  # seconds that answers are gathered before they are counted under the first message


class Threads:
    """Opens threads, and closes those that nobody needs. They are in no list of rooms."""

    def __init__(self, opened: Event[Room], closed: Event[Room]) -> None:
        """
        :param opened, closed: where it is told, as of all rooms
        """
        self.followed = Event[Follow]()
        """Somebody follows a thread, or has left it."""
        self._opened = opened
        self._closed = closed
        self._threads: dict[str, Thread] = {}
        self._opening: dict[str, asyncio.Task[None]] = {}
        self._awaited: Counter[str] = Counter()
        self._news: dict[str, Thread] = {}  # threads that are not counted yet
        self._timer: asyncio.TimerHandle | None = None

    async def open(self, room: Room, origin: int, holder: Hashable) -> Thread | None:
        """The thread about a message; None if there is no such message, nor was anything ever said about it.

        :param room: where the message stands
        :param holder: who looks at it, until `release`
        """
        thread = Thread(room, origin, self.followed)
        key = thread.key
        if key not in self._threads and not await self._is_possible(thread):
            return None
        if key not in self._threads:
            if key not in self._opening:
                self._opening[key] = asyncio.create_task(self._open(thread), name=f'open thread {key}')
            self._awaited[key] += 1
            try:
                await asyncio.shield(self._opening[key])
            finally:
                self._awaited[key] -= 1
        if found := self._threads.get(key):  # not if the room was deleted meanwhile
            found.hold(holder)
        return found

    async def _is_possible(self, thread: Thread) -> bool:
        room = thread.parent
        if room.is_gone or not 0 < thread.origin <= room.extent.last:
            return False
        first = await room.amending.look_up(thread.origin)
        is_said = first is not None and not first.is_removed
        return is_said or bool((await room.store.extents([thread.key]))[thread.key].last)

    async def _open(self, thread: Thread) -> None:
        thread.parent.hold(thread)
        try:
            await thread.load()
        except BaseException:
            thread.parent.release(thread)
            raise
        finally:
            del self._opening[thread.key]
        self._threads[thread.key] = thread
        changed = partial(self._changed, thread)
        for event in (thread.posted, thread.amended, thread.forgotten):
            event.subscribe(changed)
        self._opened.emit(thread)

    def find(self, key: str) -> Thread | None:
        """The open thread with this key."""
        return self._threads.get(key)

    @property
    def all(self) -> list[Thread]:
        """Every open thread."""
        return list(self._threads.values())

    def release(self, thread: Thread, holder: Hashable) -> None:
        """Look away again."""
        thread.release(holder)
        self.sweep()

    def sweep(self) -> None:
        """Close the threads that nobody needs."""
        for thread in [each for each in self.all if each.is_idle and not self._awaited[each.key]]:
            self._close(thread)

    def drop(self, room: Room) -> None:
        """The room was deleted, and its threads with it."""
        for thread in [each for each in self.all if each.parent is room]:
            self._close(thread)

    def _close(self, thread: Thread) -> None:
        del self._threads[thread.key]
        thread.parent.release(thread)
        self._closed.emit(thread)

    def _changed(self, thread: Thread, _: Any) -> None:
        thread.hold(self)
        self._news[thread.key] = thread
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(GATHER, self._tell)

    def _tell(self) -> None:
        self._timer = None
        news, self._news = self._news, {}
        for thread in news.values():
            thread.parent.amending.count_answers(thread.origin)
            thread.release(self)
