"""What floods need: people at addresses of their own, as this machine has plenty of, and a look at the memory."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

import httpx

from tests.server import Server
from tests.visitor import PATIENCE, Visitor

MANY: Final = 20  # requests that are under way at the same time
FEW: Final = 15  # searches at once, of which fewer than 32 may wait


def browser_at(server: Server, address: str) -> httpx.AsyncClient:
    """A browser whose requests come from an address of 127.0.0.0/8."""
    transport = httpx.AsyncHTTPTransport(local_address=address, verify=False, limits=httpx.Limits(max_connections=MANY))
    return httpx.AsyncClient(base_url=server.url, transport=transport, timeout=PATIENCE)


async def many(n: int, once: Callable[[int], Awaitable[int]]) -> list[int]:
    """Do something `n` times, many at once; the answers' status codes."""
    turn = asyncio.Semaphore(MANY)

    async def one(number: int) -> int:
        async with turn:
            return await once(number)

    return await asyncio.gather(*(one(number) for number in range(n)))


async def search(visitor: Visitor, *texts: str) -> None:
    """Open the search dialog and ask for each of these."""
    await fire(visitor, 'Search', 'click', 0)
    await visitor._until(lambda: any('Search all rooms' in frame for frame in visitor.frames), 'the dialog')
    for update in (data for event, data in visitor.heard if event == 'update'):
        visitor.elements |= {number: element for number, element in update.items() if isinstance(element, dict)}
    for n, text in enumerate(texts, 1):
        await fire(visitor, 'Search', 'update:value', text)
        if not n % FEW:  # more at once would be refused, limits or not
            await visitor.quiet()


async def fire(visitor: Visitor, label: str, event: str, args: object) -> None:
    """Fire an event of the element that is called so."""
    for number, element in visitor.elements.items():
        if (element.get('props') or {}).get('aria-label') == label:
            for listener in (each for each in element.get('events') or () if each['type'] == event):
                message = {'id': int(number), 'client_id': visitor.client_id, 'listener_id': listener['listener_id']}
                call = ['event', message | {'args': [json.dumps(args)]}]
                await visitor.socket.send('42' + json.dumps(call))
                return
    raise AssertionError(f'nothing is called {label} and has {event}')


async def talks(server: Server, room: str, address: str) -> None:
    """Somebody else comes in, says something and reads it, all within the patience of a test."""
    async with await Visitor.join(server, 'Bob', room, browser_at(server, address)) as bob:
        await bob.say('undisturbed')
        await bob.hears('undisturbed')


def resident(pid: int) -> int:
    """Bytes of memory that a process has."""
    return int(Path(f'/proc/{pid}/statm').read_text().split()[1]) * 4096
