"""The reader: in whose language and theme a page is built. Captured when it is built and never looked up later."""

from collections.abc import Callable
from copy import copy
from typing import Final

from fastapi import Request
from nicegui import Client, ui

from ..errors import TooFast
from ..feed.light import Light
from ..guard.address import client_address
from ..guard.proxies import prefix_of
from ..identity.browsers import browser_of
from ..identity.cookie import session_id_of
from ..identity.session import Sessions
from ..model.limits import Act, Limits
from ..model.member import Member
from ..model.session import Session
from ..words import LANGUAGES, best_language, explain, words_of
from . import icons
from .parts import icon_button

THEMES: Final = {'auto': None, 'light': False, 'dark': True}  # as ui.dark_mode knows them


class Reader:
    """Who asks for a page."""

    def __init__(self, request: Request, sessions: Sessions, limits: Limits, *, default_language: str) -> None:
        self.session_id = session_id_of(request)
        self.address = client_address(request.scope)
        self.browser = browser_of(request.headers.get('user-agent', ''))
        self._limits = limits
        self._sessions = sessions
        self.prefix = prefix_of(request.scope)
        self.base_url = str(request.base_url).rstrip('/') + self.prefix
        session = self.session or Session()
        self.name = session.name
        self.recent = session.recent
        self.theme = session.theme or 'auto'
        wished = best_language(request.headers.get('accept-language', ''), default_language)
        self.words = words_of(session.language or wished)

    @property
    def session(self) -> Session | None:
        """What is known of this browser, if anything."""
        return self._sessions.find(self.session_id)

    @property
    def members(self) -> tuple[Member, ...]:
        """All whom this browser speaks as, the one of this page among them."""
        return session.members if (session := self.session) else ()

    def dress(self, client: Client) -> None:
        """Give the page being built the reader's language and theme from the first byte on."""
        page = client.page = copy(client.page)
        page.language = 'ru' if self.words.language == 'ru' else 'en-US'
        page.dark = THEMES[self.theme]

    def may_change(self) -> bool:
        """Whether this browser may change what is kept of it once more; if not, the person is told."""
        try:
            self._limits.spend(Act.CHANGE, person=self.session_id)
        except TooFast as error:
            ui.notify(explain(error, self.words))
            return False
        return True

    def choose_language(self, language: str) -> None:
        """Remember the language; the page has to be loaded anew."""
        self._sessions.change(self.session_id, language=language)

    def remember_name(self, name: str) -> None:
        """Remember a name that was typed but not yet used."""
        self._sessions.change(self.session_id, name=name)

    def learn_hints(self) -> None:
        """Remember that what is told on a first visit was read."""
        self._sessions.change(self.session_id, knows_hints=True)

    def choose_theme(self, theme: str) -> None:
        """Remember the theme; the page follows at once."""
        self.theme = theme
        self._sessions.change(self.session_id, theme=theme)


class Preferences:
    """Two small buttons: language, and light, dark or as the system has it."""

    def __init__(self, reader: Reader, load_anew: Callable[[], None] | None = None) -> None:
        """
        :param load_anew: loads the page in another language, without losing what was typed
        """
        self._load_anew = load_anew or ui.navigate.reload
        self._reader = reader
        words = reader.words
        self._titles = {
            'auto': words('Appearance: as the system'),
            'light': words('Appearance: light'),
            'dark': words('Appearance: dark'),
        }
        self._dark: ui.dark_mode | None = None  # before it is changed, the page itself has it
        with Light('div').classes('preferences') as self._place:
            self._button = icon_button('', '', self._next_theme).props('dense').mark('theme')
            self._show()
            other = next(language for language in LANGUAGES if language != words.language)
            button = icon_button('', LANGUAGES[other], lambda: self._choose(other)).mark('language')
            button.props(f'dense lang={other} label={other.upper()}')

    def _choose(self, language: str) -> None:
        if not self._reader.may_change():
            return
        self._reader.choose_language(language)
        self._load_anew()

    def _next_theme(self) -> None:
        if not self._reader.may_change():
            return
        themes = list(THEMES)
        theme = themes[(themes.index(self._reader.theme) + 1) % len(themes)]
        self._reader.choose_theme(theme)
        with self._place:
            self._dark = self._dark or ui.dark_mode()
        self._dark.value = THEMES[theme]
        self._show()

    def _show(self) -> None:
        theme = self._reader.theme
        self._button.props['icon'] = {'auto': icons.AUTO, 'light': icons.LIGHT, 'dark': icons.DARK}[theme]
        self._button.props['aria-label'] = self._button.props['title'] = self._titles[theme]
