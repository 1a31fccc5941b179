"""What copies a text to the clipboard, without HTTPS too: a button, an entry of a menu. copy.js beside it does it."""

from collections.abc import Callable, Mapping

from nicegui import ui
from nicegui.events import GenericEventArguments

from ..feed.light import Light


class CopyButton(Light, component='copy.js', default_classes='filled'):
    """Copies `content` when it is clicked."""

    def __init__(self, label: str, content: str, on_copied: Callable[[], object]) -> None:
        super().__init__()
        self._props.update(tag='q-btn', label=label, content=content, unelevated=True, **{'no-caps': True})
        self.on('copied', on_copied, args=[])

    def _displayed_contents(self, *, only_visible: bool) -> list[str]:
        return [self._props['label']]


class Copier(Light, component='copy.js'):
    """Copies what a method of another element's browser part gives when that part calls `copy`; is not seen itself."""

    def __init__(self, source: ui.element, on_copied: Mapping[str, Callable[[], object]]) -> None:
        """
        :param on_copied: what is called afterwards, by method
        """
        super().__init__()
        self._on_copied = on_copied
        self._props.update(tag='span', source=source.id)
        self.on('copied', self._copied)

    def _copied(self, event: GenericEventArguments) -> None:
        if isinstance(event.args, str) and event.args in self._on_copied:
            self._on_copied[event.args]()
