"""A program that serves on a port of this machine: started, awaited, ended."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.server import UNLIMITED

from .round import Failure
from .servers import ROOT
from .websocket import HOST

UP: Final = 60.0  # seconds that the start may take on a busy machine
DOWN: Final = 10.0  # seconds from SIGTERM until it is killed
MANY_FILES: Final = 10_000  # sockets that both sides may need

MEMORY: Final = 3 << 20  # bytes that a browser may take at both ends in the worst of the ways
FILES, SPARE = 2, 200  # that it may need in one process while it comes in, and what a server has open anyway


class Program:
    """In a folder of its own, so that it leaves nothing behind, and with nobody's settings but its own."""

    def __init__(self, command: list[str], port: int) -> None:
        self.port = port
        self._command = command

    def __enter__(self) -> Self:
        raise_limit()
        self._folder = tempfile.TemporaryDirectory(prefix='chat-load-', ignore_cleanup_errors=True)
        folder = Path(self._folder.name)
        self.data = str(folder / 'data')
        """Where this chat keeps everything."""
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(('CHAT_', 'NICEGUI_', 'PYTEST_'))
        }
        environment |= UNLIMITED | {
            'PYTHONPATH': str(ROOT),
            'CHAT_DATA': self.data,
            'NICEGUI_STORAGE_PATH': str(folder / 'nicegui'),
        }
        self._log = (folder / 'log').open('w+b')
        self._process = subprocess.Popen(
            self._command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._process.terminate()
        try:
            self._process.wait(DOWN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
        self._folder.cleanup()

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    @property
    def log(self) -> str:
        """The end of what it has written."""
        self._log.seek(0)
        return self._log.read().decode(errors='replace')[-3000:]

    def wait_until_up(self) -> None:
        """Wait until somebody listens on the port."""
        deadline = time.monotonic() + UP
        while True:
            with socket.socket() as probe:
                if probe.connect_ex((HOST, self.port)) == 0:
                    return
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise Failure(f'{" ".join(self._command)} did not start:\n{self.log}')
            time.sleep(0.01)


def lacks(browsers: int) -> str:
    """Why a room of so many cannot be had here; empty if it can."""
    raise_limit()
    import psutil  # type: ignore[import-untyped]  # in tests/requirements.txt

    free = psutil.virtual_memory().available
    if free < browsers * MEMORY:
        return f'{free / 2**20:.0f} MB of memory are free, and it may take {browsers * MEMORY / 2**20:.0f}'
    files = _open_files()
    if files < browsers * FILES + SPARE:
        return f'a process may open only {files} files'
    return ''


def _open_files() -> int:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return sys.maxsize
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return sys.maxsize if soft == resource.RLIM_INFINITY else soft


def raise_limit() -> None:
    """Let this process and those it starts open as many sockets as a full room needs."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MANY_FILES if hard == resource.RLIM_INFINITY else min(MANY_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
