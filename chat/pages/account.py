"""The account page: one's name and who may bear it, the password, one's devices, invitations, what is kept of one."""

from collections.abc import Sequence
from functools import partial

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from nicegui import ui

from ..address import shareable
from ..errors import ChatError, NotSignedIn, PasswordTooShort
from ..feed import fragment
from ..feed.light import html
from ..identity.accounts import is_fresh
from ..identity.passwords import SHORTEST
from ..identity.session import key_of_session
from ..model.account import Account, Device
from ..model.member import Member
from ..words import explain
from . import icons
from .ago import ago
from .closing import close_page, close_with_session
from .connection import ConnectionLine
from .copy import CopyButton
from .credentials import Credentials, Handover, PasswordField
from .page_head import page_head
from .parts import filled_button, icon_button, say, section, tell_refusal, text_of
from .passkeys import PasskeysSection
from .provider import ProviderSection
from .reader import Reader
from .site import Site
from .ways import Ways


def register(site: Site) -> None:
    """Serve `/account`, for those who are somebody here."""

    @site.page('/account')
    async def account_page(request: Request) -> Response | None:
        reader = site.reader(request)
        session = reader.session
        account = site.accounts.find(session.account) if session else None
        member = account.member if account else session.member(request.query_params.get('as')) if session else None
        if session is None or member is None:
            return RedirectResponse('/sign-in', 303)
        devices = await site.store.devices(account.id) if account else []
        ways = await Ways.of(site, account) if account else Ways()
        AccountPage(site, reader, member, account, devices, ways, refused=request.query_params.get('refused', ''))
        return None


