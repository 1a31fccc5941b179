"""What stands in a line: emphasis, strike, spoilers, links, `:shortcodes:`, and what only looks like them.

A mark opens or closes only at the edge of a word, so that `snake_case`, `5*3*2`, `x**2 + y**2`, `^_^` and `a || b` stay
as they were typed; in scripts that write no spaces it may stand between any two characters.
"""

import re
import unicodedata
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from . import links, shortcodes

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

MARKS: Final = '*_~|'
MOST_MARKS: Final = 400  # of one paragraph; those after them are text
RUN: Final = re.compile(r'[*_~|]+')
SPECIAL: Final = re.compile(r'[*_~`|\[!:\\]|(?<!\w)(?:https?://|mailto:)', re.IGNORECASE)
OPENING: Final = frozenset('([{<"\'«„“‘—–/,.;!?¿¡')  # may stand right before a word in emphasis, as spaces may
CLOSING: Final = frozenset(')]}>"\'»“”’—–-/.,:;!?…')
BEFORE_AN_ESCAPE: Final = frozenset('([{"\'«„“')
WITHOUT_SPACES: Final = re.compile('[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]')
LABELLED: Final = re.compile(
    r'!?\[((?:[^\[\]\n]|\[[^\[\]\n]{0,100}\]){0,300})\]'
    r'\(<?((?:[^\s<>()]|\([^\s<>()]{0,200}\)){1,2000})>?(?:\s{1,5}"[^"\n]{0,200}")?\)'
)
ADDRESS: Final = re.compile(r'[\w-]+(?:\s*[.@。．]\s*[\w-]+)*[.。．][^\W\d]{2,}')  # what looks like a host or a mailbox


def install(md: 'MarkdownIt') -> None:
    """Let a parser know these marks and no others, but for `code`."""
    from markdown_it.rules_inline import backtick, emphasis, strikethrough

    ruler = md.inline.ruler
    ruler.at('text', words)
    ruler.at('linkify', bare_link)
    ruler.at('escape', escape)
    ruler.at('backticks', backtick)
    ruler.at('emphasis', marks)
    ruler.at('link', labelled_link)
    ruler.push('shortcode', shortcode)
    ruler.enableOnly(['text', 'linkify', 'escape', 'backticks', 'emphasis', 'link', 'shortcode'])
    after = md.inline.ruler2
    after.at('strikethrough', strikethrough.postProcess)
    after.at('emphasis', emphasis.postProcess)
    after.after('strikethrough', 'spoiler', spoilers)
    after.enableOnly(['balance_pairs', 'strikethrough', 'spoiler', 'emphasis', 'fragments_join'])


def words(state: 'StateInline', silent: bool) -> bool:
    """Up to the next character that may mean something."""
    found = SPECIAL.search(state.src, state.pos, state.posMax)
    end = found.start() if found else state.posMax
    if end == state.pos:
        return False
    state.append_pending(state.src[state.pos : end])
    state.pos = end
    return True


def bare_link(state: 'StateInline', silent: bool) -> bool:
    """A link that stands in the text, as links.py finds it."""
    found = links.LINK.match(state.src, state.pos, state.posMax) if state.src[state.pos] in 'hHmM' else None
    if found is None:
        return False
    link = links.without_ending(found[0])
    if not state.linkLevel:
        _open_link(state, link)
    state.push('text', '', 0).content = link
    if not state.linkLevel:
        state.push('link_close', 'a', -1)
    state.pos += len(link)
    return True


def labelled_link(state: 'StateInline', silent: bool) -> bool:
    """`[label](link)`; a picture is a link, too. Where the label names another host, the real one is shown."""
    if state.src[state.pos] not in '![' or state.linkLevel:
        return False
    found = LABELLED.match(state.src, state.pos, state.posMax)
    if found is None or not links.LINK.fullmatch(found[2]):
        return False
    link, posMax = found[2], state.posMax  # noqa: N806 (its name in the parser)
    token = _open_link(state, link)
    token['title'] = link
    if found[1].strip():
        state.pos, state.posMax = found.span(1)
        state.linkLevel += 1
        state.md.inline.tokenize(state)
        state.linkLevel -= 1
    else:
        state.push('text', '', 0).content = link
    state.push('link_close', 'a', -1)
    state.pos, state.posMax = found.end(), posMax
    if place := other_place(found[1], link):
        state.push('place', 'span', 0).content = place
    return True


def other_place(label: str, link: str) -> str:
    """Where a link really leads, if its label looks like an address elsewhere; else nothing."""
    shown = unicodedata.normalize('NFKC', label)
    seen = ''.join(char for char in shown if char not in '*~`|\\' and unicodedata.category(char) != 'Cf')
    try:
        parts = urlsplit(link)
        real = (parts.path if parts.scheme.lower() == 'mailto' else parts.hostname or '').lower()
    except ValueError:
        return link
    named = {_host(found[0]) for found in ADDRESS.finditer(seen[:1000])}
    if named <= {_host(real)}:
        return ''
    try:
        return real if real.isascii() else real.encode('idna').decode()
    except UnicodeError:
        return real


