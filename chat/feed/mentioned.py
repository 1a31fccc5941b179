"""Names in a rendered text that call somebody: marked for all, and coloured for those who are meant."""

import re
from collections.abc import Callable, Sequence
from html import unescape
from typing import Final

from markupsafe import Markup, escape

from ..model.mention import ALL, EVERYBODY, Mention, spans_of
from ..model.spelling import key_of

TAG: Final = re.compile(r'(<[^>]*>)')
APART: Final = re.compile(r'<(/?)(?:code|pre|a|button)\b')  # in these nobody is called


def with_mentions(html: Markup, mentions: Sequence[Mention]) -> Markup:
    """The same, with `.mention[data-of=NUMBER]` around the names; the number is ALL where everybody is called."""
    if not mentions:
        return html
    numbers = {key_of(each.name): each.member for each in mentions}
    if any(each.member == ALL for each in mentions):
        numbers = dict.fromkeys(EVERYBODY, ALL) | numbers
    return in_prose(html, lambda text: _marked(text, numbers))


def in_prose(html: Markup, mark: Callable[[str], str]) -> Markup:
    """The same, with what stands in no code and no link marked.

    :param mark: makes HTML of a text
    """
    parts: list[str] = []
    depth = 0
    for part in TAG.split(html):
        if part.startswith('<'):
            if found := APART.match(part):
                depth += -1 if found[1] else 1
            parts.append(part)
        else:
            parts.append(part if depth else mark(unescape(part)))
    return Markup(''.join(parts))  # noqa: S704 (what was rendered, with our own elements and escaped texts between)


def _marked(text: str, numbers: dict[str, int]) -> str:
    marked: list[str] = []
    at = 0
    for span in spans_of(text):
        name = next(((end, numbers[key]) for end, key in span.names if key in numbers), None)
        if name is not None and span.start >= at:
            end, number = name
            marked.append(escape(text[at : span.start]))
            marked.append(f'<span class="mention" data-of="{number:d}">{escape(text[span.start : end])}</span>')
            at = end
    return ''.join((*marked, escape(text[at:])))
