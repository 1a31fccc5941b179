"""Searches: what one types is text and never a statement; nothing is an error."""

from typing import Final

from tests.attacks import attack
from tests.attacks.floods import fire, search
from tests.server import Server
from tests.visitor import Visitor

WORDS: Final = r"""
" "" "a b ' * ** word* *word - -- -word + ^word NEAR( NEAR/2 AND OR NOT ( ) (a a) {a}: text: rowid:1 : a"b \\ % _ %%%
from: in: before: after: from:" in:"" before:0000-00-00 after:9999-99-99 before:99999999999-01-01 from:from: in:*
? ?1 :x @x $x ; ﷺ İ
"""
LINES: Final = r"""
a AND
AND OR NOT
NEAR(a b)
a : b
' OR 1=1 --
'; DROP TABLE messages; --
"""
SYNTAX: Final = [
    *WORDS.split(),
    *LINES.splitlines(),
    *('\x00', 'a\x00b', '\u202e', 'a' * 300, '"' * 300, '(' * 300, 'a ' * 150, '-a ' * 100, 'from:a ' * 43),
]


@attack('T26', without='quoting')
async def test_syntax_in_a_search_breaks_it(server: Server) -> bool:
    async with await Visitor.join(server, 'Alice', 'searches') as alice:
        await alice.say('a needle in this room')
        await alice.hears('a needle')
        await search(alice, *SYNTAX)
        alice.frames.clear()
        await fire(alice, 'Search', 'update:value', 'needle')
        await alice._until(lambda: any('data-goal' in frame for frame in alice.frames), 'what is found')
        return 'syntax error' in server.log
