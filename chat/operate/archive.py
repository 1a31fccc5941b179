"""The archive: everything a chat keeps in one file, taken while it runs, and brought back where there is none.

A gzip-compressed tar of a manifest, the database, the key that signs cookies, and the files of messages. It is read
with suspicion: only these, by their names, as plain files, of the size and the digest that the manifest says.
"""

import hashlib
import io
import json
import os
import re
import sqlite3
import tarfile
import tempfile
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final

from ..errors import Unusable
from ..store.blobs import FOLDER, Blobs
from ..store.database import MADE, NAME, NEWEST, SECRET, Folder, private, sync, write_note
from .progress import Progress

FORMAT: Final = 1
MANIFEST: Final = 'manifest.json'
COUNTED: Final = ('rooms', 'members', 'messages', 'sessions', 'positions')
PAGES: Final = 2000  # pages of the database that are copied at a time
CHUNK: Final = 1 << 20  # bytes
BLOB: Final = re.compile(f'{FOLDER}/[0-9a-f]{{64}}')
SMALL: Final = 1 << 16  # bytes that a key has at most ...
LIST: Final = 1 << 26  # ... and a manifest, which names every file


@dataclass(frozen=True, slots=True)
class Kept:
    """What is in an archive."""

    counts: dict[str, int]
    taken: str


def backup(data: Path, target: Path, *, replace: bool = False) -> Kept:
    """Write everything that is kept in `data` into one file, consistent as of this moment, though the chat runs.

    :raises Unusable: with a sentence for the operator
    """
    database = data / NAME
    if not database.exists() or not (data / SECRET).exists():
        raise Unusable(f'There is no chat in {data}. Name its directory with --data.')
    if target.exists() and not replace:
        raise Unusable(f'{target} is there already. Choose another name, or add --force.')
    blobs = Blobs(data)
    blobs.path.mkdir(mode=0o700, exist_ok=True)
    try:
        with ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory(dir=target.parent, prefix=f'.{target.name}-'))
            copy = Path(folder) / NAME
            stack.enter_context(blobs.lock.acquire())  # no file of this moment vanishes until it is packed
            _copy(database, copy)
            files = {NAME: copy, SECRET: data / SECRET} | {
                f'{FOLDER}/{digest}': path
                for digest in sorted(_blobs(copy))
                if (path := blobs.path_of(digest)).is_file()
            }
            kept = Kept(_counts(copy), datetime.now(UTC).isoformat(timespec='seconds'))
            manifest = {
                'format': FORMAT,
                'version': _version(copy),
                'taken': kept.taken,
                'counts': kept.counts,
                'files': {name: {'size': p.stat().st_size, 'sha256': _digest(p)} for name, p in files.items()},
            }
            new = Path(folder) / 'archive'
            _pack(new, manifest, files)
            new.replace(target)
        sync(target.parent.absolute())
    except OSError as error:
        raise Unusable(f'Cannot write {target}: {error.strerror}.') from None
    except sqlite3.Error as error:
        raise Unusable(f'Cannot copy {database}: {error}.') from None
    return kept


