"""The framework: every hook that is no documented part of NiceGUI, Socket.IO or Engine.IO, in this one place.

tests/guard/test_framework.py fails loudly when one of them changes.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from functools import cache
from itertools import count
from types import ModuleType, SimpleNamespace
from typing import Any, Final
from weakref import WeakKeyDictionary

from engineio import async_socket
from nicegui import Client, client, core, event_listener, helpers, json, outbox
from starlette.routing import compile_path
from starlette.types import Scope

from .backlog import Backlog

SOCKET_PATH: Final = '/_nicegui_ws'
UNKNOWN: Final = 'implicit_handshake=true&client_id=unknown'  # a page that is not there: the browser loads it anew

_expects_arguments: Final[Callable[[Callable[..., Any]], bool]] = helpers.expects_arguments
_known: Final[WeakKeyDictionary[Callable[..., Any], bool]] = WeakKeyDictionary()


def ask_methods_once() -> None:
    """Keep of each method whether it expects arguments.

    It is found out three times for each element of a page, which took a quarter of the time of building one.
    """
    helpers.expects_arguments = _expects  # type: ignore[assignment]


def _expects(function: Callable[..., Any]) -> bool:
    of = getattr(function, '__func__', None)
    if of is None:
        return _expects_arguments(function)
    if of not in _known:
        _known[of] = _expects_arguments(function)
    return _known[of]


class _Quick(str):
    __slots__ = ()

    def translate(self, table: Any) -> str:
        """As `str.translate`, by replacing: twenty times as fast on a page of which little is replaced."""
        said: str = self
        for char, instead in sorted(table.items(), key=lambda pair: pair[0] != ord('&')):  # what comes in is not to go
            said = said.replace(chr(char), instead)
        return said


def escape_pages_quickly() -> None:
    """Escape what is in a page by replacing, which took a seventh of the time of building one."""
    vars(client)['json'] = SimpleNamespace(**vars(json) | {'dumps': lambda data: _Quick(json.dumps(data))})


def number_listeners() -> None:
    """Call what listens to an element by a number: a random name for each took a tenth of the time of building a page.

    It is told to the page, and looked up in that element of that page alone: nothing is won by guessing it.
    """
    numbers = count(1)
    vars(event_listener)['uuid'] = SimpleNamespace(uuid4=lambda: next(numbers))


def wake_pages_only_for_news() -> None:
    """Let what waits for something to be told to a page wait for that alone.

    It looks each second whether it is to stop, though it is also woken for that: with hundreds of pages that took an
    eighth of the time.
    """
    _let_wait(outbox)


def _let_wait(module: ModuleType) -> None:
    """Let a module wait for what it waits for, however long that takes."""
    vars(module)['asyncio'] = SimpleNamespace(**vars(asyncio) | {'wait_for': _wait})


async def _wait(awaited: Awaitable[Any], timeout: float) -> Any:  # noqa: ASYNC109 (as in asyncio)
    return await awaited


def let_go_of_answer(client: Client) -> None:
    """Forget how a page's request was answered, once it was: the whole page would be kept, packed."""
    client.request._send = client.request._receive = _nowhere


async def _nowhere(*_: Any) -> Any:
    raise RuntimeError('This request was answered.')


def take_over(
    connect: Callable[[str, dict[str, Any]], Awaitable[Any]],
    message: Callable[[str, Any], Awaitable[None]],
    disconnect: Callable[..., Awaitable[None]],
    send: Callable[[str, Any], Awaitable[None]],
) -> None:
    """Come between Engine.IO and Socket.IO. What is to go on its way is handed to `connect_on` and so on."""
    eio = core.sio.eio
    eio.on('connect', connect)
    eio.on('message', message)
    eio.on('disconnect', disconnect)
    eio.send_packet = send
    eio.create_queue = Backlog
    eio.allow_upgrades = False  # a session has one transport, so that it can be cut


async def connect_on(sid: str, environ: dict[str, Any]) -> Any:
    """Let a session in."""
    return await core.sio._handle_eio_connect(sid, environ)


async def message_on(sid: str, packet: str) -> None:
    """Let a packet through."""
    await core.sio._handle_eio_message(sid, packet)


async def disconnect_on(sid: str, *reason: Any) -> None:
    """Let a session go, and with it its connection, which waits for something to send and by no clock of its own."""
    await core.sio._handle_eio_disconnect(sid, *reason)
    if (session := core.sio.eio.sockets.get(sid)) is not None:
        asyncio.get_running_loop().call_soon(session.queue.put_nowait, None)  # after a last word, if there is one


async def send_on(sid: str, packet: Any) -> None:
    """Queue a packet."""
    await type(core.sio.eio).send_packet(core.sio.eio, sid, packet)


def is_behind(sid: str) -> bool:
    """Whether more waits to be sent than may."""
    session = core.sio.eio.sockets.get(sid)
    return session is not None and isinstance(session.queue, Backlog) and session.queue.is_too_long


async def drop(sid: str) -> None:
    """End a session without a word to it."""
    if (session := core.sio.eio.sockets.get(sid)) is not None:
        await session.close(wait=False, abort=True)


def look_at_nobody() -> None:
    """Do not let Engine.IO look for silent sessions by itself, with three timers for each; `end_silent` does."""
    core.sio.eio.start_service_task = False
    _let_wait(async_socket)


async def end_silent(now: float) -> None:
    """End the sessions that were asked too long ago and have not answered, and forget those that are closed.

    :param now: seconds since the epoch
    """
    long_ago = now - core.sio.eio.ping_timeout
    for sid, session in [*core.sio.eio.sockets.items()]:
        if session.closed:
            core.sio.eio.sockets.pop(sid, None)
        elif not session.closing and session.last_ping and session.last_ping < long_ago:
            await session.check_ping_timeout()


def scope_of(environ: dict[str, Any]) -> Scope:
    """The ASGI scope that a session began with."""
    scope: Scope = environ['asgi.scope']
    return scope


def page(client_id: str) -> Client | None:
    """A page that is there."""
    return Client.instances.get(client_id)


def is_on(sid: str, client_id: str) -> bool:
    """Whether this session has made itself known as this page's: it is in the room of that name then."""
    name = core.sio.manager.sid_from_eio_sid(sid, '/')
    # not `core.sio.rooms(name)`, which looks through the rooms of all pages, and that with each packet of each
    return name is not None and name in core.sio.manager.rooms.get('/', {}).get(client_id, ())


def listens(client: Client, element_id: int, listener_id: str) -> bool:
    """Whether somebody listens to this event."""
    element = client.elements.get(element_id)
    return element is not None and listener_id in element._event_listeners


def is_page_path(path: str) -> bool:
    """Whether a page is built for this path."""
    return any(_pattern(route).match(path) for route in {*Client.page_routes.values()})


@cache
def _pattern(route: str) -> re.Pattern[str]:
    return compile_path(route)[0]
