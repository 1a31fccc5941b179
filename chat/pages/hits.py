"""Hits: messages as lists of them tell them, by who says them, where, when, and what."""

from collections.abc import Sequence

import htpy as h

from ..feed.light import Light
from ..model.member import Member


def hit(author: Member, when: str, text: h.Node, *, place: str = '') -> list[h.Element]:
    """What stands in one.

    :param place: where it is said, if it is not the same for all of a list
    """
    head = h.b(dir='auto')[author.label], place and h.span(dir='auto')[place], h.span[when]
    return [h.span('.hit-head')[head], h.span('.hit-text', dir='auto')[text]]


class Hits(Light):
    """One or many, as one element."""

    def __init__(self, tag: str = 'div', looks: str = 'hits') -> None:
        super().__init__(tag)
        self.classes(looks)
        self._texts: list[str] = []

    def show(self, rows: Sequence[h.Element], texts: Sequence[str]) -> None:
        """These and no others; the texts are what is read in them."""
        self._texts = list(texts)
        self._props['innerHTML'] = ''.join(map(str, rows))
        self.update()

    def _displayed_contents(self, *, only_visible: bool) -> list[str]:
        return self._texts
