"""`websockets.broadcast`, without compression: the library's own way to write one text to many connections."""

import argparse
import asyncio

from websockets.asyncio.server import ServerConnection, broadcast, serve

from ..loop import run
from .article import payload

connections: set[ServerConnection] = set()


async def handle(connection: ServerConnection) -> None:
    connections.add(connection)
    try:
        async for text in connection:
            assert isinstance(text, str)
            broadcast(connections, payload(text.encode()).decode())
    finally:
        connections.discard(connection)


async def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser()
    parser.add_argument('--port', type=int, required=True)
    async with serve(handle, '127.0.0.1', parser.parse_args().port, compression=None, backlog=2048):
        await asyncio.Event().wait()


if __name__ == '__main__':
    run(main())
