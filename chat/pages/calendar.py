"""The calendar: a dialog that leads to the first message of a day."""

from nicegui import ui

from ..feed.feed import Feed
from ..words import Words
from .late import LateDialog


class CalendarDialog:
    """Filled when it is first opened."""

    def __init__(self, feed: Feed, words: Words) -> None:
        self._feed = feed
        self._dialog = LateDialog(words('Go to a date'), self._fill)

    def open(self) -> None:
        """Show it."""
        self._dialog.open()

    def _fill(self) -> None:
        date = ui.date(on_change=self._dialog.close).props('minimal').mark('date')
        # which moment a day begins at only the browser knows
        feed = f'getElement({self._feed.id})'
        date.on('update:model-value', js_handler=f'(day) => day && {feed}.goToDay(day.replaceAll("-", "/"))')
