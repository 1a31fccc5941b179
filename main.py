"""The command: `python main.py`. Options and environment become Settings, Settings become a running chat."""

import os
import sys
from pathlib import Path

from nicegui import ui
from pydantic import ValidationError

from chat import Settings, build
from chat.start import check, complaint, options

HERE = Path(__file__).parent


def main() -> None:
    """Read the settings, put the chat together, serve it."""
    in_test = 'NICEGUI_USER_SIMULATION' in os.environ  # the command line is pytest's own then
    try:
        settings = Settings() if in_test else options(sys.argv[1:])
    except ValidationError as error:
        sys.exit(complaint(error))
    if __name__ == '__main__' and not in_test:
        check(settings)
    build(settings, say=lambda text: print(text, flush=True))
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
        tailwind=False,
        http='chat.feed.wire:Http',
        ws_per_message_deflate=False,
        ws_max_size=64 * 1024,
    )


if __name__ in {'__main__', '__mp_main__'}:
    main()
