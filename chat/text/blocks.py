"""Blocks: the lines of a message as prose, quotes, lists, tables and code, as chats have them.

Prose keeps its spaces and its blank lines. What differs from CommonMark is what people in chats do not mean: a quote
ends where the `>` ends, `1986.` begins no list and `>>>` no quote, a row of dashes is no heading, code may begin and
end beside its fences.
"""

import re
from typing import TYPE_CHECKING, Final

from .inline import SPECIAL as MAY_MEAN

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

DEPTH: Final = 4  # lists and quotes in each other; what is deeper is prose
CELLS: Final = 300  # cells of a table; what is below them is prose
PARAGRAPHS: Final = 200  # of one piece of prose that are looked at one by one
COLUMNS: Final = 20  # what has more is no table

FENCE: Final = re.compile(r' {0,3}(`{3,})([^`]*)')
FENCE_IN_A_LINE: Final = re.compile(r' {0,3}```([^`\n]+)```\s*')
LANGUAGE: Final = re.compile(r'\s*([\w+#.-]{0,20})\s*')
QUOTE: Final = re.compile(r'>(?: |(?=>? |>?[^\W\d_])|\s*$)')  # `>_<`, `>5` and `>>> ` are none
ITEM: Final = re.compile(r'( *)([-*]|\d{1,3}\.)( +)(?=.*\w|.*[^\x00-\x7f])')  # `- - -` and `* * *` are none
HEADING: Final = re.compile(r' {0,3}#{1,3} +(?=\S)')
ROW_OF_DASHES: Final = re.compile(r'\s*\|?(?:\s*:?-+:?\s*\|)*\s*(?::?-+:?)?\s*')
BLOCK: Final = re.compile(r' *(?:```|>|#{1,3} |[-*] |\d{1,3}\. )')  # what may be the first line of one
PIPE: Final = re.compile(r'(?<!\\)\|')
BLANKS: Final = re.compile(r'(\n[ \t]*\n[ \t\n]*)')  # emphasis does not reach over blank lines
NO_INDENT: Final = 3  # spaces before a list that still is one


def install(md: 'MarkdownIt') -> None:
    """Let a parser know these blocks and no others."""
    rules = {'table': table, 'fence': fence, 'blockquote': quote, 'list': items, 'heading': heading, 'paragraph': prose}
    for name, rule in rules.items():
        md.block.ruler.at(name, rule)
    md.block.ruler.enableOnly([*rules])


def fence(state: 'StateBlock', start: int, end: int, silent: bool) -> bool:
    """Code between fences; one that is not closed takes the rest."""
    if whole := FENCE_IN_A_LINE.fullmatch(_line(state, start)):
        if not silent:
            _code(state, whole[1], '', start + 1)
        return True
    opened = FENCE.fullmatch(_line(state, start))
    if opened is None:
        return False
    language = LANGUAGE.fullmatch(opened[2])
    lines = [] if language else [opened[2]]
    last = start + 1
    while last < end:
        line = _line(state, last).rstrip()
        last += 1
        if line.endswith(opened[1]):
            if rest := line[: -len(opened[1])].strip('`'):
                lines.append(rest)
            break
        lines.append(_line(state, last - 1))
    if not any(line.strip() for line in lines):
        return False
    if not silent:
        _code(state, '\n'.join(lines), language[1] if language else '', last)
    return True


def quote(state: 'StateBlock', start: int, end: int, silent: bool) -> bool:
    """Lines that begin with `>`."""
    first = QUOTE.match(_line(state, start))
    if first is None or not _line(state, start)[first.end() :].strip() or _is_deep(state):
        return False
    if silent:
        return True
    lines = []
    for n in range(start, end):
        line = _line(state, n)
        if not (found := QUOTE.match(line)):
            break
        lines.append(line[found.end() :])
    _push(state, 'quote', 'blockquote', 1)
    _inside(state, lines)
    _push(state, 'quote', 'blockquote', -1)
    state.line = start + len(lines)
    return True


def items(state: 'StateBlock', start: int, end: int, silent: bool) -> bool:
    """Lines that begin with `-`, `*` or a number and a full stop, and what is indented below them."""
    first = ITEM.match(_line(state, start))
    if first is None or len(first[1]) > NO_INDENT or _is_deep(state):
        return False
    if silent:
        return True
    level, kind = len(first[1]) + 1, first[2][-1]
    found: list[tuple[str, list[str]]] = []
    width = 0
    n = start
    while n < end:
        line = _line(state, n)
        item = ITEM.match(line)
        if item and len(item[1]) <= level:
            if item[2][-1] != kind:
                break
            found.append((item[2][:-1], [line[item.end() :]]))
            width = item.end()
        elif not line.strip():
            following = next((k for k in range(n + 1, end) if _line(state, k).strip()), end)
            below = ITEM.match(_line(state, following)) if following < end else None
            if not below or (below[2][-1] != kind and len(below[1]) <= level):
                break
        elif _indent(line) > level:
            found[-1][1].append(line[min(width, _indent(line)) :])
        else:
            break
        n += 1
    _push(state, 'list', 'ol' if kind == '.' else 'ul', 1)
    following_number = 1
    for number, lines in found:
        token = _push(state, 'item', 'li', 1)
        if number and int(number) != following_number:
            token.attrs = {'value': str(int(number))}
        following_number = int(number or 0) + 1
        _inside(state, lines)
        _push(state, 'item', 'li', -1)
    _push(state, 'list', 'ol' if kind == '.' else 'ul', -1)
    state.line = n
    return True


