"""The bar with which a text is formatted: shown on demand above what one writes."""

from collections.abc import Callable

from nicegui import ui

from ..feed.composer import Composer
from ..feed.light import html
from ..words import Words
from .parts import icon_button


class FormatBar:
    """Of one composer; filled when it is first shown."""

    def __init__(self, composer: Composer, words: Words, *, on_poll: Callable[[], None] | None = None) -> None:
        """
        :param on_poll: asks a poll, where there is no other button for it
        """
        self._composer = composer
        self._words = words
        self._on_poll = on_poll
        # what is pressed leaves the focus, and a phone's keyboard, where they are
        self._bar = html.div().classes('format-bar').on('mousedown.prevent', js_handler='() => {}')
        self._bar.props('role=toolbar').props['aria-label'] = words('Formatting')
        self._bar.set_visibility(False)
        self._is_filled = False
        composer.on(  # by the place of a key, as the shortcuts of keys.py
            'keydown',
            js_handler=f"""(event) => {{
                const mark = {{ KeyB: '**', KeyI: '*' }}[event.code];
                if (!mark || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
                event.preventDefault();
                getElement({composer.id}).wrap(mark, mark, '');
            }}""",
        )

    def button(self) -> None:
        """What shows and hides it."""
        toggle = icon_button('', self._words('Formatting')).props('no-caps').classes('aa').mark('formatting')
        toggle.props['label'] = 'Aa'
        toggle.props['aria-expanded'] = 'false'
        toggle.on('mousedown.prevent', js_handler='() => {}')
        toggle.on('click', lambda: self._turn(toggle))

    def _turn(self, toggle: ui.element) -> None:
        if not self._is_filled:
            self._is_filled = True
            self._fill()
        self._bar.set_visibility(not self._bar.visible)
        toggle.props['aria-expanded'] = str(self._bar.visible).lower()

    def _fill(self) -> None:
        _ = self._words
        with self._bar:
            self._button('B', _('Bold'), '**', '**', looks='bold')
            self._button('I', _('Italic'), '*', '*', looks='italic')
            self._button('S', _('Struck through'), '~~', '~~', looks='struck')
            self._button('<>', _('Code'), '`', '`', looks='mono')
            self._button('{ }', _('Block of code'), '```\\n', '\\n```', looks='mono')
            self._button('•', _('List'), '- ', '', line='- ')
            self._button('❝', _('Quote'), '> ', '', line='> ')
            self._button('🔗', _('Link'), '[', '](https://)', looks='emoji')
            self._button('▒', _('Spoiler'), '||', '||')
            if self._on_poll:
                self._named('📊', _('Poll'), 'emoji').on('click', self._on_poll).mark('poll')

    @staticmethod
    def _named(sign: str, name: str, looks: str) -> ui.element:
        button: ui.element = html.button(sign, type='button').classes(looks)
        button.props['aria-label'] = button.props['title'] = name
        return button

    def _button(self, sign: str, name: str, before: str, after: str, *, line: str = '', looks: str = '') -> None:
        button = self._named(sign, name, looks)
        button.on('click', js_handler=f"() => getElement({self._composer.id}).wrap('{before}', '{after}', '{line}')")
