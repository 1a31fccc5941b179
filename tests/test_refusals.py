"""What keeps `python main.py` from starting: one sentence that says what to do, and an exit code that is not 0."""

import os
import re
import shutil
import socket
import sys
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from chat.start import check_address
from tests.command import HERE_ONLY, Command, has_ipv6

pytestmark = pytest.mark.skipif(sys.platform == 'win32', reason='signals and process groups are those of POSIX')

OFFSCREEN: Final = {'QT_QPA_PLATFORM': 'offscreen', 'PYWEBVIEW_GUI': 'qt'}
IMPATIENT: Final = """
import threading
class Timer(threading.Timer):
    def __init__(self, interval, *args):
        super().__init__(2 if interval == 60 else interval, *args)
threading.Timer = Timer
"""


def without(*modules: str) -> str:
    """Python for `before`: these modules are not installed."""
    return f'import sys; sys.modules.update(dict.fromkeys({modules}))'


def toolkit(setup_app: str = 'pass', create_window: str = 'pass') -> str:
    """Python for `before`: a toolkit that pywebview takes for Qt, and what it does when it loads and opens a window."""
    return f"""
import os, sys, types
class Toolkit(types.ModuleType):
    renderer = 'qtwebengine'
    def setup_app(self): {setup_app}
    def create_window(self, window): {create_window}
import webview.platforms
sys.modules['webview.platforms.qt'] = webview.platforms.qt = Toolkit('qt')
"""


Forked: Final = partial(Command, is_forked=True)  # all but one of each kind, which is started as people do


class TestRefusals:
    async def test_of_an_unknown_option(self) -> None:
        assert await refused(Command('--prot', '80'), 2) == (
            'Unrecognized arguments: --prot 80. See python main.py --help.\n'
        )

    async def test_of_an_option_without_its_value(self) -> None:
        assert '--grace: expected one argument' in await refused(Forked('--grace'), 2)

    async def test_of_a_value_that_is_not_possible(self) -> None:
        assert (await refused(Forked('--port', '70000'))).startswith('--port (CHAT_PORT): Input should be less')

    async def test_of_a_variable_that_is_not_possible(self) -> None:
        said = await refused(Forked(env={'CHAT_LANGUAGE': 'de'}))
        assert said.startswith('--language (CHAT_LANGUAGE): ')

    async def test_of_something_that_is_no_origin(self) -> None:
        assert "'example.com' is not an origin" in await refused(Forked('--allow-origin', 'example.com'))

    async def test_of_a_port_that_is_taken(self) -> None:
        with socket.create_server(('127.0.0.1', 0)) as other:
            port = other.getsockname()[1]
            for host in ('127.0.0.1', '0.0.0.0'):
                said = await refused(Forked('--port', str(port), '--host', host))
                assert said.startswith(f'Port {port} is taken by another program. ')

    @pytest.mark.skipif(not has_ipv6(), reason='this machine has no IPv6')
    async def test_of_a_port_that_is_taken_on_ipv4_only(self) -> None:
        with socket.create_server(('127.0.0.1', 0)) as other:
            port = other.getsockname()[1]
            assert f'Port {port} is taken' in await refused(Forked('--port', str(port), '--host', '::'))

    async def test_of_a_port_that_is_for_the_system(self) -> None:
        said = await refused(Command('--port', '80', wrapper=with_few_rights()))
        assert said == 'Port 80 needs more rights on this system. Choose one above 1023 with --port.\n'

    def test_of_a_port_that_is_for_the_system_whoever_asks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(socket, 'socket', Forbidding)
        with pytest.raises(SystemExit, match=r'^Port 80 needs more rights on this system'):
            check_address('127.0.0.1', 80)

    async def test_of_an_address_of_another_machine(self) -> None:
        said = await refused(Forked('--host', '203.0.113.7'))
        assert said == '203.0.113.7 is not an address of this machine. Choose another --host.\n'

    async def test_of_a_host_that_does_not_exist(self) -> None:
        said = await refused(Forked('--host', 'nowhere.invalid'))
        assert said == 'There is no host called nowhere.invalid. Choose another --host.\n'


