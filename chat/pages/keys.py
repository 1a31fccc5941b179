"""Keys of a room page: those that work wherever the focus is, and those that scroll while one writes."""

from collections.abc import Awaitable, Callable, Mapping

from nicegui import ui
from nicegui.events import GenericEventArguments

from ..feed.composer import Composer
from ..feed.feed import Feed
from ..feed.light import Light
from .parts import text_of

# By the place of a key, since К and Л are not K and L. What is open keeps its keys: a second Ctrl+F is the browser's.
PRESSED = """({ event }) => {
    const isBusy = document.querySelector('.q-dialog, .q-menu');
    const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    const isText = event.target.matches('input, textarea, [contenteditable]');
    const key = isCommand ? event.code : event.key === '?' && !isText ? 'help' : '';
    if (isBusy || !['KeyK', 'KeyF', 'help'].includes(key)) return;
    event.preventDefault();
    emit(key);
}"""


class Keys(Light):
    """Tells Python of no key but those that open something: `KeyK` and `KeyF` with Ctrl or Cmd, and `help`."""

    component = ui.keyboard.component  # of which no more is wanted than its part in the browser

    def __init__(self, openers: Mapping[str, Callable[[], object]]) -> None:
        """
        :param openers: what is called, by key
        """
        self._openers = openers
        super().__init__(events=['keydown'], ignore=[], repeating=False)
        self.on('key', self._pressed, js_handler=PRESSED)

    async def _pressed(self, event: GenericEventArguments) -> None:
        if opener := self._openers.get(text_of(event.args)):
            opened = opener()
            if isinstance(opened, Awaitable):
                await opened


def scroll_from(composer: Composer, feed: Feed) -> None:
    """Let the keys that scroll do so while one writes; Home and End only where there is no text to go through."""
    composer.on(
        'keydown',
        js_handler=f"""(event) => {{
            const ends = event.target.value ? {{}} : {{ Home: -1e6, End: 1e6 }};
            const steps = {{ PageUp: -0.9, PageDown: 0.9, ...ends }};
            if (!steps[event.key] || event.ctrlKey || event.shiftKey || event.altKey) return;
            event.preventDefault();
            const box = getElement({feed.id}).$el;
            box.scrollTop += steps[event.key] * box.clientHeight;
        }}""",
    )
