"""Files as one ZIP, written as it is read: of any size, with little in memory."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from ..model.file import File
from ..store.blobs import CHUNK, Blobs


class _Sink(io.RawIOBase):
    """Holds what is written until it is taken."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, chunk: Any) -> int:
        """Hold it."""
        self._held += chunk
        return len(chunk)

    def take(self) -> bytes:
        """What was written since."""
        held, self._held = bytes(self._held), bytearray()
        return held


def zipped(files: Sequence[File], blobs: Blobs) -> Iterator[bytes]:
    """The ZIP, a piece at a time; it blocks. Packed are they not: most were, before they came."""
    sink = _Sink()
    with zipfile.ZipFile(sink, 'w') as archive:
        for file in files:
            path = blobs.path_of(file.content.digest)
            if not path.is_file():  # removed a moment ago
                continue
            entry = zipfile.ZipInfo(f'{file.id[:8]}-{file.name}')
            with path.open('rb') as blob, archive.open(entry, 'w', force_zip64=True) as packed:
                while chunk := blob.read(CHUNK):
                    packed.write(chunk)
                    yield sink.take()
    yield sink.take()
