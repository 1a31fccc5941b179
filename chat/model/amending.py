"""What may be done to what was said: edit, remove, bring back, react, pin. `room.amending` has the verbs."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from ..errors import CannotKeep, NotAllowed, NotInRoom
from ..talk_errors import PollClosed
from .amendment import (
    UNDO,
    Amended,
    Amendment,
    Answered,
    ClosePoll,
    Edit,
    Pin,
    React,
    Remove,
    Restore,
    Version,
    Vote,
)
from .deed import Deed, What
from .limits import Act
from .member import Member
from .message import Message, checked_text, now
from .rights import Verb

if TYPE_CHECKING:
    from .room import Room


class Amending:
    """The verbs that change messages of one room. Each is durable when it returns, and everybody sees it then."""

    def __init__(self, room: 'Room') -> None:
        self._room = room
        self._showing = asyncio.Lock()

    async def edit(self, by: Member, seq: int, text: str, *, others: Iterable[Member] = (), address: str = '') -> None:
        """Say something else instead; what was said is kept as an earlier version.

        :param others: who else the same browser speaks as
        :param address: from where, for the limits
        :raises NotAllowed: it is somebody else's message, or a poll: others have answered what it asks
        :raises NotInRoom, NotLetIn, ReadOnly, Muted: whoever edits may not speak here
        :raises BadText: there is nothing to read in it, or too much
        :raises TooFast: they, or all at this address, have said too much lately
        """
        message = await self.look_up(seq)
        if message is None or message.poll or not self._is_by(message, by):
            raise NotAllowed
        text = checked_text(text, is_caption=bool(message.files))
        self._speak(by, others, Act.MESSAGE, address)
        mentions = await self._room.mentioning.found(by, text, is_edit=True)
        await self._amend(Edit(seq=seq, text=text, mentions=mentions))

    async def remove(self, by: Member, seq: int) -> None:
        """Take the text out, everywhere; for `UNDO` seconds it can be restored, and then it is gone for good.

        :raises NotAllowed: it is somebody else's message, and whoever wants it removed is no moderator
        :raises NotLetIn: they may not be here
        """
        message = await self.look_up(seq)
        is_own = message is not None and self._is_by(message, by)
        if not is_own:
            self._room.rights.refuse(by, Verb.MODERATE, self._room.key)
        changed = await self._amend(Remove(seq=seq, until=now() + timedelta(seconds=UNDO)))
        if changed and message is not None and not is_own:
            await self._note(by, What.REMOVED, message)

    async def restore(self, by: Member, seq: int) -> None:
        """Undo that a message was removed.

        :raises NotAllowed, NotLetIn: as with `remove`
        """
        message = await self.look_up(seq)
        is_own = message is not None and self._is_by(message, by)
        if not is_own:
            self._room.rights.refuse(by, Verb.MODERATE, self._room.key)
        if await self._amend(Restore(seq=seq)) and message is not None and not is_own:
            await self._note(by, What.RESTORED, message)

    async def react(
        self, by: Member, seq: int, emoji: str, *, others: Iterable[Member] = (), address: str = ''
    ) -> None:
        """Give a reaction, or take it back.

        :param emoji: one emoji; anything else is passed over
        :raises NotInRoom, NotLetIn, ReadOnly, Muted: whoever reacts may not speak here
        :raises TooFast: they, or all at this address, have reacted too often lately
        """
        if is_emoji(emoji):
            self._speak(by, others, Act.REACTION, address)
            await self._amend(React(seq=seq, by=by, emoji=emoji))

    async def pin(self, by: Member, seq: int, *, is_on: bool, others: Iterable[Member] = ()) -> None:
        """Put a message where everybody finds it, or take it from there.

        :param others: who else the same browser speaks as
        :raises NotAllowed, NotLetIn: it is for moderators to do, in rooms that somebody owns
        """
        self._room.rights.refuse(by, Verb.PIN, self._room.key)
        self._speak(by, others, Act.REACTION, '')
        await self._amend(Pin(seq=seq, by=by, is_on=is_on))

    async def vote(self, by: Member, seq: int, place: int, *, others: Iterable[Member] = (), address: str = '') -> None:
        """Choose an answer of a poll, or take it back.

        :raises PollClosed: nobody votes any more
        :raises NotInRoom, NotLetIn, ReadOnly, Muted: whoever votes may not speak here
        :raises TooFast: they, or all at this address, have voted too often lately
        """
        message = await self.find(seq)
        if message is None or message.poll is None:
            return
        self._speak(by, others, Act.REACTION, address)
        if message.poll.is_closed:
            raise PollClosed
        await self._amend(Vote(seq=seq, by=by, place=place))

    async def close_poll(self, by: Member, seq: int) -> None:
        """Let nobody vote any more.

        :raises NotAllowed: it is somebody else's poll, and whoever wants it closed is no moderator
        :raises NotLetIn: they may not be here
        """
        message = await self.find(seq)
        if message is None or not self._is_by(message, by):
            self._room.rights.refuse(by, Verb.MODERATE, self._room.key)
        await self._amend(ClosePoll(seq=seq))

    def count_answers(self, seq: int) -> None:
        """What is told of a thread under its first message is not true any more: look, and tell all."""
        self._room.remember(asyncio.create_task(self._count(seq), name=f'count answers in {self._room.key}'))

    async def versions(self, seq: int) -> list[Version]:
        """What a message said before it was edited, the first first."""
        return await self._room.store.versions(self._room.key, seq)

    def own_last(self, by: Member) -> Message | None:
        """The newest message of somebody's own that can be edited; only among the newest of the room."""
        own = (
            each
            for each in reversed(self._room.tail)
            if self._is_by(each, by) and not each.is_removed and not each.poll
        )
        return next(own, None)

    async def find(self, seq: int) -> Message | None:
        """A message as it is now; None if it is not kept, or was removed."""
        message = await self.look_up(seq)
        return message if message is not None and not message.is_removed else None

    async def look_up(self, seq: int) -> Message | None:
        """A message as it is now, or what is left of it; None if it is not kept."""
        for message in reversed(self._room.tail):
            if message.seq == seq:
                return message
        found = await self._room.store.before(self._room.key, seq + 1, 1)
        return found[0] if found and found[0].seq == seq else None

    def is_own(self, message: Message, by: Member) -> bool:
        """Whether somebody may change what it says."""
        return self._is_by(message, by) and message.poll is None

    @staticmethod
    def _is_by(message: Message, member: Member) -> bool:
        return message.author == member and not member.is_unproven  # others may have picked such a number

    def _speak(self, by: Member, others: Iterable[Member], act: Act, address: str) -> None:
        if by not in self._room.presence:
            raise NotInRoom
        self._room.rights.refuse_all((by, *others), Verb.POST, self._room.key)
        self._room.limits.spend(act, person=str(by.number), address=address)

    async def _amend(self, amendment: Amendment) -> list[Amended]:
        # a task of its own: whoever changes it may go away meanwhile, but what the store has kept must be shown
        keeping = asyncio.create_task(self._keep(amendment), name=f'amend in {self._room.key}')
        return await self._room.keep(keeping)

    async def _keep(self, amendment: Amendment) -> list[Amended]:
        changed = await self._room.store.amend(self._room.key, amendment)
        if changed:
            async with self._showing:  # taken in the order of the answers, which is that of the store
                await self._room.prepare([message.text for message, _ in changed])
                self._room.amend(changed)
        return changed

    async def _count(self, seq: int) -> None:
        with suppress(CannotKeep):  # the next answer tells it
            await self._keep(Answered(seq=seq))

    async def _note(self, by: Member, what: What, message: Message) -> None:
        deed = Deed(room=self._room.key, by=by, what=what, whom=message.author.name, seq=message.seq)
        await self._room.rights.note(deed)


def is_emoji(text: str) -> bool:
    """Whether it is one emoji and nothing else."""
    from emoji import is_emoji as is_one  # on first use: it knows thousands

    return len(text) <= 16 and is_one(text)
