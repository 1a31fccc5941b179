"""The sheet of all keys, commands and marks."""

from collections.abc import Iterable

import htpy as h
from nicegui import ui

from ..feed.light import html
from ..words import Words
from . import icons
from .commands import COMMANDS
from .late import LateDialog
from .parts import icon_button


class HelpDialog:
    """Filled when it is first opened."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._dialog = LateDialog(words('Help'), self._fill, mark='help')

    def open(self) -> None:
        """Show it."""
        self._dialog.open()

    def _fill(self) -> None:
        _ = self._words
        with ui.card().classes('help'):
            with html.div().classes('help-head'):
                html.h2(_('Help'))
                icon_button(icons.CLOSE, _('Close'), self._dialog.close)
            ui.html(str(h.div('.help-parts')[self._keys(), self._commands(), self._marks()]), sanitize=False)

    def _keys(self) -> h.Element:
        _ = self._words
        keys = {
            'Enter': _('Send'),
            'Shift Enter': _('A new line'),
            '↑': _('Edit what you said last, where nothing is written'),
            '@ : /': _('Begin a name, an emoji, a command'),
            'Ctrl B': _('Bold'),
            'Ctrl I': _('Italic'),
            'Ctrl K': _('Switch to another room'),
            'Ctrl F': _('Search; pressed twice, that of the browser'),
            'PgUp PgDn': _('Scroll, while you write too'),
            '↑ ↓': _('From message to message, when the list has the focus'),
            'Esc': _('Close what is open'),
            '?': _('This sheet'),
        }
        rows = (([h.kbd[key] for key in typed.split()], about) for typed, about in keys.items())
        return _part(_('Keys'), rows)

    def _commands(self) -> h.Element:
        _ = self._words
        rows = ((h.code[f'/{each.name} {each.what(_)}'.strip()], each.about(_)) for each in COMMANDS.values())
        return _part(_('Commands'), rows)

    def _marks(self) -> h.Element:
        _ = self._words
        marks: dict[str, h.Node] = {
            '**…**': h.b[_('Bold')],
            '*…*': h.i[_('Italic')],
            '~~…~~': h.s[_('Struck through')],
            '`…`': h.code[_('Code')],
            '```': _('Block of code'),
            '- …': _('List'),
            '> …': _('Quote'),
            '||…||': _('Spoiler'),
            ':tada:': '🎉',
        }
        return _part(_('Formatting'), ((h.code[mark], shown) for mark, shown in marks.items()))


def _part(title: str, rows: Iterable[tuple[h.Node, h.Node]]) -> h.Element:
    return h.section[h.h3[title], h.dl[(h.div[h.dt[typed], h.dd[about]] for typed, about in rows)]]
