"""`sio.emit` to a room of Socket.IO, NiceGUI exactly as `ui.run` starts it."""

import argparse

from fastapi import WebSocket, WebSocketDisconnect
from nicegui import Client, app, core, ui

from .article import change

ROOM = 'load'


@ui.page('/')
def page() -> None:
    ui.label('Messages')
    ui.context.client.on_connect(enter)


async def enter(client: Client) -> None:
    for sid in list(core.sio.manager.rooms['/'][client.id]):
        await core.sio.enter_room(sid, ROOM)


@app.websocket('/ws/chat/{room_id}/{user_id}')
async def sender(websocket: WebSocket) -> None:
    await websocket.accept()
    try:
        while True:
            await core.sio.emit('feed', change(await websocket.receive_text()), room=ROOM)
    except WebSocketDisconnect:
        pass


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('--port', type=int, required=True)
    ui.run(host='127.0.0.1', port=parser.parse_args().port, show=False, reload=False, show_welcome_message=False)
