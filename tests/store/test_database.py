"""The data directory: whose it is, what is in it, and what cannot be used is refused, untouched."""

import asyncio
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from chat.errors import Unusable
from chat.model.message import Draft
from chat.store.database import HOLDER, MADE, NAME, NEWEST, SECRET, Folder
from chat.store.sqlite import SqliteStore
from tests.command import HERE_ONLY, Command
from tests.people import ALICE
from tests.server import Server

NOBODY = 65534


@pytest.fixture(autouse=True)
def begun_by_copying() -> None:
    """Not here: the beginning is what is tested."""


@pytest.fixture(scope='module')
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a chat in which something was said."""
    path = tmp_path_factory.mktemp('filled') / 'data'

    async def fill() -> None:
        store = SqliteStore(path)
        store.open()
        for n in range(200):
            await store.append('7', ALICE, Draft(text=f'message {n} ' + 'x' * 100))
        await store.close()

    asyncio.run(fill())
    return path


@pytest.fixture
def data(filled: Path, tmp_path: Path) -> Path:
    """A copy of it, to be spoilt."""
    return shutil.copytree(filled, tmp_path / 'data')


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def refused(data: Path) -> str:
    """The sentence with which it is refused; nothing in it is changed."""
    before = {path.name: path.read_bytes() for path in data.iterdir() if path.is_file()} if data.is_dir() else {}
    with pytest.raises(Unusable) as refusal:
        Folder(data).open()
    if data.is_dir():
        after = {path.name: path.read_bytes() for path in data.iterdir() if path.is_file()}
        assert {name: after.get(name) for name in before if name != HOLDER} == {
            name: content for name, content in before.items() if name != HOLDER
        }
    return str(refusal.value)


# --- what is well ----------------------------------------------------------------------------------------
def test_it_is_made_on_first_use_and_private(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        folder = Folder(tmp_path / 'a' / 'b')
        folder.open()
        folder.secret()
    finally:
        os.umask(old)
    assert mode(folder.path) == 0o700
    for name in (NAME, MADE, SECRET, HOLDER):
        assert mode(folder.path / name) == 0o600, name
    folder.close()


def test_a_directory_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    (tmp_path / 'data').mkdir(mode=0o755)
    folder = Folder(tmp_path / 'data')
    folder.open()
    folder.close()
    assert mode(folder.path) == 0o700


def test_the_key_stays_the_same_and_is_another_elsewhere(tmp_path: Path) -> None:
    keys = []
    for name in ('one', 'one', 'two'):
        folder = Folder(tmp_path / name)
        folder.open()
        keys.append(folder.secret())
        folder.close()
    assert keys[0] == keys[1] != keys[2]
    assert {*map(len, keys)} == {32}


def shorten(path: Path) -> None:
    path.write_bytes(b'secret')


def show(path: Path) -> None:
    path.chmod(0o640)


def give_away(path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip('only root can give a file away')
    os.chown(path, 12345, -1)


def point_elsewhere(path: Path) -> None:
    path.replace(elsewhere := path.with_name('elsewhere'))
    path.symlink_to(elsewhere)


@pytest.mark.skipif(os.name != 'posix', reason='has no such rights')
@pytest.mark.attack('T16')
@pytest.mark.parametrize(
    ('weaken', 'reason'),
    [
        (shorten, 'it has 6 bytes, not 32'),
        (show, 'could be read by others'),
        (give_away, r'belongs to another user \(12345\)'),
        (point_elsewhere, 'is not a file of its own'),
    ],
)
def test_a_key_that_others_may_know_is_refused(tmp_path: Path, weaken: Callable[[Path], None], reason: str) -> None:
    folder = Folder(tmp_path / 'data')
    folder.open()
    key = folder.secret()
    folder.close()
    weaken(folder.path / SECRET)
    with pytest.raises(Unusable, match=f'{reason}.* Remove it to get a new one'):
        folder.open()
    (folder.path / SECRET).unlink()
    folder.open()
    assert folder.secret() != key
    folder.close()


def test_what_was_begun_and_not_finished_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / 'data').mkdir()
    (tmp_path / 'data' / 'chat.new').write_bytes(b'half')
    (tmp_path / 'data' / 'chat.new-journal').write_bytes(b'half')
    folder = Folder(tmp_path / 'data')
    folder.open()
    folder.close()
    assert not list(folder.path.glob('chat.new*'))
    assert (folder.path / NAME).stat().st_size > 0


def test_a_note_that_was_not_written_in_time_is_written_later(data: Path) -> None:
    (data / MADE).unlink()
    folder = Folder(data)
    folder.open()
    folder.close()
    assert json.loads((data / MADE).read_text())['version'] == NEWEST


# --- what is not -----------------------------------------------------------------------------------------
def test_a_database_that_is_gone_is_not_begun_afresh(data: Path) -> None:
    (data / NAME).unlink()
    assert 'is gone' in refused(data)
    assert not (data / NAME).exists()


def test_an_empty_database_is_not_begun_afresh(data: Path) -> None:
    (data / NAME).write_bytes(b'')
    assert 'is empty' in refused(data)


def test_an_empty_file_is_no_database_even_without_the_note(data: Path) -> None:
    (data / NAME).write_bytes(b'')
    (data / MADE).unlink()
    assert 'is empty' in refused(data)


@pytest.mark.parametrize('part', [0.01, 0.5, 0.9, 'page'])
def test_a_database_that_is_cut_short_is_refused(data: Path, part: float | str) -> None:
    whole = (data / NAME).read_bytes()
    (data / NAME).write_bytes(whole[: len(whole) - 4096 if part == 'page' else int(len(whole) * float(part))])
    assert 'cut short' in refused(data)


@pytest.mark.parametrize('length', [1, 16, 99])
def test_a_database_of_which_a_stump_is_left_is_refused(data: Path, length: int) -> None:
    (data / NAME).write_bytes((data / NAME).read_bytes()[:length])
    assert 'is damaged' in refused(data)


@pytest.mark.parametrize('content', [b'hello', b'PK\x03\x04' + b'\0' * 5000, b'\0' * 100_000])
def test_a_foreign_file_is_refused(data: Path, content: bytes) -> None:
    (data / NAME).write_bytes(content)
    assert 'is not a database of this chat' in refused(data)


def test_another_programs_database_is_refused(data: Path) -> None:
    (data / NAME).unlink()
    with closing(sqlite3.connect(data / NAME)) as connection:
        connection.execute('CREATE TABLE photos (id INTEGER PRIMARY KEY)')
        connection.commit()
    assert 'belongs to another program' in refused(data)


def test_damage_in_the_first_pages_is_noticed(data: Path) -> None:
    whole = bytearray((data / NAME).read_bytes())
    whole[100:4096] = os.urandom(3996)
    (data / NAME).write_bytes(whole)
    assert 'is damaged' in refused(data) or 'belongs to another' in refused(data)


def test_a_newer_version_is_refused(data: Path) -> None:
    with closing(sqlite3.connect(data / NAME)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    assert 'newer version' in refused(data)


def test_a_file_is_no_directory(tmp_path: Path) -> None:
    (tmp_path / 'data').write_text('hello')
    assert 'is a file' in refused(tmp_path / 'data')


def test_a_directory_that_cannot_be_made_is_refused() -> None:
    assert 'Cannot write to' in refused(Path('/proc/chat/data'))


@pytest.mark.skipif(os.geteuid() != 0, reason='only root can give a directory away')
def test_a_directory_of_another_user_is_refused(data: Path) -> None:
    os.chown(data, NOBODY, NOBODY)
    assert 'belongs to another user' in refused(data)


@contextmanager
def nobody_special() -> Iterator[int]:
    """Without root's right to write anywhere; the number of who this process is meanwhile."""
    if os.geteuid() != 0:
        yield os.geteuid()
        return
    os.seteuid(NOBODY)
    try:
        yield NOBODY
    finally:
        os.seteuid(0)


