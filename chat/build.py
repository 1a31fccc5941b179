"""The one place where the parts of the chat are put together: store → hub → streams → pages and programs' ways in."""

from collections.abc import Callable
from typing import Final

from nicegui import Client, app, core
from starlette.types import ASGIApp, Scope

from .address import ANYWHERE, is_public, lan_address, url
from .api import dialect, health, join_chat
from .api import files as files_api
from .api import own as own_api
from .api import sign_in as sign_in_api
from .api import vouched as vouched_api
from .feed.marks import Marks
from .feed.notifier import Notifier
from .feed.prepare import prepare
from .feed.streams import Streams
from .feed.unread import Counters
from .feed.wire import cut
from .garbage import Garbage
from .guard import framework
from .guard.body import BodyLimit
from .guard.connections import Connections
from .guard.fault import answer
from .guard.flood import PageFlood
from .guard.gzip import Compression
from .guard.headers import SafeHeaders
from .guard.hidden import Hidden
from .guard.origin import OriginGuard
from .guard.pages import PageLimit, WaitingPages
from .guard.proxies import Proxies
from .guard.silence import LOOK, Silence
from .guard.sockets import SocketGuard, SocketLimit
from .identity.accounts import Accounts
from .identity.administration import Administration
from .identity.cookie import SCOPE_KEY, SessionCookie, is_strange, session_in
from .identity.guesses import Guesses
from .identity.keys import Keys
from .identity.own import Own
from .identity.passkeys import Passkeys
from .identity.provider import Provider
from .identity.session import Sessions
from .identity.tickets import Tickets
from .identity.vouched import Vouched
from .model.hub import Hub
from .model.limits import Limits
from .model.places import Places
from .model.reading import KEEP, Reading
from .model.rights import Rights
from .pages import account, admin, bookmarks, fault, invitation, join, mentions, reset, room, sign_in, theme, welcome
from .pages.nothing import not_found
from .pages.site import Site
from .protocol import Http
from .pulse import Pulse
from .settings import Settings
from .store.sqlite import SqliteStore
from .store.trial import Trial
from .store.uploads import MB
from .upkeep import SWEEP, TIDY, Upkeep

PING: Final = (10, 5)  # seconds between pings of a browser, and until a silent one counts as gone
OPEN_LETTER: Final = (
    'Warning: this is plain HTTP on a public address, so everyone on the way can read along and change what is said. '
    'Give --tls-cert and --tls-key, or put a proxy before it that is named with --trusted-proxies.'
)
TIDY_PAGES: Final = 5.0  # seconds between two looks for pages that have too much waiting, and for those that left


def build(settings: Settings, *, say: Callable[[str], None] = lambda _: None) -> Hub:
    """Register everything with NiceGUI. Nothing is opened before the server starts: this runs in more than one process.

    :param settings: every knob
    :param say: where the addresses are told once the server is up
    :return: the hub, for those who mount the chat in a program of their own
    """
    store = SqliteStore(settings.data)
    store.uploads.most, store.uploads.most_in_all = settings.max_file_mb, round(settings.max_files_gb * 1000)
    limits = Limits.of(settings)
    accounts = Accounts(
        store,
        guests=settings.guests == 'on',
        sign_up=settings.sign_up,
        limits=limits,
        guesses=_guesses(settings),
    )
    rights = Rights(store, account_of=accounts.of, named=accounts.named, places=Places(store.folder.secret))
    hub = Hub(store, grace=settings.grace, max_rooms=settings.max_rooms, limits=limits, rights=rights, prepare=prepare)
    accounts.claimed.subscribe(hub.put_out)
    sessions = Sessions(store, store.folder.secret, refuse=accounts.refuse)
    tickets = Tickets()
    sessions.ended_all.subscribe(tickets.void)
    reading = Reading(store)
    hub.threads.followed.subscribe(reading.begin)
    vouched = _vouched(settings, store, accounts, sessions)
    passkeys = Passkeys(store.passkeys, accounts, title=settings.title, issuer=settings.oidc_issuer)
    own = Own(
        store,
        passkeys=store.passkeys,
        identities=store.identities,
        accounts=accounts,
        sessions=sessions,
        hub=hub,
        reading=reading,
    )
    administration = Administration(store, hub=hub, accounts=accounts, sessions=sessions, own=own)
    trial, pulse, counters = Trial(store), Pulse(), Counters(hub, reading)
    streams = Streams(hub)
    site = Site(
        settings=settings,
        hub=hub,
        streams=streams,
        accounts=accounts,
        sessions=sessions,
        tickets=tickets,
        reading=reading,
        counters=counters,
        notifier=Notifier(hub, counters, store.wishes),
        marks=Marks(hub, streams, reading, is_on=settings.activity == 'on'),
        store=store,
        limits=limits,
        keys=Keys(store, rights, accounts.passwords, guesses=_guesses(settings), limits=limits),
        passkeys=passkeys,
        vouched=vouched,
        administration=administration,
        trial=trial,
        pulse=pulse,
    )
    framework.ask_methods_once()
    framework.escape_pages_quickly()
    framework.number_listeners()
    framework.wake_pages_only_for_news()
    theme.register()
    fault.register()
    join.register(site)
    invitation.register(site)
    sign_in.register(site)
    account.register(site)
    bookmarks.register(site)
    reset.register(site)
    admin.register(site)
    mentions.register(site)
    room.register(site)
    app.include_router(join_chat.router(hub, sessions, limits, default_language=settings.language))
    app.include_router(sign_in_api.router(accounts, sessions, tickets, own, default_language=settings.language))
    if vouched:
        welcome.register(site)
        app.include_router(vouched_api.router(vouched, sessions))
        app.on_shutdown(vouched.provider.close)
    app.include_router(own_api.router(own, store.uploads.blobs, default_language=settings.language))
    app.include_router(files_api.router(store.uploads, hub, sessions, limits, default_language=settings.language))
    app.include_router(dialect.router(hub, limits, accounts.refuse))
    app.include_router(health.router(hub, trial))
    app.add_middleware(
        PageFlood, limits=limits, person_of=lambda scope: str(scope[SCOPE_KEY]), default_language=settings.language
    )
    app.add_middleware(SessionCookie, sessions=sessions)
    app.add_middleware(OriginGuard, allowed=settings.allow_origin, allowed_paths=('/join_chat', '/ws/'))
    app.add_exception_handler(404, not_found(settings))
    app.add_exception_handler(Exception, answer)
    upkeep = Upkeep(settings, store=store, hub=hub, reading=reading, pulse=pulse)
    _guard(settings, sessions, administration)
    app.on_startup(upkeep.open)
    app.on_startup(accounts.open)
    app.on_startup(rights.open)
    app.on_startup(upkeep.feel_the_pulse)
    app.on_startup(_ping_often)
    app.on_startup(lambda: say(addresses(settings, accounts.admin_word)))
    garbage = Garbage(lambda: len(Client.instances))
    app.on_delete(garbage.deleted)
    app.timer(TIDY_PAGES, garbage.tidy, immediate=False)
    app.timer(LOOK, Silence().look, immediate=False)
    app.timer(SWEEP, hub.sweep, immediate=False)
    app.timer(SWEEP, upkeep.lift_bars)
    app.timer(SWEEP, upkeep.purge)
    app.timer(TIDY, upkeep.tidy)
    app.timer(KEEP, reading.keep, immediate=False)
    app.on_shutdown(upkeep.close)
    return hub


