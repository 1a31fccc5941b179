"""The start: options read, and what would fail later found out now, in one plain sentence each."""

import importlib.util
import os
import socket
import sys

from pydantic import ValidationError

from .settings import Settings


def options(arguments: list[str]) -> Settings:
    """The settings of this command line and environment.

    :raises ValidationError: a value is not possible
    :raises SystemExit: an option is unknown (2), or help was asked for (0)
    """

    class CommandLine(Settings, cli_prog_name='python main.py', cli_parse_args=arguments):
        """A group chat. Each option is also an environment variable: --port 80 is CHAT_PORT=80."""

    return CommandLine()


def complaint(error: ValidationError) -> str:
    """What is wrong with a setting, in one line."""
    first = error.errors()[0]
    name = str(first['loc'][0]) if first['loc'] else 'settings'
    return f'--{name.replace("_", "-")} (CHAT_{name.upper()}): {first["msg"]}. See python main.py --help.'


def check(settings: Settings) -> None:
    """Find out what would stop the chat from starting.

    :raises SystemExit: with a sentence that says what to do
    """
    family = socket.AF_INET6 if ':' in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except PermissionError:
            sys.exit(f'Port {settings.port} needs more rights on this system. Choose one above 1023 with --port.')
        except OSError as error:
            if _is_taken(settings):
                sys.exit(f'Port {settings.port} is taken by another program. Stop it, or choose another with --port.')
            sys.exit(f'Cannot serve on {settings.host}:{settings.port} ({error.strerror}). Choose another --host.')
    if settings.native:
        _check_native()


def _is_taken(settings: Settings) -> bool:
    try:
        socket.getaddrinfo(settings.host, None)
    except OSError:
        return False
    with socket.socket(socket.AF_INET6 if ':' in settings.host else socket.AF_INET) as probe:
        return probe.connect_ex((settings.host, settings.port)) == 0


def _check_native() -> None:
    if importlib.util.find_spec('webview') is None:
        sys.exit('A window needs pywebview: pip install "nicegui[native]".')
    if sys.platform in {'win32', 'darwin'}:
        return
    if not any(map(_can_import, ('PySide6.QtWebEngineWidgets', 'PyQt6.QtWebEngineWidgets', 'gi.repository.WebKit2'))):
        sys.exit(
            'A window needs a GUI toolkit on Linux: pip install "pywebview[pyside6]", '
            'or apt install python3-gi gir1.2-webkit2-4.1.'
        )
    if not any(os.environ.get(name) for name in ('DISPLAY', 'WAYLAND_DISPLAY', 'QT_QPA_PLATFORM')):
        sys.exit('A window needs a display, and there is none here. Start without --native and use a browser.')


def _can_import(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ImportError:
        return False
