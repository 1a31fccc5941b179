"""The site: what every page needs, put together once in build.py and handed to each."""

from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request
from nicegui import ui

from ..feed.marks import Marks
from ..feed.notifier import Notifier
from ..feed.streams import Streams
from ..feed.unread import Counters
from ..guard import framework
from ..identity.accounts import Accounts
from ..identity.administration import Administration
from ..identity.keys import Keys
from ..identity.passkeys import Passkeys
from ..identity.session import Sessions
from ..identity.tickets import Tickets
from ..identity.vouched import Vouched
from ..model.hub import Hub
from ..model.limits import Limits
from ..model.member import Member
from ..model.reading import Reading
from ..model.rights import WHOLE_CHAT, Verb
from ..pulse import Pulse
from ..settings import Settings
from ..store.sqlite import SqliteStore
from ..store.trial import Trial
from . import fault
from .reader import Reader
from .theme import FAVICON

PATIENCE: Final = 60.0  # seconds that a page may take: after a restart everybody's is built at once (NiceGUI has 3)


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """The parts of the chat that pages use."""

    settings: Settings
    hub: Hub
    streams: Streams
    accounts: Accounts
    sessions: Sessions
    tickets: Tickets
    reading: Reading
    counters: Counters
    notifier: Notifier
    marks: Marks
    store: SqliteStore
    limits: Limits
    keys: Keys
    passkeys: Passkeys
    vouched: Vouched | None
    """Those whom a provider vouches for, if there is one."""
    administration: Administration
    trial: Trial
    pulse: Pulse

    def page(self, path: str, **more: Any) -> ui.page:
        """`ui.page` as all pages of this chat want it; with it a function is registered as a page.

        :param more: what else `ui.page` takes
        """
        return ui.page(path, title=self.settings.title, favicon=FAVICON, response_timeout=PATIENCE, **more)

    def administers(self, member: Member | None) -> bool:
        """Whether somebody looks after the whole chat."""
        return self.hub.rights.may(member, Verb.ADMINISTER, WHOLE_CHAT)

    def reader(self, request: Request) -> Reader:
        """Who asks for this page; it comes in their language and theme."""
        reader = Reader(request, self.sessions, self.limits, default_language=self.settings.language)
        for member in reader.session.members if reader.session else ():
            self.hub.rights.places.saw(member, reader.address)
        self.sessions.hold(reader.session_id)
        ui.context.client.on_delete(lambda: self.sessions.release(reader.session_id))
        ui.context.client.on_connect(framework.let_go_of_answer)
        reader.dress(ui.context.client)
        fault.watch(ui.context.client, reader.words)
        return reader
