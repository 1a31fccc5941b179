"""A room taken out: as one HTML file that opens anywhere, as JSON, or as Markdown; page by page, whatever its size."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, Final

from sqlalchemy import Engine

from ..errors import BadRoomId, Unusable
from ..model.file import File
from ..model.member import ERASED
from ..model.message import Message, now
from ..model.spelling import clean_room_id, key_of, origin_of, thread_key
from ..model.store import Extent
from ..store.database import reading_engine
from ..store.doors import all_topics
from ..store.messages import extents_of, messages_after, name_of
from ..store.threads import threads_of
from ..words import words_of
from . import added, page
from .enclosed import Enclosed
from .page import Head, Said
from .progress import Progress

AT_A_TIME: Final = 1000  # messages that are read in one go
MARKS: Final = re.compile(r'([\\`*_{}\[\]()#+\-.!|<>~&:=])')  # what Markdown would take for more than a letter

Writer = Callable[[IO[str], Head, Iterator[Said], int, str, Enclosed], None]


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
            name, threads = name_of(connection, key), threads_of(connection, key)
            topic = all_topics(connection).get(key, '')
            extents = extents_of(connection, [key, *threads])
        if name is None:
            raise Unusable(f'There is no room {room_id!r} in which anything was said.')
        count = sum(extent.last - extent.first + 1 for extent in extents.values())
        bar = Progress('Writing', count, ' messages')
        enclosed = enclosed or Enclosed(database.parent)
        FORMATS[kind](out, Head(name, topic), _said(engine, key, extents, bar), count, language, enclosed)
        bar.close()
    finally:
        engine.dispose()
    return count


def _said(engine: Engine, key: str, extents: dict[str, Extent], bar: Progress) -> Iterator[Said]:
    """Everything that was said, with the threads under their first messages, also where those are not kept any more."""

    def answers(thread: str) -> Iterator[Message]:
        return _messages(engine, thread, extents[thread].last, bar) if thread in extents else iter(())

    for thread, extent in extents.items():
        origin = origin_of(thread)
        if origin is not None and origin < extents[key].first and extent.first <= extent.last:
            first = next(answers(thread))
            gone = Message(seq=origin, author=ERASED, text='', at=first.at, client_msg_id='')
            yield Said(gone, answers(thread))
    for message in _messages(engine, key, extents[key].last, bar):
        yield Said(message, answers(thread_key(key, message.seq)))


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


def as_json(out: IO[str], head: Head, messages: Iterator[Said], count: int, language: str, enclosed: Enclosed) -> None:
    """One object; its messages one a line, those of a thread in `answers` of its first."""
    told: dict[str, Any] = {'room': head.name} | ({'topic': head.topic} if head.topic else {})
    told |= {'exported': now().isoformat(timespec='seconds'), 'count': count}
    out.write(json.dumps(told, ensure_ascii=False)[:-1] + ', "messages": [')
    for n, said in enumerate(messages):
        out.write((',\n' if n else '\n') + _object(said.message, enclosed)[:-1])
        end = '}'
        for answer in said.answers:
            out.write((', "answers": [\n  ' if end == '}' else ',\n  ') + _object(answer, enclosed))
            end = ']}'
        out.write(end)
    out.write('\n]}\n')


def _object(message: Message, enclosed: Enclosed) -> str:
    said: dict[str, Any] = {
        'seq': message.seq,
        'at': message.at.isoformat(),
        'id': message.author.number,
        'name': message.author.name,
        'text': message.text,
    }
    if message.files:
        said['files'] = [enclosed.about(file) for file in message.files]
    return json.dumps(said | added.about(message), ensure_ascii=False)


def as_markdown(
    out: IO[str], head: Head, messages: Iterator[Said], count: int, language: str, enclosed: Enclosed
) -> None:
    """A heading for each day, threads as quotations; what people typed is text and no markup.

    The Markdown of a message would be another's in most readers: they show HTML, load pictures, begin headings and join
    lines. So it stays visible as it was typed; JSON has it as it is.
    """
    out.write(f'# {_plain(head.name)}\n')
    if head.topic:
        out.write(f'\n{_plain(head.topic)}\n')
    day = ''
    for said in messages:
        if (today := f'{said.message.at:%Y-%m-%d}') != day:
            day = today
            out.write(f'\n## {day}\n')
        out.write('\n' + _paragraph(said.message, '%H:%M', language, enclosed))
        for answer in said.answers:
            lines = _paragraph(answer, '%Y-%m-%d %H:%M', language, enclosed).splitlines()
            out.write('\n' + ''.join(f'> {line}\n' for line in lines))


def _paragraph(message: Message, when: str, language: str, enclosed: Enclosed) -> str:
    _ = words_of(language)
    said = _('A message was removed') if message.is_removed else message.text
    lines = [f'↩ {_plain(answered)}'] if (answered := added.quoted(message, _)) else []
    lines += [_plain(line) for line in said.split('\n')] if said else []
    lines += [_named(file, enclosed.link_to(file)) for file in message.files]
    if message.poll:
        lines += [
            f'{n} — {_plain(text)}' + (f' ({_plain(names)})' if names else '')
            for text, n, names in added.results(message.poll)
        ]
        lines.append(_plain(added.standing(message.poll, _)))
    if message.reactions:
        lines.append(' '.join(f'{_plain(each.emoji)} {len(each.members)}' for each in message.reactions))
    text = '  \n'.join(lines)
    edited = f' ({_("edited")})' if message.edited and not message.is_removed else ''
    pinned = ' 📌' if message.is_pinned else ''
    return f'**{_plain(message.author.label)}** {message.at:{when}}{pinned}{edited}  \n{text}\n'


def _named(file: File, link: str) -> str:
    return f'[{_plain(file.name)}](<{link}>)' if link else f'📎 {_plain(file.name)}'


def _plain(text: str) -> str:
    return MARKS.sub(r'\\\1', text.expandtabs(4)).replace('    ', '\u00a0   ')


def as_html(out: IO[str], head: Head, messages: Iterator[Said], count: int, language: str, enclosed: Enclosed) -> None:
    """One file that needs nothing else."""
    for piece in page.pieces(head, messages, count, words_of(language), enclosed):
        out.write(piece)


FORMATS: Final[dict[str, Writer]] = {'html': as_html, 'json': as_json, 'markdown': as_markdown}
ENDINGS: Final = {'html': 'html', 'json': 'json', 'markdown': 'md'}
