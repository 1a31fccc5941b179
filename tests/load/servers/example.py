"""NiceGUI's own chat example: all messages in one `ui.refreshable`, drawn anew for everybody at each message."""

import argparse
import time

from fastapi import WebSocket, WebSocketDisconnect
from nicegui import app, ui

messages: list[tuple[str, str]] = []


@ui.refreshable
def chat_messages() -> None:
    if messages:
        for text, stamp in messages:
            ui.chat_message(text=text, stamp=stamp, avatar='https://robohash.org/load?bgset=bg2', sent=False)
    else:
        ui.label('No messages yet').classes('mx-auto my-36')
    ui.run_javascript('window.scrollTo(0, document.body.scrollHeight)')


@ui.page('/')
async def page() -> None:
    with ui.footer().classes('bg-white'), ui.row().classes('w-full no-wrap items-center'):
        ui.input(placeholder='message').props('rounded outlined input-class=mx-3').classes('flex-grow')
    await ui.context.client.connected()
    with ui.column().classes('w-full max-w-2xl mx-auto items-stretch'):
        chat_messages()


@app.websocket('/ws/chat/{room_id}/{user_id}')
async def sender(websocket: WebSocket) -> None:
    await websocket.accept()
    try:
        while True:
            messages.append((await websocket.receive_text(), time.strftime('%X')))
            chat_messages.refresh()
    except WebSocketDisconnect:
        pass


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('--port', type=int, required=True)
    ui.run(host='127.0.0.1', port=parser.parse_args().port, show=False, reload=False, show_welcome_message=False)
