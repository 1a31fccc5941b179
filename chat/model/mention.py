"""A mention: `@` and a name in a text. Whom a text calls is found when it is kept, and kept with it."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from .member import Member
from .spelling import NAME_LIMIT, key_of, visible

AT: Final = re.compile(r'(?<![^\W_])@(?=\S)')  # not in an address of mail
CODE: Final = re.compile(r'```.*?(?:```|\Z)|`[^`\n]+`', re.DOTALL)
MOST: Final = 20  # names in a text that are looked up; those after them are text
ALL: Final = 0
"""In the place of a member's number: everybody who is there."""
EVERYBODY: Final = frozenset({'all', 'все'})  # what calls them


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """Somebody is called."""

    member: int
    """A number, or ALL."""
    name: str = ''
    """As which they are named in the text; empty for those who were there when all were called."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """An `@`, and the names that may follow it."""

    start: int
    names: tuple[tuple[int, str], ...]
    """Where each ends and its key, the longest first."""


class MentionStore(Protocol):
    """What a store knows of those who may be mentioned."""

    async def speakers(self, room: str, keys: Collection[str]) -> list[Member]:
        """Who has said something in a room or its threads under a name with one of these keys, the last who did last.

        Guests of the dialect are none of them.
        """


def spans_of(text: str) -> Iterator[Span]:
    """Where somebody may be called; not in code."""
    prose = CODE.sub(lambda found: ' ' * len(found[0]), text)
    for found, _ in zip(AT.finditer(prose), range(MOST), strict=False):
        rest = prose[found.end() : found.end() + NAME_LIMIT + 1].partition('\n')[0]
        ends = [n for n in range(1, min(len(rest), NAME_LIMIT) + 1) if _may_end(rest, n)]
        names = ((found.end() + n, key_of(visible(rest[:n]))) for n in reversed(ends))
        yield Span(start=found.start(), names=tuple(names))


def _may_end(text: str, at: int) -> bool:
    """Whether a name may end before this position: a word does not go on."""
    return not text[at - 1].isspace() and not text[at : at + 1].isalnum()
