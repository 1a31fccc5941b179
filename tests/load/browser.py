"""Simulated browsers: one for each way. They come in as a browser does and read what it would show."""

import asyncio
import json
import re
import time
from typing import Any, ClassVar, Final, Self

from .checker import Checker
from .crowd import Crowd
from .feed import Change, FeedPart
from .page import Page, listener, request
from .text import MARK
from .websocket import PATIENCE, Socket

MESSAGE_ID: Final = re.compile(rb'"_id":\s*(\d+)}]$')  # NiceGUI's outbox numbers what goes through it


class Browser:
    """A client of a plain WebSocket: every text is a message."""

    is_narrow: ClassVar = False
    """Whether little waits for it on the way, so that a server notices soon that it does not read."""

    def __init__(self, name: str, port: int, room: str, crowd: Crowd) -> None:
        self.name = name
        self.checker = Checker()
        self.news = 0
        """How often something came; pings are no news."""
        self.is_lost = False
        """Whether it was dropped."""
        self._port = port
        self._room = room
        self._crowd = crowd
        self._newest = 0
        self._socket = Socket(self._on_text, self._on_lost, is_narrow=self.is_narrow)

    @classmethod
    async def open(cls, name: str, port: int, room: str, crowd: Crowd) -> Self:
        """Come into the room."""
        browser = cls(name, port, room, crowd)
        await browser._enter()
        return browser

    @property
    def wire_bytes(self) -> int:
        """Bytes that came over the socket."""
        return self._socket.wire_bytes

    @property
    def repeats(self) -> int:
        """Rows that came again."""
        return 0

    def faults(self, sent: int) -> list[str]:
        """What was not as it must be after so many messages."""
        return [f'{self.name}: {fault}' for fault in self.checker.faults(sent)]

    def acknowledge(self) -> None:
        """What a page does every three seconds."""

    def close(self) -> None:
        """Close the tab."""
        self._socket.close()

    async def _enter(self) -> None:
        number = self.name.rpartition('-')[2]
        await self._connect(f'/ws/chat/{self._room}/{number}?username={self.name}')

    async def _connect(self, path: str, cookies: str = '') -> None:
        await self._socket.open(self._port, path, {'Cookie': cookies} if cookies else None)

    def _on_text(self, payload: bytes, arrived: int) -> None:
        self.news += 1
        marks = MARK.findall(payload)
        for number, _ in marks:
            self.checker.see(int(number))
        self._note(marks, arrived)

    def _on_lost(self, why: str) -> None:
        self.is_lost = True
        self._crowd.lose(f'{self.name} was dropped: {why}')

    def _note(self, marks: list[tuple[bytes, bytes]], arrived: int) -> None:
        for number, sent in marks:
            if int(number) > self._newest:
                self._newest = int(number)
                self._crowd.got(self._newest, int(sent), arrived)


class NiceGuiBrowser(Browser):
    """A NiceGUI page: Engine.IO and Socket.IO as socket.io.min.js speaks them, numbering as nicegui.js does it."""

    async def _enter(self) -> None:
        await self._show(Page((await request(self._port, '/')).text))

    async def _show(self, page: Page, cookies: str = '') -> None:
        self._client_id = page.client_id
        self._next_id, self._acknowledged = page.next_message_id, -1
        self._connected = asyncio.Event()
        await self._connect(page.socket_path, cookies)
        async with asyncio.timeout(PATIENCE):
            await self._connected.wait()

    def acknowledge(self) -> None:
        if self._acknowledged < self._next_id:
            self._acknowledged = self._next_id
            self._emit('ack', {'client_id': self._client_id, 'next_message_id': self._next_id})

    def _emit(self, event: str, data: object) -> None:
        self._socket.send(b'42' + json.dumps([event, data]).encode())

    def _on_text(self, payload: bytes, arrived: int) -> None:
        if payload.startswith(b'42'):
            if (numbered := MESSAGE_ID.search(payload, len(payload) - 40)) is not None:
                number = int(numbered[1])
                if number < self._next_id:
                    return
                self._next_id = number + 1
            self._on_event(payload, arrived)
        elif payload == b'2':
            self._socket.send(b'3')
        elif payload.startswith(b'0'):
            self._socket.send(b'40')
        elif payload.startswith(b'40'):
            self._connected.set()
            self._on_connect()
        elif payload.startswith((b'41', b'44')):
            self._on_lost(payload.decode())

    def _on_connect(self) -> None:
        pass

    def _on_event(self, payload: bytes, arrived: int) -> None:
        super()._on_text(payload, arrived)


