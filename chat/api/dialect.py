"""The plain WebSocket dialect: `/ws/chat/{room_id}/{user_id}?username=NAME`, one text frame a message.

Kept for clients of the system this one grew from. Nothing is proven in it and so nothing is believed: such a guest
speaks in rooms under a visible number. What a client does not read in time is not kept for it: its socket is closed.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from nicegui import background_tasks, json

from ..errors import BadName, ChatError, NotInRoom, NotLetIn, RoomGone, TooFast
from ..feed.wire import cut
from ..guard.address import client_address
from ..model.hub import Hub
from ..model.limits import Act, Limits
from ..model.member import GUEST_NUMBERS, Member
from ..model.message import Came, Draft, Message, Notice
from ..model.rights import Verb
from ..model.room import Room
from ..model.spelling import clean_name, clean_room_id, key_of
from ..words import LANGUAGES, Words, explain, words_of

BACKLOG: Final = 256  # frames that wait for one client; with more it is cut off
POLITE: Final = 2.0  # seconds that a client which is cut off is given to hear why
DEAF: Final = 50  # messages refused in a row for coming too fast, after which a client is cut off
UNSUPPORTED, POLICY, TOO_SLOW, GOING_AWAY = 1003, 1008, 1013, 1001  # close codes of RFC 6455, section 7.4
FORBIDDEN: Final = 4403  # what HTTP calls 403


def router(hub: Hub, limits: Limits, refuse: Callable[[Member], None] = lambda _: None) -> APIRouter:
    """`WS /ws/chat/{room_id}/{user_id}`.

    :param refuse: raises a ChatError for somebody who may not be here under their name
    """
    routes = APIRouter()

    @routes.websocket('/ws/chat/{room_id}/{user_id}')
    async def chat(socket: WebSocket, room_id: str, user_id: str, username: str = '', lang: str = 'ru') -> None:
        await socket.accept()
        words = words_of(lang if lang in LANGUAGES else 'ru')
        address = client_address(socket.scope)
        try:
            number = int(user_id) if user_id.isascii() and user_id.isdecimal() and len(user_id) < 10 else 0
            if number not in GUEST_NUMBERS:
                return await socket.close(POLICY, f'user_id: 1 - {GUEST_NUMBERS[-1]}')
            name = clean_name(username) if username.strip() else f'User_{number}'
            member = Member(number=number, name=name)
            refuse(member)
            key = key_of(clean_room_id(room_id))
            hub.rights.refuse_address(address, key)
            hub.rights.refuse(member, Verb.READ, key)
            person = f'{address} {number}'
            limits.spend(Act.JOIN, person=person, address=address)
            room = await hub.open(room_id, person=person, address=address)
            hub.rights.refuse_address(address, key)  # it may have been closed meanwhile
            hub.rights.refuse(member, Verb.READ, key)
        except NotLetIn as error:
            return await socket.close(FORBIDDEN, _short(explain(error, words)))
        except ChatError as error:
            return await socket.close(POLICY, _short(explain(error, words)))
        await Listener(socket, room, member, words, refuse, address=address).run()

    return routes


class Listener:
    """One connection of the dialect."""

    def __init__(
        self,
        socket: WebSocket,
        room: Room,
        member: Member,
        words: Words,
        refuse: Callable[[Member], None],
        *,
        address: str,
    ) -> None:
        self._socket = socket
        self._room = room
        self._member = member
        self._words = words
        self._address = address
        self._refuse = refuse
        self._frames: asyncio.Queue[str] = asyncio.Queue(BACKLOG)
        self._too_slow = asyncio.Event()
        self._put_out = asyncio.Event()

    async def run(self) -> None:
        """Listen and speak until the client goes, or is cut off."""
        room, places = self._room, self._room.rights.places
        room.hold(self)
        places.arrive(self._member, self._address)
        room.posted.subscribe(self._on_posted)
        room.noticed.subscribe(self._on_noticed)
        work: list[asyncio.Task[Any]] = []
        try:
            room.join(self._member, self, self._put_out.set)
            work += [
                background_tasks.create(step(), name=f'dialect {step.__name__}', handle_exceptions=False)
                for step in (self._listen, self._speak, self._too_slow.wait, self._put_out.wait)
            ]
            await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
        except ChatError:  # the room is being deleted at this moment
            self._put_out.set()
        finally:
            room.posted.unsubscribe(self._on_posted)
            room.noticed.unsubscribe(self._on_noticed)
            room.depart(self._member, self)
            room.release(self)
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)
            reason = self._reason()
            places.depart(self._member, self._address)
        if self._too_slow.is_set():
            await self._cut_off()
        elif self._put_out.is_set():
            code = POLICY if isinstance(reason, BadName) else FORBIDDEN
            with suppress(WebSocketDisconnect, RuntimeError):
                await self._socket.close(code, _short(explain(reason, self._words)))
        for task in work:
            if not task.cancelled() and (fault := task.exception()) and not isinstance(fault, WebSocketDisconnect):
                raise fault

    def _reason(self) -> ChatError:
        """Why somebody is not in the room any more."""
        if self._room.is_gone:
            return RoomGone()
        try:
            self._refuse(self._member)
            self._room.rights.refuse(self._member, Verb.READ, self._room.key)
        except ChatError as error:
            return error
        return NotInRoom()

    async def _listen(self) -> None:
        refused = 0
        while True:
            frame = await self._socket.receive()
            if frame['type'] == 'websocket.disconnect':
                return
            text = frame.get('text')
            if text is None:
                return await self._socket.close(UNSUPPORTED, 'text frames only')
            if not text.strip():
                continue  # the old system broadcast it; here it is nothing
            try:
                await self._room.post(self._member, Draft(text=text), address=self._address)
                refused = 0
            except TooFast as error:
                if (refused := refused + 1) > DEAF:
                    return await self._socket.close(POLICY, _short(explain(error, self._words)))
                text, seconds = explain(error, self._words), round(error.retry_after, 3)
                self._put(text=text, is_self=True, type='error', retry_after=seconds)
            except ChatError as error:
                self._put(text=explain(error, self._words), is_self=True, type='error')

    async def _speak(self) -> None:
        while True:
            try:
                await self._socket.send_text(await self._frames.get())
            except RuntimeError:  # the server has closed it already, as after a frame that is too long
                return

    def _on_posted(self, message: Message) -> None:
        self._queue(_frame_of(message, self._is_self(message.author)))

    def _on_noticed(self, notice: Notice) -> None:
        who = f'{notice.member.name} (ID: {notice.member.number})'
        _ = self._words
        text = (
            _('{who} joined the chat.', who=who)
            if notice.kind is Came.JOINED
            else _('{who} has left the chat.', who=who)
        )
        self._put(
            text=text,
            is_self=self._is_self(notice.member),
            type=notice.kind.value,
            id=notice.member.number,
            name=notice.member.name,
            at=notice.at.isoformat(),
        )

    def _is_self(self, member: Member) -> bool:
        return member.number == self._member.number

    def _put(self, **frame: object) -> None:
        self._queue(json.dumps(frame))

    def _queue(self, frame: str) -> None:
        try:
            self._frames.put_nowait(frame)
        except asyncio.QueueFull:
            self._too_slow.set()

    async def _cut_off(self) -> None:
        # who does not read does not hear "goodbye" either: do not wait for long
        with suppress(TimeoutError, WebSocketDisconnect, RuntimeError):
            async with asyncio.timeout(POLITE):
                await self._socket.close(TOO_SLOW, 'too slow')
        cut(self._socket.scope)


@lru_cache(maxsize=2)  # all listeners of a room are told in turn
def _frame_of(message: Message, is_self: bool) -> str:
    """The same object for all who hear it: of those who do not read, each keeps hundreds."""
    author = message.author
    return json.dumps(
        {
            'text': f'{author.name} (ID: {author.number}): {message.gist}',
            'is_self': is_self,
            'type': 'message',
            'seq': message.seq,
            'id': author.number,
            'name': author.name,
            'plain': message.gist,
            'at': message.at.isoformat(),
        }
    )


def _short(reason: str) -> str:
    """A reason that fits a close frame: 123 bytes."""
    return reason.encode()[:120].decode(errors='ignore')
