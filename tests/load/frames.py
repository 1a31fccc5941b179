"""Frames of a WebSocket (RFC 6455), taken apart and put together with as little work as possible."""

import zlib
from collections.abc import Iterator
from typing import Final

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
FIN, COMPRESSED, MASKED = 0x80, 0x40, 0x80
NO_KEY: Final = bytes(4)  # masking with zeros is a legal mask, and costs neither side anything


class BrokenFrame(Exception):
    """What came is no frame that these servers send."""


class Inflater:
    """permessage-deflate, the receiving half (RFC 7692)."""

    def __init__(self, accepted: str) -> None:
        """
        :param accepted: the server's Sec-WebSocket-Extensions
        """
        self._starts_anew = 'server_no_context_takeover' in accepted
        self._inflate = zlib.decompressobj(wbits=-zlib.MAX_WBITS)

    def __call__(self, payload: bytes) -> bytes:
        if self._starts_anew:
            self._inflate = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
        return self._inflate.decompress(payload + b'\x00\x00\xff\xff')


class Frames:
    """One direction of a connection."""

    def __init__(self, inflater: Inflater | None = None) -> None:
        self._inflater = inflater
        self._rest = b''

    def read(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """Opcode and payload of every frame that is complete with these bytes.

        :raises BrokenFrame: fragments and binary frames are not expected here
        """
        data = self._rest + data if self._rest else data
        self._rest = b''
        at, end = 0, len(data)
        while end - at >= 2:
            first, size, start = data[at], data[at + 1] & 0x7F, at + 2
            if size > 125:
                start += 2 if size == 126 else 8
                size = int.from_bytes(data[at + 2 : start])  # if bytes are wanting, `start` already lies behind the end
            masked = data[at + 1] & MASKED
            start += 4 if masked else 0
            if start + size > end:
                break
            payload = data[start : start + size]
            if masked:
                payload = _unmasked(payload, data[start - 4 : start])
            if not first & FIN or first & 0x0F not in {TEXT, CLOSE, PING, PONG}:
                raise BrokenFrame(data[at : at + 16])
            if first & COMPRESSED:
                if self._inflater is None:
                    raise BrokenFrame('compressed, but that was not agreed on')
                payload = self._inflater(payload)
            at = start + size
            yield first & 0x0F, payload
        self._rest = data[at:]


def frame(payload: bytes, opcode: int = TEXT, *, key: bytes = b'') -> bytes:
    """One frame; a client has to give a key."""
    size, masked = len(payload), MASKED if key else 0
    if size < 126:
        head = bytes((FIN | opcode, masked | size))
    elif size < 65536:
        head = bytes((FIN | opcode, masked | 126)) + size.to_bytes(2)
    else:
        head = bytes((FIN | opcode, masked | 127)) + size.to_bytes(8)
    return head + key + (_unmasked(payload, key) if key else payload)


def _unmasked(payload: bytes, key: bytes) -> bytes:
    if key == NO_KEY:
        return payload
    size = len(payload)
    mask = (key * (size // 4 + 1))[:size]
    return (int.from_bytes(payload) ^ int.from_bytes(mask)).to_bytes(size)
