"""Files that go with an export: beside it in a folder, pictures inside of it, or only named."""

import shutil
from base64 import b64encode
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from ..model.file import File, Kind
from ..store.blobs import Blobs
from ..store.database import private

WHOLE: Final = 500_000  # bytes of a picture that is put in as it is; of a larger one it is the thumbnail
ALL: Final = 100_000_000  # bytes of all pictures that are put in; the others are only named


class Enclosed:
    """Of one export."""

    def __init__(self, data: Path, folder: Path | None = None, called: str = '') -> None:
        """
        :param data: the data directory
        :param folder: where files are written; nowhere if None
        :param called: how that folder will be called, from where the export is
        """
        self._blobs = Blobs(data)
        self._folder = folder
        self._called = called
        self._left = ALL

    def link_to(self, file: File) -> str:
        """Have a file beside the export; its address from there, empty if it is not."""
        source = self._blobs.path_of(file.content.digest)
        if self._folder is None or not source.is_file():
            return ''
        self._folder.mkdir(mode=0o700, exist_ok=True)
        name = f'{file.id[:8]}-{file.name}'
        with source.open('rb') as blob, open(self._folder / name, 'wb', opener=private) as copy:
            shutil.copyfileobj(blob, copy)
        return f'{quote(self._called)}/{quote(name)}'

    def data_of(self, file: File) -> str:
        """A picture as an address that holds it; empty for all else, and where it would be too much."""
        content = file.content
        if content.kind is not Kind.PICTURE:
            return ''
        is_whole = content.size <= WHOLE or not content.thumbnail
        source = self._blobs.path_of(content.digest if is_whole else content.thumbnail)
        size = content.size if is_whole else content.thumbnail_size
        if size > self._left or not source.is_file():
            return ''
        self._left -= size
        media_type = content.media_type if is_whole else 'image/webp'
        return f'data:{media_type};base64,{b64encode(source.read_bytes()).decode()}'

    def about(self, file: File) -> dict[str, Any]:
        """A file, for programs."""
        content = file.content
        told = {'name': file.name, 'type': content.media_type, 'size': content.size, 'sha256': content.digest}
        link = self.link_to(file)
        return told | ({'path': link} if link else {})
