"""A program that speaks the plain WebSocket dialect. It is in the room, or refused, as soon as it is connected.

async with Guest(server, '7', 5, username='Иван') as ivan:
    await ivan.say('Привет')
    await ivan.hears('Иван (ID: 5): Привет')
"""

import asyncio
import json
from contextlib import suppress
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlencode

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.patience import PATIENCE
from tests.server import Server

Frame = dict[str, Any]


def address(server: Server, room_id: str, user_id: object, **query: str) -> str:
    """Where that guest connects."""
    path = f'/ws/chat/{quote(room_id, safe="")}/{quote(str(user_id))}'
    return server.url.replace('http', 'ws', 1) + path + (f'?{urlencode(query)}' if query else '')


class Guest:
    """One connection. `heard` is everything it was told and has been waited for, `first` what it was told first."""

    def __init__(self, server: Server, room_id: str, user_id: object, *, is_new: bool = True, **query: str) -> None:
        """
        :param is_new: nobody is told of the second connection of one guest, not even that guest
        :param query: username, lang
        """
        self._address = address(server, room_id, user_id, **query)
        self.heard: list[Frame] = []
        self.first: Frame = {}
        self._is_new = is_new

    async def __aenter__(self) -> Self:
        self.socket = await connect(self._address, max_size=None, max_queue=None)  # else unread frames hold up closing
        if self._is_new:
            with suppress(ConnectionClosed):
                self.first = await self.hear()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        await self.socket.close()

    async def say(self, text: str) -> None:
        """Send a text frame."""
        await self.socket.send(text)

    async def hear(self) -> Frame:
        """The next frame."""
        async with asyncio.timeout(PATIENCE):
            text = await self.socket.recv()
        assert isinstance(text, str), 'a text frame'
        frame = json.loads(text)
        assert isinstance(frame, dict)
        assert isinstance(frame['text'], str)
        assert isinstance(frame['is_self'], bool)
        self.heard.append(frame)
        return frame

    async def hears(self, text: str) -> Frame:
        """The first of the next frames with this text."""
        try:
            while (frame := await self.hear())['text'] != text:
                pass
        except (TimeoutError, ConnectionClosed) as error:
            raise AssertionError(
                f'waited in vain for {text!r}; came: {[f["text"] for f in self.heard[-20:]]}'
            ) from error
        return frame

    async def is_closed(self) -> tuple[int | None, str | None]:
        """Wait until the server closes the connection; the code and the reason."""
        try:
            while True:
                await self.hear()
        except ConnectionClosed as closed:
            return (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (None, None)
