"""The old system's loop: FastAPI, `send_json` to each, uvicorn exactly as it comes, compression included.

`--plain` leaves the compression out.
"""

import argparse

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()
rooms: dict[str, dict[int, WebSocket]] = {}


@app.websocket('/ws/chat/{room_id}/{user_id}')
async def chat(websocket: WebSocket, room_id: str, user_id: int, username: str) -> None:
    await websocket.accept()
    rooms.setdefault(room_id, {})[user_id] = websocket
    try:
        while True:
            text = await websocket.receive_text()
            await broadcast(f'{username} (ID: {user_id}): {text}', room_id, user_id)
    except WebSocketDisconnect:
        del rooms[room_id][user_id]


async def broadcast(text: str, room_id: str, sender_id: int) -> None:
    # the copy is not the old system's: without it, one who leaves meanwhile would end the loop
    for user_id, connection in list(rooms[room_id].items()):
        await connection.send_json({'text': text, 'is_self': user_id == sender_id})


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('--port', type=int, required=True)
    parser.add_argument('--plain', action='store_true')
    options = parser.parse_args()
    uvicorn.run(app, host='127.0.0.1', port=options.port, log_level='warning', ws_per_message_deflate=not options.plain)
