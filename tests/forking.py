"""Starts of `python main.py` by forking a process that has imported everything, at a tenth of a start's price.

`python -m tests.forking` is that process. It has no thread, no event loop and nothing open. Each line it is told is
JSON: an object asks for a child, and its number is the answer; a number asks for the exit code of that child, `null`
while it runs. At the end of what it is told it ends the children that are left, and itself.
"""

import atexit
import gc
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parent.parent
IS_POSSIBLE: Final = sys.platform == 'linux'  # elsewhere libraries may have done what does not survive a fork
# what a start imports anyway, until it answers
MODULES: Final = (
    'nicegui.ui',
    'chat.protocol',
    'chat.start',
    'alembic.command',
    'anyio._backends._asyncio',
    'sqlalchemy.dialects.sqlite',
    'uvicorn.lifespan.on',
    'uvicorn.loops.uvloop',
    'uvicorn.protocols.http.httptools_impl',
)
OURS: Final = ('CHAT_', 'NICEGUI_', 'PYTEST_')  # put into the environment by tests for themselves, not for a chat
POLL: Final = 0.01  # seconds


class Fork:
    """A child of the forking process, with as much of `subprocess.Popen` as a `Server` needs."""

    def __init__(
        self,
        program: Sequence[str],
        environment: Mapping[str, str],
        log: Path,
        *,
        errors: Path | None = None,
        cwd: Path = ROOT,
        before: str = '',
        is_leader: bool = False,
    ) -> None:
        """
        :param program: what would follow `python`: a file or `-m` and a module, and their arguments
        :param log: the file to which it adds what it says
        :param errors: the one for its standard error output, if that is another
        :param cwd: the folder it is in
        :param before: Python that runs before the program
        :param is_leader: whether it has a session and a process group of its own
        """
        self._code: int | None = None
        asked = {
            'program': [*program],
            'environment': dict(environment),
            'files': [str(log), str(errors or log)],
            'cwd': str(cwd),
            'before': before,
            'is_leader': is_leader,
        }
        self.pid: Final = int(_ask(asked))

    def poll(self) -> int | None:
        """The exit code, negative where a signal ended it; none while it runs."""
        if self._code is None:
            self._code = _ask(self.pid)
        return self._code

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end.

        :raises TimeoutExpired: when that takes longer
        """
        deadline = time.monotonic() + (float('inf') if timeout is None else timeout)
        while (code := self.poll()) is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(f'fork {self.pid}', timeout or 0.0)
            time.sleep(POLL)
        return code

    def send_signal(self, sign: signal.Signals) -> None:
        """As `os.kill`; nothing if it has ended."""
        if self.poll() is None:  # until its end was asked for, nobody else is given its number
            os.kill(self.pid, sign)

    def kill(self) -> None:
        """End it by SIGKILL."""
        self.send_signal(signal.SIGKILL)


def run(*arguments: str, environment: Mapping[str, str] | None = None) -> 'subprocess.CompletedProcess[str]':
    """`python main.py` with these arguments, to its end; without what tests have put into the environment."""
    given = {name: value for name, value in os.environ.items() if not name.startswith(OURS)} | dict(environment or {})
    command = ['main.py', *arguments]
    if not IS_POSSIBLE:
        return subprocess.run([sys.executable, *command], cwd=ROOT, env=given, capture_output=True, text=True)
    with tempfile.TemporaryDirectory() as folder:
        said = [Path(folder) / name for name in ('out', 'errors')]
        code = Fork(command, given, said[0], errors=said[1]).wait(60)
        return subprocess.CompletedProcess(command, code, *(file.read_text(encoding='utf-8') for file in said))


_asking = threading.Lock()
_forking: list['subprocess.Popen[str]'] = []


def _ask(question: object) -> Any:
    """Ask the one forking process of this process, which the first question starts."""
    with _asking:
        if not _forking:
            command = [sys.executable, '-m', 'tests.forking']
            _forking.append(
                subprocess.Popen(
                    command,
                    cwd=ROOT,
                    env={name: value for name, value in os.environ.items() if not name.startswith(OURS)},
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                    start_new_session=True,  # Ctrl+C is for pytest, which ends what it has started
                )
            )
            atexit.register(_end)
        stdin, stdout = _forking[0].stdin, _forking[0].stdout
        assert stdin
        assert stdout
        stdin.write(json.dumps(question) + '\n')
        stdin.flush()
        return json.loads(stdout.readline())


def _end() -> None:
    process = _forking.pop()
    process.communicate()


# --- the forking process ---------------------------------------------------------------------------------
def _until_born() -> dict[str, Any]:
    """Answer questions; only a child comes back from here, with what it was asked to be."""
    children: set[int] = set()
    for line in sys.stdin:
        asked = json.loads(line)
        if isinstance(asked, dict):
            answer: int | None = os.fork()
            if answer == 0:
                return asked
            children.add(answer or 0)
        else:
            ended, status = os.waitpid(asked, os.WNOHANG)
            children.discard(ended)
            answer = os.waitstatus_to_exitcode(status) if ended else None
        print(json.dumps(answer), flush=True)
    for child in children:
        os.kill(child, signal.SIGKILL)
    sys.exit()


def _become(asked: dict[str, Any]) -> None:
    """What the system and Python do at a start; random numbers begin anew at a fork by themselves."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for descriptor, file in enumerate(asked['files'], 1):
        os.dup2(os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), descriptor)
    os.chdir(asked['cwd'])
    if asked['is_leader']:
        os.setsid()
    os.environ.clear()
    os.environ.update(asked['environment'])
    time.tzset()
    exec(asked['before'], {})
    program = asked['program']
    if program[0] == '-m':
        sys.argv = program[1:]
        runpy.run_module(program[1], run_name='__main__', alter_sys=True)
    else:
        sys.argv = program
        runpy.run_path(program[0], run_name='__main__')


if __name__ == '__main__':
    gc.disable()  # a collection would copy what parent and children share
    for name in MODULES:
        import_module(name)
    assert threading.active_count() == 1, threading.enumerate()
    gc.collect()
    gc.freeze()
    child = _until_born()
    gc.enable()
    _become(child)