def _vouched(settings: Settings, store: SqliteStore, accounts: Accounts, sessions: Sessions) -> Vouched | None:
    if not settings.oidc_issuer:
        return None
    secret = settings.oidc_client_secret.get_secret_value()
    provider = Provider(settings.oidc_issuer, settings.oidc_client_id, secret, name=settings.oidc_name)
    return Vouched(store.identities, accounts, sessions, provider)


def _guard(settings: Settings, sessions: Sessions, administration: Administration) -> None:
    pages = WaitingPages(each=settings.max_pages_per_address, total=settings.max_pages)
    sockets = SocketGuard(
        max_sockets=settings.max_sockets_per_address,
        max_events=settings.max_events,
        session_of=lambda scope: session_in(scope, sessions),
        is_strange=lambda scope: is_strange(scope, sessions),
        cut=cut,
    )

    async def administers(scope: Scope) -> bool:
        return await administration.is_open_to(session_in(scope, sessions))

    def surround() -> None:  # at start-up, because the framework adds middleware of its own in `ui.run`
        guarded: ASGIApp = app.middleware_stack or app.build_middleware_stack()
        guarded = PageLimit(SocketLimit(guarded, sockets), pages)
        guarded = Hidden(guarded, paths={admin.PATH}, may=administers)
        guarded = SafeHeaders(BodyLimit(guarded, of_files=settings.max_file_mb * MB))
        app.middleware_stack = Proxies(Compression(guarded), trusted=settings.trusted_proxies)

    # of the class, because uvicorn makes one for each connection and hands it nothing of ours
    Http.crowd = Connections(each=settings.max_connections_per_address, trusted=settings.trusted_proxies)
    app.on_startup(surround)
    app.on_startup(sockets.install)
    app.on_connect(pages.connected)
    app.on_disconnect(pages.disconnected)
    app.on_delete(pages.connected)
    app.timer(TIDY_PAGES, pages.tidy, immediate=False)


def _guesses(settings: Settings) -> Guesses:
    return Guesses(free=settings.free_guesses, free_of_address=settings.free_guesses_per_address)


def addresses(settings: Settings, admin_word: str = '') -> str:
    """Where the chat can be reached, with a QR code for phones.

    :param admin_word: what makes the first administrator, as long as there is none
    """
    secure = settings.tls_cert is not None
    lan = lan_address() if settings.host in ANYWHERE else None
    here = 'localhost' if settings.host in ANYWHERE else settings.host
    lines = [f'{settings.title} is ready at {url(here, settings.port, secure=secure)}']
    if lan is not None:
        from io import StringIO

        import segno  # on first use

        code = StringIO()
        segno.make(url(lan, settings.port, secure=secure), micro=False).terminal(code, compact=True, border=2)
        lines.append(f'On your network: {url(lan, settings.port, secure=secure)}\n\n{code.getvalue()}')
    if not secure and not settings.trusted_proxies and is_public(lan or settings.host):
        lines.append(OPEN_LETTER)
    if admin_word:
        link = url(here, settings.port, f'/sign-up?admin={admin_word}', secure=secure)
        lines.append(f'To become its administrator: {link}')
    return '\n'.join(lines)


def _ping_often() -> None:
    # NiceGUI derives its pings from reconnect_timeout: with 60 s a dead line would be noticed after up to 72 s
    core.sio.eio.ping_interval, core.sio.eio.ping_timeout = PING
