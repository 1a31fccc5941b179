"""Somebody who speaks through the plain WebSocket: no browser, straight to the server, as fast as wanted."""

import asyncio
import json
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import quote

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

PATIENCE: Final = 20.0  # seconds that posting may take on a busy machine
BURST: Final = 50  # messages that are sent before an answer is waited for


class Bot:
    """Posts, and keeps what everybody posts: `heard` is the truth that browsers are compared with.

    async with Bot(server.url, 'tea') as bot:
        await bot.say('Hello')
    """

    def __init__(self, url: str, room_id: str, name: str = 'Bot', number: int = 5) -> None:
        """
        :param url: of the server, without a slash at the end
        :param room_id: where it speaks
        :param name: what it calls itself; pages show it with its number
        """
        path = f'/ws/chat/{quote(room_id, safe="")}/{number}?username={quote(name)}&lang=en'
        self._address = url.replace('http', 'ws', 1) + path
        self._socket: ClientConnection | None = None
        self._listening: asyncio.Task[None] | None = None
        self._news = asyncio.Condition()
        self.heard: dict[int, str] = {}
        """Every message since it came, by `seq`."""

    async def say(self, *texts: str) -> None:
        """Post these, in this order, and return when all of them are in the room."""
        assert self._socket is not None
        for start in range(0, len(texts), BURST):
            burst = texts[start : start + BURST]
            before = sum(text == burst[-1] for text in self.heard.values())
            for text in burst:
                await self._socket.send(text)
            await self.hears(burst[-1], before + 1)

    async def hears(self, text: str, times: int = 1) -> None:
        """Wait until this was posted, by whomever."""
        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(lambda: sum(heard == text for heard in self.heard.values()) >= times)

    async def _listen(self) -> None:
        assert self._socket is not None
        try:
            async for frame in self._socket:
                said: dict[str, Any] = json.loads(frame)
                if said['type'] == 'message':
                    async with self._news:
                        self.heard[said['seq']] = said['plain']
                        self._news.notify_all()
        except ConnectionClosed:
            pass  # a server that was stopped: who waits for something runs out of patience

    async def __aenter__(self) -> Self:
        self._socket = await connect(self._address, compression=None)
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._socket is not None
        assert self._listening is not None
        await self._socket.close()
        await self._listening
