"""The page that a link for a new password leads to."""

from fastapi import Request
from nicegui import ui

from ..errors import ChatError, LinkOver
from ..feed.light import html
from ..identity.passwords import SHORTEST
from ..words import explain
from .credentials import Credentials, PasswordField
from .parts import text_of
from .reader import Reader
from .sign_in import Door
from .site import Site


def register(site: Site) -> None:
    """Serve such links at `/reset/{word}`."""

    @site.page('/reset/{word}')
    async def reset_page(request: Request, word: str) -> None:
        reader = site.reader(request)
        try:
            name = (await site.accounts.found_by_reset(word)).member.name
        except LinkOver:
            name = ''
        ResetPage(site, reader, word, name)


class ResetPage(Door):
    """A new password for somebody, whom it signs in."""

    def __init__(self, site: Site, reader: Reader, word: str, name: str) -> None:
        """
        :param name: whose it is; empty if the link cannot be used
        """
        super().__init__(site, reader)
        _ = self._words
        self._word = word
        with self._card:
            if not name:
                ui.label(explain(LinkOver(), _)).classes('lead').mark('over')
            else:
                ui.label(_('Choose a new password, {name}.', name=name)).classes('lead')
                with html.div().classes('hidden-name'):  # so that a browser knows whose password it is to remember
                    ui.input(value=name).props('autocomplete=username readonly tabindex=-1 aria-hidden=true')
                self._password = PasswordField(_('New password'), _, is_new=True, on_enter=self._submit)
                self._password.props('autofocus').mark('password')
                self._password.props['hint'] = _('At least {limit} characters', limit=SHORTEST)
                self._button = self._button_called(_('Change the password'), 'reset')
                self._credentials = Credentials(_, name=None, password=self._password, button=self._button)
        self._way('', _('Sign in'), '/sign-in')

    async def _submit(self) -> None:
        self._button.props('loading')
        try:
            account = await self._site.accounts.reset(self._word, text_of(self._password.value))
            await self._site.sessions.end_all(account)
        except ChatError as error:
            return self._credentials.tell(error)
        self._handover.go(account, to='/account')
