"""The command as people type it: `python main.py` with any options, anywhere, until it ends.

async with Command('--port', 'abc') as command:
    assert await command.end() == 1

Unlike `Server` it may refuse to start. It has a process group of its own, so that whatever it leaves behind is found.
"""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import httpx

from tests.forking import IS_POSSIBLE, Fork
from tests.patience import eventually
from tests.server import OURS, ROOT, Server, free_port

UP: Final = 60.0  # seconds that the start may take on a busy machine
STOPPED: Final = 6.0  # seconds that an end may take, whoever is connected
HERE_ONLY: Final = ('--host', '127.0.0.1')
SCREENS: Final = ('DISPLAY', 'WAYLAND_DISPLAY', 'QT_QPA_PLATFORM', 'PYWEBVIEW_GUI', 'KDE_FULL_SESSION')


class Command:
    """One run of it. There is no screen unless `env` has one."""

    def __init__(
        self,
        *options: str,
        env: Mapping[str, str] | None = None,
        cwd: Path = ROOT,
        main: Path = ROOT / 'main.py',
        before: str = '',
        wrapper: tuple[str, ...] = (),
        is_forked: bool = False,
    ) -> None:
        """
        :param options: of the command line, with --port unless one is given
        :param env: of the environment, beside this process's own
        :param cwd: the folder it is started in
        :param main: the program
        :param before: Python that runs in each of its processes before anything else
        :param wrapper: a program that starts it
        :param is_forked: whether its first process is forked from one that has imported everything, where that is
            possible: for what does not look at the start itself
        """
        given = options[options.index('--port') + 1] if '--port' in options[:-1] else None
        self.port = int(given) if given and given.isdecimal() else free_port()
        self._folder = Path(tempfile.mkdtemp(prefix='chat-command-'))
        self._log = self._folder / 'log'
        self._log.touch()
        (self._folder / 'sitecustomize.py').write_text(before, encoding='utf-8')
        inherited = {name: value for name, value in os.environ.items() if not name.startswith((*OURS, *SCREENS))}
        environment = (
            inherited
            | {'PYTHONPATH': str(self._folder), 'PYTHONUNBUFFERED': '1', 'CHAT_DATA': str(self._folder / 'data')}
            | dict(env or {})
        )
        program = [str(main), *(() if given else ('--port', str(self.port))), *options]
        self._process: subprocess.Popen[bytes] | Fork
        if is_forked and IS_POSSIBLE:
            assert not wrapper
            self._process = Fork(program, environment, self._log, cwd=cwd, before=before, is_leader=True)
            return
        with self._log.open('wb') as log:
            self._process = subprocess.Popen(
                [*wrapper, sys.executable, *program],
                cwd=cwd,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The number of its first process, and of its process group."""
        return self._process.pid

    @property
    def server(self) -> Server:
        """Where it is reached, for those who visit a `Server`."""
        return Server(port=self.port)

    @property
    def output(self) -> str:
        """All that it has printed, on either stream."""
        return self._log.read_text(encoding='utf-8', errors='replace')

    async def up(self) -> Self:
        """Wait until it answers."""
        async with asyncio.timeout(UP), httpx.AsyncClient(base_url=self.server.url) as client:
            while True:
                assert self._process.poll() is None, self.output
                with suppress(httpx.HTTPError):
                    if (await client.get('/healthz')).is_success:
                        return self
                await asyncio.sleep(0.05)

    def tell(self, sign: signal.Signals) -> None:
        """Send its first process a signal."""
        self._process.send_signal(sign)

    def interrupt(self) -> None:
        """What Ctrl+C in a terminal does: every process of the group hears it."""
        os.killpg(self.pid, signal.SIGINT)

    async def end(self, within: float = UP) -> int:
        """Wait until it has ended by itself, and nothing of it is left; its exit code."""
        await eventually(lambda: self._process.poll() is not None, within=within)
        await eventually(lambda: not self.is_anything_left, within=2.0)
        return self._process.wait()

    @property
    def is_anything_left(self) -> bool:
        """Whether a process of its group lives; one that has ended and only waits to be counted does not."""
        for status in Path('/proc').glob('[0-9]*/stat'):
            with suppress(OSError):
                state, _, group = status.read_text(errors='replace').rpartition(')')[2].split()[:3]
                if int(group) == self.pid and state not in 'ZX':
                    return True
        return False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.kill()  # one that was forked a moment ago may not have its group yet
        self._process.wait()
        if error is not None:
            print(self.output)
        shutil.rmtree(self._folder, ignore_errors=True)


def has_ipv6() -> bool:
    """Whether this machine has an IPv6 address, if only its own."""
    try:
        with socket.create_server(('::1', 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False
