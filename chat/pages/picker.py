"""The emoji picker of a room page: one for reactions and for what is written, filled when it is first opened."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from functools import cache, partial
from typing import Final

import htpy as h
from nicegui.events import GenericEventArguments

from ..feed.composer import Composer
from ..feed.feed import Feed
from ..feed.light import Light, html
from ..model.amending import is_emoji
from ..text.emojis import GROUPS, USUAL, find, name_of
from ..words import Words, words_of
from . import icons
from .parts import icon_button, text_of

RECENT: Final = 8  # emoji in the row of those that were picked last
KEY: Final = 'chat:emoji'  # where a browser keeps them
WIDTH: Final = 352  # px; picker_looks.py has it, too
FOUND: Final = 64  # emoji that a search shows at most
LONGEST: Final = 100  # characters that are looked for

TELL_RECENT: Final = f"""() => {{
    let kept = null;
    try {{ kept = localStorage.getItem('{KEY}'); }} catch {{ /* forbidden */ }}
    emit(kept ?? '');
}}"""
# once, when it is both open and filled; on a phone the keyboard would hide half of it
FOCUS_SEARCH: Final = """() => {
    const picker = document.querySelector('.picker');
    if (!picker || picker.matches(':has(:focus)') || !matchMedia('(hover: hover)').matches) return;
    picker.querySelector('input')?.focus();
}"""
# Arrows lead to the next one, up and down to the next that stands there; Enter takes the first that was found.
ON_KEY: Final = """(event) => {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [-1, 1], ArrowDown: [1, 1] };
    const [step, isUpright] = steps[event.key] ?? [];
    const all = [...event.currentTarget.querySelectorAll('button, input')];
    const at = all.indexOf(event.target);
    const isText = event.target.matches('input');
    if (event.key === 'Enter' && isText) {
        event.preventDefault();  // or it also presses the button that has the focus when the picker is gone
        event.currentTarget.querySelector(`[data-query="${CSS.escape(event.target.value)}"] button`)?.click();
    }
    if (!step || at < 0 || isText && !isUpright) return;
    event.preventDefault();
    const { left, top } = event.target.getBoundingClientRect();
    const isThere = (other) => {
        const place = other.getBoundingClientRect();
        return !isUpright || Math.abs(place.left - left) < 20 && place.top !== top;
    };
    (step > 0 ? all.slice(at + 1) : all.slice(0, at).reverse()).find(isThere)?.focus();
}"""


class Picker:
    """Of one tab: for its room and for the thread that is open beside it."""

    def __init__(self, words: Words) -> None:
        """
        :param words: the reader's language
        """
        self._words = _ = words
        self._take: Callable[[str], object] = lambda _: None  # what is done with an emoji that is picked
        self._recent: list[str] = list(USUAL)
        self._asked = 0  # the number of the last question: answers to earlier ones come too late
        self._is_filled = False
        self._shown: str | None = None  # what was looked for, '' if all groups are shown
        self._menu = menu = Light('q-menu').classes('picker').mark('picker')
        menu.props('touch-position no-parent-event role=dialog transition-duration=100 max-height=100dvh')
        menu.props['aria-label'] = _('Emoji')
        menu.on('beforeShow', self._open, js_handler=TELL_RECENT)
        menu.on('show', js_handler=FOCUS_SEARCH)

    def serve(self, feed: Feed) -> None:
        """Let it be opened for messages of a feed."""
        feed.props['picker'] = self._menu.id

    def button(self, composer: Composer) -> None:
        """What opens it for a composer."""
        show = f"""(event) => {{
            const {{ right, top }} = event.currentTarget.getBoundingClientRect();
            getElement({self._menu.id}).show({{ clientX: right - {WIDTH}, clientY: top - 8 }});
            emit();
        }}"""
        smiley = icon_button(icons.SMILE, self._words('Emoji')).classes('smiley').mark('smiley')
        smiley.on('click', partial(self._aim_at_text, composer), js_handler=show)

    def aim(self, seq: int, on_react: Callable[[str, int], object]) -> None:
        """What is picked next is a reaction to this message.

        :param on_react: called with `react EMOJI` and the `seq` of the message
        """
        self._take = lambda char: on_react(f'react {char}', seq)

    def _aim_at_text(self, composer: Composer) -> None:
        def insert(char: str) -> None:
            if not composer.is_deleted:  # with the thread that was open
                composer.run_method('insert', char)

        self._take = insert

    def _fill(self) -> None:
        _, menu = self._words, self._menu
        choose = f"""(event) => {{
            const chosen = event.target.closest('[data-emoji]');
            if (!chosen) return;
            getElement({menu.id}).hide();
            emit(chosen.dataset.emoji);
        }}"""
        with menu, html.div().on('click', self._choose, js_handler=choose).on('keydown', js_handler=ON_KEY) as body:
            self._row = html.div().classes('picker-row').props('role=group')
            self._row.props['aria-label'] = _('Recent')
            field = Light('input').props(f'type=search maxlength={LONGEST} autocomplete=off')
            field.props['placeholder'] = field.props['aria-label'] = _('Search emoji')
            field.on('input', self._search, js_handler='(event) => emit(event.target.value)').mark('picker-search')
            self._list = html.div().classes('picker-list').mark('picker-list')
        body.mark('picker-body')
        menu.run_method('updatePosition')
        menu.client.run_javascript(f'({FOCUS_SEARCH})()')

    async def _open(self, event: GenericEventArguments) -> None:
        if not self._is_filled:
            self._is_filled = True
            self._fill()
        kept = [char for char in text_of(event.args)[:500].split() if is_emoji(char)]
        self._recent = list(dict.fromkeys([*kept, *USUAL]))[:RECENT]
        self._row.props['innerHTML'] = str(_buttons(self._recent, self._words.language, is_reached=True))
        self._row.update()
        await self._show('')

    async def _search(self, event: GenericEventArguments) -> None:
        await self._show(text_of(event.args)[:LONGEST])

    async def _show(self, text: str) -> None:
        self._asked += 1
        asked = self._asked
        # a thread, as the first look reads the names of all
        found = await asyncio.to_thread(_all if not text.strip() else _found, text, self._words.language)
        if asked == self._asked and text != self._shown:
            self._shown = text
            self._list.props['innerHTML'] = found
            self._list.update()

    async def _choose(self, event: GenericEventArguments) -> None:
        char = text_of(event.args)
        if not is_emoji(char):
            return
        self._recent = list(dict.fromkeys([char, *self._recent]))[:RECENT]
        kept = json.dumps(' '.join(self._recent))
        self._menu.client.run_javascript(f"try {{ localStorage.setItem('{KEY}', {kept}) }} catch {{ /* not kept */ }}")
        done = self._take(char)
        if isinstance(done, Awaitable):
            await done


@cache
def _all(_: str, language: str) -> str:
    words = words_of(language)
    titles = (
        words('Smileys'),
        words('People'),
        words('Nature'),
        words('Food'),
        words('Places'),
        words('Activities'),
        words('Objects'),
        words('Signs'),
    )
    return str(
        h.fragment[
            (
                h.section[h.h3[title], h.div[_buttons(group.split(), language, is_reached=n == 0)]]
                for n, (title, group) in enumerate(zip(titles, GROUPS, strict=True))
            )
        ]
    )


def _found(text: str, language: str) -> str:
    chars = find(text, FOUND)
    if not chars:
        return str(h.p(role='status')[words_of(language)('Nothing found')])
    return str(h.section(data_query=text)[h.div[_buttons(chars, language, is_reached=True)]])


def _buttons(chars: Iterable[str], language: str, *, is_reached: bool) -> h.Fragment:
    """One for each; the arrow keys lead to all of them, Tab to the first, too, if it `is_reached`."""
    return h.fragment[
        (
            h.button(
                type='button',
                data_emoji=char,
                title=name_of(char, language),
                tabindex=None if is_reached and n == 0 else -1,
            )[char]
            for n, char in enumerate(chars)
        )
    ]
