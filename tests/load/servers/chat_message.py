"""One `ui.chat_message` added to every connected view per message, NiceGUI exactly as it comes."""

import argparse
import time

from fastapi import WebSocket, WebSocketDisconnect
from nicegui import Client, app, ui

views: dict[str, ui.column] = {}


@ui.page('/')
def page() -> None:
    with ui.column().classes('w-full') as box:
        pass
    client = ui.context.client

    def leave(client: Client) -> None:
        if not client.has_socket_connection:
            views.pop(client.id, None)

    client.on_connect(lambda: views.update({client.id: box}))
    client.on_disconnect(leave)


@app.websocket('/ws/chat/{room_id}/{user_id}')
async def sender(websocket: WebSocket) -> None:
    await websocket.accept()
    try:
        while True:
            say(await websocket.receive_text())
    except WebSocketDisconnect:
        pass


def say(text: str) -> None:
    for box in views.values():
        with box:
            ui.chat_message(text, name='Load', stamp=time.strftime('%X'))


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('--port', type=int, required=True)
    ui.run(host='127.0.0.1', port=parser.parse_args().port, show=False, reload=False, show_welcome_message=False)
