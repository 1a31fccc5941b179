"""Uploads: files taken in, looked at, kept, found and forgotten. Rows are in files.py, bytes in blobs.py."""

import asyncio
import json
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from ..errors import CannotKeep
from ..file_errors import FilesFull, FileTooLarge, TooManyFiles
from ..model.file import Content, File, Kind, Shared, Upload, clean_file_name
from ..model.member import Member
from ..model.message import now
from . import files
from .blobs import Arrival, Blobs, digest_of
from .media import HEAD, look_at

MB: Final = 1_000_000  # bytes
RESERVE: Final = 100 * MB  # of the disk that files leave free: messages need room, too
AT_ONCE: Final = 2  # pictures that are looked at in one moment
PATIENCE: Final = 30.0  # seconds that a picture may take to be looked at
PICTURE: Final = Path(__file__).with_name('picture.py')


class Uploads:
    """Of one store."""

    def __init__(
        self,
        data: Path,
        read: Callable[..., Awaitable[Any]],
        write: Callable[..., Awaitable[Any]],
        authors: files.Authors,
    ) -> None:
        """
        :param data: the data directory
        :param read: has something looked up in a thread that reads
        :param write: has something done in the thread that writes
        :param authors: who knows the rows of members
        """
        self.blobs = Blobs(data)
        self.most = 25  # megabytes of one file
        self.most_in_all = 10_000  # megabytes of all; 0 is no limit
        self._read = read
        self._write = write
        self._keeping = files.KeepingFiles(authors)
        self._arriving = 0  # bytes that are on their way
        self._looking = asyncio.Semaphore(AT_ONCE)
        self._placing = asyncio.Lock()  # a blob that is not needed any more may arrive anew in the same moment
        self._is_swept = False

    async def receive(
        self, chunks: AsyncIterator[bytes], *, size: int | None, room: str, owner: Member, name: str
    ) -> File:
        """Take a file in; it waits for a message of its owner in that room, for a day.

        :param size: in bytes, if it was said before
        :param room: a key
        :param name: as its owner calls it
        :raises FileTooLarge: it has more than `most` megabytes
        :raises FilesFull: there is no room for it
        :raises TooManyFiles: so many of the owner's wait already
        :raises CannotKeep: it cannot be written at the moment
        """
        most = self.most * MB
        if not most or (size is not None and size > most):
            raise FileTooLarge(self.most)
        expected = most if size is None else size
        self._arriving += expected
        try:
            await self._refuse_surplus(expected)
            return await self._receive(chunks, most, room, owner, clean_file_name(name))
        except OSError as error:
            raise CannotKeep from error
        finally:
            self._arriving -= expected

    async def _receive(self, chunks: AsyncIterator[bytes], most: int, room: str, owner: Member, name: str) -> File:
        arrival = Arrival(self.blobs)
        try:
            head = b''
            async for chunk in chunks:
                if arrival.size + len(chunk) > most:
                    raise FileTooLarge(self.most)
                head = head or chunk[:HEAD] if len(chunk) >= HEAD else (head + chunk)[:HEAD]
                await arrival.write(chunk)
            content = Content(digest=await arrival.finish(), size=arrival.size)
            kind, media_type = look_at(head)
            with tempfile.TemporaryDirectory(dir=self.blobs.arriving) as folder:
                blobs = {content.digest: arrival.path}
                if kind is Kind.PICTURE:
                    content, blobs = await self._look(arrival, content, Path(folder))
                else:
                    content = replace(content, kind=kind, media_type=media_type)
                file = File(id=secrets.token_urlsafe(16), name=name, content=content)
                async with self._placing:
                    for digest, path in blobs.items():
                        await asyncio.to_thread(self.blobs.keep, path, digest)
                    if not await self._write(self._keeping.keep, Upload(room=room, owner=owner, file=file)):
                        raise TooManyFiles(files.WAITING)
            return file
        finally:
            await asyncio.to_thread(arrival.close)

    async def _refuse_surplus(self, size: int) -> None:
        free = (await asyncio.to_thread(shutil.disk_usage, self.blobs.path)).free
        if free < RESERVE + self._arriving:
            raise FilesFull
        if self.most_in_all and await self._read(files.size_of_all) + self._arriving > self.most_in_all * MB:
            raise FilesFull

    async def _look(self, arrival: Arrival, content: Content, folder: Path) -> tuple[Content, dict[str, Path]]:
        """What a picture is, and the files that are to be kept of it, by digest; it is saved as it is if it is none."""
        async with self._looking:
            said = await asyncio.to_thread(_look_at, arrival.path, folder)
        if said is None:
            return content, {content.digest: arrival.path}
        original = folder / 'clean' if said['clean'] else arrival.path
        digest = await asyncio.to_thread(digest_of, original) if said['clean'] else content.digest
        blobs = {digest: original}
        content = Content(
            digest=digest,
            size=original.stat().st_size,
            kind=Kind.PICTURE,
            media_type=str(said['media_type']),
            width=int(said['width']),
            height=int(said['height']),
        )
        if said['thumbnail']:
            small = folder / 'thumbnail'
            content = replace(content, thumbnail=await asyncio.to_thread(digest_of, small))
            content = replace(content, thumbnail_size=small.stat().st_size)
            blobs[content.thumbnail] = small
        return content, blobs

    async def find(self, one: str) -> Shared | None:
        """A file that stands with a message, by its ID."""
        found: Shared | None = await self._read(files.shared, one)
        return found

    async def sent_by(self, people: Sequence[Member]) -> list[File]:
        """The files that members have sent, the oldest first."""
        found: list[File] = await self._read(files.sent_by, people)
        return found

    async def tidy(self) -> None:
        """Forget files that stand nowhere any more, or have waited too long.

        :raises CannotKeep: it cannot be done at the moment
        """
        await self._write(files.forget_waiting, now() - files.PATIENCE)
        async with self._placing:
            gone = await self._write(files.drop_unused, None)
            if not self._is_swept:  # what came just before an end that was sudden, or could not be dropped
                gone |= await asyncio.to_thread(self.blobs.all) - await self._read(files.digests)
            self._is_swept = not gone or await asyncio.to_thread(self.blobs.drop, gone)


def _look_at(source: Path, folder: Path) -> dict[str, Any] | None:
    command = [sys.executable, '-I', str(PICTURE), str(source), str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE)  # noqa: S603 (our own)
        return dict(json.loads(done.stdout)) if done.returncode == 0 else None
    except (subprocess.TimeoutExpired, ValueError):
        return None
