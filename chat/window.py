"""The window of `--native`: whether one can be opened, found out before the start, and an honest end if it fails later.

Without this, a display that is named but not there ends the program as if all were well, and a toolkit that does not
load leaves a server without a window.
"""

import atexit
import importlib.util
import multiprocessing
import os
import re
import subprocess
import sys
import threading
from multiprocessing.util import Finalize
from typing import Final, NoReturn

from nicegui import app

ADVICE: Final = 'Start without --native and use a browser.'
TOOLKITS: Final = 'pip install "pywebview[pyside6]", or apt install python3-gi gir1.2-webkit2-4.1'
LIBRARIES: Final = 'apt install libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxkbcommon-x11-0'
PROBED: Final = 30.0  # seconds that a toolkit may take to load
LAST: Final = -1000  # of what multiprocessing clears up at the end
PATIENCE: Final = 60.0  # seconds that a window may take to appear

PROBE: Final = """
from webview.guilib import initialize
toolkit = initialize()  # as the window's own process does: Qt aborts here if it has no display
if toolkit.renderer.startswith('gtk'):
    from gi.repository import Gtk
    if not Gtk.init_check(None)[0]:
        raise SystemExit('could not connect to display')
print(toolkit.renderer)
"""


def check() -> None:
    """Find out whether a window can be opened here, and with which toolkit.

    :raises SystemExit: with a sentence that says what to do
    """
    if importlib.util.find_spec('webview') is None:
        sys.exit('A window needs pywebview: pip install "nicegui[native]".')
    if sys.platform in {'win32', 'darwin'}:
        return  # the system itself has all that is needed
    if not any(os.environ.get(name) for name in ('DISPLAY', 'WAYLAND_DISPLAY', 'QT_QPA_PLATFORM')):
        sys.exit(f'A window needs a display, and there is none here. {ADVICE}')
    # in a process of its own: it may abort, and 100 MB of Qt would stay in this one
    try:
        probe = subprocess.run(  # noqa: S603  nothing in it comes from outside
            [sys.executable, '-P', '-c', PROBE],
            capture_output=True,
            text=True,
            errors='replace',
            timeout=PROBED,
            check=False,
        )
    except subprocess.TimeoutExpired:
        sys.exit(f'No answer from {_display()}. {ADVICE}')
    if probe.returncode:
        _explain(probe.stderr)
    # pywebview would try GTK first and complain at length that it is not there
    os.environ.setdefault('PYWEBVIEW_GUI', 'gtk' if probe.stdout.startswith('gtk') else 'qt')


def _explain(words: str) -> NoReturn:
    """Put what the toolkit said into one sentence."""
    if library := re.search(r'(lib\S+\.so\S*): cannot open shared object file', words):
        sys.exit(f'A window needs the system library {library[1]}, which is not installed.')
    if 'WebViewException' in words:
        sys.exit(f'A window needs a GUI toolkit on Linux: {TOOLKITS}.')
    if 'even though it was found' in words and not re.search('could not connect|Failed to create wl_display', words):
        sys.exit(f'A window needs system libraries that are not installed: {LIBRARIES}.')
    sys.exit(f'No window can be opened on {_display()}. {ADVICE}')


def _display() -> str:
    name = os.environ.get('WAYLAND_DISPLAY') or os.environ.get('DISPLAY')
    return f'the display {name}' if name else 'this display'


def watch() -> None:
    """See to it that a window that never appears ends the program, with a sentence and the exit code 1."""
    _Watch()


class _Watch:
    """Waits for the window to appear, in the process that started it."""

    def __init__(self) -> None:
        self._has_appeared = False
        app.native.on('shown', self._on_appeared)
        app.native.on('loaded', self._on_appeared)
        self._alarm = threading.Timer(PATIENCE, _end_window)
        self._alarm.daemon = True
        self._alarm.start()
        atexit.register(self._judge)

    def _on_appeared(self) -> None:
        self._has_appeared = True
        self._alarm.cancel()

    def _judge(self) -> None:
        # once the window's process is gone NiceGUI ends the program with exit code 0, whatever the reason, but calls
        # what is registered with atexit before: this, and then what clears up after other processes
        if self._has_appeared or _window_processes():
            return
        print('The window could not be opened; the reason may stand above.', ADVICE, file=sys.stderr)  # noqa: T201
        sys.stdout.flush()
        Finalize(None, os._exit, args=(1,), exitpriority=LAST)


def _window_processes() -> list[multiprocessing.process.BaseProcess]:
    return [process for process in multiprocessing.active_children() if process.daemon]


def _end_window() -> None:
    for process in _window_processes():
        process.kill()
