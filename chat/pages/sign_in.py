"""The doors for those with an account: one to sign in, one to make an account."""

from functools import partial
from urllib.parse import urlencode

from fastapi import Request
from nicegui import ui

from ..errors import ChatError, NameClaimed, NameMissing, NameTaken
from ..feed.light import html
from ..identity.passkeys import Challenge, Place
from ..identity.passwords import SHORTEST
from ..identity.vouched import REFUSALS
from ..model.spelling import NAME_LIMIT, ROOM_ID_LIMIT, clean_name, key_of, suggestions
from ..words import Words, explain
from . import icons
from .connection import ConnectionLine
from .credentials import Credentials, Handover, NameField, PasswordField
from .parts import path_to, tell_refusal, text_of
from .passkey import PasskeyButton
from .provider import ProviderButton
from .reader import Preferences, Reader
from .site import Site


def register(site: Site) -> None:
    """Serve `/sign-in` and `/sign-up`."""

    @site.page('/sign-in')
    def sign_in_page(request: Request, name: str = '', room: str = '', refused: str = '') -> None:
        name, room = name[: NAME_LIMIT * 2], room[: ROOM_ID_LIMIT * 2]
        SignInPage(site, site.reader(request), name=name, room_id=room, refused=refused)

    @site.page('/sign-up')
    async def sign_up_page(request: Request, invite: str = '', admin: str = '') -> None:
        reader = site.reader(request)
        refusal = ''
        if not site.accounts.makes_admin(admin):
            try:
                await site.accounts.may_sign_up(invite)
            except ChatError as error:
                refusal = explain(error, reader.words)
            if admin:
                refusal = reader.words('This link was used already, or is an old one.')
        SignUpPage(site, reader, invite=invite, admin=admin, refusal=refusal)


class Door:
    """What both look like: the brand, a card, a line below it."""

    def __init__(self, site: Site, reader: Reader) -> None:
        self._site = site
        self._reader = reader
        self._words = reader.words
        ui.context.client.content.classes('join-page')
        with html.main().classes('door'):
            with html.div().classes('brand'):
                ui.icon(icons.BUBBLE)
                html.h1(site.settings.title)
            self._card = ui.card().props('flat').classes('card')
            self._below = html.div().classes('aside')
        with html.footer().classes('corner'):
            Preferences(reader)
        self._handover = Handover(site, reader)
        ConnectionLine(self._words)

    def _button_called(self, label: str, mark: str) -> ui.button:
        button = ui.button(label, on_click=self._submit, color=None).mark(mark).classes('filled wide')
        return button.props('unelevated no-caps')

    async def _submit(self) -> None:
        raise NotImplementedError

    def _way(self, question: str, label: str, href: str) -> None:
        with self._below, html.p():
            if question:
                html.span(question)
            html.a(label, href=self._reader.prefix + href)

    def _refuse_taken(self, name: str) -> None:
        """Nobody makes the name of somebody who is here their own; who bears it can claim it."""
        if self._site.accounts.named(name):
            raise NameClaimed(name)
        session = self._reader.session
        own = session.members if session else ()
        hub = self._site.hub
        if all(member in own or member.is_unproven for member in hub.bearers(key_of(name))):
            return
        raise NameTaken(name, self._free_like(name))

    def _free_like(self, name: str) -> str:
        return next(free for free in suggestions(name) if self._is_free(free))

    def _is_free(self, name: str) -> bool:
        return not self._site.hub.bearers(key_of(name)) and self._site.accounts.named(name) is None


