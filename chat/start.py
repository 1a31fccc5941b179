"""The start: options read, and what would fail later found out now, in one plain sentence each."""

import argparse
import asyncio
import errno
import multiprocessing
import os
import signal
import socket
import ssl
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, Final, NoReturn

from nicegui import app, background_tasks, core
from pydantic import ValidationError
from pydantic_settings import CliApp, CliSettingsSource, SettingsError

from . import window
from .errors import Unusable
from .settings import Settings
from .store.database import Folder

COMMAND: Final = 'python main.py'
HELP: Final = f'See {COMMAND} --help.'
KINDS: Final = {
    'str': 'TEXT',
    'int': 'NUMBER',
    'float': 'NUMBER',
    'list[str]': 'TEXT',
    '{debug,info,warning,error}': 'LEVEL',
    'Path': 'PATH',
    'SecretStr': 'TEXT',
}  # types as people call them
NO_VALUES: Final = {
    '(default: False)': '(default: no)',
    '(default: True)': '(default: yes)',
    '(default: [])': '(default: none)',
    '(default: )': '(default: none)',
    '(default: None)': '(default: none)',
}


def options(arguments: list[str]) -> Settings:
    """The settings of this command line and environment.

    :raises SystemExit: with a sentence that says what is wrong, or 0 after `--help`
    """
    parser = _Parser(
        prog=COMMAND,
        usage=f'{COMMAND} [options]',
        allow_abbrev=False,
        formatter_class=lambda prog: argparse.HelpFormatter(prog, max_help_position=34),
        description='A group chat: people enter it with a name and a room.',
        epilog='Other commands: backup FILE, restore FILE, export ROOM (each with --help). '
        'Each option is also an environment variable: --max-rooms 5 is CHAT_MAX_ROOMS=5. '
        'An option outweighs a variable.',
    )
    try:
        source = CliSettingsSource[_Parser](Settings, root_parser=parser, add_argument_method=_add_argument)
        return CliApp.run(Settings, cli_args=arguments, cli_settings_source=source)
    except ValidationError as error:
        sys.exit(complaint(error))
    except SettingsError as error:
        sys.exit(f'{error}. {HELP}')


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without all the options before it."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f'{message[:1].upper()}{message[1:]}. {HELP}\n')


def _add_argument(parser: _Parser, *names: str, **details: Any) -> argparse.Action:
    if 'metavar' in details:
        details['metavar'] = KINDS.get(details['metavar'], details['metavar'])
    for python, plain in NO_VALUES.items():
        details['help'] = details['help'].replace(python, plain)
    return parser.add_argument(*names, **details)


def complaint(error: ValidationError) -> str:
    """What is wrong with a setting, in one line."""
    first = error.errors()[0]
    reason = first['msg'].removeprefix('Value error, ')
    if first['loc']:
        name = str(first['loc'][0])
        reason = f'--{name.replace("_", "-")} (CHAT_{name.upper()}): {reason}'
    return f'{reason}. {HELP}'


def check(settings: Settings) -> None:
    """Find out what would stop the chat from starting.

    :raises SystemExit: with a sentence that says what to do
    """
    if ':' in settings.host and (settings.native or settings.show):
        sys.exit(f'--native and --show need an IPv4 address, which {settings.host} is not. Choose --host 0.0.0.0.')
    check_certificate(settings)
    check_address(settings.host, settings.port)
    check_data(settings.data)
    if settings.native:
        window.check()


def check_address(host: str, port: int) -> None:
    """Find out whether this program can serve there.

    :raises SystemExit: with a sentence that says what to do
    """
    try:
        with _bound(host, port):
            pass
    except socket.gaierror:
        sys.exit(f'There is no host called {host}. Choose another --host.')
    except PermissionError:
        sys.exit(f'Port {port} needs more rights on this system. Choose one above 1023 with --port.')
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            sys.exit(f'Port {port} is taken by another program. Stop it, or choose another with --port.')
        if error.errno in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}:
            sys.exit(f'{host} is not an address of this machine. Choose another --host.')
        sys.exit(f'Cannot serve on {host}, port {port}: {error.strerror}. Choose another --host or --port.')


def check_certificate(settings: Settings) -> None:
    """Find out whether the certificate can be used.

    :raises SystemExit: with a sentence that says what to do
    """
    if settings.tls_cert is None or settings.tls_key is None:
        return
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(settings.tls_cert, settings.tls_key, password='')
    except PermissionError as error:
        sys.exit(f'{error.filename or settings.tls_key} cannot be read by this user. Let it, or copy the file.')
    except (ssl.SSLError, OSError):
        sys.exit(
            f'{settings.tls_cert} and {settings.tls_key} are no certificate with its unencrypted key, both as PEM. '
            'Give others with --tls-cert and --tls-key.'
        )


def check_data(path: Path) -> None:
    """Find out whether the data directory can be used, and bring what is in it to this version.

    :raises SystemExit: with a sentence that says what to do
    """
    folder = Folder(path)
    try:
        folder.open()
    except Unusable as error:
        sys.exit(str(error))
    folder.close()


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host or '0.0.0.0', port, type=socket.SOCK_STREAM)[0]
    bound = socket.socket(family, kind, protocol)
    try:
        if os.name == 'posix':  # elsewhere it would share the port with whoever has it
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, host != '::')
        bound.bind(address)
    except BaseException:
        bound.close()
        raise
    return bound


def listen_to_both(settings: Settings) -> socket.socket | None:
    """A socket for IPv6 and IPv4, where the host is `::`.

    The one that the server makes would leave IPv4 out, and with it `localhost` and the address on the local network.

    :return: None where the server's own will do
    """
    if settings.host != '::' or os.name != 'posix' or not socket.has_dualstack_ipv6():
        return None
    return _bound('::', settings.port)


def voice(settings: Settings) -> Callable[[str], None]:
    """How the chat says where it is: with everything at the start, in one line after a reload."""
    if hasattr(sys.stdout, 'reconfigure'):
        sys.stdout.reconfigure(errors='replace')  # a QR code that cannot be shown is no reason not to start
    number = multiprocessing.current_process().name.rpartition('-')[2]  # a process that reloads numbers its children
    is_reload = settings.reload and number.isdecimal() and int(number) > (2 if settings.native else 1)
    return lambda text: print(text.partition('\n')[0] if is_reload else text, flush=True)  # noqa: T201


def answer_polls_when_told_to_stop() -> None:
    """Let browsers that wait for news by long polling go at once: the server would wait for them in vain."""
    app.on_startup(_hear_first)


def _hear_first() -> None:  # at start-up, because the server puts its own handlers in place just before
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        servers = signal.getsignal(sign)

        def heard(number: int, frame: FrameType | None, servers: Any = servers) -> None:
            loop.call_soon_threadsafe(_answer_polls)
            servers(number, frame)

        signal.signal(sign, heard)


def _answer_polls() -> None:
    for sid, browser in list(core.sio.eio.sockets.items()):
        if not (browser.closed or browser.upgraded):  # asking for its transport would raise for one that has gone
            background_tasks.create(core.sio.eio.disconnect(sid), name=f'let {sid} go')
