"""The start of `python main.py`: what it says, opens and leaves behind. Some look at what comes after it, and fork."""

import re
import shutil
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest
import segno
from websockets.asyncio.client import connect

from chat.address import lan_address, url
from tests.api.guest import Guest
from tests.command import HERE_ONLY, STOPPED, Command, has_ipv6
from tests.patience import eventually
from tests.server import ROOT
from tests.visitor import Visitor

pytestmark = pytest.mark.skipif(sys.platform == 'win32', reason='signals and process groups are those of POSIX')

BLOCKS: Final = {' ': (0, 0), '▀': (1, 0), '▄': (0, 1), '█': (1, 1)}
needs_ipv6 = pytest.mark.skipif(not has_ipv6(), reason='this machine has no IPv6')


class TestWhatItSays:
    async def test_addresses_for_this_machine_and_for_the_network_and_a_qr_code_of_the_latter(self) -> None:
        async with Command() as command:
            await command.up()
            here, *rest, admin = command.output.splitlines()
            assert re.fullmatch(f'To become.*: http://localhost:{command.port}/sign-up\\?admin=[\\w-]{{32}}', admin)
            assert here == f'Chat is ready at http://localhost:{command.port}'
            lan = lan_address()
            if lan is None:
                assert rest == []
                return
            assert rest[0] == f'On your network: {url(lan, command.port)}'
            code = modules_for(url(lan, command.port))
            assert modules_of([line for line in rest[1:] if line])[: len(code)] == code

    async def test_only_the_local_address_when_nobody_else_is_let_in(self) -> None:
        async with Command(*HERE_ONLY, '--title', 'Workshop', is_forked=True) as command:
            await command.up()
            here, admin = command.output.splitlines()
            assert here == f'Workshop is ready at http://127.0.0.1:{command.port}'
            assert f': http://127.0.0.1:{command.port}/sign-up?admin=' in admin

    async def test_a_terminal_that_cannot_show_the_code_is_no_reason_not_to_start(self) -> None:
        async with Command('--title', 'Чат', env={'PYTHONIOENCODING': 'ascii'}) as command:
            await command.up()
            assert command.output.startswith(f'??? is ready at http://localhost:{command.port}\n')
            assert 'Traceback' not in command.output

    async def test_help_and_nothing_else(self) -> None:
        async with Command('--help') as command:
            assert await command.end() == 0
            assert command.output.startswith('usage: python main.py [options]\n')


class TestTheBrowser:
    @pytest.mark.parametrize('host', [pytest.param('127.0.0.1', marks=pytest.mark.long), '0.0.0.0'])
    async def test_is_opened_when_asked_for(self, host: str, tmp_path: Path) -> None:
        async with Command('--show', '--host', host, env=browser_in(tmp_path)) as command:
            await eventually(lambda: (tmp_path / 'opened').exists(), within=30)
            assert (tmp_path / 'opened').read_text().strip() == f'http://127.0.0.1:{command.port}/'

    async def test_is_not_opened_otherwise(self, tmp_path: Path) -> None:
        async with Command(*HERE_ONLY, env=browser_in(tmp_path), is_forked=True) as command:
            await command.up()
            async with await Visitor.join(command.server, 'Alice', '1'):  # time enough for a browser to come up
                command.tell(signal.SIGTERM)
                await command.end()
            assert not (tmp_path / 'opened').exists()


class TestReload:
    async def test_starts_again_when_a_source_file_changes_and_says_so_in_two_lines(self, tmp_path: Path) -> None:
        project = copy_of_the_project(tmp_path)
        async with Command('--reload', main=project / 'main.py', cwd=project) as command:
            await command.up()
            first = command.output
            assert first.count('is ready at') == 1
            with (project / 'chat' / 'errors.py').open('a') as file:
                file.write('\n\nclass Newer(ChatError):\n    """Something new."""\n')
            await eventually(lambda: command.output.count('is ready at') == 2, within=30)
            await command.up()
            news = command.output.removeprefix(first).splitlines()
            assert re.search("'chat/errors.py'. Reloading...$", news[0])
            assert news[1:] == [f'Chat is ready at http://localhost:{command.port}']
            command.tell(signal.SIGTERM)
            assert await command.end(within=STOPPED) == 0


class TestTheFolder:
    async def test_may_be_any_and_stays_as_it_was(self, tmp_path: Path) -> None:
        project, elsewhere = copy_of_the_project(tmp_path), tmp_path / 'elsewhere'
        elsewhere.mkdir()
        before = files_of(project)
        async with Command(*HERE_ONLY, main=project / 'main.py', cwd=elsewhere) as command:
            await command.up()
            async with await Visitor.join(command.server, 'Alice', '1') as alice:
                await alice.say('Hello')
                await alice.hears('Hello')
            command.tell(signal.SIGTERM)
            await command.end()
        assert list(elsewhere.iterdir()) == []
        assert files_of(project) == before


class TestIPv6:
    @needs_ipv6
    @pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason='one socket cannot serve both here')
    @pytest.mark.parametrize(
        'options', [pytest.param((), marks=pytest.mark.long), ('--reload',)], ids=['plain', 'reload']
    )
    async def test_anywhere_is_both_ipv6_and_ipv4(self, options: tuple[str, ...]) -> None:
        async with Command('--host', '::', *options) as command:
            await command.up()  # by 127.0.0.1
            uri = f'ws://[::1]:{command.port}/ws/chat/1/5?username=Bot'
            async with connect(uri) as bot, Guest(command.server, '1', 6, username='Bob') as bob:
                await bot.send('Hello')
                await bob.hears('Bot (ID: 5): Hello')
                command.tell(signal.SIGTERM)
                assert await command.end(within=STOPPED) == 0

    @needs_ipv6
    async def test_can_be_this_machine_alone(self) -> None:
        async with Command('--host', '::1', is_forked=True) as command:
            await eventually(lambda: command.output, within=30)
            assert command.output.startswith(f'Chat is ready at http://[::1]:{command.port}\n')
            await eventually(lambda: answers('::1', command.port))  # it says so a moment before
            async with connect(f'ws://[::1]:{command.port}/ws/chat/1/5') as bot:
                assert await bot.recv()
            with pytest.raises(OSError), socket.create_connection(('127.0.0.1', command.port)):
                pass


def answers(host: str, port: int) -> bool:
    with suppress(OSError), socket.create_connection((host, port)):
        return True
    return False


def browser_in(folder: Path) -> dict[str, str]:
    """A browser that only writes down what it is asked to open."""
    browser = folder / 'browser'
    browser.write_text(f'#!/bin/sh\necho "$1" > "{folder}/opening"\nmv "{folder}/opening" "{folder}/opened"\n')
    browser.chmod(0o755)
    return {'BROWSER': f'{browser} %s'}


def copy_of_the_project(folder: Path) -> Path:
    project = folder / 'project'
    ignored = shutil.ignore_patterns('__pycache__', '.*', 'tests', 'docs')
    shutil.copytree(ROOT, project, ignore=ignored)
    return project


def files_of(folder: Path) -> list[str]:
    paths = (path.relative_to(folder) for path in folder.rglob('*'))
    return sorted(str(path) for path in paths if '__pycache__' not in path.parts)


def modules_of(lines: list[str]) -> list[tuple[int, ...]]:
    """The modules of a code that is drawn in half blocks, light on dark."""
    return [tuple(1 - BLOCKS[block][half] for block in line) for line in lines for half in (0, 1)]


def modules_for(content: str) -> list[tuple[int, ...]]:
    return [tuple(row) for row in segno.make(content, micro=False).matrix_iter(border=2)]
