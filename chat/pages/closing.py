"""Closing a page from here: its browser is led away, and what it still sends is not heard."""

import asyncio
from collections.abc import Callable
from typing import Final

from nicegui import Client, background_tasks, core, ui

from ..identity.session import key_of_session
from .reader import Reader
from .site import Site

LED_AWAY: Final = 0.4  # seconds that a browser has for going by itself


def close_with_session(site: Site, reader: Reader, close: Callable[[], None]) -> None:
    """Let this page be closed when its browser's session ends.

    :param close: makes it useless and leads the browser away, at once
    """
    client, tabs, key = ui.context.client, site.sessions.tabs, key_of_session(reader.session_id)
    tabs.open(key, client.id, close)
    client.on_delete(lambda: tabs.forget(key, client.id))


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
