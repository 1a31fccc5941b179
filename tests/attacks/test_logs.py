"""The log: it is not filled and not forged from outside, and tells no secrets."""

import json
import re
from collections.abc import Callable
from itertools import count

import httpx
import pytest

from tests.attacks import attack
from tests.guard.test_nonsense import events
from tests.server import Server
from tests.visitor import Visitor

EVENT = re.compile(r'\d{4}-\d\d-\d\dT[\d:.]+Z [A-Z]+ [\w.]+: \S.*|  \| .*|Chat is ready at .*')
FORGED = '2026-01-01T00:00:00.000Z ERROR chat: forged'
ROOMS = count(1)


async def send(server: Server, *packets: object) -> str:
    """Send these from a page, and wait until they were read and somebody else has been heard; what the log grew by."""
    before = len(server.log)
    async with await Visitor.join(server, 'Alice', room := f'log-{next(ROOMS)}') as alice:
        async with await Visitor.join(server, 'Mallory', room) as mallory:
            for packet in packets:
                await mallory.socket.send('42' + json.dumps(packet).replace('"CLIENT"', json.dumps(mallory.client_id)))
        await alice.say('undisturbed')
        await alice.hears('undisturbed')
    return server.log[before:]


@attack('T35', without='log,sockets')
async def test_words_of_a_browser_fill_the_log(server: Server) -> bool:
    packet = ['log', {'client_id': 'CLIENT', 'level': 'error', 'message': 'x' * 1000}]
    return len(await send(server, *[packet] * 300)) > 50_000


@pytest.mark.attack('T35')
async def test_broken_events_fill_the_log(attacked: Callable[..., Server]) -> None:
    sizes = []
    with Server().start() as fresh:  # one of its own, because each kind is reported some times
        for server in (fresh, attacked(without='log,sockets')):
            async with await Visitor.join(server, 'Mallory', f'log-{next(ROOMS)}') as mallory:
                broken = [event for event in events(mallory) if isinstance(event, list) and event != ['disconnect']]
            sizes.append(len(await send(server, *broken * 10)))
    assert 2 * sizes[0] < sizes[1], sizes


@attack('T35', without='log,unknown')
async def test_paths_that_do_not_exist_fill_the_log(server: Server) -> bool:
    before = len(server.log)
    async with httpx.AsyncClient(base_url=server.url, verify=False) as browser:
        for n in range(60):
            await browser.get(f'/{n}/{"x" * 1000}')
    return len(server.log) - before > 30_000


@attack('T36', without='log,sockets')
async def test_a_browser_forges_a_line_of_the_log(server: Server) -> bool:
    texts = [f'nothing\n{FORGED}', f'nothing\r\n{FORGED}', f'nothing\x1b[2J\u2028{FORGED}']
    packets = [['log', {'client_id': 'CLIENT', 'level': 'error', 'message': text}] for text in texts]
    log = await send(server, *packets, ['event', {'client_id': f'x\n{FORGED}', 'id': {}}])
    return any(line.startswith(FORGED) or not EVENT.fullmatch(line) for line in log.split('\n')[:-1])


@attack('T36', without='log,unknown')
async def test_an_address_forges_a_line_of_the_log(server: Server) -> bool:
    before = len(server.log)
    async with httpx.AsyncClient(base_url=server.url, verify=False) as browser:
        await browser.get(f'/nothing%0a{FORGED.replace(" ", "%20")}?secret=hidden')
    log = server.log[before:]
    return 'hidden' in log or any(line.startswith(FORGED) for line in log.split('\n'))
