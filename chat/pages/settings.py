"""The room settings dialog: who gets in, and who may write."""

from nicegui import ui

from ..errors import BadPassword, ChatError
from ..feed.light import html
from ..guard.address import client_address
from ..identity.keys import Keys
from ..identity.passwords import LONGEST
from ..model.door import Door, Kind
from ..model.member import Member
from ..model.room import Room
from ..words import Words, explain
from .parts import say, text_of

PAUSES = (0, 5, 10, 30, 60, 300)  # seconds of slow mode that can be chosen


class SettingsDialog:
    """Made when it is opened, as the door is then."""

    def __init__(self, room: Room, member: Member, keys: Keys, words: Words) -> None:
        self._room = room
        self._member = member
        self._keys = keys
        self._words = words
        self.dialog = ui.dialog()
        self.dialog.props['aria-label'] = words('Room settings')

    def open(self) -> None:
        """Show it."""
        _ = self._words
        door = self._room.rights.door(self._room.key)
        self.dialog.clear()
        with self.dialog, ui.card().classes('settings'):
            html.h2(_('Room settings'))
            kinds = {
                Kind.PUBLIC.value: _('Everybody, and the room is listed'),
                Kind.LINK.value: _('Everybody with the link; the room is not listed'),
                Kind.PASSWORD.value: _('Who knows the password'),
                Kind.INVITATION.value: _('Who is invited'),
                Kind.MEMBERS.value: _('Members with an account only'),
            }
            self._kind = ui.select(kinds, label=_('Who gets in'), value=door.kind.value).mark('kind').classes('wide')
            self._kind.props('outlined options-dense')
            self._password = ui.input(_('Password of the room')).mark('door-password').classes('wide')
            self._password.props(f'outlined type=password maxlength={LONGEST} autocomplete=new-password')
            if door.kind is Kind.PASSWORD:
                self._password.props['hint'] = _('Empty: it stays as it is')
            self._password.bind_visibility_from(self._kind, 'value', value=Kind.PASSWORD.value)
            self._locked = self._switch(
                _('Locked'), _('Whoever is in stays, and nobody else gets in.'), door.is_locked
            ).mark('locked')
            self._read_only = self._switch(_('Read only'), _('Only moderators write.'), door.is_read_only).mark(
                'read-only'
            )
            pauses = {seconds: self._pause(seconds) for seconds in sorted({*PAUSES, door.slow_mode})}
            self._slow = ui.select(pauses, label=_('Slow mode'), value=door.slow_mode).mark('slow').classes('wide')
            self._slow.props('outlined options-dense')
            self._problem = ui.label().props('role=alert').classes('problem')
            self._problem.set_visibility(False)
            with html.div().classes('actions'):
                ui.button(_('Save'), on_click=self._save, color=None).props('unelevated no-caps').classes(
                    'filled'
                ).mark('save-door')
                ui.button(_('Close'), on_click=self.dialog.close).props('flat no-caps')
        self.dialog.open()

    def _switch(self, label: str, meaning: str, value: bool) -> ui.switch:
        with html.div().classes('choice'):
            switch = ui.switch(label, value=value)
            html.span(meaning)
        return switch

    def _pause(self, seconds: int) -> str:
        _ = self._words
        if not seconds:
            return _('Off')
        if seconds % 60:
            return _.many('One message in {n} second', 'One message in {n} seconds', seconds)
        return _.many('One message in {n} minute', 'One message in {n} minutes', seconds // 60)

    async def _save(self) -> None:
        rights, room = self._room.rights, self._room
        slow = self._slow.value
        door = Door(
            kind=Kind(self._kind.value),
            is_locked=self._locked.value is True,
            is_read_only=self._read_only.value is True,
            slow_mode=slow if type(slow) is int else 0,
        )
        self._password.error = None
        self._problem.set_visibility(False)
        try:
            if room.may_be_owned_by(self._member):
                await rights.own(self._member, room.key)
            address = client_address(self.dialog.client.request.scope)
            await self._keys.set_door(self._member, room, door, text_of(self._password.value), address=address)
        except BadPassword as error:
            self._password.error = explain(error, self._words)
        except ChatError as error:
            self._problem.text = explain(error, self._words)
            self._problem.set_visibility(True)
        else:
            self.dialog.close()
            with self.dialog:
                say(self._words('The room is as you want it now.'))
