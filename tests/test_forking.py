"""A forked start is one that nobody could tell from a plain one, beside its price."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests import forking
from tests.patience import eventually
from tests.server import ROOT, Server

pytestmark = pytest.mark.skipif(not forking.IS_POSSIBLE, reason='here every start is a plain one')

ENDS_BY_SIGKILL = """
import os, sys
from pathlib import Path
from tests.forking import Fork
log = Path(sys.argv[1])
log.touch()
fork = Fork(['main.py', '--version-that-is-none'], dict(os.environ), log)
while fork.poll() is None:
    pass
print(fork.wait(), Fork(['-m', 'http.server', '0', '--bind', '127.0.0.1'], dict(os.environ), log).pid, flush=True)
os.kill(os.getpid(), 9)
"""


def life(server: Server) -> dict[str, object]:
    """Started, looked at and ended."""
    seen: dict[str, object] = {}
    with server.start('--grace', '0.5', env={'CHAT_TITLE': 'Of the environment'}):
        page = httpx.get(server.url, trust_env=False)
        seen['title'] = 'Of the environment' in page.text
        seen['headers'] = sorted(page.headers)
        seen['strangers'] = len({*httpx.get(server.url, trust_env=False).cookies.values(), *page.cookies.values()})
        seen['folder'] = Path(f'/proc/{server.pid}/cwd').readlink()
        seen['files'] = sorted(Path(f'/proc/{server.pid}/fd/{n}').readlink().name for n in (1, 2))
        seen['runs'] = server.ended is None
        assert server.stop() == 0
    return seen


def killed(server: Server) -> int:
    """Ended as by a power cut."""
    server.start()
    os.kill(server.pid, signal.SIGKILL)
    assert server._process is not None
    code = server._process.wait(5)
    server.kill()
    assert code == -signal.SIGKILL
    return code


def refused(server: Server) -> str:
    """Not started at all."""
    with pytest.raises(RuntimeError, match='the server did not start') as refusal:
        server.start('--grace', 'abc')
    assert 'CHAT_GRACE' in str(refusal.value)
    return str(refusal.value)


def unguarded(server: Server) -> list[str]:
    """Started without some of its protections."""
    with server.start(without='log,headers'):
        headers = httpx.get(server.url, trust_env=False).headers
    assert 'content-security-policy' not in headers
    return sorted(headers)


@pytest.mark.parametrize(
    'way', [life, *(pytest.param(way, marks=pytest.mark.long) for way in (killed, refused, unguarded))]
)
def test_it_starts_lives_and_ends_as_a_plain_one(way: Callable[[Server], object]) -> None:
    plain, forked = Server(is_forked=False), Server()
    assert way(forked) == way(plain)
    assert said_by(forked) == said_by(plain)


@pytest.mark.parametrize('way', [killed, refused, unguarded])
def test_it_is_killed_refused_and_unguarded_as_well(way: Callable[[Server], object]) -> None:
    assert way(Server())


def said_by(server: Server) -> list[str]:
    """All lines of it but for what differs by itself."""
    return [line.partition('admin=')[0].replace(str(server.port), 'PORT') for line in server.log.splitlines()]


async def test_nothing_is_left_when_its_tests_are_killed(tmp_path: Path) -> None:
    command = [sys.executable, '-c', ENDS_BY_SIGKILL, str(tmp_path / 'log')]
    ended = await asyncio.to_thread(subprocess.run, command, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    code, pid = ended.stdout.split()
    assert code == '2', (tmp_path / 'log').read_text()
    await eventually(lambda: not Path(f'/proc/{pid}').exists())
