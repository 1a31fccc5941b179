"""The menu of a message: one for all of them, opened where it is wanted."""

from nicegui import html, ui

from ..feed.feed import Feed
from ..feed.fragment import MENU_LABEL
from ..words import Words
from .copy import CopyItem
from .parts import say


class MessageMenu:
    """What one can do with a message. The feed remembers with which one it was opened."""

    def __init__(self, feed: Feed, words: Words) -> None:
        self._feed = feed
        _ = words
        html.span(_('Message menu')).props(f'id={MENU_LABEL} hidden')
        self._menu = ui.element('q-menu').props('touch-position no-parent-event').classes('message-menu')
        feed.props['menu'] = self._menu.id
        with self._menu, ui.list().props('role=menu dense'):
            CopyItem(_('Copy text'), feed, 'textOfChosen', lambda: say(_('The text is copied.')), menu=self._menu)
            CopyItem(_('Copy link'), feed, 'linkOfChosen', lambda: say(_('The link is copied.')), menu=self._menu)
            self._entry(_('Mark as unread'), 'unread')

    def _entry(self, label: str, action: str) -> None:
        item = ui.item().props('clickable role=menuitem')
        act = f'getElement({self._feed.id}).act("{action}")'
        item.on('click', js_handler=f'() => {{ {act}; getElement({self._menu.id}).hide() }}')
        with item:
            ui.item_section(label)
