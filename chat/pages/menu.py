"""The menu of a message: one for all of them, opened where it is wanted."""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Final

import htpy as h

from ..feed.feed import Feed
from ..feed.fragment import READ_LABEL, TOOL_LABELS
from ..feed.light import Light, html
from ..text.markdown import COPY_LABEL, SPOILER_LABEL
from ..words import Words, words_of
from .copy import Copier
from .parts import say

ON_KEY: Final = """(event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...event.currentTarget.querySelectorAll('button')].filter((entry) => entry.offsetParent);
    const at = all.indexOf(document.activeElement);
    all.at(at < 0 && step < 0 ? -1 : (at + step) % all.length).focus();
}"""


class MessageMenu:
    """What one can do with a message. The feed remembers with which one it was opened.

    One fragment: an element for each entry would make every page dearer by a sixth.
    """

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
            html.div(innerHTML=_labels(_.language), hidden=True)
        copier = Copier(
            feed,
            {
                'textOfCode': lambda: say(_('The code is copied.')),
                'textOfChosen': lambda: say(_('The text is copied.')),
                'linkOfChosen': lambda: say(_('The link is copied.')),
            },
        )
        feed.props['copier'] = copier.id
        self.element = menu = Light('q-menu').props('touch-position no-parent-event').classes('message-menu')
        feed.props['menu'] = menu.id
        menu.on('keydown', js_handler=ON_KEY)
        with menu:
            # hidden first: what opens next gives the focus back to where it was before the menu
            html.div(innerHTML=_entries(_.language, feed.id, threads=threads)).on(
                'click',
                js_handler=f"""(event) => {{
                    const {{ act, copy }} = event.target.closest('button')?.dataset ?? {{}};
                    if (act || copy) getElement({menu.id}).hide();
                    if (act) getElement({feed.id}).act(act, event);
                    if (copy) getElement({copier.id}).copy(copy);
                }}""",
            )
        self.review()

    def review(self) -> None:
        """Rights have changed: offer what whoever reads may do now."""
        moderates = self._moderates()
        self._feed.classes(**{'add' if moderates else 'remove': 'moderated'})  # its polls can be closed
        self._offer(to_moderators=moderates, to_others=not moderates, to_pinners=self._pins())

    def let_write(self, may: bool) -> None:
        """Offer what only those may do who may write, or no longer."""
        self._offer(to_writers=may)

    def _offer(self, **whom: bool) -> None:
        for name, is_offered in whom.items():
            lacks = f'not-{name.replace("_", "-")}'
            self.element.classes(**{'remove' if is_offered else 'add': lacks})


def _entry(label: str, act: str = '', whose: str = '', *, copy: str = '') -> h.Element:
    return h.button(f'.entry{whose}', type='button', role='menuitem', data_act=act or None, data_copy=copy or None)[
        label
    ]


@lru_cache(maxsize=100)
def _entries(language: str, feed: int, *, threads: bool) -> str:
    """The same for all who read in a language; kept once, not once a page."""
    _ = words_of(language)
    entries = h.div('.entries')[
        _entry(_('Reply'), 'reply', '.of-writers'),
        _entry(_('Answer in a thread'), 'thread') if threads else None,
        _entry(_('React'), 'picker', '.of-writers'),
        _entry(_('Edit'), 'edit', '.of-writers.own-only'),
        _entry(_('Copy text'), copy='textOfChosen'),
        _entry(_('Copy link'), copy='linkOfChosen'),
        _entry(_('Pin'), 'pin', '.of-pinners.unpinned-only'),
        _entry(_('Unpin'), 'unpin', '.of-pinners.pinned-only'),
        _entry(_('Bookmark'), 'bookmark', f'.unmarked-c{feed}'),
        _entry(_('Remove bookmark'), 'unbookmark', f'.marked-c{feed}'),
        _entry(_('Mark as unread'), 'unread'),
        _entry(_('Remove message'), 'remove', '.own-only'),
        _entry(_('Remove message'), 'remove', '.of-moderators.others-only'),
        _entry(_('Report to moderators'), 'report', '.of-others.others-only'),
    ]
    return str(entries)


@cache
def _labels(language: str) -> str:
    """What parts of messages are called, for screen readers."""
    _ = words_of(language)
    labels = {
        TOOL_LABELS['picker']: _('React'),
        TOOL_LABELS['reply']: _('Reply'),
        TOOL_LABELS['thread']: _('Answer in a thread'),
        TOOL_LABELS['menu']: _('Message menu'),
        READ_LABEL: _('Read by'),
        COPY_LABEL: _('Copy code'),
        SPOILER_LABEL: _('Hidden text'),
    }
    return str(h.fragment[(h.span(id=name)[label] for name, label in labels.items())])
