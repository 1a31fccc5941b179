"""A bare NiceGUI page, one label and one input, without compression: what a connected client costs at least."""

import argparse

from nicegui import ui


@ui.page('/')
def page() -> None:
    ui.label('Nobody says anything here.')
    ui.input('Message')


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('--port', type=int, required=True)
    ui.run(
        host='127.0.0.1',
        port=parser.parse_args().port,
        show=False,
        reload=False,
        show_welcome_message=False,
        ws_per_message_deflate=False,
    )