def test_a_directory_that_is_read_only_is_refused() -> None:
    # where everybody may go: pytest's own folders are closed to all but who runs it
    with nobody_special(), tempfile.TemporaryDirectory() as folder:
        read_only = Path(folder) / 'data'
        read_only.mkdir()
        read_only.chmod(0o500)
        assert 'Cannot write to' in refused(read_only)


# --- by the command --------------------------------------------------------------------------------------
async def test_a_second_chat_on_the_same_data_is_told_who_has_it(tmp_path: Path) -> None:
    with Server(data=tmp_path / 'data') as server:
        server.start()
        async with Command(*HERE_ONLY, '--data', str(tmp_path / 'data')) as second:
            assert await second.end() == 1
            assert second.output == (
                f'{tmp_path / "data"} is in use by process {server.pid}, '
                f'since {json.loads((tmp_path / "data" / HOLDER).read_text())["since"]}. '
                'Stop it, or choose another --data.\n'
            )


@pytest.mark.parametrize('fault', ['gone', 'empty', 'cut', 'foreign', 'newer', 'file'])
async def test_the_command_says_in_one_line_what_is_wrong_and_ends(data: Path, fault: str) -> None:
    database = data / NAME
    if fault == 'gone':
        database.unlink()
    elif fault == 'empty':
        database.write_bytes(b'')
    elif fault == 'cut':
        database.write_bytes(database.read_bytes()[:-5000])
    elif fault == 'foreign':
        database.write_bytes(b'hello')
    elif fault == 'newer':
        test_a_newer_version_is_refused(data)
    else:
        shutil.rmtree(data)
        data.write_text('hello')  # noqa: ASYNC240 (a test may wait for its disk)
    async with Command(*HERE_ONLY, '--data', str(data), is_forked=True) as command:
        assert await command.end() == 1
        assert command.output.count('\n') == 1, command.output
        assert str(data) in command.output
