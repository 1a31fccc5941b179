"""The window of `python main.py --native`: Qt's own, driven from outside, on a machine that needs no screen."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.api.guest import Guest
from tests.command import UP, Command
from tests.server import free_port

if TYPE_CHECKING:
    from playwright.async_api import Page

# without Qt's sandbox, because CI may be root
NO_SCREEN: Final = {'QT_QPA_PLATFORM': 'offscreen', 'QTWEBENGINE_DISABLE_SANDBOX': '1'}
ENDED: Final = 10.0  # seconds from a closed window to the end of the program


@asynccontextmanager
async def window_of(command: Command, debugging: int) -> AsyncIterator['Page']:
    """The page that the window shows, as soon as it shows it."""
    from playwright.async_api import Error, async_playwright

    async with async_playwright() as playwright, asyncio.timeout(UP):
        while True:
            assert command.is_anything_left, command.output
            try:
                engine = await playwright.chromium.connect_over_cdp(f'http://127.0.0.1:{debugging}', no_defaults=True)
            except Error:
                await asyncio.sleep(0.1)  # it does not listen yet
                continue
            if page := next((page for context in engine.contexts for page in context.pages), None):
                break
            await engine.close()
        page.set_default_timeout(UP * 1000)
        await page.wait_for_url(f'http://127.0.0.1:{command.port}/**')
        # NiceGUI listens for files that are dropped on the window; closed before that, it prints a traceback
        await page.wait_for_function('Object.keys(window.pywebview?._eventHandlers ?? {}).length')
        yield page


def native(debugging: int, *options: str) -> Command:
    return Command('--native', *options, env=NO_SCREEN | {'QTWEBENGINE_REMOTE_DEBUGGING': f'127.0.0.1:{debugging}'})


def window_process(command: Command) -> int:
    """The number of the process that has the window: the one that Qt's are children of."""
    parents: dict[int, int] = {}
    engines: list[int] = []
    for folder in Path('/proc').glob('[0-9]*'):
        try:
            name, _, rest = (folder / 'stat').read_text(errors='replace').partition('(')[2].rpartition(')')
        except OSError:
            continue
        parents[int(folder.name)] = int(rest.split()[1])
        if name.startswith('QtWebEngine'):
            engines.append(int(folder.name))
    return next(parents[engine] for engine in engines if parents.get(parents[engine]) == command.pid)


reloading_too = pytest.mark.parametrize(
    'options', [(), pytest.param(('--reload',), marks=pytest.mark.long)], ids=['plain', 'reload']
)


@reloading_too
async def test_it_says_where_others_can_join_lets_people_talk_and_ends_when_it_is_closed(
    options: tuple[str, ...],
) -> None:
    debugging = free_port()
    async with native(debugging, *options) as command, window_of(command, debugging) as page:
        assert f'Chat is ready at http://localhost:{command.port}' in command.output
        await page.get_by_role('textbox', name='Your name').fill('Anna')
        await page.get_by_role('textbox', name='Room ID').fill('1')
        await page.get_by_role('button', name='Join chat').click()
        await page.get_by_role('textbox', name='Type a message').wait_for()
        async with Guest(command.server, '1', 5, username='Bot') as bot:
            await page.get_by_role('textbox', name='Type a message').fill('Hello from the window')
            await page.get_by_role('button', name='Send').click()
            await bot.hears('Anna (ID: 1000000): Hello from the window')
            await bot.say('Hello from a program')
            await page.get_by_role('log').get_by_text('Hello from a program').wait_for()
            await page.get_by_role('log').get_by_text('Hello from the window').wait_for()
        os.kill(window_process(command), signal.SIGINT)  # pywebview's way to close all windows from outside
        assert await command.end(within=ENDED) == 0
        assert 'cannot be loaded' not in command.output, 'a toolkit that is not there is not spoken of'
        assert 'Traceback' not in command.output


async def test_who_loses_the_window_loses_the_program_too() -> None:
    debugging = free_port()
    async with native(debugging) as command, window_of(command, debugging) as page:
        await page.get_by_role('button', name='Join chat').wait_for()
        os.kill(window_process(command), signal.SIGKILL)
        assert await command.end(within=ENDED) == 0


@reloading_too
@pytest.mark.parametrize('how', ['SIGTERM', pytest.param('Ctrl+C', marks=pytest.mark.long)])
async def test_ending_the_program_closes_the_window(how: str, options: tuple[str, ...]) -> None:
    debugging = free_port()
    async with native(debugging, *options) as command, window_of(command, debugging) as page:
        await page.get_by_role('button', name='Join chat').wait_for()
        if how == 'SIGTERM':
            command.tell(signal.SIGTERM)
        else:
            command.interrupt()
        assert await command.end(within=ENDED) == 0
        assert 'Traceback' not in command.output


@pytest.mark.parametrize('screen', [{'DISPLAY': ':77'}, {'WAYLAND_DISPLAY': 'wayland-77'}], ids=['X11', 'Wayland'])
async def test_a_display_that_is_not_there_is_named_in_one_sentence(screen: dict[str, str]) -> None:
    async with Command('--native', env=screen, is_forked=True) as command:
        assert await command.end() == 1
        (display,) = screen.values()
        assert command.output == (
            f'No window can be opened on the display {display}. Start without --native and use a browser.\n'
        )


@pytest.mark.skipif(os.geteuid() != 0, reason='Qt refuses to run without its sandbox only for root')
async def test_an_engine_that_refuses_to_run_ends_the_program_with_a_sentence() -> None:
    async with Command('--native', env={'QT_QPA_PLATFORM': 'offscreen'}) as command:
        assert await command.end() == 1
        assert 'Running as root without --no-sandbox is not supported' in command.output
        assert command.output.splitlines()[-1].startswith('The window could not be opened; the reason may stand above.')
