"""Code in colours: a few kinds of words told apart by Pygments, for languages that were tried with poison.

Only languages that are named get colours: guessing costs a hundred times as much and is often wrong. A regular expression
holds the interpreter until it is done, in a thread too; so lines that are too long for people are not looked at either,
and whatever takes too long stays plain.
"""

import time
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from markupsafe import escape

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

LONGEST_LINE: Final = 300  # characters; code with a longer line stays plain
LONGEST: Final = 0.05  # seconds of CPU time; what takes longer stays plain
KINDS: Final = {  # of Pygments' tokens, by their beginnings, as the classes that the theme colours
    'Comment': 'c',
    'Keyword': 'k',
    'Literal.String': 's',
    'Literal.Number': 'n',
    'Literal': 's',
    'Name.Function': 'f',
    'Name.Class': 'f',
    'Name.Decorator': 'd',
    'Name.Builtin': 'b',
    'Name.Tag': 'k',
    'Name.Attribute': 'd',
    'Operator.Word': 'k',
    'Generic.Inserted': 's',
    'Generic.Deleted': 'k',
    'Generic.Heading': 'f',
    'Generic.Subheading': 'f',
    'Generic.Prompt': 'c',
    'Generic.Error': 'k',
    'Generic.Traceback': 'k',
}
LANGUAGES: Final = {
    name: names.split()[0]
    for names in (
        'python py py3 python3',
        'pycon',
        'pytb traceback',
        'javascript js mjs jsx',
        'typescript ts',
        'json jsonc',
        'html',
        'css',
        'sql',
        'postgresql postgres',
        'bash sh shell zsh',
        'console shell-session',
        'powershell ps1 pwsh',
        'c h',
        'cpp c++ hpp',
        'csharp c# cs',
        'java',
        'kotlin kt',
        'swift',
        'go golang',
        'rust rs',
        'php',
        'ruby rb',
        'lua',
        'r',
        'yaml yml',
        'toml',
        'ini cfg conf',
        'xml svg',
        'diff patch',
        'docker dockerfile',
        'make makefile',
    )
    for name in names.split()
}


def highlight(code: str, language: str) -> str:
    """The code as HTML, all of it escaped; in colours if the language is known and it takes no longer than `LONGEST`."""
    name = LANGUAGES.get(language.lower())
    if name is None or any(len(line) > LONGEST_LINE for line in code.split('\n')):
        return str(escape(code))
    html: list[str] = []
    kind, words = '', ''
    until = time.thread_time() + LONGEST
    for _, token, value in _lexer(name).get_tokens_unprocessed(code):
        if time.thread_time() > until:
            return str(escape(code))
        if (this := '' if value.isspace() else _kind(token)) != kind and not (value.isspace() and kind != 's'):
            html.append(_word(kind, words))
            kind, words = this, ''
        words += value
    html.append(_word(kind, words))
    return ''.join(html)


def _word(kind: str, words: str) -> str:
    return f'<span class="{kind}">{escape(words)}</span>' if kind else str(escape(words))


@lru_cache(maxsize=256)
def _kind(token: '_TokenType') -> str:
    name = str(token).removeprefix('Token.')
    return next((kind for begin, kind in KINDS.items() if name.startswith(begin)), '')


@lru_cache(maxsize=len(LANGUAGES))
def _lexer(name: str) -> 'Lexer':
    from pygments.lexers import get_lexer_by_name  # on first use

    return get_lexer_by_name(name, stripnl=False, ensurenl=False)  # type: ignore[no-any-return]
