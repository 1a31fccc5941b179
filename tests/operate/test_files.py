"""Files in a backup and in an export."""

import asyncio
import io
import json
import re
import tarfile
from base64 import b64decode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from chat.errors import Unusable
from chat.model.amendment import Remove
from chat.model.message import Draft, now
from chat.operate import enclosed
from chat.operate.archive import backup, restore
from chat.operate.enclosed import Enclosed
from chat.operate.export import export
from chat.store.blobs import Blobs
from chat.store.database import NAME
from chat.store.sqlite import SqliteStore
from tests.operate.test_backup import command, repacked
from tests.people import ALICE
from tests.pictures import chunks, picture

PICTURE = picture(900, 600)
SENT = {'a picture.png': PICTURE, '[x](y).html': b'<script>alert(1)</script>', 'removed.txt': b'removed'}


@pytest.fixture(scope='module')
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A directory with a chat in which files were sent, one of which was removed a moment ago."""

    async def fill() -> None:
        store = SqliteStore(path)
        store.open()
        store.folder.secret()
        for name, content in SENT.items():
            file = await store.uploads.receive(chunks(content), size=None, room='7', owner=ALICE, name=name)
            await store.append('7', ALICE, Draft(text='' if name.startswith('a') else 'see', files=(file.id,)))
        await store.amend('7', Remove(seq=3, until=now() + timedelta(seconds=9)))
        await store.close()

    path = tmp_path_factory.mktemp('chat') / 'data'
    asyncio.run(fill())
    yield path


def blobs_of(data: Path) -> dict[str, bytes]:
    blobs = Blobs(data)
    return {digest: blobs.path_of(digest).read_bytes() for digest in blobs.all()}


def exported(data: Path, kind: str, folder: Path | None = None) -> str:
    out = io.StringIO()
    export(data / NAME, '7', kind, out, language='en', enclosed=Enclosed(data, folder, 'room-files'))
    return out.getvalue()


# --- backup ------------------------------------------------------------------------------------------------------
def test_a_backup_has_the_files_and_they_come_back(data: Path, tmp_path: Path) -> None:
    assert len(blobs_of(data)) == 4, 'with a thumbnail'
    backup(data, tmp_path / 'archive')
    restore(tmp_path / 'archive', tmp_path / 'new')
    assert blobs_of(tmp_path / 'new') == blobs_of(data)


def test_a_file_that_is_missing_keeps_nobody_from_a_backup(data: Path, tmp_path: Path) -> None:
    backup(data, tmp_path / 'archive')
    restore(tmp_path / 'archive', tmp_path / 'new')
    digest = min(blobs_of(data))
    Blobs(tmp_path / 'new').path_of(digest).unlink()
    backup(tmp_path / 'new', tmp_path / 'second')
    restore(tmp_path / 'second', tmp_path / 'newer')
    assert blobs_of(tmp_path / 'newer').keys() == blobs_of(data).keys() - {digest}


@pytest.mark.parametrize('harm', ['content', 'name', 'climb', 'foreign', 'cut'])
def test_an_archive_whose_files_are_not_what_it_says_is_refused(data: Path, tmp_path: Path, harm: str) -> None:
    archive = tmp_path / 'archive'
    backup(data, archive)

    def change(entries: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        manifest = json.loads(entries[0][1])
        entry, content = entries[-1]
        about = manifest['files'].pop(entry.name)
        match harm:
            case 'content':
                entries[-1] = entry, content[:-1] + b'!'
            case 'name':
                entry.name = 'files/' + 'ab' * 32
            case 'climb':
                entry.name = 'files/../../evil'
            case 'foreign':
                entry.name = 'chat.db-wal'
            case 'cut':
                entries.pop()
        manifest['files'][entry.name] = about
        entries[0] = entries[0][0], json.dumps(manifest).encode()

    repacked(archive, change)
    with pytest.raises(Unusable):
        restore(archive, tmp_path / 'outer' / 'new')
    assert not list((tmp_path / 'outer' / 'new').iterdir())


# --- export ------------------------------------------------------------------------------------------------------
def test_the_page_holds_pictures_and_names_the_rest(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = exported(data, 'html')
    [src] = re.findall('<img src="data:image/png;base64,([^"]+)"', page)
    assert b64decode(src) == PICTURE
    assert '📎 [x](y).html' in page
    assert 'alert' not in page
    assert 'removed.txt' not in page
    monkeypatch.setattr(enclosed, 'WHOLE', 10)
    assert '<img src="data:image/webp;base64,' in exported(data, 'html'), 'the thumbnail of a large one'
    monkeypatch.setattr(enclosed, 'ALL', 10)
    page = exported(data, 'html')
    assert '<img' not in page
    assert '📎 a picture.png' in page


def test_json_and_markdown_name_the_files(data: Path) -> None:
    first, second, third = json.loads(exported(data, 'json'))['messages']
    assert (first['text'], first['files'][0]['name'], first['files'][0]['size']) == ('', 'a picture.png', len(PICTURE))
    assert second['files'][0]['type'] == 'application/octet-stream'
    assert 'files' not in third
    lines = exported(data, 'markdown').split('\n')
    assert r'📎 a picture\.png' in lines
    assert r'📎 \[x\]\(y\)\.html' in lines


@pytest.mark.parametrize('kind', ['html', 'json', 'markdown'])
def test_the_files_are_written_beside_it_and_linked(data: Path, tmp_path: Path, kind: str) -> None:
    said = exported(data, kind, tmp_path / 'room-files')
    written = sorted((tmp_path / 'room-files').iterdir(), key=lambda path: path.stat().st_size)
    assert [path.read_bytes() for path in written] == [SENT['[x](y).html'], PICTURE]
    assert re.search(r'room-files/[\w-]{8}-a%20picture\.png', said)


def test_the_command_writes_them(data: Path, tmp_path: Path) -> None:
    target = tmp_path / 'room.html'
    done = command('export', '7', '--files', '--output', str(target), data=data)
    assert done.returncode == 0, done.stderr
    assert len([*(tmp_path / 'room-files').iterdir()]) == 2
    assert {path.name for path in tmp_path.iterdir()} == {'room.html', 'room-files'}
    assert command('export', '7', '--files', '--output', str(target), data=data).returncode == 1
    assert command('export', '7', '--files', '--output', '-', data=data).returncode == 1
