"""A link between browser and server that can be cut, frozen and hung.

Playwright's `set_offline` closes no socket, and a phone that loses its network does not say goodbye to its server.
"""

import asyncio
from typing import Final

BLOCK: Final = 65536  # bytes that are passed on at a time


class Proxy:
    """Passes on TCP connections, until told otherwise."""

    def __init__(self, port: int) -> None:
        """
        :param port: of the server behind it
        """
        self._target = port
        self._server: asyncio.Server | None = None
        self.only_http = False
        """Refuse WebSockets, as some companies' proxies do."""
        self._refusing = False
        self._moving = asyncio.Event()
        self._moving.set()
        self._links: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()

    async def start(self) -> None:
        """Listen on a free port of this machine."""
        self._server = await asyncio.start_server(self._serve, '127.0.0.1', 0)

    @property
    def url(self) -> str:
        """Where the chat is reached through it, without a slash at the end."""
        assert self._server is not None
        return f'http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}'

    def cut(self) -> None:
        """Close every connection and refuse new ones."""
        self._refusing = True
        self._abort()

    def freeze(self) -> None:
        """Move nothing and close nothing."""
        self._moving.clear()

    def hang(self) -> None:
        """Close every connection, accept new ones and never answer."""
        self._moving.clear()
        self._abort()

    def mend(self) -> None:
        """Pass on again, also what was held back."""
        self._refusing = False
        self._moving.set()

    async def stop(self) -> None:
        """Close everything."""
        assert self._server is not None
        self._server.close()
        self._abort()
        for link in self._links:
            link.cancel()
        await asyncio.gather(*self._links, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refusing:
            return writer.transport.abort()
        # a task of our own: asyncio keeps those it made for itself, and a test has to end them all
        link = asyncio.create_task(self._link(reader, writer))
        self._links.add(link)
        link.add_done_callback(self._links.discard)

    async def _link(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        await self._moving.wait()
        first = await reader.read(BLOCK)
        if self.only_http and b'upgrade: websocket' in first.lower():
            writer.write(b'HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n')
            return writer.close()
        try:
            up_reader, up_writer = await asyncio.open_connection('127.0.0.1', self._target)
        except OSError:
            return writer.transport.abort()
        self._writers.add(up_writer)
        up_writer.write(first)
        try:
            await asyncio.gather(self._pass_on(reader, up_writer), self._pass_on(up_reader, writer))
        finally:
            self._writers -= {writer, up_writer}
            writer.transport.abort()
            up_writer.transport.abort()

    async def _pass_on(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(BLOCK):
                await self._moving.wait()
                sink.write(data)
                await sink.drain()
        except OSError:
            pass  # the other half of the link finds out by itself
        finally:
            sink.close()

    def _abort(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