class ExampleBrowser(NiceGuiBrowser):
    """NiceGUI's chat example: everything is drawn anew each time, so only what was not there before counts."""

    def __init__(self, name: str, port: int, room: str, crowd: Crowd) -> None:
        super().__init__(name, port, room, crowd)
        self._came = time.perf_counter_ns()

    def _on_event(self, payload: bytes, arrived: int) -> None:
        self.news += 1
        marks = sorted(
            {mark for mark in MARK.findall(payload) if int(mark[1]) > self._came}, key=lambda mark: int(mark[0])
        )
        for number, _ in marks:
            if int(number) > self.checker.last:
                self.checker.see(int(number))
        self._note(marks, arrived)


class ChatBrowser(NiceGuiBrowser):
    """This chat's room page."""

    _kind: ClassVar[type[Change]] = Change
    widest = 0
    """How many revisions the widest change led over: more than 1, and what was missed came together."""

    @property
    def repeats(self) -> int:
        return self._feed.repeats

    @classmethod
    async def invited(cls, name: str, port: int, room: str, crowd: Crowd) -> Self:
        """Let in, but no page is open yet."""
        browser = cls(name, port, room, crowd)
        await browser._join()
        return browser

    def another(self) -> Self:
        """One more page of the same person, not open yet."""
        browser = type(self)(self.name, self._port, self._room, self._crowd)
        browser._address, browser._cookies = self._address, self._cookies
        return browser

    async def look(self) -> Page:
        """Ask for the page of somebody who was let in, and no more."""
        return Page((await request(self._port, self._address, cookies=self._cookies)).text)

    async def show(self) -> None:
        """Open it."""
        page = await self.look()
        number, feed = page.element('name', 'rev', 'whole')
        first = self._kind(json.dumps({'base': 0, 'rev': feed['props']['rev'], 'put': feed['props']['html']}).encode())
        for mark, _ in first.marks:
            self._newest = int(mark)
        self.checker = Checker(last=max(first.seqs, default=0))
        self._feed_element = number, feed
        self._feed = self._begin(page, first)
        await self._show(page, self._cookies)

    def _begin(self, page: Page, first: Change) -> FeedPart:
        return FeedPart(first.rev, self.checker, self._ask)

    async def _enter(self) -> None:
        await self._join()
        await self.show()

    async def _join(self) -> None:
        answer = await request(self._port, '/join_chat', form={'username': self.name, 'room_id': self._room})
        if answer.status != 303:
            raise ConnectionError(f'{self.name} may not come in: {answer.status} {answer.text[:500]}')
        self._address, self._cookies = answer.headers['Location'], answer.cookies

    def close(self) -> None:
        self._feed.stop()
        super().close()

    def _ask(self, rev: int) -> None:
        self._tell('sync', self._feed_element, {'rev': rev})

    def _tell(self, event: str, to: tuple[int, dict[str, Any]], said: dict[str, Any]) -> None:
        """What an element's part in the browser emits."""
        number, element = to
        where = {'id': number, 'client_id': self._client_id, 'listener_id': listener(element, event)}
        self._emit('event', {**where, 'args': [json.dumps(said)]})

    def _on_connect(self) -> None:
        self._feed.sync()

    def _on_event(self, payload: bytes, arrived: int) -> None:
        if payload.startswith(b'42["feed"'):
            self._receive(self._kind(payload), arrived)
        elif payload.startswith(b'42["run_javascript"'):
            change = self._kind.in_code(json.loads(payload[2:])[1]['code'])
            if change:
                self._receive(change, arrived)

    def _receive(self, change: Change, arrived: int) -> None:
        if change.is_passing:
            return
        self.news += 1
        self.widest = max(self.widest, change.rev - change.base)
        self._feed.receive(change)
        self._note(change.marks, arrived)


class StallingBrowser(ChatBrowser):
    """One that at times does not read, behind a connection that holds little: as on a network, not on one machine."""

    is_narrow = True

    def stall(self) -> None:
        """Read nothing more."""
        self._socket.stall()

    def read_on(self) -> None:
        """Read again."""
        self._socket.read_on()


BROWSERS: Final[dict[str, type[Browser]]] = {
    'ours': ChatBrowser,
    'before': ChatBrowser,
    'c': Browser,
    'floor': Browser,
    'broadcast': Browser,
    'old_plain': Browser,
    'old': Browser,
    'sio_room': NiceGuiBrowser,
    'chat_message': NiceGuiBrowser,
    'example': ExampleBrowser,
    'bare': NiceGuiBrowser,
}
