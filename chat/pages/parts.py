"""Small parts that several pages use."""
from collections.abc import Callable

from nicegui import ui


def icon_button(icon: str, name: str, on_click: Callable[[], object] | None = None) -> ui.button:
    """A round button that shows an icon and is called `name`."""
    button = ui.button(icon=icon, on_click=on_click).props('flat round')
    button.props['aria-label'] = button.props['title'] = name
    return button
