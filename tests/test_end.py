"""The end of `python main.py`: soon, in order and without a word, whoever is connected."""

import asyncio
import re
import signal
import sys
from typing import Final

import httpx
import pytest

from tests.api.guest import Guest
from tests.command import HERE_ONLY, STOPPED, Command
from tests.visitor import Visitor

pytestmark = pytest.mark.skipif(sys.platform == 'win32', reason='signals and process groups are those of POSIX')

SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)
WAYS: Final[dict[str, tuple[tuple[str, ...], bool]]] = {'plain': ((), True), 'reload': (('--reload',), False)}


@pytest.mark.parametrize(
    ('way', 'sign'),
    [
        ('plain', signal.SIGTERM),
        ('plain', signal.SIGINT),
        ('reload', signal.SIGTERM),
        pytest.param('reload', signal.SIGINT, marks=pytest.mark.long),
    ],
)
async def test_it_comes_soon_and_in_order_whoever_is_connected(way: str, sign: signal.Signals) -> None:
    async with started(way) as command:
        await command.up()
        async with (
            await Visitor.join(command.server, 'Alice', '1'),
            Guest(command.server, '1', 5, username='Иван'),
            httpx.AsyncClient(base_url=command.server.url, timeout=30) as browser,
        ):
            poll = await hold_a_poll(command, browser)
            command.tell(sign)
            assert await command.end(within=STOPPED) == 0
            assert (await poll).text == '1'  # "close" in Engine.IO: the browser is to look for a new connection
        assert without_link(command.output) == f'Chat is ready at http://127.0.0.1:{command.port}\n'


@pytest.mark.parametrize('way', WAYS)
async def test_ctrl_c_in_a_terminal_prints_nothing(way: str) -> None:
    async with started(way) as command:
        await command.up()
        command.interrupt()
        assert await command.end(within=STOPPED) == 0
        assert without_link(command.output) == f'Chat is ready at http://127.0.0.1:{command.port}\n'


@pytest.mark.parametrize('sign', SIGNALS)
async def test_it_can_come_while_it_is_still_loading(sign: signal.Signals) -> None:
    at_an_import = f"""
import os, sys
class Finder:
    def find_spec(name, *_):
        if name == 'nicegui':
            os.kill(os.getpid(), {int(sign)})
sys.meta_path.insert(0, Finder)
"""
    async with Command(before=at_an_import) as command:
        assert await command.end() == 0
        assert command.output == ''


async def test_it_does_not_wait_for_who_connects_and_says_nothing() -> None:
    async with started('plain') as command:
        await command.up()
        _, writer = await asyncio.open_connection('127.0.0.1', command.port)
        writer.write(b'GET / HTTP/1.1\r\n')
        await writer.drain()
        command.tell(signal.SIGTERM)
        assert await command.end(within=STOPPED) == 0
        writer.close()


def started(way: str) -> Command:
    """With a program that reloads, or without, which is forked: tests/test_forking.py sees plain ones end alike."""
    options, is_forked = WAYS[way]
    return Command(*HERE_ONLY, *options, is_forked=is_forked)


async def hold_a_poll(command: Command, browser: httpx.AsyncClient) -> asyncio.Task[httpx.Response]:
    """Come to the join page with a browser that has no WebSocket, and wait for news by long polling."""
    page = Visitor(command.server, browser, (await browser.get('/')).text)
    path = page.socket_url(transport='polling').partition(str(command.port))[2]
    opened = await browser.get(path)
    sid = opened.text.partition('"sid":"')[2].partition('"')[0]
    path = f'/_nicegui_ws/socket.io/?EIO=4&transport=polling&sid={sid}'
    await browser.post(path, content='40')
    while (news := await browser.get(path)).text and not news.text.startswith('40'):
        pass
    sent = asyncio.Event()

    async def trace(event: str, _: object) -> None:
        if event == 'http11.send_request_body.complete':
            sent.set()

    poll = asyncio.create_task(browser.get(path, extensions={'trace': trace}))
    await sent.wait()
    for _ in range(3):  # what came after it is answered: it was taken note of
        await browser.get('/healthz')
    assert not poll.done()
    return poll


def without_link(output: str) -> str:
    """What was said beside the link for the administrator."""
    return re.sub(r'To become its administrator: .*\n', '', output)
