"""Settings that are in force, and how the chat is doing, as administrators see them."""

import asyncio
import os
import shutil
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from nicegui import Client, ui
from pydantic import SecretStr

from ..feed.light import html
from ..feed.wire import ways
from ..model.member import Member
from ..settings import VERSION, Settings
from ..store.files import size_of_all
from ..store.overview import totals
from ..words import Words, size
from . import icons
from .ago import passed
from .parts import icon_button
from .reader import Reader
from .site import Site


class SettingsPanel:
    """Each setting once, with what it is for and where it was set. They are changed at the start only."""

    def __init__(self, site: Site, reader: Reader, who: Callable[[], Member | None]) -> None:
        """
        :param who: not asked: nothing can be done here
        """
        self._words = _ = reader.words
        html.p(_('They are set at the start, as options or environment variables.')).classes('why')
        with html.ul().classes('devices settings-list').props(f'aria-label="{_("Settings")}"'):
            for name, field in Settings.model_fields.items():
                with html.li(), html.div():
                    html.b(f'--{name.replace("_", "-")}')
                    html.span(_shown(getattr(site.settings, name), _)).classes('value')
                    html.p(f'{self._source(name)} · {_(field.description or "")}')

    async def refresh(self) -> None:
        """They stay as they are."""

    def _source(self, name: str) -> str:
        _, option = self._words, f'--{name.replace("_", "-")}'
        negative = option.replace('--', '--no-', 1)
        if any(each.split('=')[0] in {option, negative} for each in sys.argv[1:]):
            return _('option')
        variable = f'CHAT_{name.upper()}'
        return variable if variable in os.environ else _('default')


def _shown(value: object, _: Words) -> str:
    if isinstance(value, SecretStr):
        return _('not shown')
    if isinstance(value, bool):
        return _('yes') if value else _('no')
    if value is None or value in ('', []):
        return '—'
    return ', '.join(map(str, value)) if isinstance(value, list) else str(value)


class StatePanel:
    """Sizes and health, looked at anew every few seconds."""

    def __init__(self, site: Site, reader: Reader, who: Callable[[], Member | None]) -> None:
        """
        :param who: not asked: nothing can be done here
        """
        self._site = site
        self._words = _ = reader.words
        with html.div().classes('listing-head'):
            self._health = ui.label().props('role=status').classes('grow health')
            icon_button(icons.AGAIN, _('Refresh'), self.refresh).mark('refresh-state')
        with html.ul().classes('facts').props(f'aria-label="{_("State")}"') as self._list:
            pass
        self._values: dict[str, ui.label] = {}

    async def refresh(self) -> None:
        """Ask anew."""
        _, site = self._words, self._site
        totals_now, files = await site.store.look(totals), await site.store.look(size_of_all)
        database, free = await asyncio.to_thread(_disk, site.store.folder.database)
        can_write = await site.trial.can_write()
        self._health.text = _('Everything works.') if can_write else _('Nothing can be saved at the moment.')
        connected = sum(client.has_socket_connection for client in Client.instances.values())
        rooms = site.hub.rooms
        self._show(
            {
                _('Messages'): f'{totals_now.messages:n}',
                _('Rooms'): f'{totals_now.rooms:n}',
                _('Rooms open now'): f'{len(rooms):n}',
                _('People here now'): f'{sum(room.presence.count for room in rooms):n}',
                _('Accounts'): f'{totals_now.accounts:n}',
                _('Sessions'): f'{totals_now.sessions:n}',
                _('Pages connected'): f'{connected:n}',
                _('Pages waiting'): f'{len(Client.instances) - connected:n}',
                _('Database'): size(database, _),
                _('Files'): size(files, _),
                _('Free disk'): size(free, _),
                _('Waiting to be written'): f'{site.store.writer.waiting:n}',
                _('Told directly'): f'{ways.wire:n}',
                _('Told through the framework'): f'{ways.outbox:n}',
                _('Held back for slow readers'): f'{ways.held:n}',
                _('Longest pause in the last minute'): _('{n} ms', n=round(site.pulse.lag * 1000)),
                _('Started'): passed(time.monotonic() - site.pulse.began, _) or _('just now'),
                _('Version'): f'{VERSION}, NiceGUI {version("nicegui")}, Python {sys.version.split()[0]}',
            }
        )

    def _show(self, facts: dict[str, str]) -> None:
        if not self._values:
            with self._list:
                for name in facts:
                    with html.li():
                        html.span(name)
                        self._values[name] = ui.label().classes('value')
        for name, value in facts.items():
            if self._values[name].text != value:
                self._values[name].text = value


def _disk(database: Path) -> tuple[int, int]:
    beside = (database, database.with_name(database.name + '-wal'))
    return sum(path.stat().st_size for path in beside if path.exists()), shutil.disk_usage(database.parent).free
