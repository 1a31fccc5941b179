"""A hint for who is in a room for the first time: three things that cannot be seen, until they have read them."""

import htpy as h
from nicegui import ui

from ..feed.light import html
from .reader import Reader


class Hint:
    """Of one tab; once it was sent away, it comes in no tab of this browser any more."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        _ = reader.words
        session = reader.session
        if session is None or session.knows_hints:
            return
        with html.aside().classes('hint') as self._card:
            self._card.props['aria-label'] = _('Good to know')
            lines = h.ul[
                h.li('.with-keys')[_('Enter sends, Shift + Enter begins a new line.')],
                h.li[_('Right click on a message, or a long press, shows what can be done with it.')],
                h.li('.with-keys')[_('? shows all keys.')],
            ]
            ui.html(str(lines), sanitize=False)
            ui.button(_('Got it'), on_click=self._learn, color=None).props('flat no-caps dense').mark('got-it')

    def _learn(self) -> None:
        self._card.delete()
        self._reader.learn_hints()
