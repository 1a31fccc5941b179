"""A room taken out: as one HTML file that opens anywhere, as JSON, or as Markdown; page by page, whatever its size."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Final

from sqlalchemy import Engine

from ..errors import BadRoomId, Unusable
from ..model.file import File
from ..model.message import Message, now
from ..model.spelling import clean_room_id, key_of
from ..store.database import reading_engine
from ..store.messages import extents_of, messages_after, name_of
from ..words import words_of
from . import page
from .enclosed import Enclosed
from .progress import Progress

AT_A_TIME: Final = 1000  # messages that are read in one go
MARKS: Final = re.compile(r'([\\`*_{}\[\]()#+\-.!|<>~&:=])')  # what Markdown would take for more than a letter

Writer = Callable[[IO[str], str, Iterator[Message], int, str, Enclosed], None]


def export(
    database: Path, room_id: str, kind: str, out: IO[str], *, language: str, enclosed: Enclosed | None = None
) -> int:
    """Write a room.

    :param kind: one of `FORMATS`
    :param enclosed: the files that go with it; beside it there are none if not given
    :return: how many messages it has
    :raises Unusable: there is no such room
    """
    engine = reading_engine(database)
    try:
        try:
            key = key_of(clean_room_id(room_id))
        except BadRoomId:
            raise Unusable(f'There is no room {room_id!r}.') from None
        with engine.connect() as connection:
            name, extent = name_of(connection, key), extents_of(connection, [key])[key]
        if name is None:
            raise Unusable(f'There is no room {room_id!r} in which anything was said.')
        count = extent.last - extent.first + 1
        bar = Progress('Writing', count, ' messages')
        enclosed = enclosed or Enclosed(database.parent)
        FORMATS[kind](out, name, _messages(engine, key, extent.last, bar), count, language, enclosed)
        bar.close()
    finally:
        engine.dispose()
    return count


def _messages(engine: Engine, key: str, last: int, bar: Progress) -> Iterator[Message]:
    seq = 0
    while True:
        with engine.connect() as connection:
            found = [message for message in messages_after(connection, key, seq, AT_A_TIME) if message.seq <= last]
        if not found:
            return
        yield from found
        seq = found[-1].seq
        bar.done(len(found))


def as_json(
    out: IO[str], name: str, messages: Iterator[Message], count: int, language: str, enclosed: Enclosed
) -> None:
    """One object; its messages one a line."""
    head = {'room': name, 'exported': now().isoformat(timespec='seconds'), 'count': count}
    out.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "messages": [')
    for n, message in enumerate(messages):
        said = {
            'seq': message.seq,
            'at': message.at.isoformat(),
            'id': message.author.number,
            'name': message.author.name,
            'text': message.text,
        }
        if message.files:
            said['files'] = [enclosed.about(file) for file in message.files]
        out.write((',\n' if n else '\n') + json.dumps(said, ensure_ascii=False))
    out.write('\n]}\n')


def as_markdown(
    out: IO[str], name: str, messages: Iterator[Message], count: int, language: str, enclosed: Enclosed
) -> None:
    """A heading for each day; what people typed is text and no markup.

    The Markdown of a message would be another's in most readers: they show HTML, load pictures, begin headings and join
    lines. So it stays visible as it was typed; JSON has it as it is.
    """
    out.write(f'# {_plain(name)}\n')
    day = ''
    for message in messages:
        if (today := f'{message.at:%Y-%m-%d}') != day:
            day = today
            out.write(f'\n## {day}\n')
        said = words_of(language)('A message was removed') if message.is_removed else message.text
        lines = [_plain(line) for line in said.split('\n')] if said else []
        lines += [_named(file, enclosed.link_to(file)) for file in message.files]
        text = '  \n'.join(lines)
        out.write(f'\n**{_plain(message.author.label)}** {message.at:%H:%M}  \n{text}\n')


def _named(file: File, link: str) -> str:
    return f'[{_plain(file.name)}](<{link}>)' if link else f'📎 {_plain(file.name)}'


def _plain(text: str) -> str:
    return MARKS.sub(r'\\\1', text.expandtabs(4)).replace('    ', '\u00a0   ')


def as_html(
    out: IO[str], name: str, messages: Iterator[Message], count: int, language: str, enclosed: Enclosed
) -> None:
    """One file that needs nothing else."""
    for piece in page.pieces(name, messages, count, words_of(language), enclosed):
        out.write(piece)


FORMATS: Final[dict[str, Writer]] = {'html': as_html, 'json': as_json, 'markdown': as_markdown}
ENDINGS: Final = {'html': 'html', 'json': 'json', 'markdown': 'md'}
