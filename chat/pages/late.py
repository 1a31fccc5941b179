"""Dialogs and menus that are made when they are first used: most never are, and each costs memory."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from nicegui import ui

from ..feed.light import Light


class LateDialog:
    """As `ui.dialog`, where it was asked for, but not before it is opened or filled."""

    def __init__(
        self, label: str, fill: Callable[[], object] | None = None, *, props: str = '', mark: str = ''
    ) -> None:
        """
        :param label: its name, for screen readers
        :param fill: puts in what stays there; called inside of it when it is first opened
        :param props: of the dialog
        :param mark: by which tests find it
        """
        self._label = label
        self._fill = fill
        self._is_filled = False
        self._mark = mark
        self._props = props
        self._slot = ui.context.slot
        self._dialog: ui.dialog | None = None

    @property
    def made(self) -> ui.dialog:
        """The dialog, made now if it was not yet."""
        if self._dialog is None:
            with self._slot:
                self._dialog = ui.dialog().props(self._props).mark(self._mark)
            self._dialog.props['aria-label'] = self._label
        return self._dialog

    @property
    def is_open(self) -> bool:
        """Whether it is shown."""
        return self._dialog is not None and bool(self._dialog.value)

    def open(self) -> None:
        """Show it."""
        if self._fill and not self._is_filled:
            self._is_filled = True
            self.clear()
            with self.made:
                self._fill()
        self.made.open()

    def renew(self) -> None:
        """Fill it anew when it is opened next."""
        self._is_filled = False

    def close(self) -> None:
        """Hide it."""
        if self._dialog:
            self._dialog.close()

    def clear(self) -> None:
        """Take out what is in it."""
        if self._dialog:
            self._dialog.clear()

    def __enter__(self) -> Self:
        self.made.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.made.__exit__(kind, error, trace)


class LateMenu:
    """The menu of a button, made when that is first clicked."""

    def __init__(self, button: ui.element, fill: Callable[[], object]) -> None:
        """
        :param fill: puts the entries in; called inside of it
        """
        self._button = button
        self._fill = fill
        self._menu: Light | None = None
        button.on('click', self._make, args=[])

    def _make(self) -> None:
        if self._menu is None:
            with self._button, Light('q-menu').props('auto-close') as self._menu:
                self._fill()
            self._menu.run_method('show')  # from now on, Quasar does
