"""Blobs: the bytes of files, in a folder beside the database, each found by its digest and kept once.

A blob is written under another name, is on disk when it gets its own, and never changes then. Whoever wants none to
vanish for a while, as a backup does, takes the lock.
"""

import asyncio
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from .database import private, sync

FOLDER: Final = 'files'
ARRIVING: Final = 'arriving'  # what is not whole yet
CHUNK: Final = 1 << 20  # bytes that are written or read at a time


class Blobs:
    """The folder of one chat."""

    def __init__(self, data: Path) -> None:
        """
        :param data: the data directory
        """
        self.path = data / FOLDER
        self.arriving = self.path / ARRIVING
        self.lock = FileLock(self.path / 'lock', mode=0o600)

    def open(self) -> None:
        """Make it if it is not there, and forget what did not arrive before the last end."""
        shutil.rmtree(self.arriving, ignore_errors=True)
        self.path.mkdir(mode=0o700, exist_ok=True)
        self.arriving.mkdir(mode=0o700)

    def path_of(self, digest: str) -> Path:
        """Where a blob is."""
        return self.path / digest[:2] / digest[2:]

    def keep(self, arrived: Path, digest: str) -> None:
        """Give what has arrived its place; it blocks."""
        with arrived.open('rb+') as file:
            os.fsync(file.fileno())
        arrived.chmod(0o600)
        target = self.path_of(digest)
        if not target.parent.exists():
            target.parent.mkdir(mode=0o700, exist_ok=True)
            sync(self.path)
        arrived.replace(target)
        sync(target.parent)

    def all(self) -> set[str]:
        """The digests of all that are there; it blocks."""
        folders = [each for each in self.path.iterdir() if len(each.name) == 2 and each.is_dir()]
        return {folder.name + blob.name for folder in folders for blob in folder.iterdir()}

    def drop(self, digests: Iterable[str]) -> bool:
        """Delete blobs; False if somebody wants nothing to vanish now. It blocks."""
        try:
            with self.lock.acquire(timeout=0):
                for digest in digests:
                    self.path_of(digest).unlink(missing_ok=True)
        except Timeout:
            return False
        return True


class Arrival:
    """A blob on its way in. Not all of it is in memory at any time, and nothing of it stays unless it is kept."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self.path = blobs.arriving / secrets.token_hex(16)
        self.size = 0
        self._file = open(self.path, 'wb', buffering=0, opener=private)  # noqa: SIM115 (closed by `close`)
        self._hash = hashlib.sha256()
        self._waiting = bytearray()

    async def write(self, chunk: bytes) -> None:
        """Take some more."""
        self._waiting += chunk
        self.size += len(chunk)
        if len(self._waiting) >= CHUNK:
            await self._flush()

    async def finish(self) -> str:
        """All of it is here; its digest."""
        await self._flush()
        await asyncio.to_thread(self._file.close)
        return self._hash.hexdigest()

    def close(self) -> None:
        """Forget it, if it was not kept."""
        self._file.close()
        self.path.unlink(missing_ok=True)

    async def _flush(self) -> None:
        waiting, self._waiting = self._waiting, bytearray()
        await asyncio.to_thread(self._put, waiting)

    def _put(self, chunk: bytearray) -> None:
        self._hash.update(chunk)
        view = memoryview(chunk)
        while view:
            view = view[self._file.write(view) :]


def digest_of(path: Path) -> str:
    """Of a file; it blocks."""
    with path.open('rb') as file:
        return hashlib.file_digest(file, 'sha256').hexdigest()