class AccountPage:
    """One tab's view of an account, or of a guest who may make one."""

    def __init__(
        self,
        site: Site,
        reader: Reader,
        member: Member,
        account: Account | None,
        devices: Sequence[Device],
        ways: Ways,
        *,
        refused: str,
    ) -> None:
        """
        :param refused: why they have come back from a provider in vain, as its way back puts it
        """
        self._site = site
        self._reader = reader
        self._member = member
        self._account = account
        self._words = _ = reader.words
        self._client = client = ui.context.client
        self._link = shareable(reader.base_url, site.settings.host)
        client.content.classes('account-page')
        page_head(reader, site.settings.title)
        with html.main().classes('account'):
            self._person()
            if account:
                self._devices_section(devices)
                PasskeysSection(site, reader, ways.passkeys, self._signed_in)
                if site.vouched:
                    ProviderSection(site.vouched, reader, ways.identity, self._signed_in, refused=refused)
                if ways.has_password:
                    self._password_section(account)
                else:
                    self._first_password_section()
                if account.is_admin and site.accounts.sign_up == 'invite':
                    self._invitations_section()
            else:
                self._claim_section()
            self._data_section()
        self._handover = Handover(site, reader)
        ConnectionLine(_)
        close_with_session(site, reader, self._closed)

    # --- what is on it -----------------------------------------------------------------------------------
    def _person(self) -> None:
        _ = self._words
        with html.div().classes('person'):
            ui.html(str(fragment.avatar(self._member)), sanitize=False)
            with html.div():
                html.h1(self._member.name).props('dir=auto')
                if self._account is None:
                    html.p(_('Guest'))
                else:
                    html.p(_('Administrator') if self._account.is_admin else _('Signed in'))
                if self._site.administers(self._member):
                    html.a(_('Administration'), href=self._reader.prefix + '/admin')

    def _claim_section(self) -> None:
        _ = self._words
        if self._site.accounts.sign_up != 'open':
            with section(_('Have an account?')), html.div().classes('row'):
                html.a(_('Sign in'), href=self._reader.prefix + '/sign-in')
            return
        why = _('With a password nobody else can bear your name here, and you can sign in on all your devices.')
        with section(_('Keep the name {name}', name=self._member.name), why):
            password = PasswordField(_('Password'), _, is_new=True, on_enter=self._claim).mark('password')
            password.props['hint'] = _('At least {limit} characters', limit=SHORTEST)
            button = filled_button(_('Keep my name'), self._claim, 'claim')
        self._new = password
        self._claiming = Credentials(_, name=None, password=password, button=button)

    def _password_section(self, account: Account) -> None:
        _ = self._words
        with section(_('Change the password'), _('All your other devices are signed out.')):
            with html.div().classes('hidden-name'):  # so that a browser knows whose password it is to remember
                ui.input(value=account.member.name).props('autocomplete=username readonly tabindex=-1 aria-hidden=true')
            self._old = PasswordField(_('Password until now'), _, is_new=False, on_enter=self._change).mark('old')
            self._new = PasswordField(_('New password'), _, is_new=True, on_enter=self._change).mark('new')
            self._new.props['hint'] = _('At least {limit} characters', limit=SHORTEST)
            button = filled_button(_('Change the password'), self._change, 'change')
        self._changing = Credentials(_, name=None, password=self._old, button=button)

    def _first_password_section(self) -> None:
        _ = self._words
        session = self._reader.session
        if not is_fresh(session.since if session else None):
            why = _('You sign in without one. To set one, please sign out and in again first.')
            section(_('Set a password'), why)
            return
        with section(_('Set a password'), _('You sign in without one. With it you can sign in by your name, too.')):
            self._new = PasswordField(_('New password'), _, is_new=True, on_enter=self._set).mark('new')
            self._new.props['hint'] = _('At least {limit} characters', limit=SHORTEST)
            button = filled_button(_('Set a password'), self._set, 'set')
        self._changing = Credentials(_, name=None, password=self._new, button=button)

    def _devices_section(self, devices: Sequence[Device]) -> None:
        _ = self._words
        with section(_('Your devices'), _('Where you are signed in.')):
            self._devices = html.ul().classes('devices').props(f'aria-label="{_("Your devices")}"')
            self._list(devices)
            with html.div().classes('row'):
                ui.button(_('Sign out'), on_click=self._sign_out, color=None).props('outline no-caps').mark('sign-out')
                everywhere = ui.button(_('Sign out everywhere'), on_click=self._sign_out_everywhere, color=None)
                everywhere.props('flat no-caps').classes('danger').mark('everywhere')

    def _list(self, devices: Sequence[Device]) -> None:
        _ = self._words
        own = key_of_session(self._reader.session_id)
        self._devices.clear()
        with self._devices:
            for device in devices:
                with html.li():
                    ui.icon(icons.PHONE if 'Android' in device.browser or 'iP' in device.browser else icons.DESK)
                    with html.div():
                        html.b(device.browser or _('Unknown browser'))
                        seen = _('This device') if device.key == own else _('Seen {when}', when=ago(device.seen, _))
                        html.p(_('{seen}, signed in {when}', seen=seen, when=ago(device.since, _)))
                    if device.key != own:
                        name = device.browser or _('Unknown browser')
                        end = icon_button(icons.CLOSE, _('Sign out {name}', name=name), partial(self._end, device.key))
                        end.props('dense').mark('end')

    def _invitations_section(self) -> None:
        _ = self._words
        why = _('A link makes one account within seven days. Give it to one person only.')
        with section(_('Invitations'), why):
            self._invited = html.div().classes('wide')
            filled_button(_('Make an invitation'), self._invite, 'invite')

    def _data_section(self) -> None:
        _ = self._words
        why = _('Everything that is kept of you here: messages, rooms, devices.')
        with section(_('Your data'), why), html.div().classes('row'):
            ui.button(_('Download'), on_click=lambda: ui.navigate.to('/account/data'), color=None).props(
                'outline no-caps'
            )
            ui.button(_('Download files'), on_click=lambda: ui.navigate.to('/account/files'), color=None).props(
                'outline no-caps'
            )
            ask = ui.button(_('Erase me'), color=None).props('flat no-caps').classes('danger').mark('erase')
        with ui.dialog() as dialog, ui.card().classes('sure'):
            html.h2(_('Erase everything?'))
            if self._account:
                html.p(_('Your messages lose text, files and name, your account is deleted. Nobody can bring it back.'))
            else:
                html.p(_('Your messages lose text, files and your name. Nobody can bring it back.'))
            with html.div().classes('row'):
                erase = ui.button(_('Erase me'), on_click=self._erase, color=None).props('flat no-caps')
                erase.classes('danger').mark('sure')
                ui.button(_('Keep everything'), on_click=dialog.close, color=None).props('unelevated no-caps').classes(
                    'filled'
                )
        dialog.props['aria-label'] = _('Erase everything?')
        ask.on_click(dialog.open)

    # --- what happens on it ------------------------------------------------------------------------------
    def _signed_in(self) -> Account:
        """Who is signed in now: a page that was opened before may ask for what its session may not do any more.

        :raises NotSignedIn: nobody
        """
        session = self._reader.session
        account = self._site.accounts.find(session.account) if session else None
        if account is None:
            raise NotSignedIn
        return account

    async def _claim(self) -> None:
        session = self._reader.session
        try:
            if session is None or self._member not in session.members or self._account:
                raise NotSignedIn
            self._site.hub.refuse_theft(self._member)
            account = await self._site.accounts.claim(
                self._member,
                text_of(self._new.value),
                person=self._reader.session_id,
                address=self._reader.address,
            )
        except ChatError as error:
            return self._claiming.tell(error)
        self._handover.go(account, to='/account')

    async def _change(self) -> None:
        if self._changing.has_to_wait:
            return
        old, new = text_of(self._old.value), text_of(self._new.value)
        if len(new) < SHORTEST:
            self._new.error = explain(PasswordTooShort(SHORTEST), self._words)
            return
        try:
            account = self._signed_in()
            await self._site.accounts.change_password(account, old, new, address=self._reader.address)
            await self._site.sessions.end_all(account, but=key_of_session(self._reader.session_id))
        except ChatError as error:
            return self._changing.tell(error)
        self._handover.go(account, to='/account')

    async def _set(self) -> None:
        try:
            account, session = self._signed_in(), self._reader.session
            since = session.since if session else None
            await self._site.accounts.set_password(account, text_of(self._new.value), since=since)
            await self._site.sessions.end_all(account, but=key_of_session(self._reader.session_id))
        except ChatError as error:
            return self._changing.tell(error)
        self._handover.go(account, to='/account')

    def _sign_out(self) -> None:
        self._handover.go(None, to='/')

    def _sign_out_everywhere(self) -> None:
        self._handover.go(None, to='/', everywhere=True)

    def _erase(self) -> None:
        try:
            if self._account:
                self._site.accounts.refuse_last(self._signed_in())
        except ChatError as error:
            return tell_refusal(self._words, error)
        self._handover.go(None, to='/', erase=True)

    async def _end(self, key: str) -> None:
        try:
            account = self._signed_in()
            if key in {device.key for device in await self._site.store.devices(account.id)}:
                await self._site.sessions.end([key])
            devices = await self._site.store.devices(account.id)
        except ChatError as error:
            return tell_refusal(self._words, error)
        self._list(devices)

    async def _invite(self) -> None:
        _ = self._words
        try:
            account = self._signed_in()
            if not account.is_admin:
                raise NotSignedIn
            word = await self._site.accounts.invite(account)
        except ChatError as error:
            return tell_refusal(self._words, error)
        link = f'{self._link}/sign-up?invite={word}'
        self._invited.clear()
        with self._invited, html.div().classes('row'):
            ui.input(_('Link'), value=link).props('readonly outlined dense').classes('grow').mark('link')
            CopyButton(_('Copy link'), link, lambda: say(_('The link is copied.')))

    def _closed(self) -> None:
        close_page(self._client, '/sign-in' if self._account else '/account')
