"""A hint for who is in a room for the first time: three things that cannot be seen, until they have read them."""

from functools import cache
from typing import Final

import htpy as h

from ..feed.light import html
from ..words import words_of
from .reader import Reader

LEARNT: Final = "(event) => event.target.closest('button') && emit()"


class Hint:
    """Of one tab; once it was sent away, it comes in no tab of this browser any more."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        _ = reader.words
        session = reader.session
        if session is None or session.knows_hints:
            return
        self._card = html.aside(innerHTML=_inside(_.language), **{'aria-label': _('Good to know')}).classes('hint')
        self._card.on('click', self._learn, js_handler=LEARNT).mark('got-it')

    def _learn(self) -> None:
        self._card.delete()
        self._reader.learn_hints()


@cache
def _inside(language: str) -> str:
    _ = words_of(language)
    lines = h.ul[
        h.li('.with-keys')[_('Enter sends, Shift + Enter begins a new line.')],
        h.li[_('Right click on a message, or a long press, shows what can be done with it.')],
        h.li('.with-keys')[_('? shows all keys.')],
    ]
    return str(h.fragment[lines, h.button(type='button')[_('Got it')]])
