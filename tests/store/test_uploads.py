"""Files on the disk: kept once by their content, looked at before they are shown, gone when nothing needs them."""

import io
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from chat.errors import CannotKeep
from chat.file_errors import FileGone, FilesFull, FileTooLarge, TooManyFiles
from chat.model.amendment import Remove
from chat.model.file import File, Kind
from chat.model.member import Member
from chat.model.message import Draft, now
from chat.store import files, uploads
from chat.store.blobs import Blobs
from chat.store.sqlite import SqliteStore
from tests.people import ALICE, BOB
from tests.pictures import chunks, picture, placed_picture, sound


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    store = SqliteStore(tmp_path / 'data')
    store.open()
    yield store
    await store.close()


async def receive(store: SqliteStore, content: bytes, name: str = 'a.bin', owner: Member = ALICE) -> File:
    return await store.uploads.receive(chunks(content), size=len(content), room='7', owner=owner, name=name)


async def send(store: SqliteStore, content: bytes, name: str = 'a.bin', text: str = '', room: str = '7') -> File:
    file = await receive(store, content, name)
    await store.append(room, ALICE, Draft(text=text, files=(file.id,)))
    return file


def on_disk(store: SqliteStore) -> int:
    assert not list(store.uploads.blobs.arriving.iterdir())
    return len(store.uploads.blobs.all())


async def remove(store: SqliteStore, seq: int) -> None:
    await store.amend('7', Remove(seq=seq, until=now()))
    await store.purge()
    await store.uploads.tidy()


async def test_the_same_content_is_kept_once_and_until_the_last_message_with_it_is_gone(store: SqliteStore) -> None:
    first, second = await send(store, b'x' * 120_000, 'a.bin'), await send(store, b'x' * 120_000, 'b.bin')
    assert first.content == second.content
    path = store.uploads.blobs.path_of(first.content.digest)
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b'x' * 120_000, 0o600)
    await remove(store, 1)
    assert (on_disk(store), await store.uploads.find(first.id)) == (1, None)
    assert (await store.uploads.find(second.id)) is not None
    await remove(store, 2)
    assert on_disk(store) == 0


async def test_a_removed_file_is_served_no_more_but_kept_while_it_can_be_restored(store: SqliteStore) -> None:
    file = await send(store, b'x')
    await store.amend('7', Remove(seq=1, until=now() + timedelta(seconds=9)))
    await store.purge()
    await store.uploads.tidy()
    assert (await store.uploads.find(file.id), on_disk(store)) == (None, 1)


async def test_files_go_with_age_with_their_author_and_with_their_room(store: SqliteStore) -> None:
    await send(store, b'old')
    await store.forget(before=now())
    await send(store, b'author')
    await receive(store, b'waits')
    assert [each['files'][0]['size'] for each in await store.written_by([ALICE], after=0, limit=5)] == [6]
    assert len(await store.uploads.sent_by([ALICE])) == 1
    await store.erase_messages([ALICE])
    await store.erase_people([ALICE], None)
    in_room, in_thread = await send(store, b'room'), await send(store, b'thread', room='7/1')
    await receive(store, b'waits', owner=BOB)
    found = await store.uploads.find(in_thread.id)
    assert found is not None
    assert found.room == '7/1'
    await store.begin_deleting('7')
    assert [await store.uploads.find(each.id) for each in (in_room, in_thread)] == [None, None]
    await store.finish_deleting()
    assert on_disk(store) == 5
    await store.uploads.tidy()
    assert on_disk(store) == 0


