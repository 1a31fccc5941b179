"""The one place where the parts of the chat are put together: store → hub → streams → pages and programs' ways in."""

from collections.abc import Callable
from typing import Final

from nicegui import app, core

from .address import ANYWHERE, lan_address, url
from .api import dialect, health, join_chat
from .api import own as own_api
from .api import sign_in as sign_in_api
from .feed.stream import Streams
from .feed.unread import Counters
from .guard.origin import OriginGuard
from .identity.accounts import Accounts
from .identity.cookie import SessionCookie
from .identity.keys import Keys
from .identity.own import Own
from .identity.session import Sessions
from .identity.tickets import Tickets
from .model.hub import Hub
from .model.reading import KEEP, Reading
from .model.rights import Rights
from .pages import account, invitation, join, room, sign_in, theme
from .pages.site import Site
from .settings import Settings
from .store.sqlite import SqliteStore
from .upkeep import SWEEP, TIDY, Upkeep

PING: Final = (10, 5)  # seconds between pings of a browser, and until a silent one counts as gone


def build(settings: Settings, *, say: Callable[[str], None] = lambda _: None) -> Hub:
    """Register everything with NiceGUI. Nothing is opened before the server starts: this runs in more than one process.

    :param settings: every knob
    :param say: where the addresses are told once the server is up
    :return: the hub, for those who mount the chat in a program of their own
    """
    store = SqliteStore(settings.data)
    accounts = Accounts(store, guests=settings.guests == 'on', sign_up=settings.sign_up)
    rights = Rights(store, account_of=accounts.of)
    hub = Hub(store, grace=settings.grace, max_rooms=settings.max_rooms, rights=rights)
    accounts.claimed.subscribe(hub.put_out)
    sessions = Sessions(store, store.folder.secret, refuse=accounts.refuse)
    tickets = Tickets()
    reading = Reading(store)
    own = Own(store, accounts=accounts, sessions=sessions, hub=hub, reading=reading)
    site = Site(
        settings=settings,
        hub=hub,
        streams=Streams(hub),
        accounts=accounts,
        sessions=sessions,
        tickets=tickets,
        reading=reading,
        counters=Counters(hub, reading),
        store=store,
        keys=Keys(store, rights, accounts.passwords),
    )
    theme.register()
    join.register(site)
    invitation.register(site)
    sign_in.register(site)
    account.register(site)
    room.register(site)
    app.include_router(join_chat.router(hub, sessions, default_language=settings.language))
    app.include_router(sign_in_api.router(accounts, sessions, tickets, own, default_language=settings.language))
    app.include_router(own_api.router(own, default_language=settings.language))
    app.include_router(dialect.router(hub, accounts.refuse))
    app.include_router(health.router(hub, store))
    app.add_middleware(SessionCookie, sessions=sessions)
    app.add_middleware(OriginGuard, allowed=settings.allow_origin, allowed_paths=('/join_chat', '/ws/'))
    upkeep = Upkeep(settings, store=store, hub=hub, reading=reading)
    app.on_startup(upkeep.open)
    app.on_startup(accounts.open)
    app.on_startup(rights.open)
    app.on_startup(upkeep.feel_the_pulse)
    app.on_startup(_ping_often)
    app.on_startup(lambda: say(addresses(settings, accounts.admin_word)))
    app.timer(SWEEP, hub.sweep, immediate=False)
    app.timer(TIDY, upkeep.tidy)
    app.timer(KEEP, reading.keep, immediate=False)
    app.on_shutdown(upkeep.close)
    return hub


def addresses(settings: Settings, admin_word: str = '') -> str:
    """Where the chat can be reached, with a QR code for phones.

    :param admin_word: what makes the first administrator, as long as there is none
    """
    host = 'localhost' if settings.host in ANYWHERE else settings.host
    lines = [f'{settings.title} is ready at {url(host, settings.port)}']
    if settings.host in ANYWHERE and (lan := lan_address()) is not None:
        from io import StringIO

        import segno  # on first use

        code = StringIO()
        segno.make(url(lan, settings.port), micro=False).terminal(code, compact=True, border=2)
        lines.append(f'On your network: {url(lan, settings.port)}\n\n{code.getvalue()}')
    if admin_word:
        link = url(host, settings.port, f'/sign-up?admin={admin_word}')
        lines.append(f'To become its administrator: {link}')
    return '\n'.join(lines)


def _ping_often() -> None:
    # NiceGUI derives its pings from reconnect_timeout: with 60 s a dead line would be noticed after up to 72 s
    core.sio.eio.ping_interval, core.sio.eio.ping_timeout = PING
