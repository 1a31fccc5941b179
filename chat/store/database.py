"""The database file: where it is, whose it is, whether it can be used; opened, brought to this version, locked.

A database is made under another name and gets its own when it is whole. A note beside it says that it was made: one
that is gone or empty is told apart from one that never was, and never begun afresh.
"""

import json
import os
import secrets
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool, StaticPool

from ..errors import Unusable

NAME: Final = 'chat.db'
MADE: Final = 'made.json'  # the note that a database was made here
HOLDER: Final = 'holder.json'  # who holds the lock
SECRET: Final = 'secret'  # noqa: S105 (a file's name): the key that signs cookies
APPLICATION: Final = 0x43484154  # "CHAT": what SQLite's header calls an application_id
KEY: Final = 32  # bytes of it
MAGIC: Final = b'SQLite format 3\0'
NEWEST: Final = '0011'  # the version that this program speaks: the last of migrations/versions
READERS: Final = 4  # connections that read ...
SEARCHERS: Final = 2  # ... and those that search


class Folder:
    """The data directory."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.database = self.path / NAME
        self._lock = FileLock(self.path / 'lock', mode=0o600)

    def open(self) -> None:
        """Make it if it is not there, hold it for this process alone, and see that what is in it can be used.

        :raises Unusable: with a sentence for the operator
        """
        self._make()
        self._hold()
        try:
            self._look()
        except BaseException:
            self.close()
            raise

    def secret(self) -> bytes:
        """The key that signs cookies: made at random on first use, read by its owner only."""
        path = self.path / SECRET
        if not path.exists():
            new = path.with_suffix('.new')
            with open(new, 'wb', opener=private) as file:
                file.write(secrets.token_bytes(KEY))
                file.flush()
                os.fsync(file.fileno())
            new.replace(path)
        return path.read_bytes()

    def close(self) -> None:
        """Let others have it."""
        if self._lock.is_locked:
            (self.path / HOLDER).unlink(missing_ok=True)
            self._lock.release()

    def _make(self) -> None:
        try:
            self.path.mkdir(parents=True, mode=0o700, exist_ok=True)
            trial = self.path / f'.trial-{os.getpid()}'
            trial.touch()
            trial.unlink()
        except FileExistsError:
            raise Unusable(f'{self.path} is a file. Choose another directory with --data.') from None
        except OSError as error:
            raise Unusable(f'Cannot write to {self.path}: {error.strerror}. Choose another --data.') from None
        if os.name == 'posix':
            if (owner := self.path.stat().st_uid) != os.geteuid():
                raise Unusable(f'{self.path} belongs to another user ({owner}). Choose another --data.')
            if self.path.stat().st_mode & 0o077:
                self.path.chmod(0o700)

    def _hold(self) -> None:
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise Unusable(f'{self.path} is in use by {self._holder()}. Stop it, or choose another --data.') from None
        write_note(self.path / HOLDER, pid=os.getpid(), since=time.strftime('%Y-%m-%d %H:%M:%S UTC', time.gmtime()))

    def _holder(self) -> str:
        try:
            note = json.loads((self.path / HOLDER).read_text(encoding='utf-8'))
            return f'process {int(note["pid"])}, since {str(note["since"])[:40]}'
        except (OSError, ValueError, KeyError, TypeError):
            return 'another process'

    def _look_at_key(self) -> None:
        path = self.path / SECRET
        way_out = 'Remove it to get a new one; everybody is signed out then.'
        if path.is_symlink() or (path.exists() and not path.is_file()):
            raise Unusable(f'{path}, the key that signs cookies, is not a file of its own. {way_out}')
        if not path.exists():
            return
        found = path.stat()
        if os.name == 'posix' and found.st_uid != os.geteuid():
            raise Unusable(f'{path}, the key that signs cookies, belongs to another user ({found.st_uid}). {way_out}')
        if os.name == 'posix' and found.st_mode & 0o077:
            raise Unusable(
                f'{path}, the key that signs cookies, could be read by others of this machine. {way_out} '
                f'If nobody has: chmod 600 {path}'
            )
        if found.st_size != KEY:
            raise Unusable(
                f'{path} is no key that this chat has made: it has {found.st_size} bytes, not {KEY}. {way_out}'
            )

    def _look(self) -> None:
        self._look_at_key()
        was_made = (self.path / MADE).exists()
        size = self.database.stat().st_size if self.database.exists() else None
        if size is None and not was_made:
            return self._begin()
        if not size:
            raise Unusable(
                f'{self.database} is {"gone" if size is None else "empty"}, though this directory had a chat. '
                f'Put it back, restore a backup into another --data, or remove {self.path / MADE} to begin anew.'
            )
        self._look_into(size)
        if not was_made:
            write_note(self.path / MADE, version=NEWEST)

    def _look_into(self, size: int) -> None:
        with self.database.open('rb') as file:
            header = file.read(100)
        if len(header) < 100 or not header.startswith(MAGIC):
            raise Unusable(f'{self.database} is not a database of this chat, or is damaged. Restore a backup.')
        page = int.from_bytes(header[16:18], 'big')
        if size < int.from_bytes(header[28:32], 'big') * (65536 if page == 1 else page):
            raise Unusable(f'{self.database} is cut short: something is missing at its end. Restore a backup.')
        try:
            with sqlite3.connect(self.database) as connection:
                (application,) = connection.execute('PRAGMA application_id').fetchone()
                if application != APPLICATION:
                    raise Unusable(f'{self.database} belongs to another program. Choose another --data.')
                (version,) = connection.execute('SELECT version_num FROM alembic_version').fetchone()
            connection.close()
        except (sqlite3.Error, TypeError):
            raise Unusable(f'{self.database} is damaged. Restore a backup.') from None
        if version == NEWEST:
            return
        if version > NEWEST:
            raise Unusable(
                f'{self.database} is of a newer version of this chat ({version}; this one knows {NEWEST}). '
                'Start the newer version.'
            )
        migrate(self.database)

    def _begin(self) -> None:
        new = self.database.with_suffix('.new')
        for left_over in self.path.glob(new.name + '*'):
            left_over.unlink()
        migrate(new)
        new.replace(self.database)
        sync(self.path)
        write_note(self.path / MADE, version=NEWEST)


def write_note(path: Path, **note: Any) -> None:
    """A small JSON file, for the owner's eyes alone, on disk when this returns."""
    with open(path, 'w', encoding='utf-8', opener=private) as file:
        json.dump(note, file)
        file.flush()
        os.fsync(file.fileno())


