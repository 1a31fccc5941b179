"""Backup of a chat that runs, and restoring it elsewhere; archives that are damaged or meant to harm."""

import asyncio
import gzip
import io
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from chat.errors import Unusable
from chat.operate.archive import MANIFEST, backup, restore
from chat.store.database import NAME, SECRET
from tests import forking
from tests.browser.bot import Bot
from tests.server import ROOT, Server

TABLES = ('rooms', 'members', 'messages', 'sessions', 'session_members', 'positions')


def rows_of(database: Path) -> dict[str, set[Any]]:
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute('PRAGMA integrity_check').fetchone() == ('ok',)
        return {table: {*connection.execute(f'SELECT * FROM {table}')} for table in TABLES}


def command(*arguments: str, data: Path) -> 'subprocess.CompletedProcess[str]':
    return forking.run(*arguments, '--data', str(data))


async def test_a_backup_under_load_comes_back_as_it_was(tmp_path: Path) -> None:
    archive, elsewhere = tmp_path / 'chat.backup', tmp_path / 'elsewhere'
    with Server() as server:
        server.start()
        async with httpx.AsyncClient(base_url=server.url) as browser:
            await browser.post('/join_chat', data={'username': 'Alice', 'room_id': 'Lounge'})
        async with Bot(server.url, 'Lounge') as bot:
            await bot.say(*(f'before {n}' for n in range(200)))
            said = asyncio.create_task(bot.say(*(f'during {n}' for n in range(1000))))
            done = await asyncio.to_thread(command, 'backup', str(archive), data=server.data)
            assert done.returncode == 0, done.stderr
            await said
        original = rows_of(server.data / NAME)
    assert archive.stat().st_mode & 0o777 == 0o600
    done = command('restore', str(archive), data=elsewhere)
    assert done.returncode == 0, done.stderr
    restored = rows_of(elsewhere / NAME)
    assert {table: rows <= original[table] for table, rows in restored.items() if table != 'rooms'} == {
        table: True for table in TABLES if table != 'rooms'
    }
    seqs = sorted(row[2] for row in restored['messages'])
    assert seqs == list(range(1, len(seqs) + 1))
    assert len(seqs) >= 200
    assert (elsewhere / NAME).stat().st_mode & 0o777 == 0o600
    assert elsewhere.stat().st_mode & 0o777 == 0o700
    with Server(data=elsewhere) as again:
        again.start()
        async with httpx.AsyncClient(base_url=again.url, cookies=dict(browser.cookies)) as same:
            page = await same.get('/rooms/Lounge')
        assert page.status_code == 200, 'the browser is known there, too'
        async with Bot(again.url, 'Lounge') as bot:
            await bot.say('after')
            assert [*bot.heard] == [len(seqs) + 1]


