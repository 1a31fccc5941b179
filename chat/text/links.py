"""Links in a text: what is safe to click becomes clickable, all else stays exactly as typed."""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

import htpy as h

if TYPE_CHECKING:
    from linkify_it import LinkifyIt

SCHEMES: Final = frozenset({'http:', 'https:', 'mailto:'})  # never javascript:, data: and their kind


def with_links(text: str) -> Iterator[h.Node]:
    """The text in pieces, those that are links as `<a>`; escaping is left to htpy."""
    at = 0
    for match in (_finder().match(text) or ()) if ':' in text else ():
        if match.schema not in SCHEMES:
            continue
        yield text[at : match.index]
        yield h.a(href=match.url, target='_blank', rel='noopener noreferrer nofollow')[match.raw]
        at = match.last_index
    yield text[at:]


@cache
def _finder() -> 'LinkifyIt':
    from linkify_it import LinkifyIt  # on first use: its tables cost 40 ms and some memory

    # without its guesses: `main.py` is a file, not a site in Paraguay
    return LinkifyIt(options={'fuzzy_link': False, 'fuzzy_email': False, 'fuzzy_ip': False})
