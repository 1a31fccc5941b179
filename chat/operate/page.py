"""A room as a page of its own: style and script inside, to be read, searched and printed offline."""

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

import htpy as h
from markupsafe import Markup

from ..feed.fragment import GROUP, avatar
from ..model.file import File
from ..model.message import Message
from ..pages.palette import AVATARS, DARK, LIGHT, SHARED
from ..pages.parts import room_title
from ..pages.text_looks import TEXT_RULES
from ..text.markdown import SPOILER_LABEL, render
from ..words import Words
from . import added
from .enclosed import Enclosed

SCRIPT: Final = (Path(__file__).parent / 'page.js').read_text('utf-8')
RULES: Final = """
body { margin: 0; background: var(--room); color: var(--ink); font: 15px/1.45 var(--font); }
header { position: sticky; top: 0; background: var(--room); border-bottom: 1px solid var(--line); padding: 14px 20px; }
header > *, main { max-width: var(--measure); margin: 0 auto; }
h1 { font-size: 20px; }
header p { color: var(--soft); font-size: 13px; }
input {
    width: 100%; box-sizing: border-box; margin-top: 10px; padding: 9px 14px; border: 1px solid var(--edge);
    border-radius: 12px; background: var(--surface); color: inherit; font: inherit; font-size: 16px;
}
main { padding: 10px 20px 60px; }
h2 { font-size: 13px; font-weight: 600; color: var(--soft); text-align: center; margin: 22px 0 8px; }
.msg { display: grid; grid-template-columns: 32px 1fr; column-gap: 10px; margin-top: 14px; scroll-margin-top: 130px; }
.msg.follows { margin-top: 4px; }
.msg.follows .avatar, .msg.follows .who { display: none; }
.msg > div { grid-column: 2; min-width: 0; }
.avatar {
    width: 32px; height: 32px; border-radius: 50%; display: flex; align-items: center; justify-content: center;
    font-size: 12.5px; font-weight: 650; color: #fff; grid-row: 1 / 3;
}
.who time, .msg:not(.follows) > div > a { color: var(--soft); font-size: 12px; text-decoration: none; }
.who i { font-style: normal; color: var(--soft); }
.file { margin: 3px 0; overflow-wrap: anywhere; }
.file img { display: block; max-width: min(100%, 420px); max-height: 420px; border-radius: 12px; }
.file a { color: var(--link); }
p { margin: 0; }
.text { --faint: var(--soft); }
.copy { display: none; }
.thread { margin: 4px 0 10px 42px; padding-inline-start: 14px; border-inline-start: 3px solid var(--line); }
.thread .msg { margin-top: 8px; }
.quoted { color: var(--soft); font-size: 13px; border-inline-start: 3px solid var(--line); padding-inline-start: 8px; }
.was-edited, .names { color: var(--soft); font-size: 12px; }
.results { margin: 4px 0; padding: 0; list-style: none; }
.reactions { font-size: 14px; }
:target { background: var(--mark); border-radius: 6px; }
[hidden] { display: none; }
@media print { header { position: static; } input { display: none; } .msg { break-inside: avoid; } }
"""


class Head(NamedTuple):
    """A room as it is called, and what it is for."""

    name: str
    topic: str


class Said(NamedTuple):
    """A message and the thread about it."""

    message: Message
    answers: Iterator[Message]
    """To be read before the next message."""


def pieces(head: Head, messages: Iterator[Said], count: int, _: Words, enclosed: Enclosed) -> Iterator[str]:
    """The page, piece by piece."""
    title = room_title(head.name, _)
    digest = b64encode(sha256(SCRIPT.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'"
    )
    yield f'<!doctype html>\n<html lang="{_.language}">'
    yield str(
        h.head[
            h.meta(charset='utf-8'),
            h.meta(http_equiv='Content-Security-Policy', content=policy),
            h.meta(name='viewport', content='width=device-width, initial-scale=1'),
            h.title[title],
            h.style[Markup(_style())],  # noqa: S704 (our own values)
        ]
    )
    yield '<body>'
    yield str(
        h.header[
            h.h1(dir='auto')[title],
            h.p(dir='auto')[head.topic] if head.topic else None,
            h.p[_.many('{n} message', '{n} messages', count), ' · ', _('Times are in UTC')],
            h.input(type='search', placeholder=_('Search'), aria_label=_('Search')),
        ]
    )
    yield str(h.span(id=SPOILER_LABEL, hidden=True)[_('Hidden text')])
    yield '<main>'
    above: Message | None = None
    for message, answers in messages:
        if above is None or above.at.date() != message.at.date():
            yield str(h.h2[f'{message.at:%Y-%m-%d}'])
            above = None
        yield _message(message, above, _, enclosed)
        above = message
        last: Message | None = None
        for answer in answers:
            yield '' if last else '<section class="thread">'
            yield _message(answer, last, _, enclosed, thread=message.seq)
            last = answer
        if last:
            yield '</section>'
            above = None
    yield f'</main><script>{SCRIPT}</script></body></html>\n'


def _message(
    message: Message, above: Message | None, _: Words, enclosed: Enclosed, *, thread: int | None = None
) -> str:
    follows = above is not None and above.author == message.author and message.at - above.at < GROUP
    who = h.div('.who')[
        h.b(dir='auto')[message.author.label],
        ' ',
        h.time[f'{message.at:{"%H:%M" if thread is None else "%Y-%m-%d %H:%M"}}'],
        h.i[' 📌'] if message.is_pinned else None,
    ]
    files = [_file(file, enclosed) for file in message.files]
    said = render(message.text) if not message.is_removed else h.p[h.i[_('A message was removed')]]
    edited = h.span('.was-edited')[f' ({_("edited")})'] if message.edited and not message.is_removed else None
    text = h.div('.text', dir='auto')[said, edited]
    return str(
        h.article(
            '.msg.follows' if follows else '.msg',
            id=f'm{message.seq}' if thread is None else f'm{thread}-{message.seq}',
            data_follows='true' if follows else None,
        )[avatar(message.author), h.div[who, added.above(message, _), files, text, added.below(message, _)]]
    )


def _file(file: File, enclosed: Enclosed) -> h.Element:
    link, data = enclosed.link_to(file) or None, enclosed.data_of(file)
    shown = h.img(src=data, alt=file.name) if data else h.span(dir='auto')[f'📎 {file.name}']
    return h.div('.file')[h.a(href=link)[shown] if link else shown]


def _style() -> str:
    values = [(':root', SHARED | LIGHT)]
    rules = [_values(*pair) for pair in values] + [
        f'@media (prefers-color-scheme: dark) {{ {_values(":root", DARK)} }}'
    ]
    rules += [f'.avatar[data-colour="{n}"] {{ background: {colour} }}' for n, colour in enumerate(AVATARS)]
    return '\n'.join([*rules, TEXT_RULES, RULES])


def _values(selector: str, values: dict[str, str]) -> str:
    return f'{selector} {{ {"; ".join(f"--{name}: {value}" for name, value in values.items())} }}'