@pytest.mark.skipif(sys.platform == 'darwin', reason='the system itself has all that a window needs')
class TestRefusalsOfAWindow:
    """What a window needs and this machine does not have. tests/native has them with a real toolkit."""

    async def test_without_pywebview(self) -> None:
        said = await refused(Forked('--native', env=OFFSCREEN, before=without('webview')))
        assert said == 'A window needs pywebview: pip install "nicegui[native]".\n'

    async def test_without_a_toolkit(self) -> None:
        toolkits = without('qtpy', 'PySide6', 'PySide2', 'PyQt6', 'PyQt5', 'gi')
        said = await refused(Forked('--native', env=OFFSCREEN, before=toolkits))
        assert said.startswith('A window needs a GUI toolkit on Linux: pip install "pywebview[pyside6]", or apt ')

    async def test_without_a_library_that_the_toolkit_needs(self) -> None:
        broken = toolkit("raise ImportError('libxcb-icccm.so.4: cannot open shared object file: No such file')")
        said = await refused(Forked('--native', env=OFFSCREEN, before=broken))
        assert said == 'A window needs the system library libxcb-icccm.so.4, which is not installed.\n'

    async def test_without_a_display(self) -> None:
        said = await refused(Command('--native'))
        assert said.startswith('A window needs a display, and there is none here. ')

    async def test_on_a_display_that_is_not_there(self) -> None:
        aborting = toolkit("print('could not connect to display :77', file=sys.stderr); os.abort()")
        said = await refused(Forked('--native', env={'DISPLAY': ':77', 'PYWEBVIEW_GUI': 'qt'}, before=aborting))
        assert said == 'No window can be opened on the display :77. Start without --native and use a browser.\n'

    async def test_on_an_address_where_it_could_not_find_the_chat(self) -> None:
        said = await refused(Forked('--native', '--host', '::1', env=OFFSCREEN, before=toolkit()))
        assert said == '--native and --show need an IPv4 address, which ::1 is not. Choose --host 0.0.0.0.\n'


class TestAWindowThatFails:
    """Everything seemed to be there, and still no window appears."""

    SENTENCE: Final = (
        'The window could not be opened; the reason may stand above. Start without --native and use a browser.'
    )

    @pytest.mark.parametrize(
        'options', [(), pytest.param(('--reload',), marks=pytest.mark.long)], ids=['plain', 'reload']
    )
    async def test_by_ending_ends_the_chat_with_a_sentence_and_an_exit_code(self, options: tuple[str, ...]) -> None:
        async with Command(
            *HERE_ONLY, '--native', *options, env=OFFSCREEN, before=toolkit(create_window='os.abort()')
        ) as command:
            assert await command.end() == 1
            assert command.output.splitlines()[-1] == self.SENTENCE
            assert 'Traceback' not in command.output

    async def test_by_never_appearing_does_so_too(self) -> None:
        stuck = toolkit(create_window='import time; time.sleep(600)') + IMPATIENT
        async with Command(*HERE_ONLY, '--native', env=OFFSCREEN, before=stuck) as command:
            assert await command.end() == 1
            assert command.output.splitlines()[-1] == self.SENTENCE


async def refused(command: Command, code: int = 1) -> str:
    """The one sentence with which it does not start."""
    async with command:
        assert await command.end() == code
        assert re.fullmatch(r'.+\.\n', command.output), command.output
        return command.output


class Forbidding(socket.socket):
    """A socket of somebody without rights."""

    def bind(self, address: object) -> None:
        raise PermissionError(13, 'Permission denied')


def with_few_rights() -> tuple[str, ...]:
    """What has to be put before a command so that it may not use a port below 1024."""
    limit = Path('/proc/sys/net/ipv4/ip_unprivileged_port_start')
    if not limit.exists() or int(limit.read_text()) <= 80:
        pytest.skip('here every program may use every port')
    if os.geteuid() != 0:
        return ()
    if not shutil.which('setpriv'):
        pytest.skip('who is root needs setpriv to have fewer rights')
    return ('setpriv', '--bounding-set', '-net_bind_service')