@pytest.fixture(scope='module')
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A directory with a small chat."""
    from chat.model.message import Draft
    from chat.store.sqlite import SqliteStore
    from tests.people import ALICE

    async def fill() -> None:
        store = SqliteStore(path)
        store.open()
        store.folder.secret()
        for n in range(20):
            await store.append('7', ALICE, Draft(text=f'message {n}'))
        await store.close()

    path = tmp_path_factory.mktemp('chat') / 'data'
    asyncio.run(fill())
    yield path


@pytest.fixture
def archive(data: Path, tmp_path: Path) -> Path:
    backup(data, tmp_path / 'archive')
    return tmp_path / 'archive'


def test_what_was_restored_is_equal_row_by_row(data: Path, archive: Path, tmp_path: Path) -> None:
    kept = restore(archive, tmp_path / 'new')
    assert kept.counts['messages'] == 20
    assert rows_of(tmp_path / 'new' / NAME) == rows_of(data / NAME)
    assert (tmp_path / 'new' / SECRET).read_bytes() == (data / SECRET).read_bytes()


def test_nothing_is_overwritten(data: Path, archive: Path, tmp_path: Path) -> None:
    before = archive.read_bytes()
    with pytest.raises(Unusable, match='is there already'):
        backup(data, archive)
    assert archive.read_bytes() == before
    backup(data, archive, replace=True)
    with pytest.raises(Unusable, match='There is a chat'):
        restore(archive, data)


def test_there_must_be_a_chat(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match='There is no chat'):
        backup(tmp_path, tmp_path / 'archive')
    done = command('backup', str(tmp_path / 'archive'), data=tmp_path / 'nowhere')
    assert (done.returncode, done.stdout) == (1, '')
    assert done.stderr.count('\n') == 1
    assert not (tmp_path / 'nowhere').exists()


def repacked(archive: Path, change: Callable[[list[tuple[tarfile.TarInfo, bytes]]], None]) -> None:
    """The archive with something else in it."""
    with tarfile.open(archive) as tar:
        entries = [(entry, (file.read() if (file := tar.extractfile(entry)) else b'')) for entry in tar]
    change(entries)
    with tarfile.open(archive, 'w:gz') as tar:
        for entry, content in entries:
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))


def talkative(entries: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    entries[0][0].pax_headers = {'comment': 'x' * 100_000}  # or as much as the memory has


def climb(entries: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    entries[1][0].name = '../chat.db'


def absolute(entries: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    entries[2][0].name = '/tmp/secret'


def link(entries: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    entries[2][0].type, entries[2][0].linkname = tarfile.SYMTYPE, '/etc/passwd'


def device(entries: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    entries[1][0].type = tarfile.FIFOTYPE


def flip(entries: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    entry, content = entries[1]
    entries[1] = (entry, content[:9000] + bytes([content[9000] ^ 1]) + content[9001:])


def other_manifest(**values: Any) -> Callable[[list[tuple[tarfile.TarInfo, bytes]]], None]:
    def change(entries: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        manifest = json.loads(entries[0][1]) | values
        entries[0] = (entries[0][0], json.dumps(manifest).encode())

    return change


@pytest.mark.parametrize(
    'harm',
    [
        climb,
        absolute,
        link,
        device,
        flip,
        lambda entries: entries.pop(1),
        lambda entries: entries.reverse(),
        lambda entries: entries.clear(),
        other_manifest(files={}),
        other_manifest(counts={}),
        other_manifest(format=99),
        other_manifest(taken='2026-01-01\x1b[2J'),
        talkative,
        other_manifest(files={NAME: {'size': 10**18, 'sha256': 'x'}, SECRET: {'size': 10**18, 'sha256': 'x'}}),
    ],
)
def test_an_archive_that_is_not_what_it_says_is_refused(archive: Path, tmp_path: Path, harm: Any) -> None:
    repacked(archive, harm)
    target = tmp_path / 'outer' / 'new'
    with pytest.raises(Unusable):
        restore(archive, target)
    assert not list(target.iterdir()), 'nothing is left of it'
    assert [path.name for path in target.parent.iterdir()] == ['new']


@pytest.mark.parametrize('part', [0, 10, 500, 0.5, 0.99])
def test_an_archive_that_is_cut_short_is_refused(archive: Path, tmp_path: Path, part: float) -> None:
    whole = archive.read_bytes()
    archive.write_bytes(whole[: int(part if part >= 1 else len(whole) * part)])
    with pytest.raises(Unusable, match='is not a backup'):
        restore(archive, tmp_path / 'new')


@pytest.mark.parametrize(
    'content', [b'hello', gzip.compress(b'hello'), os.urandom(5000)], ids=['text', 'gzip', 'noise']
)
def test_a_foreign_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / 'file').write_bytes(content)
    with pytest.raises(Unusable, match='is not a backup'):
        restore(tmp_path / 'file', tmp_path / 'new')


def test_a_newer_archive_is_refused(archive: Path, data: Path, tmp_path: Path) -> None:
    newer = tmp_path / 'newer'
    restore(archive, newer)
    with closing(sqlite3.connect(newer / NAME)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    backup(newer, tmp_path / 'newer-archive')
    with pytest.raises(Unusable, match='newer version'):
        restore(tmp_path / 'newer-archive', tmp_path / 'new')


def test_a_full_disk_leaves_no_half_archive(data: Path, tmp_path: Path) -> None:
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    done = subprocess.run(
        [sys.executable, 'main.py', 'backup', str(tmp_path / 'archive'), '--data', str(data)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limited,
    )
    assert done.returncode == 1
    assert done.stderr.count('\n') == 1, done.stderr
    assert not list(tmp_path.iterdir())


def test_the_manifest_tells_what_is_inside(archive: Path) -> None:
    with tarfile.open(archive) as tar:
        file = tar.extractfile(MANIFEST)
        assert file
        assert json.loads(file.read())['counts']['messages'] == 20


@pytest.mark.parametrize('arguments', [['backup'], ['restore'], ['export'], ['export', '1', '--format', 'pdf']])
def test_wrong_usage_is_said_in_one_line(arguments: list[str], tmp_path: Path) -> None:
    done = command(*arguments, data=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count('\n') == 1
