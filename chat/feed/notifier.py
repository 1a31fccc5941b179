"""Who is told of a message by their browser or a sound: whoever wants to be and does not see it anyway."""

import asyncio
from collections import defaultdict
from functools import partial
from typing import Final

from ..model.hub import Hub
from ..model.member import Member
from ..model.message import Message
from ..model.rights import Verb
from ..model.room import Room
from ..model.spelling import room_of
from ..model.thread import Thread
from ..model.wishes import Level, Wishes, WishStore
from .unread import Counters, Unread, called_by

PAUSE: Final = 3.0  # seconds between two that are told of one room, unless one is mentioned


class Notifier:
    """Of all rooms. It knows the wishes of those who have a page open."""

    def __init__(self, hub: Hub, counters: Counters, store: WishStore) -> None:
        self._rights = hub.rights
        self._counters = counters
        self._store = store
        self._known: dict[int, Wishes] = {}
        self._eager: defaultdict[str, set[int]] = defaultdict(set)  # who wants to be told everything, by room
        hub.opened.subscribe(self._opened)
        counters.left.subscribe(self._forget)

    async def fetch(self, member: Member) -> Wishes:
        """What somebody wants; known until their last page is closed."""
        if member.number not in self._known:
            self._learn(member.number, await self._store.of(member.number))
        return self._known[member.number]

    async def wish(self, member: Member, wishes: Wishes) -> None:
        """Want something else from now on, in all tabs.

        :raises CannotKeep: it cannot be kept at the moment
        """
        await self._store.keep(member.number, wishes)
        self._learn(member.number, wishes)

    def of(self, member: Member) -> Wishes:
        """What somebody wants who has a page open."""
        return self._known.get(member.number, Wishes())

    def _learn(self, number: int, wishes: Wishes) -> None:
        self._forget(number)
        self._known[number] = wishes
        for room, level in wishes.levels.items():
            if level is Level.ALL:
                self._eager[room].add(number)

    def _forget(self, number: int) -> None:
        if wishes := self._known.pop(number, None):
            for room in wishes.levels:
                self._eager[room].discard(number)
                if not self._eager[room]:
                    del self._eager[room]

    def _opened(self, room: Room) -> None:
        room.posted.subscribe(partial(self._posted, room))

    def _posted(self, room: Room, message: Message) -> None:
        called = called_by(room, message)
        eager = self._eager.get(room_of(room.key), set())
        for number in (called | eager) - {message.author.number}:
            wishes = self._known.get(number)
            if wishes is not None and wishes.tell(room.key, is_called=number in called):
                self._tell(number, room, message, is_called=number in called)

    def _tell(self, number: int, room: Room, message: Message, *, is_called: bool) -> None:
        moment = asyncio.get_running_loop().time()
        tabs = [tab for tab in self._counters.by_member.get(number, ()) if tab.client.has_socket_connection]
        if not tabs or any(tab.sees(room.key) for tab in tabs):
            return
        if not self._rights.may(tabs[0].member, Verb.READ, room.key):
            return
        if not is_called and isinstance(room, Thread) and not room.is_followed_by(tabs[0].member):
            return
        one_of_each: dict[str, Unread] = {tab.browser: tab for tab in tabs}
        for tab in one_of_each.values():
            if is_called or moment - tab.told.get(room.key, -PAUSE) >= PAUSE:
                tab.told[room.key] = moment
                tab.on_news(room.id, message)