class SignInPage(Door):
    """Name and password, and in."""

    def __init__(self, site: Site, reader: Reader, *, name: str, room_id: str, refused: str) -> None:
        """
        :param name: to begin with
        :param room_id: where somebody wants to go
        :param refused: why they have come back from a provider in vain, as its way back puts it
        """
        super().__init__(site, reader)
        _ = self._words
        self._to = path_to(room_id)
        with self._card:
            ui.label(_('Welcome back.')).classes('lead')
            if error := REFUSALS.get(refused):
                ui.label(explain(error(), _)).classes('wrong').props('role=alert').mark('refused')
            self._name = NameField(_, value=name or reader.name, on_enter=self._submit)
            self._password = PasswordField(_('Password'), _, is_new=False, on_enter=self._submit).mark('password')
            (self._password if self._name.value else self._name).props('autofocus')
            self._button = self._button_called(_('Sign in'), 'sign-in')
            if place := Place.of(reader.base_url):
                PasskeyButton(
                    _('Sign in with a passkey'),
                    'get',
                    ask=partial(site.passkeys.ask, place),
                    use=self._use_passkey,
                    refuse=partial(tell_refusal, reader.words),
                ).classes('wide').mark('passkey')
            if site.vouched:
                ProviderButton(site.vouched.provider, reader, to=self._to)
        self._credentials = Credentials(_, name=self._name, password=self._password, button=self._button)
        if site.accounts.sign_up == 'open':
            self._way(_('New here?'), _('Make an account'), '/sign-up')
        if site.accounts.guests:
            self._way('', _('Continue without an account'), '/?' + urlencode({'room': room_id}) if room_id else '/')

    async def _submit(self) -> None:
        if self._credentials.has_to_wait:
            return
        name = text_of(self._name.value)
        if not name.strip():
            return self._credentials.tell(NameMissing())
        self._button.props('loading')
        try:
            account = await self._site.accounts.check(name, text_of(self._password.value), address=self._reader.address)
        except ChatError as error:
            return self._credentials.tell(error)
        self._handover.go(account, to=self._to)

    async def _use_passkey(self, challenge: Challenge, answer: object) -> None:
        reader = self._reader
        account = await self._site.passkeys.check(
            challenge, answer, session_id=reader.session_id, address=reader.address
        )
        self._handover.go(account, to=self._to)


class SignUpPage(Door):
    """A name and a password that make an account."""

    def __init__(self, site: Site, reader: Reader, *, invite: str, admin: str, refusal: str) -> None:
        """
        :param invite: the word of an invitation
        :param admin: the word that makes the first administrator
        :param refusal: why no account can be made so
        """
        super().__init__(site, reader)
        _ = self._words
        self._invite, self._admin = invite, admin
        with self._card:
            if refusal:
                ui.label(refusal).classes('lead').mark('refusal')
            else:
                self._form(_)
                if site.vouched and not admin:
                    ProviderButton(site.vouched.provider, reader, invitation=invite)
        self._way('' if refusal else _('Have an account?'), _('Sign in'), '/sign-in')

    def _form(self, _: Words) -> None:
        if self._admin:
            ui.label(_('This makes you the administrator of this chat.')).classes('lead')
        else:
            ui.label(_('An account keeps your name for you, on all your devices.')).classes('lead')
        self._name = NameField(_, value=self._reader.name, on_enter=self._submit)
        self._password = PasswordField(_('Password'), _, is_new=True, on_enter=self._submit).mark('password')
        self._password.props['hint'] = _('At least {limit} characters', limit=SHORTEST)
        (self._password if self._name.value else self._name).props('autofocus')
        self._button = self._button_called(_('Make an account'), 'sign-up')
        self._credentials = Credentials(_, name=self._name, password=self._password, button=self._button)

    async def _submit(self) -> None:
        self._button.props('loading')
        try:
            name = clean_name(text_of(self._name.value))
            self._refuse_taken(name)
            member = await self._site.sessions.candidate(self._reader.session_id, name, is_claiming=True)
            account = await self._site.accounts.claim(
                member,
                text_of(self._password.value),
                invitation=self._invite,
                admin_word=self._admin,
                person=self._reader.session_id,
                address=self._reader.address,
            )
        except ChatError as error:
            return self._credentials.tell(error)
        self._site.sessions.adopt(self._reader.session_id, account.member)
        self._handover.go(account, to='/account' if account.is_admin else '/')
