"""Markdown as people type it in chats: from what was typed to the element that shows it.

markdown-it parses, with the blocks and marks of this house; it makes no HTML of what people type. What it has made goes
through nh3, which lets nothing pass but what is listed here. A text without markup takes neither way: it is escaped,
its links are made clickable, and that is all.
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Sequence
from functools import cache
from sys import getsizeof
from typing import TYPE_CHECKING, Any, Final

import htpy as h
from markupsafe import Markup, escape

from . import blocks, inline, links
from .highlight import KINDS, highlight
from .links import with_links
from .shortcodes import is_emoji_only

if TYPE_CHECKING:
    import nh3
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

KEPT: Final = 8 * 2**20  # bytes of texts and what became of them that are kept to be shown again
ACTION: Final = '/me '  # what tells what somebody does begins so
SPOILER_LABEL: Final = 'spoiler-label'  # the elements of the page that say what these controls are
COPY_LABEL: Final = 'copy-label'

MARK: Final = re.compile(r'[*_~`|[\\:>#]')  # cheap to look for: most texts have none
FIRST: Final = re.compile(r'^ *[-\d]', re.MULTILINE)
MARKUP: Final = re.compile(
    r'[*_`|]|~~|\]\(|:[a-z0-9_+-]+:|^ *(?:>|[-*] |\d{1,3}\. |#{1,3} |\\[->#])', re.MULTILINE
)  # whatever this finds nothing in is plain
TAGS: Final[dict[str, set[str]]] = {
    'p': set(),
    'strong': set(),
    'em': set(),
    's': set(),
    'code': set(),
    'pre': set(),
    'blockquote': set(),
    'ul': set(),
    'ol': set(),
    'li': {'value'},
    'div': {'data-language'},
    'table': set(),
    'thead': set(),
    'tbody': set(),
    'tr': set(),
    'th': set(),
    'td': set(),
    'a': {'href', 'title'},
    'span': set(),
    'label': set(),
    'input': set(),
    'button': set(),
}
CLASSES: Final = {
    'p': {'heading'},
    'div': {'code', 'table'},
    'th': {'middle', 'end'},
    'td': {'middle', 'end'},
    'span': {'place', *KINDS.values()},
    'label': {'spoiler'},
    'button': {'copy'},
}
VALUES: Final = {
    'a': {'target': {links.TARGET}, 'rel': {links.REL}},
    'div': {'tabindex': {'0'}},
    'pre': {'tabindex': {'0'}},
    'input': {'type': {'checkbox'}, 'aria-labelledby': {SPOILER_LABEL}},
    'button': {'type': {'button'}, 'data-copy': {''}, 'aria-labelledby': {COPY_LABEL}},
}
SCHEMES: Final = {'http', 'https', 'mailto'}
IN_PROSE: Final = {'inline', 'text'}
AS_TYPED: Final = {'text', 'link_open', 'link_close'}


class Kept:
    """What became of the texts that were shown lately, for all threads."""

    def __init__(self, size: int) -> None:
        self._limit = size
        self._size = 0
        self._known: OrderedDict[str, Markup] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, text: str) -> bool:
        return text in self._known

    def get(self, text: str) -> Markup | None:
        """What became of it, if that is known."""
        with self._lock:
            if (html := self._known.get(text)) is not None:
                self._known.move_to_end(text)
            return html

    def put(self, text: str, html: Markup) -> None:
        """Keep it, and forget what nobody wanted for the longest time."""
        with self._lock:
            if text not in self._known:
                self._known[text] = html
                self._size += getsizeof(text) + getsizeof(html)
            while self._size > self._limit:
                forgotten = self._known.popitem(last=False)
                self._size -= sum(map(getsizeof, forgotten))


_kept = Kept(KEPT)


def render(text: str) -> Markup:
    """The element `[data-text]` that shows a text: a paragraph, or several blocks; of an action, what is done.

    Where what it shows is not what was typed, it bears that in `data-source`. Never raises, whatever the text.
    """
    text = text.removeprefix(ACTION)
    if is_plain(text):
        return plain(text)
    if (html := _kept.get(text)) is None:
        html = _rendered(text)
        _kept.put(text, html)
    return html


def is_plain(text: str) -> bool:
    """There is no markup in it: it costs next to nothing to show."""
    may_be_marked = MARK.search(text) or FIRST.match(text) or ('\n' in text and FIRST.search(text))
    return not ((may_be_marked and MARKUP.search(text)) or is_emoji_only(text))


def unprepared(texts: Sequence[str]) -> list[str]:
    """Those that had better be rendered beside the event loop."""
    said = ((text, text.removeprefix(ACTION)) for text in texts)
    return [text for text, shown in said if shown not in _kept and not is_plain(shown)]


def plain(text: str, **more: Any) -> Markup:
    """A text as it is, with its links."""
    return Markup(h.p(data_text=True, **more)[with_links(text)])  # noqa: S704 (escaped by htpy)


def _rendered(text: str) -> Markup:
    if is_emoji_only(text):
        return plain(text, class_='large')
    tokens = _parser().parse(text)
    if not tokens:
        return plain(text)
    is_prose = [token.type for token in tokens if token.type not in IN_PROSE] == ['prose_open', 'prose_close']
    if is_prose:
        said = [each for token in tokens[1:-1] for each in (token.children or [token])]
        shown = ''.join(each.content for each in said)
        kinds = {each.type for each in said}
        if kinds <= AS_TYPED and shown.strip() == text.strip() and not any('title' in each.attrs for each in said):
            return plain(text)
        if kinds <= {'text', 'emoji'} and is_emoji_only(shown):
            return plain(shown, class_='large', data_source=text)
    html = _parser().renderer.render(tokens, _parser().options, {})
    if is_prose:
        html = html.removeprefix('<p>').removesuffix('</p>')
    inside = Markup(_cleaner().clean(html))  # noqa: S704 (nothing is left but what is listed above)
    element = h.p if is_prose else h.div
    return Markup(element(class_=None if is_prose else 'rich', data_text=True, data_source=text)[inside])  # noqa: S704


@cache
def _parser() -> 'MarkdownIt':
    from markdown_it import MarkdownIt  # on first use

    parser = MarkdownIt('zero', {'html': False})
    blocks.install(parser)
    inline.install(parser)
    for rule in (_emoji, _place, _spoiler_open, _spoiler_close, _fence):
        parser.add_render_rule(rule.__name__[1:], rule)
    return parser


@cache
def _cleaner() -> 'nh3.Cleaner':
    import nh3  # on first use

    return nh3.Cleaner(
        tags={*TAGS},
        attributes=TAGS,
        allowed_classes=CLASSES,
        tag_attribute_values=VALUES,
        url_schemes=SCHEMES,
        link_rel=None,
        generic_attribute_prefixes=set(),
    )


def _emoji(_: object, tokens: 'Sequence[Token]', at: int, *__: object) -> str:
    return str(escape(tokens[at].content))


def _place(_: object, tokens: 'Sequence[Token]', at: int, *__: object) -> str:
    return f'<span class="place"> ({escape(tokens[at].content)})</span>'


def _spoiler_open(_: object, tokens: 'Sequence[Token]', at: int, options: object, env: dict[str, Any]) -> str:
    env['spoilers'] = env.get('spoilers', 0) + 1
    if env['spoilers'] > 1:  # in another: it is hidden already
        return ''
    return f'<label class="spoiler"><input type="checkbox" aria-labelledby="{SPOILER_LABEL}"><span>'


def _spoiler_close(_: object, tokens: 'Sequence[Token]', at: int, options: object, env: dict[str, Any]) -> str:
    env['spoilers'] -= 1
    return '' if env['spoilers'] else '</span></label>'


def _fence(_: object, tokens: 'Sequence[Token]', at: int, *__: object) -> str:
    code, language = tokens[at].content, tokens[at].info
    button = f'<button type="button" class="copy" data-copy="" aria-labelledby="{COPY_LABEL}"></button>'
    words = f'<pre tabindex="0"><code>{highlight(code, language)}</code></pre>'
    return f'<div class="code" data-language="{escape(language)}">{button}{words}</div>'
