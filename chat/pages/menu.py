"""The menu of a message: one for all of them, opened where it is wanted."""

from collections.abc import Callable

from nicegui import html, ui

from ..feed.feed import Feed
from ..feed.fragment import MENU_LABEL
from ..text.markdown import COPY_LABEL, SPOILER_LABEL
from ..words import Words
from .copy import Copier, CopyItem
from .parts import say


class MessageMenu:
    """What one can do with a message. The feed remembers with which one it was opened."""

    def __init__(self, feed: Feed, words: Words, *, moderates: Callable[[], bool] = lambda: False) -> None:
        """
        :param moderates: whether whoever reads may take messages out; all others may report them
        """
        self._feed = feed
        self._moderates = moderates
        self._words = _ = words
        for name, label in (
            (MENU_LABEL, _('Message menu')),
            (COPY_LABEL, _('Copy code')),
            (SPOILER_LABEL, _('Hidden text')),
        ):
            html.span(label).props(f'id={name} hidden')
        feed.props['copier'] = Copier(feed, 'textOfCode', lambda: say(_('The code is copied.'))).id
        self._menu = ui.element('q-menu').props('touch-position no-parent-event').classes('message-menu')
        feed.props['menu'] = self._menu.id
        with self._menu, ui.list().props('role=menu dense') as self._list:
            CopyItem(_('Copy text'), feed, 'textOfChosen', lambda: say(_('The text is copied.')), menu=self._menu)
            CopyItem(_('Copy link'), feed, 'linkOfChosen', lambda: say(_('The link is copied.')), menu=self._menu)
            self._entry(_('Mark as unread'), 'unread')
        self._order: ui.item | None = None
        self.review()

    def review(self) -> None:
        """Rights have changed: offer what whoever reads may do now."""
        _, action = self._words, 'remove' if self._moderates() else 'report'
        if self._order is not None:
            self._order.delete()
        with self._list:
            label = _('Remove message') if action == 'remove' else _('Report to moderators')
            self._order = self._entry(label, action)

    def _entry(self, label: str, action: str) -> ui.item:
        item = ui.item().props('clickable role=menuitem')
        act = f'getElement({self._feed.id}).act("{action}")'
        item.on('click', js_handler=f'() => {{ {act}; getElement({self._menu.id}).hide() }}')
        with item:
            ui.item_section(label)
        return item
