"""The sender: one more participant, who only writes; by the plain WebSocket that every way offers."""

from typing import Self

from .crowd import Crowd
from .text import WORDS, text
from .websocket import Socket


class Sender:
    """Writes texts with rising numbers."""

    def __init__(self, crowd: Crowd) -> None:
        self.sent = 0
        self._crowd = crowd
        self._socket = Socket(self._on_text, self._on_lost)

    @classmethod
    async def open(cls, port: int, room: str, crowd: Crowd) -> Self:
        """Come into the room."""
        sender = cls(crowd)
        await sender._socket.open(port, f'/ws/chat/{room}/999999?username=Load')
        return sender

    def say(self, words: int = 0) -> None:
        """Send the next message.

        :param words: how long it is, if not as usual
        """
        self.sent += 1
        self._socket.send(text(self.sent, words or WORDS).encode())

    def close(self) -> None:
        """Go."""
        self._socket.close()

    def _on_text(self, payload: bytes, _: int) -> None:
        if b'"type":"error"' in payload:
            self._crowd.lose(f'the sender was refused: {payload.decode()}')

    def _on_lost(self, why: str) -> None:
        self._crowd.lose(f'the sender was dropped: {why}')
