"""The menu of a message: one for all of them, opened where it is wanted."""

from collections.abc import Callable

from nicegui import html, ui

from ..feed.feed import Feed
from ..feed.fragment import TOOL_LABELS
from ..text.markdown import COPY_LABEL, SPOILER_LABEL
from ..words import Words
from .copy import Copier, CopyItem
from .parts import say


class MessageMenu:
    """What one can do with a message. The feed remembers with which one it was opened."""

    def __init__(
        self,
        feed: Feed,
        words: Words,
        *,
        moderates: Callable[[], bool] = lambda: False,
        pins: Callable[[], bool],
        threads: bool = True,
    ) -> None:
        """
        :param moderates: whether whoever reads may take messages out; all others may report them
        :param pins: whether whoever reads may pin messages
        :param threads: whether threads lead off these messages; those of a thread have none
        """
        self._feed = feed
        self._moderates = moderates
        self._pins = pins
        self._words = _ = words
        if threads:  # once on a page
            self._put_labels()
        feed.props['copier'] = Copier(feed, 'textOfCode', lambda: say(_('The code is copied.'))).id
        self._menu = ui.element('q-menu').props('touch-position no-parent-event').classes('message-menu')
        feed.props['menu'] = self._menu.id
        with self._menu, ui.list().props('role=menu dense'):
            reply = self._entry(_('Reply'), 'reply')
            if threads:
                self._entry(_('Answer in a thread'), 'thread')
            react = self._entry(_('React'), 'picker')
            edit = self._entry(_('Edit'), 'edit').classes('own-only')
            CopyItem(_('Copy text'), feed, 'textOfChosen', lambda: say(_('The text is copied.')), menu=self._menu)
            CopyItem(_('Copy link'), feed, 'linkOfChosen', lambda: say(_('The link is copied.')), menu=self._menu)
            self._pin = [
                self._entry(_('Pin'), 'pin').classes('unpinned-only'),
                self._entry(_('Unpin'), 'unpin').classes('pinned-only'),
            ]
            self._entry(_('Bookmark'), 'bookmark').classes(f'unmarked-c{feed.id}')
            self._entry(_('Remove bookmark'), 'unbookmark').classes(f'marked-c{feed.id}')
            self._entry(_('Mark as unread'), 'unread')
            self._entry(_('Remove message'), 'remove').classes('own-only')
            self._of_writers = (reply, react, edit)
            self._remove = self._entry(_('Remove message'), 'remove').classes('others-only')
            self._report = self._entry(_('Report to moderators'), 'report').classes('others-only')
        self.review()

    def _put_labels(self) -> None:
        _ = self._words
        labels = {
            TOOL_LABELS['picker']: _('React'),
            TOOL_LABELS['reply']: _('Reply'),
            TOOL_LABELS['thread']: _('Answer in a thread'),
            TOOL_LABELS['menu']: _('Message menu'),
        }
        for name, label in (labels | {COPY_LABEL: _('Copy code'), SPOILER_LABEL: _('Hidden text')}).items():
            html.span(label).props(f'id={name} hidden')

    def review(self) -> None:
        """Rights have changed: offer what whoever reads may do now."""
        moderates = self._moderates()
        self._remove.set_visibility(moderates)
        self._report.set_visibility(not moderates)
        for entry in self._pin:
            entry.set_visibility(self._pins())

    def let_write(self, may: bool) -> None:
        """Offer what only those may do who may write, or no longer."""
        for entry in self._of_writers:
            entry.set_visibility(may)

    def _entry(self, label: str, action: str) -> ui.item:
        item = ui.item().props('clickable role=menuitem').mark(f'menu-{action}')
        act = f'getElement({self._feed.id}).act("{action}", event)'
        # hidden first: what opens next gives the focus back to where it was before the menu
        item.on('click', js_handler=f'(event) => {{ getElement({self._menu.id}).hide(); {act} }}')
        with item:
            ui.item_section(label)
        return item
