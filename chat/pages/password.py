"""The page before a room with a password."""

from fastapi import Request
from nicegui import ui

from ..errors import ChatError
from ..feed.light import html
from ..identity.passwords import LONGEST
from ..model.member import Member
from ..model.spelling import key_of
from ..words import explain
from . import icons
from .connection import ConnectionLine
from .parts import room_title, text_of
from .reader import Preferences, Reader
from .site import Site


class PasswordPage:
    """Of one browser. The right password lets the room's page take its place."""

    def __init__(self, site: Site, reader: Reader, request: Request, room_id: str, member: Member) -> None:
        self._keys = site.keys
        self._words = _ = reader.words
        self._room = key_of(room_id)
        self._member = member
        self._address = reader.address
        title = room_title(room_id, _)
        ui.page_title(f'{title} · {site.settings.title}')
        ui.context.client.content.classes('join-page')
        with html.main().classes('door'):
            with html.div().classes('brand'):
                ui.icon(icons.LOCK)
                html.h1(title).props('dir=auto')
            with ui.card().props('flat').classes('card'):
                ui.label(_('This room has a password.')).classes('lead')
                self._password = ui.input(_('Password of the room')).mark('room-password')
                self._password.props(
                    f'outlined autofocus type=password maxlength={LONGEST} autocomplete=off enterkeyhint=go'
                )
                self._password.on('keydown.enter', self._open)
                self._button = ui.button(_('Open room'), on_click=self._open, color=None).classes('filled wide')
                self._button.props('unelevated no-caps').mark('open-room')
            html.a(_('To another room'), href=reader.prefix + '/').classes('back')
        with html.footer().classes('corner'):
            Preferences(reader)
        ConnectionLine(_)

    async def _open(self) -> None:
        self._button.props('loading')
        try:
            given = text_of(self._password.value)
            await self._keys.open_with_password(self._member, self._room, given, address=self._address)
        except ChatError as error:
            self._button.props(remove='loading')
            self._password.error = explain(error, self._words)
            return
        ui.navigate.reload()
