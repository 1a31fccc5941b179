"""Closing a page from here: its browser is led away, and what it still sends is not heard."""

import asyncio
from typing import Final

from nicegui import Client, background_tasks, core, ui

LED_AWAY: Final = 0.4  # seconds that a browser has for going by itself


def close_page(client: Client, to: str) -> None:
    """Lead the browser away and close the page's socket a moment later, wherever the browser is then."""
    if client.has_socket_connection:  # else the browser is on another page already
        with client:
            ui.navigate.to(to)
    background_tasks.create(_close(client), name='close a page')


async def _close(client: Client) -> None:
    await asyncio.sleep(LED_AWAY)
    if client.id not in Client.instances:
        return
    for sid in list(client._socket_to_document_id):
        if core.sio.manager.is_connected(sid, '/'):
            await core.sio.disconnect(sid)
    client.remove_all_elements()
