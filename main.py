"""The command: `python main.py`. Options and environment become Settings, Settings become a running chat."""

import gc
import os
import signal
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    """Read the settings, put the chat together, serve it."""
    in_test = 'NICEGUI_USER_SIMULATION' in os.environ  # the command line and the signals are pytest's own then
    if not in_test and sys.argv[1:2] in (['backup'], ['restore'], ['export']):
        from chat.operate.command import run

        sys.exit(run(sys.argv[1:]))
    if not in_test:
        signal.signal(signal.SIGINT, _end)
    if not in_test and __name__ == '__main__':  # not in a window's process: there Qt would not let go
        signal.signal(signal.SIGTERM, _end)
    if not in_test:
        gc.disable()  # what loads now stays: looking for garbage in it would take a sixth of the start
    from nicegui import app, ui  # inside, so that Ctrl+C is heeded while these load, too

    from chat import build, garbage, log, start, window

    if not in_test:
        gc.freeze()  # nor is it looked through later
        gc.set_threshold(*garbage.THRESHOLDS)
        gc.enable()

    settings = start.options([] if in_test else sys.argv[1:])
    if __name__ == '__mp_main__' and settings.native and not settings.reload:
        return  # this process has the window, and needs no chat of its own
    if not in_test:
        log.set_up(settings.log_format, settings.log_level)
    listener = None
    if __name__ == '__main__' and not in_test:
        start.check(settings)
        listener = start.listen_to_both(settings)
        if settings.native:
            window.watch()
    if not in_test:
        start.answer_polls_when_told_to_stop()
    build(settings, say=start.voice(settings))
    app.storage.max_tab_storage_age = settings.away  # it holds nothing, but one for each tab, for 30 days
    ui.run(
        host=settings.host,
        port=settings.port,
        title=settings.title,
        show=settings.show,
        reload=settings.reload,
        native=settings.native,
        window_size=(1100, 760) if settings.native else None,
        uvicorn_reload_dirs=str(HERE),
        uvicorn_reload_includes='*.py, *.js, *.mo',
        reconnect_timeout=settings.away,
        timeout_graceful_shutdown=2,
        show_welcome_message=False,
        uvicorn_logging_level=settings.log_level,
        log_config=None,
        access_log=False,
        tailwind=False,
        http='chat.protocol:Http',
        ws_per_message_deflate=False,
        ws_max_size=64 * 1024,
        gzip_middleware_factory=None,  # the guard packs, once the pages have their nonces
        proxy_headers=False,  # the guard believes only those that --trusted-proxies names
        server_header=False,
        ssl_certfile=settings.tls_cert,
        ssl_keyfile=settings.tls_key,
        fd=listener.fileno() if listener else None,
    )


def _end(*_: object) -> None:
    # The server first stops in good order and then raises the signal anew. An end that was asked for is no error: the
    # exit code is 0, and Ctrl+C prints no traceback.
    sys.exit(0)


if __name__ in {'__main__', '__mp_main__'}:
    main()
