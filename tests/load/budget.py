"""The budget: `python -m tests.load.budget` measures the environment, idle memory, the first page and where it asks.

Makes a fresh environment of requirements.txt and starts the chat in it, as somebody does who tries it out. Exit code 1
if something is over the budget.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.server import free_port

from .browser import ChatBrowser
from .crowd import Crowd
from .meter import Meter
from .page import request
from .program import Program
from .report import Target, machine
from .round import Failure
from .servers import ROOT
from .visit import Visit, visit
from .websocket import HOST

MEGABYTE: Final = 1 << 20
ENVIRONMENT: Final = 280  # MB on disk
IDLE: Final = 150  # MB resident
FIRST_PAGE: Final = 5.0  # seconds from the command to a page with all its parts
CALM: Final = 3.0  # seconds without a request until it counts as idle


def main() -> int:
    """Measure and compare."""
    parser = argparse.ArgumentParser(prog='python -m tests.load.budget', description=__doc__)
    parser.add_argument('--venv', type=Path, help='measure this environment instead of making one')
    options = parser.parse_args()
    print(machine(), flush=True)
    try:
        with _environment(options.venv) as environment:
            size = _size(environment)
            seconds, pages = asyncio.run(_time_to_first_page(_python(environment)))
            idle, used = asyncio.run(_memory(_python(environment)))
    except Failure as failure:
        print(failure)
        return 1
    foreign = sorted({address for page in pages for address in page.foreign})
    print(f'join page: {pages[0]}; room page: {pages[1]}')
    targets = [
        Target(is_met=size < ENVIRONMENT, claim=f'environment under {ENVIRONMENT} MB', found=f'{size:.0f} MB'),
        Target(
            is_met=max(idle, used) < IDLE,
            claim=f'under {IDLE} MB resident when idle',
            found=f'{idle:.0f} MB after the start, {used:.0f} MB with the first person in a room',
        ),
        Target(
            is_met=seconds < FIRST_PAGE, claim=f'under {FIRST_PAGE:.0f} s to the first page', found=f'{seconds:.1f} s'
        ),
        Target(is_met=not foreign, claim='no request to any other host', found=', '.join(foreign) or 'none'),
    ]
    print(*targets, sep='\n')
    return 0 if all(target.is_met for target in targets) else 1


@contextmanager
def _environment(given: Path | None) -> Iterator[Path]:
    """An environment with exactly what requirements.txt asks for."""
    if given:
        yield given.absolute()
        return
    requirements = (ROOT / 'requirements.txt').read_text()
    with tempfile.TemporaryDirectory(prefix='chat-budget-') as folder:
        environment, plain = Path(folder) / 'venv', Path(folder) / 'plain.txt'
        plain.write_text('\n'.join(line for line in requirements.splitlines() if not line.startswith('pytest')))
        subprocess.run([sys.executable, '-m', 'venv', environment], check=True)
        for step, what in (plain, 'to chat'), (ROOT / 'requirements.txt', 'and to test it'):
            _install(environment, step)
            print(f'environment {what}: {_size(environment):.0f} MB', flush=True)
        yield environment


def _install(environment: Path, requirements: Path) -> None:
    pip = [str(_python(environment)), '-m', 'pip', 'install', '-q', '--disable-pip-version-check']
    done = subprocess.run([*pip, '-r', str(requirements)], check=False, capture_output=True, text=True)
    if done.returncode:
        raise Failure(done.stderr)


def _python(environment: Path) -> Path:
    return environment / ('Scripts/python.exe' if os.name == 'nt' else 'bin/python')


def _size(folder: Path) -> float:
    """Megabytes that a folder takes on the disk, as `du -sm` counts them."""
    found = [path.lstat() for path in folder.rglob('*')]
    return sum(512 * info.st_blocks if hasattr(info, 'st_blocks') else info.st_size for info in found) / MEGABYTE


def _chat(python: Path) -> Program:
    port = free_port()
    return Program([str(python), str(ROOT / 'main.py'), '--host', HOST, '--port', str(port)], port)


async def _time_to_first_page(python: Path) -> tuple[float, tuple[Visit, Visit]]:
    """Seconds from the command to the join page with all its parts; that visit, and one to a room."""
    started = time.monotonic()
    with _chat(python) as chat:
        chat.wait_until_up()
        first = await visit(chat.port, '/')
        answer = await request(chat.port, '/join_chat', form={'username': 'Guest', 'room_id': '1'})
        room = await visit(chat.port, answer.headers['Location'], answer.cookies)
    return first.finished - started, (first, room)


async def _memory(python: Path) -> tuple[float, float]:
    """Megabytes that are resident before anybody came, and with the first person in a room."""
    with _chat(python) as chat:
        chat.wait_until_up()
        meter = Meter(chat.pid)
        await asyncio.sleep(CALM)
        before = meter.memory
        await visit(chat.port, '/')
        guest = await ChatBrowser.open('Guest-1', chat.port, '1', Crowd())
        await asyncio.sleep(CALM)
        after = meter.memory
        guest.close()
    return before / MEGABYTE, after / MEGABYTE


if __name__ == '__main__':
    sys.exit(main())
