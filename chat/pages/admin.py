"""The administration page: rooms, people, sessions, reports, the log, settings, and how the chat is doing."""

from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from fastapi import Request
from fastapi.responses import Response
from nicegui import ui

from ..feed.light import html
from ..model.member import Member
from .admin_people import PeoplePanel, SessionsPanel
from .admin_reports import LogPanel, ReportsPanel
from .admin_rooms import RoomsPanel
from .admin_state import SettingsPanel, StatePanel
from .closing import close_page, close_with_session
from .connection import ConnectionLine
from .nothing import nothing
from .page_head import page_head
from .reader import Reader
from .site import Site

PATH: Final = '/admin'
LOOK_AGAIN: Final = 5.0  # seconds between two looks at how the chat is doing


def register(site: Site) -> None:
    """Serve `/admin`. Whoever is no administrator finds what they find at any path where nothing is."""

    @site.page(PATH)
    async def admin_page(request: Request) -> Response | None:
        reader = site.reader(request)
        member = acting(site, reader)
        if not site.administers(member):  # not any more since the guard has asked
            return nothing(request, site.settings)
        await AdminPage(site, reader).show()
        return None


def acting(site: Site, reader: Reader) -> Member | None:
    """Who is signed in now: the page may have been opened before they were not any more."""
    session = reader.session
    account = site.accounts.find(session.account) if session else None
    return account.member if account else None


class Panel(Protocol):
    """What is on a tab."""

    def __init__(self, site: Site, reader: Reader, who: Callable[[], Member | None]) -> None: ...

    async def refresh(self) -> None:
        """Ask anew for what it shows."""


class AdminPage:
    """One tab's view. What it shows is asked for when it is shown, a page at a time."""

    def __init__(self, site: Site, reader: Reader) -> None:
        self._site = site
        self._reader = reader
        _ = reader.words
        self._client = client = ui.context.client
        client.content.classes('account-page admin-page')
        ui.page_title(f'{_("Administration")} · {site.settings.title}')
        page_head(reader, site.settings.title)
        self._refreshers: dict[str, Callable[[], Awaitable[None]]] = {}
        with html.main().classes('account admin'):
            html.h1(_('Administration'))
            self._tabs(_)
        ConnectionLine(_)
        ui.timer(LOOK_AGAIN, self._look_again, immediate=False)
        close_with_session(site, reader, self._closed)
        site.hub.rights.changed.subscribe(self._review)

    def _tabs(self, _: Callable[[str], str]) -> None:
        site, reader = self._site, self._reader

        def who() -> Member | None:
            return acting(site, reader)

        panels: dict[str, tuple[str, type[Panel]]] = {
            'rooms': (_('Rooms'), RoomsPanel),
            'people': (_('People'), PeoplePanel),
            'sessions': (_('Sessions'), SessionsPanel),
            'reports': (_('Reports'), ReportsPanel),
            'log': (_('Log'), LogPanel),
            'settings': (_('Settings'), SettingsPanel),
            'state': (_('State'), StatePanel),
        }
        self._chosen = ui.tabs(on_change=self.show).props('no-caps dense align=left')
        with self._chosen:
            self._chosen.classes('admin-tabs').props['aria-label'] = _('Administration')
            for name, (label, _panel) in panels.items():
                ui.tab(name, label=label).mark(f'tab-{name}')
        with ui.tab_panels(self._chosen, value='rooms', animated=False).classes('admin-panels'):
            for name, (_label, panel) in panels.items():
                with ui.tab_panel(name), ui.card().props('flat').classes('card'):
                    self._refreshers[name] = panel(site, reader, who).refresh

    async def show(self) -> None:
        """Ask for what the chosen tab has to show."""
        if self._site.administers(acting(self._site, self._reader)):
            name = str(self._chosen.value or 'rooms')
            if name in self._refreshers:
                await self._refreshers[name]()

    async def _look_again(self) -> None:
        if self._chosen.value == 'state':
            await self.show()

    def _review(self) -> None:
        if not self._site.administers(acting(self._site, self._reader)):
            self._closed()

    def _closed(self) -> None:
        close_page(self._client, '/')
