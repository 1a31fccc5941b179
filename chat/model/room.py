"""A room: who is in it, what was said, and the news of both."""

import asyncio
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Final

from nicegui import Event

from ..errors import NotInRoom
from .account import Account
from .member import Member
from .message import Came, Draft, Message, Notice
from .presence import Presence
from .spelling import key_of
from .store import Extent, Store

TAIL: Final = 200  # messages of a room that are held in memory; older ones are asked from the store


class Room:
    """One room of this process. Only the verbs below change it: pages, programs and bots all call the same ones."""

    def __init__(self, room_id: str, store: Store, *, grace: float = 20.0) -> None:
        """
        :param room_id: as it will be shown (see spelling.clean_room_id)
        :param store: where its messages are kept
        :param grace: seconds between a person's last disconnection and their leaving
        """
        self.id = room_id
        self.key = key_of(room_id)
        self.store = store
        self.posted = Event[Message]()
        """A message is durable and in its place; emitted in the order of `seq`."""
        self.forgotten = Event[int]()
        """Everything up to this `seq` was deleted because of its age."""
        self.rewritten = Event[[]]()
        """Something that was said is not what it was: whoever shows it shows it anew."""
        self.noticed = Event[Notice]()
        """Somebody came or went."""
        self.tail: deque[Message] = deque(maxlen=TAIL)
        self.presence = Presence(grace=grace, joined=self._joined, left=self._left)
        self.extent = Extent(first=1, last=0)
        """What there is: the oldest message that is kept and the newest."""
        self._early: dict[int, Message] = {}  # those that overtook others on the way here
        self._keeping: set[asyncio.Task[tuple[Message, bool]]] = set()
        self._holders: set[Hashable] = set()

    async def load(self) -> None:
        """Fill the tail from the store; before anybody is in the room."""
        self.id = await self.store.name_of(self.key) or self.id
        self.tail.extend(await self.store.before(self.key, None, TAIL))
        self.extent = (await self.store.extents([self.key]))[self.key]

    async def post(self, author: Member, draft: Draft) -> tuple[Message, bool]:
        """Say something.

        :return: the message, and whether it had been posted before (a draft that was sent again)
        :raises NotInRoom: the author is not here
        :raises BadText: there is nothing to read in it, or too much
        """
        if author not in self.presence:
            raise NotInRoom
        # a task of its own: whoever posts may go away meanwhile, but what the store has kept must be received
        keeping = asyncio.create_task(self._keep(author, draft.checked()), name=f'post in {self.key}')
        self._keeping.add(keeping)
        keeping.add_done_callback(self._keeping.discard)
        return await asyncio.shield(keeping)

    async def _keep(self, author: Member, draft: Draft) -> tuple[Message, bool]:
        last = self.extent.last
        message = await self.store.append(self.key, author, draft, name=self.id)
        self.receive(message)
        return message, message.seq <= last

    def receive(self, message: Message) -> None:
        """Take in what the store has kept, from this process or another: in the order of `seq`, each once."""
        if message.seq <= self.extent.last:
            return
        self._early[message.seq] = message
        while (following := self._early.pop(self.extent.last + 1, None)) is not None:
            self.extent = replace(self.extent, last=following.seq)
            self.tail.append(following)
            self.posted.emit(following)

    def forget(self, seq: int) -> None:
        """What is this old or older is not kept any more."""
        while self.tail and self.tail[0].seq <= seq:
            self.tail.popleft()
        if seq >= self.extent.first:
            self.extent = replace(self.extent, first=seq + 1)
            self.forgotten.emit(seq)

    async def rewrite(self) -> None:
        """Something that was kept has changed: read the tail anew."""
        kept = await self.store.before(self.key, None, TAIL)
        self.tail.clear()
        self.tail.extend(message for message in kept if message.seq <= self.extent.last)
        self.rewritten.emit()

    def expect(self, member: Member) -> None:
        """Keep a name free for somebody who is about to join.

        :raises NameTaken: another member bears it
        """
        self.presence.expect(member)

    def join(self, member: Member, connection: Hashable, on_left: Callable[[], None] = lambda: None) -> None:
        """Be here, with one connection more; idempotent.

        :param on_left: called when the member leaves, as from another tab, while this connection is open or lost
        :raises NameTaken: another member bears the name
        """
        self.presence.connect(member, connection, on_left)

    def disconnect(self, member: Member, connection: Hashable) -> None:
        """A connection ended, perhaps to come back within the grace period."""
        self.presence.disconnect(member, connection)

    def lose(self, member: Member, connection: Hashable) -> None:
        """A connection ended that will not come back, though the person may."""
        self.presence.forget(member, connection)

    def depart(self, member: Member, connection: Hashable) -> None:
        """A connection ended that will not come back; after the last one the member has left."""
        self.presence.depart(member, connection)

    def leave(self, member: Member) -> None:
        """Leave for good, at once."""
        self.presence.leave(member)

    def put_out(self, account: Account) -> None:
        """Let all others who bear the name of an account leave."""
        for member in self.presence.bearing(account.key):
            if member != account.member:
                self.presence.leave(member)

    def hold(self, holder: Hashable) -> None:
        """Keep the room open while somebody looks at it, connected or not."""
        self._holders.add(holder)

    def release(self, holder: Hashable) -> None:
        """Look away again."""
        self._holders.discard(holder)

    @property
    def is_idle(self) -> bool:
        """Nobody is here, is awaited, looks at it or is writing: it can be closed and opened again from the store."""
        return self.presence.is_empty and not self._holders and not self._keeping

    def _joined(self, member: Member) -> None:
        self.noticed.emit(Notice(kind=Came.JOINED, member=member))

    def _left(self, member: Member) -> None:
        self.noticed.emit(Notice(kind=Came.LEFT, member=member))
