"""Credentials: the fields for a name and a password, and the hidden form that brings the browser a new session."""

import time
from collections.abc import Callable
from typing import Final

from nicegui import ui

from ..errors import BadName, ChatError, TooManyTries
from ..feed.light import Light, html
from ..identity.passwords import LONGEST
from ..identity.tickets import Ticket
from ..model.account import Account
from ..model.spelling import NAME_LIMIT
from ..words import Words, explain
from . import icons
from .parts import icon_button
from .reader import Reader
from .site import Site

TICK: Final = 0.5  # seconds between two looks at how long somebody has to wait


class NameField(ui.input):
    """Somebody's name, which browsers remember together with the password."""

    def __init__(self, _: Words, *, value: str, on_enter: Callable[[], object]) -> None:
        super().__init__(_('Your name'), value=value)
        self.props(f'outlined maxlength={NAME_LIMIT * 2} autocomplete=username autocapitalize=words enterkeyhint=next')
        self.on('keydown.enter', on_enter).on_value_change(self._clear).mark('name')

    def _clear(self) -> None:
        if self.error:
            self.error = None


class PasswordField(ui.input):
    """A password, which can be shown."""

    def __init__(self, label: str, _: Words, *, is_new: bool, on_enter: Callable[[], object]) -> None:
        """
        :param label: what it is called
        :param is_new: browsers may offer to make one
        """
        super().__init__(label)
        self._is_shown = False
        self._titles = {False: _('Show password'), True: _('Hide password')}
        kind = 'new' if is_new else 'current'
        self.props(f'outlined type=password maxlength={2 * LONGEST} autocomplete={kind}-password enterkeyhint=go')
        self.on('keydown.enter', on_enter).on_value_change(self._clear)
        with self.add_slot('append'):
            self._eye = icon_button(icons.EYE, self._titles[False], self._show).props('dense size=sm')

    def _show(self) -> None:
        self._is_shown = not self._is_shown
        self.props(f'type={"text" if self._is_shown else "password"}')
        self._eye.props['icon'] = icons.EYE_SHUT if self._is_shown else icons.EYE
        self._eye.props['aria-label'] = self._eye.props['title'] = self._titles[self._is_shown]

    def _clear(self) -> None:
        if self.error:
            self.error = None


class Credentials:
    """Tells what is wrong at the field where it is, and counts down where somebody has to wait."""

    def __init__(self, _: Words, *, name: ui.input | None, password: ui.input, button: ui.button) -> None:
        self._words = _
        self._name = name
        self._password = password
        self._button = button
        self._until = 0.0
        self._timer = ui.timer(TICK, self._count_down, active=False)

    @property
    def has_to_wait(self) -> bool:
        """Another try makes no sense yet."""
        return bool(self._timer.active)

    def tell(self, error: ChatError) -> None:
        """Say what was refused."""
        self._button.props(remove='loading')
        if isinstance(error, TooManyTries):
            self._until = time.monotonic() + error.seconds
            self._button.disable()
            self._timer.activate()
        field = self._name if self._name and isinstance(error, BadName) else self._password
        field.error = explain(error, self._words)

    def _count_down(self) -> None:
        left = round(self._until - time.monotonic())
        if left > 0:
            self._password.error = explain(TooManyTries(left), self._words)
        else:
            self._password.error = None
            self._button.enable()
            self._timer.deactivate()


class Handover:
    """Gives the browser another session, by a form that it posts: the framework's socket cannot set a cookie."""

    def __init__(self, site: Site, reader: Reader) -> None:
        self._tickets = site.tickets
        self._session_id = reader.session_id
        self._client = ui.context.client
        with html.form(action=f'{reader.prefix}/session', method='post') as self._form:
            self._field = Light('input').props('type=hidden name=ticket').mark('ticket')

    def go(self, account: Account | None, *, to: str, everywhere: bool = False, erase: bool = False) -> None:
        """Sign in to an account, or out, and go somewhere.

        :param everywhere: end all other sessions of the account that is signed in now, too
        :param erase: erase all that is kept of the people of this browser first
        """
        ticket = Ticket(
            session_id=self._session_id,
            account=account.id if account else None,
            to=to,
            everywhere=everywhere,
            erase=erase,
        )
        word = self._tickets.make(ticket)
        self._field.props['value'] = word  # not by an update: the form is posted at once
        form = f'getHtmlElement({self._form.id})'
        self._client.run_javascript(f'{form}.elements.ticket.value = "{word}"; {form}.submit()')