async def test_who_waits_too_long_has_to_send_it_again(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    file = await receive(store, b'x')
    await store.uploads.tidy()
    assert on_disk(store) == 1
    monkeypatch.setattr(files, 'PATIENCE', timedelta(0))
    await store.uploads.tidy()
    assert on_disk(store) == 0
    with pytest.raises(FileGone):
        await store.append('7', ALICE, Draft(text='x', files=(file.id,)))


async def test_what_is_too_large_or_too_much_is_refused_and_nothing_of_it_stays(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.uploads.most, store.uploads.most_in_all = 1, 2
    for size in (None, 1_000_001):
        with pytest.raises(FileTooLarge):
            await store.uploads.receive(chunks(bytes(1_000_001)), size=size, room='7', owner=ALICE, name='a')
    await receive(store, bytes(900_000))
    await receive(store, b'x' * 900_000)
    with pytest.raises(FilesFull):
        await receive(store, bytes(300_000))
    store.uploads.most_in_all = 0
    monkeypatch.setattr(files, 'WAITING', 2)
    with pytest.raises(TooManyFiles):
        await receive(store, b'third')
    store.uploads.most = 0
    with pytest.raises(FileTooLarge):
        await receive(store, b'')
    await store.uploads.tidy()
    assert on_disk(store) == 2


async def test_a_full_disk_is_said_so(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, 'RESERVE', 10**18)
    with pytest.raises(FilesFull):
        await receive(store, b'x')
    monkeypatch.undo()
    store.uploads.blobs.arriving.rmdir()
    with pytest.raises(CannotKeep):
        await receive(store, b'x')


async def test_what_breaks_off_leaves_nothing(store: SqliteStore) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b'x' * 2_000_000
        raise ConnectionError

    with pytest.raises(CannotKeep):
        await store.uploads.receive(broken(), size=None, room='7', owner=ALICE, name='a')
    assert on_disk(store) == 0


async def test_what_a_sudden_end_left_behind_is_swept(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / 'data')
    store.open()
    await send(store, b'kept')
    blobs = store.uploads.blobs
    (blobs.arriving / 'half').write_bytes(b'x')
    (blobs.arriving / 'folder').mkdir()
    (blobs.arriving / 'stray').write_bytes(b'y')
    blobs.keep(blobs.arriving / 'stray', 'ab' * 32)
    await store.close()
    store.open()
    await store.uploads.tidy()
    assert on_disk(store) == 1
    await store.close()


async def test_while_a_backup_is_made_nothing_vanishes(store: SqliteStore) -> None:
    await send(store, b'x')
    with store.uploads.blobs.lock.acquire():
        await store.amend('7', Remove(seq=1, until=now()))
        await store.purge()
        assert not Blobs(store.folder.path).drop([]), 'nor by the same chat'
    await store.uploads.tidy()
    assert on_disk(store) == 0


# --- what is shown -----------------------------------------------------------------------------------------------
async def test_a_picture_has_a_size_and_a_thumbnail(store: SqliteStore) -> None:
    file = await send(store, picture(1600, 900), 'a.png')
    content = file.content
    assert (content.kind, content.media_type, content.width, content.height) == (Kind.PICTURE, 'image/png', 1600, 900)
    with Image.open(store.uploads.blobs.path_of(content.thumbnail)) as small:
        assert (small.format, small.size) == ('WEBP', (720, 405))


async def test_a_picture_tells_nothing_of_its_place_and_stands_upright(store: SqliteStore) -> None:
    content = (await send(store, placed_picture(), 'a.jpg')).content
    assert (content.width, content.height) == (300, 400)
    for digest in (content.digest, content.thumbnail):
        kept = store.uploads.blobs.path_of(digest)
        with Image.open(kept) as image:
            assert not {*image.getexif()} - {0x0112}
        assert not any(word in kept.read_bytes() for word in (b'Camera of Alice', b'taken at home', b'GPS'))
    with Image.open(store.uploads.blobs.path_of(content.thumbnail)) as small:
        assert small.size == (300, 400)


async def test_a_picture_that_tells_nothing_is_kept_to_the_byte(store: SqliteStore) -> None:
    original = picture(400, 300, kind='JPEG')
    content = (await send(store, original, 'a.jpg')).content
    assert store.uploads.blobs.path_of(content.digest).read_bytes() == original


async def test_a_small_moving_picture_is_shown_as_it_moves(store: SqliteStore) -> None:
    frames = [Image.new('RGB', (40, 30), colour) for colour in ('red', 'green', 'blue')]
    out = io.BytesIO()
    frames[0].save(out, 'GIF', save_all=True, append_images=frames[1:], duration=100)
    content = (await send(store, out.getvalue(), 'a.gif')).content
    assert (content.kind, content.thumbnail) == (Kind.PICTURE, '')


@cache
def bomb() -> bytes:
    """A picture of 400 million pixels in some 50 kB."""
    out = io.BytesIO()
    Image.new('1', (20_000, 20_000)).save(out, 'PNG')
    return out.getvalue()


@pytest.mark.parametrize(
    'content',
    [
        bomb,  # made when it is needed: that takes a second
        picture()[:1000],
        b'\x89PNG\r\n\x1a\n<script>alert(1)</script>',
        b'GIF89a/*<svg onload=alert(1)>*/=1;',
        b'\xff\xd8\xff<html>',
        b'RIFF\0\0\0\0WEBP',
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b'<!doctype html><script>alert(1)</script>',
        b'%PDF-1.7',
        b'\xfe\xff\0<',
        b'',
    ],
    ids=['bomb', 'cut', 'png', 'gif', 'jpeg', 'webp', 'svg', 'html', 'pdf', 'utf-16', 'nothing'],
)
async def test_what_only_calls_itself_a_picture_is_saved_and_never_shown(
    store: SqliteStore, content: bytes | Callable[[], bytes]
) -> None:
    content = content() if callable(content) else content
    file = await send(store, content, 'picture.png')
    assert (file.content.kind, file.content.media_type) == (Kind.OTHER, 'application/octet-stream')
    assert store.uploads.blobs.path_of(file.content.digest).read_bytes() == content


@pytest.mark.parametrize(
    ('content', 'kind', 'media_type'),
    [
        (sound(), Kind.AUDIO, 'audio/wav'),
        (b'ID3\x04', Kind.AUDIO, 'audio/mpeg'),
        (b'OggS\0', Kind.AUDIO, 'audio/ogg'),
        (b'\0\0\0\x20ftypisom', Kind.VIDEO, 'video/mp4'),
        (b'\0\0\0\x20ftypM4A ', Kind.AUDIO, 'audio/mp4'),
        (b'\0\0\0\x20ftypheic', Kind.OTHER, 'application/octet-stream'),
        (b'\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm', Kind.VIDEO, 'video/webm'),
    ],
)
async def test_sounds_and_films_are_known_by_their_content(
    store: SqliteStore, content: bytes, kind: Kind, media_type: str
) -> None:
    found = (await send(store, content, 'page.html')).content
    assert (found.kind, found.media_type) == (kind, media_type)


async def test_whoever_takes_too_long_to_be_looked_at_is_not_shown(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    slow = tmp_path / 'slow.py'
    slow.write_text('import time\ntime.sleep(60)')
    monkeypatch.setattr(uploads, 'PICTURE', slow)
    monkeypatch.setattr(uploads, 'PATIENCE', 0.3)
    assert (await send(store, picture(), 'a.png')).content.kind is Kind.OTHER


def test_who_looks_at_pictures_has_little_memory(tmp_path: Path) -> None:
    source = tmp_path / 'large.png'
    source.write_bytes(picture(3000, 3000))
    found = json.loads(subprocess.check_output([sys.executable, '-I', uploads.PICTURE, source, tmp_path]))
    assert found['width'] == 3000
    starved = uploads.PICTURE.read_text('utf-8').replace('MEMORY: Final = 1_500_000_000', 'MEMORY: Final = 60_000_000')
    (tmp_path / 'starved.py').write_text(starved)
    done = subprocess.run(
        [sys.executable, '-I', tmp_path / 'starved.py', source, tmp_path], capture_output=True, check=False
    )
    assert done.returncode != 0
