"""A thread: what is said about one message, in a room of its own under the room where that message stands."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from nicegui import Event

from ..errors import CannotKeep
from .member import Member
from .message import Draft, Message
from .room import Room
from .spelling import thread_key


@dataclass(frozen=True, kw_only=True, slots=True)
class Follow:
    """Somebody wants to know of what is said in a thread, or does not any more."""

    member: int
    """A number."""
    thread: str
    """A key."""
    is_on: bool = True
    read: int = 0
    """What they have read of it, if they have never been there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Followed:
    """A thread that somebody follows, as lists show it."""

    key: str
    room_name: str
    """The room that it is under, as it is shown."""
    origin: int
    text: str
    """The beginning of its first message; empty if that was removed or is not kept."""


class ThreadStore(Protocol):
    """What a store keeps of threads beside what it keeps of all rooms."""

    async def follow(self, follow: Follow) -> None:
        """Keep that somebody follows a thread, or left it; and what they have read, if nothing is known of that.

        :raises CannotKeep: it cannot be written at the moment
        """

    async def followers(self, thread: str) -> dict[int, bool]:
        """Who follows a thread, and who has left it (False)."""

    async def followed_by(self, member: int, limit: int) -> list[Followed]:
        """The threads that somebody follows, the ones begun last first."""


class Thread(Room):
    """One thread of this process. Its people, its door and what they may do are those of the room that it is under."""

    def __init__(self, parent: Room, origin: int, followed: Event[Follow]) -> None:
        """
        :param parent: the room that it is under
        :param origin: the `seq` of its first message there
        :param followed: where it is told who follows it
        """
        super().__init__(
            f'{parent.id}/{origin}',
            parent.store,
            limits=parent.limits,
            rights=parent.rights,
            prepare=parent.prepare,
        )
        self.key = thread_key(parent.key, origin)
        self.parent = parent
        self.origin = origin
        self.presence = parent.presence
        self.reported = parent.reported
        self.reviewed = parent.reviewed
        self._followed = followed
        self._followers: dict[int, bool] = {}
        self._has_told_first = False  # who wrote the first message follows by now, or never will

    async def load(self) -> None:
        """Fill the tail from the store, and learn who follows it."""
        await super().load()
        self._followers = await self.store.threads.followers(self.key)

    async def post(
        self, author: Member, draft: Draft, *, others: Iterable[Member] = (), address: str = ''
    ) -> tuple[Message, bool]:
        """Say something: see Room. Who does follows the thread, and who wrote its first message, unless they left."""
        message, is_repeated = await super().post(author, draft, others=others, address=address)
        if not is_repeated:
            with suppress(CannotKeep):  # with the next word
                await self._follow_after(message)
        return message, is_repeated

    async def _follow_after(self, message: Message) -> None:
        if not self.is_followed_by(message.author):
            await self.follow(message.author, read=message.seq)
        for each in message.mentions:
            if each.member not in self._followers:
                await self.follow(Member(number=each.member, name=each.name), read=message.seq - 1)
        if self._has_told_first:
            return
        first = await self.parent.amending.look_up(self.origin)
        if first is not None and first.author.number not in self._followers:
            await self.follow(first.author, read=message.seq - 1)
        self._has_told_first = True

    def is_followed_by(self, member: Member) -> bool:
        """Whether somebody is told what is said here."""
        return self._followers.get(member.number, False)

    async def follow(self, member: Member, *, is_on: bool = True, read: int | None = None) -> None:
        """Be told what is said here from now on, or not any more. Nobody is who has proven nothing.

        :param read: what they know; everything if None
        :raises CannotKeep: it cannot be kept at the moment
        """
        if member.is_unproven or not member.number or self.parent.is_gone:
            return
        follow = Follow(
            member=member.number, thread=self.key, is_on=is_on, read=self.extent.last if read is None else read
        )
        await self.store.threads.follow(follow)
        self._followers[member.number] = is_on
        self._followed.emit(follow)

    def remember(self, keeping: asyncio.Task[Any]) -> None:
        """Stay open until this is done, and the room as well: nothing is written to what is deleted."""
        super().remember(keeping)
        self.parent.remember(keeping)

    @property
    def is_idle(self) -> bool:
        """Nobody looks at it or is writing."""
        return not self._holders and not self._keeping

    async def _begun(self, author: Member) -> None:
        """Who says the first word in it does not own it: whoever owns the room does."""

    def _refuse_haste(self, author: Member, draft: Draft) -> None:
        self.parent._refuse_haste(author, draft)
