"""The sender: one more participant, who only writes; by the plain WebSocket that every way offers."""

from typing import Self

from .crowd import Crowd
from .text import WORDS, text
from .websocket import Socket


class Sender:
    """Writes texts with rising numbers."""

    def __init__(self, crowd: Crowd, place: int = 0, of: int = 1) -> None:
        self.sent = 0
        self._place, self._of = place, of
        self._crowd = crowd
        self._socket = Socket(self._on_text, self._on_lost)

    @classmethod
    async def open(cls, port: int, room: str, crowd: Crowd, *, place: int = 0, of: int = 1) -> Self:
        """Come into the room.

        :param of: how many senders there are, so that no number is said twice ...
        :param place: ... and which of them this is
        """
        sender = cls(crowd, place, of)
        await sender._socket.open(port, f'/ws/chat/{room}/{999999 - place}?username=Load')
        return sender

    @property
    def numbers(self) -> range:
        """The numbers of what it said."""
        return range(self._place + 1, self._place + 1 + self.sent * self._of, self._of)

    def say(self, words: int = 0) -> None:
        """Send the next message.

        :param words: how long it is, if not as usual
        """
        self._socket.send(text(self._place + 1 + self.sent * self._of, words or WORDS).encode())
        self.sent += 1

    def close(self) -> None:
        """Go."""
        self._socket.close()

    def _on_text(self, payload: bytes, _: int) -> None:
        if b'"type":"error"' in payload:
            self._crowd.lose(f'the sender was refused: {payload.decode()}')

    def _on_lost(self, why: str) -> None:
        self._crowd.lose(f'the sender was dropped: {why}')