def heading(state: 'StateBlock', start: int, end: int, silent: bool) -> bool:
    """A line of its own, no larger than the rest."""
    found = HEADING.match(_line(state, start))
    if found is None:
        return False
    if not silent:
        _push(state, 'heading', 'p', 1).attrs = {'class': 'heading'}
        _inline(state, _line(state, start)[found.end() :].rstrip().rstrip('#').rstrip())
        _push(state, 'heading', 'p', -1)
        state.line = start + 1
    return True


def table(state: 'StateBlock', start: int, end: int, silent: bool) -> bool:
    """Rows of cells between pipes, below a row of dashes."""
    if start + 1 >= end or '|' not in _line(state, start) or not _is_row_of_dashes(_line(state, start + 1)):
        return False
    sides = [_side(cell) for cell in _cells(_line(state, start + 1))]
    head = _cells(_line(state, start))
    if len(head) != len(sides) or len(head) > COLUMNS:
        return False
    if silent:
        return True
    rows = []
    for n in range(start + 2, min(end, start + 2 + CELLS // len(head))):
        if '|' not in _line(state, n):
            break
        rows.append(_cells(_line(state, n))[: len(head)])
    _push(state, 'frame', 'div', 1).attrs = {'class': 'table', 'tabindex': '0'}
    _push(state, 'table', 'table', 1)
    for part, tag, lines in (('thead', 'th', [head]), ('tbody', 'td', rows)):
        if not lines:
            continue
        _push(state, part, part, 1)
        for cells in lines:
            _push(state, 'row', 'tr', 1)
            for cell, side in zip(cells, sides, strict=False):
                token = _push(state, 'cell', tag, 1)
                if side:
                    token.attrs = {'class': side}
                _inline(state, cell.replace('\\|', '|'))
                _push(state, 'cell', tag, -1)
            _push(state, 'row', 'tr', -1)
        _push(state, part, part, -1)
    _push(state, 'table', 'table', -1)
    _push(state, 'frame', 'div', -1)
    state.line = start + 2 + len(rows)
    return True


def prose(state: 'StateBlock', start: int, end: int, silent: bool) -> bool:
    """Everything else, up to where something else begins; blank lines between, and spaces, stay."""
    others = (table, fence, quote, items, heading)
    last = start + 1
    while last < end and not any(rule(state, last, end, True) for rule in others):
        last += 1
    text = '\n'.join(_line(state, n) for n in range(start, last)).rstrip()
    _push(state, 'prose', 'p', 1)
    pieces = BLANKS.split(text)
    for n, piece in enumerate(pieces if len(pieces) < 2 * PARAGRAPHS else [text]):
        if n % 2:
            state.push('text', '', 0).content = piece
        elif MAY_MEAN.search(piece):
            _inline(state, piece)
        else:
            state.push('text', '', 0).content = piece
    _push(state, 'prose', 'p', -1)
    state.line = last
    return True


def _code(state: 'StateBlock', code: str, language: str, line: int) -> None:
    token = state.push('fence', 'code', 0)
    token.content, token.info = code, language
    state.line = line


def _push(state: 'StateBlock', name: str, tag: str, nesting: int) -> 'Token':
    token = state.push(f'{name}_{"open" if nesting > 0 else "close"}', tag, 1 if nesting > 0 else -1)
    token.block = False  # no line breaks of the renderer's own between what keeps its white space
    return token


def _inline(state: 'StateBlock', text: str) -> None:
    token = state.push('inline', '', 0)
    token.content, token.children = text, []


def _inside(state: 'StateBlock', lines: list[str]) -> None:
    if len(lines) == 1 and not BLOCK.match(lines[0]):  # the usual case, without the cost of the others
        _inline(state, lines[0].strip())
        return
    state.env['depth'] = state.env.get('depth', 0) + 1
    state.md.block.parse('\n'.join(lines), state.md, state.env, state.tokens)
    state.env['depth'] -= 1


def _is_deep(state: 'StateBlock') -> bool:
    return bool(state.env.get('depth', 0) >= DEPTH)


def _line(state: 'StateBlock', n: int) -> str:
    return state.src[state.bMarks[n] : state.eMarks[n]]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(' '))


def _is_row_of_dashes(line: str) -> bool:
    return '-' in line and bool(ROW_OF_DASHES.fullmatch(line)) and '|' in line


def _cells(line: str) -> list[str]:
    cells = [cell.strip() for cell in PIPE.split(line.strip())]
    return cells[not cells[0] : len(cells) - (len(cells) > 1 and not cells[-1])]


def _side(dashes: str) -> str:
    ends = (dashes.startswith(':'), dashes.endswith(':'))
    return {(True, True): 'middle', (False, True): 'end'}.get(ends, '')