def _copy(database: Path, copy: Path) -> None:
    with closing(sqlite3.connect(f'{database.absolute().as_uri()}?mode=ro', uri=True)) as source:
        source.isolation_level = None
        source.execute('BEGIN')  # one view of it all, however much is written meanwhile
        (pages,) = source.execute('PRAGMA page_count').fetchone()
        bar = Progress('Copying', pages, ' pages')
        copied = 0

        def step(status: int, left: int, total: int) -> None:
            nonlocal copied
            bar.done(total - left - copied)
            copied = total - left

        os.close(os.open(copy, os.O_CREAT | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(copy)) as target:
            source.backup(target, pages=PAGES, progress=step, sleep=0)
            target.execute('PRAGMA journal_mode = DELETE')  # one file
        bar.close()


def _pack(archive: Path, manifest: dict[str, Any], files: dict[str, Path]) -> None:
    bar = Progress('Packing', sum(path.stat().st_size for path in files.values()), 'B')
    with open(archive, 'wb', opener=private) as raw:
        with tarfile.open(fileobj=raw, mode='w:gz', compresslevel=6) as tar:
            said = json.dumps(manifest, indent=2).encode()
            tar.addfile(_entry(MANIFEST, len(said)), io.BytesIO(said))
            for name, path in files.items():
                with path.open('rb') as file:
                    tar.addfile(_entry(name, path.stat().st_size), _Watched(file, bar))
        raw.flush()
        os.fsync(raw.fileno())
    bar.close()


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, int(datetime.now(UTC).timestamp())
    return entry


class _Watched(io.RawIOBase):
    """A file that tells how much of it was read."""

    def __init__(self, file: IO[bytes], bar: Progress) -> None:
        self._file = file
        self._bar = bar

    def read(self, size: int = -1) -> bytes:
        """Read, and tell."""
        chunk = self._file.read(size)
        self._bar.done(len(chunk))
        return chunk


def restore(source: Path, data: Path) -> Kept:
    """Bring an archive back into a directory that has no chat yet.

    :raises Unusable: with a sentence for the operator
    """
    folder = Folder(data)
    if folder.database.exists() or (folder.path / MADE).exists():
        raise Unusable(f'There is a chat in {data} already. Choose another --data.')
    try:
        folder.path.mkdir(parents=True, mode=0o700, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.path, prefix='.restore-') as trial:
            manifest = _unpack(source, Path(trial))
            kept = _check(source, Path(trial), manifest)
            (Path(trial) / SECRET).replace(folder.path / SECRET)
            _place(Path(trial) / FOLDER, Blobs(folder.path), manifest)
            (Path(trial) / NAME).replace(folder.database)  # last: without it nothing was restored
            sync(folder.path)
            write_note(folder.path / MADE, version=manifest['version'])
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError, AttributeError, sqlite3.Error):
        raise Unusable(f'{source} is not a backup of a chat, or is damaged.') from None
    except OSError as error:
        name = error.filename or source
        raise Unusable(f'Cannot restore: {name}: {error.strerror or error}.') from None
    return kept


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    with tarfile.open(source, 'r:*', tarinfo=_Entry) as tar:
        manifest: dict[str, Any] = json.loads(_plain(tar, tar.next(), MANIFEST, LIST).read())
        if manifest['format'] != FORMAT:
            raise Unusable(f'{source} was made by a newer version of this chat. Restore it with that one.')
        sizes = {name: int(about['size']) for name, about in manifest['files'].items()}
        if [*sizes][:2] != [NAME, SECRET] or not all(map(BLOB.fullmatch, [*sizes][2:])):
            raise ValueError(MANIFEST)
        (folder / FOLDER).mkdir(mode=0o700)
        bar = Progress('Unpacking', sum(sizes.values()), 'B')
        for name, size in sizes.items():
            packed = _plain(tar, tar.next(), name, SMALL if name == SECRET else size)
            with open(folder / name, 'wb', opener=private) as file:
                while chunk := packed.read(CHUNK):
                    file.write(chunk)
                    bar.done(len(chunk))
                file.flush()
                os.fsync(file.fileno())
        bar.close()
    return manifest


class _Entry(tarfile.TarInfo):
    """What tells more of an entry is read into memory whole: there is little to tell of those that backup makes."""

    def _proc_member(self, tar: tarfile.TarFile) -> Any:
        is_small = self.type == tarfile.XHDTYPE and self.size <= SMALL
        if not (is_small or self.type in {tarfile.REGTYPE, tarfile.AREGTYPE}):
            raise tarfile.ReadError
        return super()._proc_member(tar)  # type: ignore[misc]


def _plain(tar: tarfile.TarFile, entry: tarfile.TarInfo | None, name: str, limit: int) -> IO[bytes]:
    if entry is None or entry.name != name or not entry.isreg() or entry.size > limit:
        raise ValueError(name)
    file = tar.extractfile(entry)
    if file is None:
        raise ValueError(name)
    return file


def _check(source: Path, folder: Path, manifest: dict[str, Any]) -> Kept:
    for name, about in manifest['files'].items():
        if _digest(folder / name) != about['sha256']:
            raise ValueError(name)
    database = folder / NAME
    with closing(sqlite3.connect(database)) as connection:
        if connection.execute('PRAGMA integrity_check').fetchall() != [('ok',)]:
            raise ValueError(NAME)
    if _version(database) > NEWEST:
        raise Unusable(f'{source} was made by a newer version of this chat. Restore it with that one.')
    blobs = {name.partition('/')[2]: about['sha256'] for name, about in [*manifest['files'].items()][2:]}
    if not blobs.keys() <= _blobs(database) or any(name != digest for name, digest in blobs.items()):
        raise ValueError(MANIFEST)
    if (counts := _counts(database)) != manifest['counts']:
        raise ValueError(MANIFEST)
    return Kept(counts, datetime.fromisoformat(manifest['taken']).isoformat())  # told in a terminal


def _place(unpacked: Path, blobs: Blobs, manifest: dict[str, Any]) -> None:
    blobs.open()
    for name in [*manifest['files']][2:]:
        digest = name.partition('/')[2]
        blobs.keep(unpacked / digest, digest)


def _blobs(database: Path) -> set[str]:
    """The digests of all files in a database; older ones know of none."""
    with closing(sqlite3.connect(database)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'files'").fetchone():
            return set()
        rows = connection.execute('SELECT digest, thumbnail FROM files').fetchall()
        return {digest for row in rows for digest in row if digest}


def _counts(database: Path) -> dict[str, int]:
    with closing(sqlite3.connect(database)) as connection:
        return {name: connection.execute(f'SELECT count(*) FROM {name}').fetchone()[0] for name in COUNTED}  # noqa: S608


def _version(database: Path) -> str:
    with closing(sqlite3.connect(database)) as connection:
        return str(connection.execute('SELECT version_num FROM alembic_version').fetchone()[0])


def _digest(path: Path) -> str:
    with path.open('rb') as file:
        return hashlib.file_digest(file, 'sha256').hexdigest()
