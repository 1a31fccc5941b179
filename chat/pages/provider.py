"""Signing in by an OpenID provider: the button that leads there, and the part of the account page that links it."""

from collections.abc import Callable
from functools import partial

from nicegui import ui

from ..errors import ChatError
from ..feed.light import html
from ..identity.provider import Flow, Provider
from ..identity.vouched import REFUSALS, Vouched
from ..model.account import Account, Identity
from ..model.spelling import ROOM_ID_LIMIT
from ..words import explain
from . import icons
from .ago import ago
from .parts import path_to, section, tell_refusal
from .reader import Reader

CALLBACK = '/oidc/callback'


class ProviderButton(ui.button):
    """Sends the browser to the provider."""

    def __init__(
        self,
        provider: Provider,
        reader: Reader,
        *,
        to: str = '/',
        room_of: Callable[[], str] | None = None,
        invitation: str = '',
    ) -> None:
        """
        :param to: where the browser goes in the end
        :param room_of: the room that it goes to instead, asked when the button is clicked
        :param invitation: the word of one, for who has no account yet
        """
        super().__init__(reader.words('Sign in with {name}', name=provider.name), on_click=self._go, color=None)
        self.props('outline no-caps').classes('wide').mark('provider')
        self._provider = provider
        self._reader = reader
        self._to = to
        self._room_of = room_of
        self._invitation = invitation

    async def _go(self) -> None:
        to = path_to(self._room_of()[: ROOM_ID_LIMIT * 2]) if self._room_of else self._to
        session = self._reader.session
        flow = Flow(
            redirect_uri=self._reader.base_url + CALLBACK,
            to=to,
            invitation=self._invitation,
            asks_anew=session is not None and session.has_signed_out,
        )
        await send_there(self._provider, self._reader, flow)


async def send_there(provider: Provider, reader: Reader, flow: Flow) -> None:
    """Send the browser of a page to the provider, or say why that cannot be."""
    if not reader.may_change():
        return
    try:
        address = await provider.begin(reader.session_id, flow)
    except ChatError as error:
        return tell_refusal(reader.words, error)
    ui.navigate.to(address)


class ProviderSection:
    """Whether the provider may sign somebody in to their account."""

    def __init__(
        self,
        vouched: Vouched,
        reader: Reader,
        identity: Identity | None,
        signed_in: Callable[[], Account],
        *,
        refused: str,
    ) -> None:
        """
        :param identity: who they are there, if it may
        :param signed_in: whose account it is, asked again each time that something changes; raises a ChatError
        :param refused: why linking it was refused, as the way back puts it
        """
        self._vouched = vouched
        self._reader = reader
        self._signed_in = signed_in
        self._words = _ = reader.words
        name = vouched.provider.name
        with section(name, _('Sign in with {name} instead of a password.', name=name)):
            if error := REFUSALS.get(refused):
                ui.label(explain(error(), _)).classes('wrong').props('role=alert').mark('refused')
            self._linked = html.div().classes('wide')
        self._show(identity)

    def _show(self, identity: Identity | None) -> None:
        _ = self._words
        self._linked.clear()
        with self._linked:
            if identity is None:
                link = ui.button(_('Link it'), on_click=self._link, color=None).props('outline no-caps')
                link.mark('link-provider')
                return
            with html.ul().classes('devices'), html.li():
                ui.icon(icons.KEY)
                html.div(_('Linked {when}', when=ago(identity.made, _)) if identity.made else '')
                unlink = ui.button(_('Unlink it'), on_click=self._unlink, color=None).props('flat no-caps')
                unlink.classes('danger').mark('unlink-provider')

    async def _link(self) -> None:
        try:
            account = self._signed_in()
        except ChatError as error:
            return tell_refusal(self._words, error)
        flow = Flow(redirect_uri=self._reader.base_url + CALLBACK, to='/account', account=account.id)
        await send_there(self._vouched.provider, self._reader, flow)

    async def _unlink(self) -> None:
        tell = partial(tell_refusal, self._words)
        try:
            await self._vouched.unlink(self._signed_in())
        except ChatError as error:
            return tell(error)
        self._show(None)
