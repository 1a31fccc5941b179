"""The beginning of a text in one line, as it is read: for quotes, cards and lists, where no markup can stand."""

import re
from html import unescape
from typing import Final

from .markdown import render

SPOILER: Final = re.compile(r'<label class="spoiler">.*?</label>', re.DOTALL)
END_OF_BLOCK: Final = re.compile(r'</(?:p|li|blockquote|td|th|pre|h\d)>|<br ?/?>')
TAG: Final = re.compile(r'<[^>]*>')
BAR: Final = '||'  # what stands around what is hidden


def excerpt(text: str, most: int) -> str:
    """What a text says, without what is hidden in it.

    :param text: as it was typed; no more than twice `most` of it is looked at
    :param most: characters; if there are more, the last of them is an ellipsis
    """
    looked = text[: 2 * most]
    if len(text) >= most and looked.count(BAR) % 2:  # it may be cut, by others too, within what is hidden
        looked = looked.rpartition(BAR)[0] + '…'
    html = END_OF_BLOCK.sub(' ', SPOILER.sub('…', str(render(looked))))
    said = ' '.join(unescape(TAG.sub('', html)).split())
    return said if len(said) <= most else said[: most - 1] + '…'
