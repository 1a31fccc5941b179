"""A room: who is in it, what was said, and the news of both."""

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final, TypeVar

from nicegui import Event

from ..errors import ChatError, NotAllowed, NotInRoom, RoomGone, TooSoon
from .account import Account
from .amending import Amending
from .amendment import Amended
from .deed import Deed, What
from .head import Head
from .limits import Act, Limits
from .member import Member
from .mentioning import Mentioning
from .message import Came, Draft, Message, Notice, Prepare, need_nothing
from .presence import Presence
from .rights import Rights, Verb
from .spelling import key_of, room_of
from .store import Extent, Store

T = TypeVar('T')

FIRST_SHOWN: Final = 50  # of the tail: what whoever comes in sees first
TAIL: Final = 200  # messages of a room that are held in memory; older ones are asked from the store


class Room:
    """One room of this process. Only the verbs below change it: pages, programs and bots all call the same ones."""

    def __init__(
        self,
        room_id: str,
        store: Store,
        *,
        grace: float = 20.0,
        limits: Limits | None = None,
        rights: Rights | None = None,
        prepare: Prepare = need_nothing,
    ) -> None:
        """
        :param room_id: as it will be shown (see spelling.clean_room_id)
        :param store: where its messages are kept
        :param grace: seconds between a person's last disconnection and their leaving
        :param limits: of what is posted; none if not given
        :param rights: who may do what in it; everybody everything if None
        :param prepare: what has to be done with texts before anybody is shown them
        """
        self.prepare = prepare
        self.rights = rights or Rights()
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
        self.amended = Event[list[Amended]]()
        """Messages are not what they were, as after an edit or a reaction; in the order of `seq`."""
        self.amending = Amending(self)
        """What may be done to what was said."""
        self.head = Head(self)
        self.mentioning = Mentioning(self)
        self.reported = Event[Deed]()
        """Somebody wants a moderator to look at a message."""
        self.reviewed = Event[str]()
        """In this room somebody may do more or less than before; whoever may not be here any more was put out."""
        self.is_gone = False
        """It is being deleted: nobody comes in any more."""
        self.tail: deque[Message] = deque(maxlen=TAIL)
        self.presence = Presence(grace=grace, joined=self._joined, left=self._left)
        self.extent = Extent(first=1, last=0)
        """What there is: the oldest message that is kept and the newest."""
        self.limits = limits or Limits()
        self._early: dict[int, Message] = {}  # those that overtook others on the way here
        self._keeping: set[asyncio.Task[Any]] = set()
        self._holders: set[Hashable] = set()
        self._spoke: dict[Member, tuple[float, str]] = {}  # when and with which draft, where slow mode is on

    async def load(self) -> None:
        """Fill the tail from the store; before anybody is in the room."""
        self.id = await self.store.name_of(self.key) or self.id
        self.tail.extend(await self.store.before(self.key, None, TAIL))
        await self.prepare([message.text for message in self.tail][-FIRST_SHOWN:])
        self.extent = (await self.store.extents([self.key]))[self.key]
        await self.head.load()

    async def post(
        self, author: Member, draft: Draft, *, others: Iterable[Member] = (), address: str = ''
    ) -> tuple[Message, bool]:
        """Say something.

        :param others: who else the same browser speaks as
        :param address: from where, for the limits
        :return: the message, and whether it had been posted before (a draft that was sent again)
        :raises NotInRoom: the author is not here
        :raises BadText: there is nothing to read in it, or too much
        :raises TooFast: the author, or everybody at this address, has said too much lately
        :raises NotForAll, TooManyCalls: it calls everybody
        :raises NotLetIn, ReadOnly, Muted: the author may not speak here
        :raises TooSoon: or has to wait
        """
        if author not in self.presence:
            raise NotInRoom
        self.rights.refuse_all((author, *others), Verb.POST, self.key)
        draft = draft.checked()
        if draft.reply_to is not None and not self.extent.first <= draft.reply_to <= self.extent.last:
            draft = replace(draft, reply_to=None)
        for kept in reversed(self.tail):  # sent again because the answer was lost: that is not said twice
            if kept.client_msg_id == draft.client_msg_id and kept.author == author:
                return kept, True
        self._refuse_haste(author, draft)
        self.limits.spend(Act.MESSAGE, person=self._voice(author), address=address)
        self.mentioning.refuse(author, draft.text, address)
        # a task of its own: whoever posts may go away meanwhile, but what the store has kept must be received
        return await self.keep(asyncio.create_task(self._keep(author, draft), name=f'post in {self.key}'))

    async def keep(self, keeping: asyncio.Task[T]) -> T:
        """Wait for something that is being written; until then the room stays open."""
        self.remember(keeping)
        return await asyncio.shield(keeping)

    def remember(self, keeping: asyncio.Task[Any]) -> None:
        """Stay open until this is done, for which nobody waits."""
        self._keeping.add(keeping)
        keeping.add_done_callback(self._keeping.discard)

    def _voice(self, author: Member) -> str:
        # an unproven number counts in its room only: in others somebody else may have picked it
        return f'{author.number} {room_of(self.key)}' if author.is_unproven else str(author.number)

    async def _keep(self, author: Member, draft: Draft) -> tuple[Message, bool]:
        draft = replace(draft, mentions=await self.mentioning.found(author, draft.text))
        last = self.extent.last
        message = await self.store.append(self.key, author, draft, name=self.id)
        try:  # before it is heard: between the two the room would be begun and nobody's, and refuse its author
            if message.seq == 1:
                await self._begun(author)
            await self.prepare([message.text])
        finally:
            self.receive(message)
        return message, message.seq <= last

    async def _begun(self, author: Member) -> None:
        """The first word is said."""
        if self.rights.account_of(author):
            with suppress(ChatError):  # somebody was quicker, or it cannot be kept now: an administrator can do it
                await self.rights.own(author, self.key)

    def _refuse_haste(self, author: Member, draft: Draft) -> None:
        pause = self.rights.door(self.key).slow_mode
        if not pause or self.rights.may(author, Verb.MODERATE, self.key):
            return
        moment = time.monotonic()
        last, again = self._spoke.get(author, (-math.inf, ''))
        if again == draft.client_msg_id:  # sent once more, because its answer was lost
            return
        if (wait := last + pause - moment) > 0:
            raise TooSoon(math.ceil(wait))
        self._spoke = {member: spoke for member, spoke in self._spoke.items() if spoke[0] + pause > moment}
        self._spoke[author] = moment, draft.client_msg_id

    async def kick(self, by: Member, whom: Member) -> None:
        """Put somebody out of all their tabs, at once; they may come back by the door.

        :raises NotLetIn, NotAllowed: it is for moderators to do, and only to those below them
        """
        self.rights.refuse(by, Verb.MODERATE, self.key)
        if self.rights.role(whom, self.key) >= self.rights.role(by, self.key):
            raise NotAllowed
        self.presence.leave(whom)
        await self.rights.note(Deed(room=self.key, by=by, what=What.KICKED, whom=whom.label))

    async def report(self, by: Member, seq: int, *, address: str = '') -> None:
        """Tell the moderators of a message.

        :param address: from where, for the limits
        :raises NotInRoom: whoever reports is not here
        :raises TooFast: they, or all at this address, have reported too much lately
        """
        if by not in self.presence:
            raise NotInRoom
        if self.extent.first <= seq <= self.extent.last:
            self.limits.spend(Act.REPORT, person=str(by.number), address=address)
            deed = Deed(room=self.key, by=by, what=What.REPORTED, seq=seq)
            await self.rights.note(deed)
            self.reported.emit(deed)

    def may_be_owned_by(self, member: Member) -> bool:
        """Whether a member may make the room theirs: nobody owns it, nothing was said, and they have an account."""
        return not self.extent.last and self.rights.may_own(member, self.key)

    def review(self) -> None:
        """Rights have changed: put out whoever may not be here any more."""
        for member in self.presence.all:
            if not self.rights.may(member, Verb.READ, self.key):
                self.presence.leave(member)
        self.reviewed.emit(self.key)

    def receive(self, message: Message) -> None:
        """Take in what the store has kept, from this process or another: in the order of `seq`, each once."""
        if message.seq <= self.extent.last:
            return
        self._early[message.seq] = message
        while (following := self._early.pop(self.extent.last + 1, None)) is not None:
            self.extent = replace(self.extent, last=following.seq)
            self.tail.append(following)
            self.posted.emit(following)

    def amend(self, changed: list[Amended]) -> None:
        """Take in messages as the store has them now."""
        by_seq = {message.seq: message for message, _ in changed}
        self.tail = deque((by_seq.get(each.seq, each) for each in self.tail), maxlen=TAIL)
        self.amended.emit(changed)

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
        await self.prepare([message.text for message in kept][-FIRST_SHOWN:])
        kept = await self.store.before(self.key, None, TAIL)  # once more: meanwhile something may have been said
        self.tail.clear()
        self.tail.extend(message for message in kept if message.seq <= self.extent.last)
        self.rewritten.emit()

    async def clear(self) -> None:
        """It is to be deleted: lead everybody out, and wait for what is being written."""
        self.is_gone = True
        for member in self.presence.all:
            self.presence.leave(member)
        self.reviewed.emit(self.key)
        await asyncio.gather(*self._keeping, return_exceptions=True)

    def expect(self, member: Member) -> None:
        """Keep a name free for somebody who is about to join.

        :raises NameTaken: another member bears it
        :raises NotLetIn: they may not be here
        """
        self._refuse_ruins()
        self.rights.refuse(member, Verb.READ, self.key)
        self.presence.expect(member)

    def join(self, member: Member, connection: Hashable, on_left: Callable[[], None] = lambda: None) -> None:
        """Be here, with one connection more; idempotent.

        :param on_left: called when the member leaves, as from another tab, while this connection is open or lost
        :raises NameTaken: another member bears the name
        :raises NotLetIn: they may not be here
        """
        self._refuse_ruins()
        self.rights.refuse(member, Verb.READ, self.key)
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

    def _refuse_ruins(self) -> None:
        if self.is_gone:
            raise RoomGone

    def _joined(self, member: Member) -> None:
        self.noticed.emit(Notice(kind=Came.JOINED, member=member))

    def _left(self, member: Member) -> None:
        self.noticed.emit(Notice(kind=Came.LEFT, member=member))
