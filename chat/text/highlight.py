"""Code in colours: a few kinds of words told apart by Pygments, for languages that were tried with poison.

Only languages that are named get colours: guessing costs a hundred times as much and is often wrong. A regular
expression holds the interpreter until it is done, in a thread too; so lines that are too long for people are not looked
at either, and whatever takes too long stays plain.
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
SAMPLE: Final = '<style>a { b: c }</style><script>let a = 1</script>\n'
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
    'Generic.Inserted': 'i',
    'Generic.Deleted': 'x',
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
    """The code as HTML, all of it escaped; in colours if the language is known and `LONGEST` is enough for them."""
    name = LANGUAGES.get(language.lower())
    if name is None or any(len(line) > LONGEST_LINE for line in code.split('\n')):
        return str(escape(code))
    words: list[tuple[str, str]] = []  # kind and text, neighbours of one kind together
    lexer = _lexer(name)
    until = time.thread_time() + LONGEST
    for _, token, value in lexer.get_tokens_unprocessed(code + '\n'):  # some lexers want whole lines
        if time.thread_time() > until:
            return str(escape(code))
        kind = _kind(token)
        if words and (kind == words[-1][0] or value.isspace()):
            words[-1] = (words[-1][0], words[-1][1] + value)
        else:
            words.append((kind, value))
    if ''.join(text for _, text in words) != code + '\n':  # some lose what they do not understand
        return str(escape(code))
    words[-1] = (words[-1][0], words[-1][1][:-1])
    return ''.join(_word(*word) for word in words)


def _word(kind: str, text: str) -> str:
    return f'<span class="{kind}">{escape(text)}</span>' if kind and text else str(escape(text))


@lru_cache(maxsize=256)
def _kind(token: '_TokenType') -> str:
    name = str(token).removeprefix('Token.')
    return next((kind for begin, kind in KINDS.items() if name.startswith(begin)), '')


@lru_cache(maxsize=len(LANGUAGES))
def _lexer(name: str) -> 'Lexer':
    from pygments.lexers import get_lexer_by_name  # on first use

    lexer: Lexer = get_lexer_by_name(name, startinline=True)
    for _ in lexer.get_tokens_unprocessed(SAMPLE):  # it gets ready, which may take longer than LONGEST
        pass
    return lexer
