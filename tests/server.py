"""A chat as people start it: `python main.py` in a process of its own, on a free port of this machine.

with Server().start('--grace', '0.5') as server:
    httpx.get(server.url + '/healthz')
"""

import os
import random
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import weakref
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from chat.settings import LIMITED
from tests import forking

ROOT: Final = forking.ROOT
OURS: Final = forking.OURS
ANY_CERTIFICATE: Final = ssl._create_unverified_context()
UP: Final = 30.0  # seconds that the start may take on a busy machine
DOWN: Final = 15.0  # seconds from SIGTERM to the end
PORTS: Final = random.SystemRandom()  # hypothesis makes the usual one give every process the same
UNLIMITED: Final = {f'CHAT_{name.upper()}': 'off' for name in LIMITED}


class Server:
    """Started as often as wanted, on the same port each time: a restart is `stop` and `start`."""

    def __init__(
        self,
        *,
        host: str = '127.0.0.1',
        port: int | None = None,
        data: Path | None = None,
        scheme: str = 'http',
        is_forked: bool = True,
    ) -> None:
        """
        :param host: the address to serve on
        :param port: the port to serve on, a free one if not given
        :param data: where everything is kept, a folder of its own if not given
        :param scheme: how it is reached; for `https` it has to be started with a certificate
        :param is_forked: whether a process that has imported everything is forked, where that is possible; who looks
            at the start itself wants a program of its own
        """
        self.host = host
        self.port = port or free_port(host)
        self._scheme = scheme
        self._is_forked = is_forked and forking.IS_POSSIBLE
        self._process: subprocess.Popen[bytes] | forking.Fork | None = None
        folder = tempfile.mkdtemp(prefix='chat-server-')
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self.data = data or Path(folder) / 'data'
        self._log = Path(folder) / 'log'
        self._log.touch()

    @property
    def url(self) -> str:
        """Where it is reached from this machine, without a slash at the end."""
        return f'{self._scheme}://{"127.0.0.1" if self.host == "0.0.0.0" else self.host}:{self.port}'

    @property
    def pid(self) -> int:
        """The number of the running process."""
        assert self._process is not None
        return self._process.pid

    @property
    def ended(self) -> int | None:
        """The exit code, if it ended without being asked to; negative where a signal ended it."""
        return self._process.poll() if self._process else None

    @property
    def log(self) -> str:
        """Everything it has written since it was made, over all starts."""
        return self._log.read_text(encoding='utf-8', errors='replace')

    def start(
        self, *options: str, env: Mapping[str, str] | None = None, without: str = '', is_limited: bool = False
    ) -> Self:
        """Start it and wait until it answers.

        :param options: of the command line, beside host and port
        :param env: of the environment, beside this process's own without `CHAT_…`
        :param is_limited: with the limits that people have by default; most tests do more than a person can
        :param without: protections that are taken out (see tests/attacks/unguarded.py)
        """
        assert self._process is None, 'it runs already'
        environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        environment |= {'CHAT_DATA': str(self.data)} | ({} if is_limited else UNLIMITED) | dict(env or {})
        program = ['-m', 'tests.attacks.unguarded', without] if without else ['main.py']
        command = [*program, '--host', self.host, '--port', str(self.port), *options]
        if self._is_forked:
            self._process = forking.Fork(command, environment, self._log)
        else:
            with self._log.open('ab') as log:
                self._process = subprocess.Popen(
                    [sys.executable, *command], cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
                )
        deadline = time.monotonic() + UP
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f'the server did not start:\n{self.log}')
            time.sleep(0.05)
        return self

    def stop(self) -> int:
        """End it the way a service manager does, by SIGTERM.

        :return: the exit code
        """
        if self._process is None:
            return 0
        self._process.send_signal(signal.SIGTERM)
        try:
            code = self._process.wait(DOWN)
        except subprocess.TimeoutExpired:
            self.kill()
            raise RuntimeError(f'the server did not end within {DOWN} s of SIGTERM:\n{self.log}') from None
        self._process = None
        return code

    def kill(self) -> None:
        """End it as a power cut does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url + '/healthz', timeout=5, context=ANY_CERTIFICATE) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        if kind:
            self.kill()
        else:
            self.stop()


def free_port(host: str = '127.0.0.1') -> int:
    """A port that nobody listens on, and not one of those that connections are given: they would take it meanwhile."""
    for port in PORTS.sample(range(20_000, 32_000), 100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind((host, port))
            return port
    raise RuntimeError(f'no port is free at {host}')
