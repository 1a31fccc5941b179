"""A listing: a search, a page of rows, and ways to the next and the one before. Asked for when it is shown."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from nicegui import ui

from ..errors import ChatError
from ..feed.light import html
from ..model.spelling import RAW_LIMIT, key_of, visible
from ..store.overview import Wish
from ..words import Words, explain
from . import icons
from .parts import icon_button, text_of

Row = TypeVar('Row')


class Listing(Generic[Row]):
    """Of what `fetch` answers: one row more than wished tells that there is a next page."""

    def __init__(
        self,
        name: str,
        _: Words,
        *,
        fetch: Callable[[Wish], Awaitable[Sequence[Row]]],
        show: Callable[[Row], None],
        search: str = '',
        nothing: str = '',
    ) -> None:
        """
        :param name: what is listed
        :param show: builds a row in the list
        :param search: what the field is called that narrows it down; none if empty
        :param nothing: what is said in the place of no rows
        """
        self._words = _
        self._fetch = fetch
        self._show = show
        self._nothing = nothing or _('Nothing found')
        self._wish = Wish()
        self._asked = 0
        self._field: ui.input | None = None
        with html.div().classes('listing-head'):
            if search:
                self._field = ui.input(search, on_change=self._search).mark('find')
                self._field.props('outlined dense clearable debounce=200 maxlength=100').classes('grow')
            icon_button(icons.AGAIN, _('Refresh'), self.refresh).mark('refresh')
        self._problem = ui.label().props('role=alert').classes('problem')
        self._problem.set_visibility(False)
        self._list = html.ul().classes('devices').props(f'aria-label="{name}"')
        with html.div().classes('row pager') as self._pager:
            self._back = ui.button(_('Back'), on_click=lambda: self._turn(-1), color=None).props('outline no-caps')
            self._on = ui.button(_('Next'), on_click=lambda: self._turn(1), color=None).props('outline no-caps')
        self._on.mark('next')

    async def refresh(self) -> None:
        """Ask anew."""
        self._asked += 1
        asked, wish = self._asked, self._wish
        try:
            rows = await self._fetch(wish)
        except ChatError as error:
            return self.tell(error)
        if asked != self._asked:
            return
        self.tell(None)
        self._list.clear()
        with self._list:
            for row in rows[: wish.limit]:
                with html.li():
                    self._show(row)
            if not rows:
                html.li(self._nothing).classes('nothing')
        self._pager.set_visibility(bool(wish.offset) or len(rows) > wish.limit)
        self._back.set_enabled(wish.offset > 0)
        self._on.set_enabled(len(rows) > wish.limit)

    def tell(self, error: ChatError | None) -> None:
        """Say what was refused."""
        self._problem.set_visibility(error is not None)
        self._problem.text = explain(error, self._words) if error else ''

    async def do(self, deed: Callable[[], Awaitable[object]]) -> bool:
        """Do something and show what came of it; whether it was done."""
        try:
            await deed()
        except ChatError as error:
            self.tell(error)
            return False
        await self.refresh()
        return True

    async def _search(self) -> None:
        typed = text_of(self._field.value) if self._field else ''
        self._wish = Wish(search=key_of(visible(typed[:RAW_LIMIT])))
        await self.refresh()

    async def _turn(self, by: int) -> None:
        wish = self._wish
        self._wish = Wish(search=wish.search, offset=max(0, wish.offset + by * wish.limit))
        await self.refresh()
