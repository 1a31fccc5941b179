"""Files as rows: what is in each, which wait for a message, which stand with one. Their bytes are in blobs.py."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from ..model.file import Content, File, Kind, Shared, Upload
from ..model.member import Member
from ..model.message import now
from ..model.spelling import room_of
from .schema import DELETED, attachments, files, members, messages, rooms

WAITING: Final = 30  # files of one person that may wait for messages
PATIENCE: Final = timedelta(hours=24)  # for which they wait: whoever is offline comes back
VISIBLE: Final = attachments.c.until.is_(None)
COLUMNS: Final = (
    attachments.c.id,
    attachments.c.name,
    files.c.digest,
    files.c.size,
    files.c.kind,
    files.c.media_type,
    files.c.width,
    files.c.height,
    files.c.thumbnail,
    files.c.thumbnail_size,
)


class Authors(Protocol):
    """Who knows the rows of members."""

    def find_authors(self, connection: Connection, authors: set[Member]) -> dict[Member, int]:
        """The rows of members; those who have none get one."""


class KeepingFiles:
    """Keeps uploads."""

    def __init__(self, authors: Authors) -> None:
        self._authors = authors

    def keep(self, connection: Connection, uploads: Sequence[Upload]) -> list[bool]:
        """Let files wait for their messages; False for one whose owner has too many that wait."""
        return [self._keep(connection, upload) for upload in uploads]

    def _keep(self, connection: Connection, upload: Upload) -> bool:
        owner = self._authors.find_authors(connection, {upload.owner})[upload.owner]
        waiting = select(func.count()).where(attachments.c.member == owner)
        if connection.execute(waiting).scalar_one() >= WAITING:
            return False
        content = upload.file.content
        row = {
            'digest': content.digest,
            'size': content.size,
            'kind': content.kind.value,
            'media_type': content.media_type,
            'width': content.width,
            'height': content.height,
            'thumbnail': content.thumbnail,
            'thumbnail_size': content.thumbnail_size,
        }
        if not connection.execute(select(files.c.digest).where(files.c.digest == content.digest)).first():
            connection.execute(insert(files), row)
        waits = {'id': upload.file.id, 'file': content.digest, 'name': upload.file.name, 'at': now(), 'place': 0}
        connection.execute(insert(attachments), waits | {'room': upload.room, 'member': owner})
        return True


def waiting(connection: Connection, room: str, owner: int, ids: Sequence[str]) -> tuple[File, ...] | None:
    """The files that wait for a message of somebody in a room, or in a thread of it; None if not all of them do."""
    mine = attachments.c.room == room_of(room), attachments.c.member == owner
    found = select(*COLUMNS).join(files, attachments.c.file == files.c.digest).where(attachments.c.id.in_(ids), *mine)
    by_id = {row.id: _file(row) for row in connection.execute(found)}
    return tuple(by_id[one] for one in ids) if by_id.keys() == {*ids} and len(by_id) == len(ids) else None


def claim(connection: Connection, claimed: Mapping[str, tuple[int, int]]) -> None:
    """Let files stand with messages, each given by its room's row and its `seq`; in the order of the mapping."""
    for place, (one, (room, seq)) in enumerate(claimed.items()):
        message = select(messages.c.id).where(messages.c.room == room, messages.c.seq == seq).scalar_subquery()
        values = {'message': message, 'place': place, 'room': None, 'member': None}
        connection.execute(update(attachments).where(attachments.c.id == one).values(values))


def files_of(connection: Connection, ids: Collection[int]) -> dict[int, tuple[File, ...]]:
    """What stands with messages that were not removed."""
    found = select(attachments.c.message, *COLUMNS).join(files, attachments.c.file == files.c.digest)
    found = found.where(attachments.c.message.in_(ids), VISIBLE).order_by(attachments.c.place)
    by_message: defaultdict[int, list[File]] = defaultdict(list)
    for row in connection.execute(found) if ids else ():
        by_message[row.message].append(_file(row))
    return {message: tuple(of_message) for message, of_message in by_message.items()}


def has_files(connection: Connection, message: int) -> bool:
    """Whether something stands with a message that was not removed."""
    return bool(connection.execute(select(exists().where(attachments.c.message == message, VISIBLE))).scalar())


def shared(connection: Connection, one: str) -> Shared | None:
    """A file that stands with a message."""
    found = select(*COLUMNS, rooms.c.key).join(files, attachments.c.file == files.c.digest)
    found = found.join(messages, attachments.c.message == messages.c.id).join(rooms, messages.c.room == rooms.c.id)
    found = found.where(attachments.c.id == one, VISIBLE, ~rooms.c.key.startswith(DELETED))
    row = connection.execute(found).first()
    return Shared(room=row.key, file=_file(row)) if row is not None else None


def sent_by(connection: Connection, people: Sequence[Member]) -> list[File]:
    """The files that members have sent, the oldest first."""
    numbers = [member.number for member in people]
    found = select(*COLUMNS).join(files, attachments.c.file == files.c.digest)
    found = found.join(messages, attachments.c.message == messages.c.id).join(
        members, messages.c.author == members.c.id
    )
    found = found.where(members.c.number.in_(numbers), VISIBLE).order_by(attachments.c.message, attachments.c.place)
    return [_file(row) for row in connection.execute(found)]


def forget_waiting(connection: Connection, moments: Sequence[datetime]) -> list[None]:
    """Forget files that have waited too long for a message."""
    for moment in moments:
        connection.execute(delete(attachments).where(attachments.c.message.is_(None), attachments.c.at < moment))
    return [None] * len(moments)


def drop_unused(connection: Connection, many: Sequence[None]) -> list[set[str]]:
    """Forget what is in files that stand nowhere; the digests of what is not needed any more."""
    unused = select(files).where(~exists().where(attachments.c.file == files.c.digest))
    gone = {digest for row in connection.execute(unused) for digest in (row.digest, row.thumbnail) if digest}
    if gone:
        connection.execute(delete(files).where(~exists().where(attachments.c.file == files.c.digest)))
        gone -= digests(connection)
    return [gone] * len(many)


def digests(connection: Connection) -> set[str]:
    """Of all that is needed."""
    return {digest for row in connection.execute(select(files.c.digest, files.c.thumbnail)) for digest in row if digest}


def size_of_all(connection: Connection) -> int:
    """Bytes of all files."""
    return int(connection.execute(select(func.sum(files.c.size + files.c.thumbnail_size))).scalar() or 0)


def _file(row: Any) -> File:
    content = Content(
        digest=row.digest,
        size=row.size,
        kind=Kind(row.kind),
        media_type=row.media_type,
        width=row.width,
        height=row.height,
        thumbnail=row.thumbnail,
        thumbnail_size=row.thumbnail_size,
    )
    return File(id=row.id, name=row.name, content=content)