def escape(state: 'StateInline', silent: bool) -> bool:
    r"""`\*` at the edge of a word is a `*`; inside one, as in `C:\dir\_x`, both stay."""
    src, at = state.src, state.pos
    following = src[at + 1 : at + 2]
    if src[at] != '\\':
        return False
    if following and following in '*_~|`[:':
        first = src.find('\\' + following)
        is_escape = _may_be_escape(src, first) and (at == first or not src[at + 2 : at + 3].isalnum())
    else:
        is_escape = bool(following) and following in '#->' and (at == 0 or src[at - 1] == '\n')
        if not is_escape:
            following = ''
    state.append_pending(following if is_escape else '\\' + following)
    state.pos += 1 + len(following)
    return True


def marks(state: 'StateInline', silent: bool) -> bool:
    """Marks that may open or close something: `*`, `_`, `**`, `__`, `~~`, `||`."""
    from markdown_it.rules_inline.state_inline import Delimiter

    mark = state.src[state.pos]
    if mark not in MARKS:
        return False
    src, at = state.src, state.pos
    end = at + 1
    while end < state.posMax and src[end] == mark:
        end += 1
    length = end - at
    is_pair = mark in '~|'
    opens, closes = _edges(state, at)
    state.env['marks'] = state.env.get('marks', 0) + 1
    is_text = (length != 2 if is_pair else length > 3) or not (opens or closes) or (mark == '|' and state.linkLevel)
    if is_text or state.env['marks'] > MOST_MARKS:
        state.append_pending(src[at:end])
    else:
        for _ in range(1 if is_pair else length):
            state.push('text', '', 0).content = mark * 2 if is_pair else mark
            state.delimiters.append(
                Delimiter(
                    marker=ord(mark),
                    length=0 if is_pair else length,  # 0: the rule of three is not for pairs
                    token=len(state.tokens) - 1,
                    end=-1,
                    open=opens,
                    close=closes,
                )
            )
    state.pos = end
    return True


def shortcode(state: 'StateInline', silent: bool) -> bool:
    """`:tada:` by its name; `10:30:45` and `std::map` stay."""
    if state.src[state.pos] != ':' or (state.pos and state.src[state.pos - 1].isalnum()):
        return False
    found = shortcodes.SHORTCODE.match(state.src, state.pos, state.posMax)
    emoji = shortcodes.emoji(found[1]) if found else None
    if not found or not emoji:
        return False
    state.push('emoji', '', 0).content = emoji
    state.pos = found.end()
    return True


def spoilers(state: 'StateInline') -> None:
    """Pairs of `||` become spoilers, as the parser makes its own pairs."""
    lists = [state.delimiters, *(meta['delimiters'] for meta in state.tokens_meta if meta and 'delimiters' in meta)]
    for delimiters in lists:
        for opening in delimiters:
            if opening.marker == ord('|') and opening.end != -1:
                for token, name, nesting in (
                    (state.tokens[opening.token], 'spoiler_open', 1),
                    (state.tokens[delimiters[opening.end].token], 'spoiler_close', -1),
                ):
                    token.type, token.content = name, ''
                    token.nesting = 1 if nesting > 0 else -1


def _open_link(state: 'StateInline', link: str) -> dict[str, str | int | float]:
    token = state.push('link_open', 'a', 1)
    token.attrs = {'href': link, 'target': links.TARGET, 'rel': links.REL}
    return token.attrs


def _edges(state: 'StateInline', at: int) -> tuple[bool, bool]:
    """Whether the run of marks around a position may open and may close."""
    src, start, end = state.env.get('run', (None, 0, 0))
    if src is not state.src or not start <= at < end:
        found = RUN.match(state.src, at)
        start, end = at, found.end() if found else at + 1
        state.env['run'] = state.src, start, end
    before = state.src[start - 1 : start] if start else ''
    after = state.src[end : end + 1]
    opens = bool(after and not after.isspace()) and _is_edge(before, OPENING)
    closes = bool(before and not before.isspace()) and _is_edge(after, CLOSING)
    return opens, closes


def _may_be_escape(src: str, at: int) -> bool:
    return at == 0 or src[at - 1].isspace() or src[at - 1] in BEFORE_AN_ESCAPE


def _is_edge(char: str, edge: frozenset[str]) -> bool:
    return not char or char.isspace() or char in edge or bool(WITHOUT_SPACES.match(char))


def _host(address: str) -> str:
    return re.sub(r'\s', '', address).casefold().replace('。', '.').removeprefix('www.')
