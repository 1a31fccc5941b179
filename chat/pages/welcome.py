"""The page of those whom a provider knows and this chat does not yet: they choose the name that will be theirs."""

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from nicegui import ui

from ..errors import ChatError
from ..identity.provider import Newcomer
from ..identity.vouched import Vouched
from ..model.spelling import clean_name
from ..words import explain
from .credentials import NameField
from .parts import text_of
from .reader import Reader
from .sign_in import Door
from .site import Site


def register(site: Site) -> None:
    """Serve `/welcome`, if there is a provider."""
    vouched = site.vouched
    if vouched is None:
        return

    @site.page('/welcome')
    def welcome_page(request: Request) -> Response | None:
        reader = site.reader(request)
        who = vouched.newcomer(reader.session_id)
        if who is None:
            return RedirectResponse('/sign-in', 303)
        WelcomePage(site, vouched, reader, who)
        return None


class WelcomePage(Door):
    """A name, and in."""

    def __init__(self, site: Site, vouched: Vouched, reader: Reader, who: Newcomer) -> None:
        super().__init__(site, reader)
        self._vouched = vouched
        self._to = who.flow.to
        _ = self._words
        with self._card:
            ui.label(_('Welcome. Choose the name that will be yours here, on all your devices.')).classes('lead')
            self._name = NameField(_, value=self._suggested(who.name), on_enter=self._submit).props('autofocus')
            self._button = self._button_called(_('Make an account'), 'welcome')
        self._way('', _('Sign in in another way'), '/sign-in')

    def _suggested(self, told: str) -> str:
        """A free name like the one that the provider tells; nothing if it tells none that can be borne here."""
        try:
            name = clean_name(told)
        except ChatError:
            return ''
        return name if self._is_free(name) else self._free_like(name)

    async def _submit(self) -> None:
        self._button.props('loading')
        try:
            name = clean_name(text_of(self._name.value))
            self._refuse_taken(name)
            session_id = self._reader.session_id
            member = await self._site.sessions.candidate(session_id, name, is_claiming=True)
            account = await self._vouched.make(session_id, member, address=self._reader.address)
        except ChatError as error:
            self._button.props(remove='loading')
            self._name.error = explain(error, self._words)
            return
        self._site.sessions.adopt(session_id, account.member)
        self._handover.go(account, to=self._to)