def private(path: str, flags: int) -> int:
    """For `open(…, opener=private)`: a file that only its owner can read."""
    return os.open(path, flags, 0o600)


def sync(folder: Path) -> None:
    """Have the names in a folder on disk."""
    if os.name == 'posix':
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def migrate(path: Path) -> None:
    """Bring a database to the newest version, or begin an empty one."""
    from alembic import command  # on first use: most starts find nothing to do
    from alembic.config import Config

    path.touch(mode=0o600)
    engine = writing_engine(path)
    try:
        with engine.connect() as connection, connection.begin():
            connection.exec_driver_sql(f'PRAGMA application_id = {APPLICATION}')
            config = Config()
            config.set_main_option('script_location', str(Path(__file__).parent / 'migrations').replace('%', '%%'))
            config.attributes['connection'] = connection
            command.upgrade(config, 'head')
    finally:
        engine.dispose()  # the last connection that closes leaves one whole file


def writing_engine(path: Path) -> Engine:
    """One connection, for one thread."""
    engine = _engine(path, poolclass=StaticPool)
    event.listen(engine, 'begin', _begin_writing)
    return engine


def reading_engine(path: Path) -> Engine:
    """A few connections that can only read."""
    engine = _engine(path, poolclass=QueuePool, pool_size=READERS + SEARCHERS, max_overflow=0)
    event.listen(engine, 'connect', _only_read)
    return engine


def probe(connection: Connection, many: Sequence[None]) -> list[None]:
    """Find out whether something can be written."""
    connection.exec_driver_sql('UPDATE alembic_version SET version_num = version_num')
    return [None] * len(many)


def _engine(path: Path, **pool: Any) -> Engine:
    engine = create_engine(f'sqlite:///{path}', connect_args={'check_same_thread': False, 'timeout': 10}, **pool)
    event.listen(engine, 'connect', _prepare)
    return engine


def _prepare(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = None  # transactions begin where we say so, not where the driver guesses
    # FULL: what was acknowledged survives a power cut; once commits are grouped it is nearly free
    # secure_delete: what is removed is overwritten in its page
    pragmas = 'journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON', 'temp_store = MEMORY'
    for pragma in (*pragmas, 'secure_delete = FAST'):
        connection.execute(f'PRAGMA {pragma}')


def _only_read(connection: sqlite3.Connection, _: Any) -> None:
    connection.execute('PRAGMA query_only = ON')


def _begin_writing(connection: Connection) -> None:
    connection.exec_driver_sql('BEGIN IMMEDIATE')
