"""`kill -9` under load: what was acknowledged is there, once; the checker is seen to find what is not."""

import asyncio
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from chat.store.database import NAME
from chat.store.sqlite import SqliteStore
from tests.browser.bot import Bot
from tests.patience import eventually
from tests.server import ROOT, Server

SHORT = pytest.param(3, 5_000, id='short')
LONG = pytest.param(20, 50_000, id='long', marks=pytest.mark.long)


def write_and_kill(data: Path, at_least: int, *options: str) -> list[str]:
    """Let a process write until so many are acknowledged, and kill it at some moment after that."""
    command = [sys.executable, '-m', 'tests.faults.writer', str(data), *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    said = bytearray()
    limit = at_least + random.randrange(at_least)
    while said.count(b'\n') < limit:
        chunk = os.read(process.stdout.fileno(), 1 << 16)
        assert chunk, 'it ended by itself'
        said += chunk
    process.kill()
    said += process.stdout.read()
    process.stdout.close()
    process.wait()
    return said.decode().rpartition('\n')[0].split('\n')


async def missing_after(data: Path, acknowledged: list[str]) -> list[str]:
    """What was acknowledged and is not there; and see that all else is as it must be."""
    store = SqliteStore(data)
    store.open()
    await store.close()
    with closing(sqlite3.connect(data / NAME)) as connection:
        assert connection.execute('PRAGMA integrity_check').fetchone() == ('ok',)
        connection.execute("INSERT INTO messages_text (messages_text) VALUES ('integrity-check')")
        kept = Counter(
            f'{room} {cid}'
            for room, cid in connection.execute(
                'SELECT rooms.key, client_msg_id FROM messages JOIN rooms ON rooms.id = messages.room'
            )
        )
        rooms = 'SELECT last, count(*), min(seq), max(seq) FROM messages JOIN rooms ON rooms.id = room GROUP BY room'
        for last, count, first, newest in connection.execute(rooms):
            assert (last, newest, first) == (count, count, 1), 'numbers without gaps'
    assert max(kept.values()) == 1, 'nothing twice'
    return [line for line in acknowledged if line not in kept]


@pytest.mark.parametrize(('rounds', 'posts'), [SHORT, LONG])
async def test_nothing_acknowledged_is_lost_or_doubled(tmp_path: Path, rounds: int, posts: int) -> None:
    acknowledged: list[str] = []
    for _ in range(rounds):
        acknowledged += await asyncio.to_thread(write_and_kill, tmp_path / 'data', posts // rounds + 1)
        assert await missing_after(tmp_path / 'data', acknowledged) == []
    assert len(acknowledged) >= posts
    print(f'{rounds} kills, {len(acknowledged)} acknowledged, 0 lost, 0 twice')


async def test_what_is_acknowledged_before_its_commit_is_seen_to_be_lost(tmp_path: Path) -> None:
    for attempt in range(20):
        data = tmp_path / f'{attempt}'
        acknowledged = await asyncio.to_thread(write_and_kill, data, 500, '--before')
        if lost := await missing_after(data, acknowledged):
            print(f'{len(lost)} of {len(acknowledged)} lost at kill {attempt + 1}')
            return
    raise AssertionError('the checker finds nothing')


@pytest.mark.long
async def test_a_killed_server_is_back_soon_with_all_that_was_heard() -> None:
    server = Server()
    for n in range(3):
        with server.start():
            async with Bot(server.url, '7') as bot:
                saying = asyncio.create_task(bot.say(*(f'{n} {i}' for i in range(3000))))
                await eventually(lambda: len(bot.heard) > 100, within=30)
                server.kill()
                saying.cancel()
                heard = dict(bot.heard)
            started = time.monotonic()
            server.start()
            print(f'up again after {time.monotonic() - started:.1f} s')
            server.stop()
        with closing(sqlite3.connect(server.data / NAME)) as connection:
            assert connection.execute('PRAGMA integrity_check').fetchone() == ('ok',)
            kept = dict(connection.execute('SELECT seq, text FROM messages'))
        assert heard.items() <= kept.items()
        assert [*kept] == list(range(1, len(kept) + 1))
    assert 'Traceback' not in server.log
