"""Notifications: what one is told of a room while one looks at something else, by the browser and a quiet sound."""

from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from nicegui import Client, json, ui
from nicegui.events import GenericEventArguments

from ..errors import ChatError
from ..feed.cards import gist_of
from ..feed.light import html
from ..feed.notifier import Notifier
from ..identity.door import path_to_message
from ..model.member import Member
from ..model.message import Message, now
from ..model.room import Room
from ..model.wishes import Level, Wishes
from .late import LateDialog
from .parts import room_title, tell_refusal
from .reader import Reader

FOR_GOOD: Final = datetime.max.year
HOURS: Final = (1, 8, 24)
SHOW: Final = """
if (window.Notification?.permission === 'granted') try {
    const shown = new Notification(title, { body, tag, icon: document.querySelector('link[rel~=icon]')?.href });
    shown.onclick = () => { window.focus(); shown.close(); location.assign(path); };
} catch { /* phones show none of a page's own */ }
"""
SOUND: Final = """
const sound = new AudioContext();
[660, 880].forEach((tone, n) => {
    const [from, swell, at] = [sound.createOscillator(), sound.createGain(), sound.currentTime + n / 8];
    from.frequency.value = tone;
    from.connect(swell).connect(sound.destination);
    swell.gain.setValueAtTime(.05, at), swell.gain.exponentialRampToValueAtTime(1e-4, at + .4);
    from.start(at), from.stop(at + .4);
});
"""
ASK: Final = "async () => emit(await window.Notification?.requestPermission() ?? 'denied')"


class Notices:
    """Shows one tab's notifications."""

    def __init__(self, notifier: Notifier, reader: Reader, member: Member, client: Client) -> None:
        self._notifier = notifier
        self._reader = reader
        self._member = member
        self._client = client

    def show(self, room_id: str, message: Message) -> None:
        """Tell of a message in a room with this ID."""
        query = self._reader.session.query_of(self._member) if self._reader.session else {}
        told = {
            'title': room_title(room_id, self._reader.words),
            'body': f'{message.author.label}: {gist_of(message)}',
            'tag': room_id,
            'path': self._reader.prefix + path_to_message(room_id, message.seq, **query),
        }
        sound = SOUND if self._notifier.of(self._member).has_sound else ''
        values = ''.join(f'const {name} = {json.dumps(value)};' for name, value in told.items())
        self._client.run_javascript(f'{{{values}{SHOW}{sound}}}')


class NotificationsDialog:
    """Made when it is opened, as the wishes are then."""

    def __init__(self, notifier: Notifier, reader: Reader, room: Room, member: Member) -> None:
        self._notifier = notifier
        self._reader = reader
        self._words = reader.words
        self._room = room
        self._member = member
        self._dialog = LateDialog(reader.words('Notifications'))

    async def open(self) -> None:
        """Show it."""
        _, wishes = self._words, await self._notifier.fetch(self._member)
        self._dialog.clear()
        with self._dialog, ui.card().classes('settings'):
            html.h2(_('Notifications'))
            levels = {
                Level.ALL.value: _('All messages'),
                Level.MENTIONS.value: _('Only mentions of me'),
                Level.NONE.value: _('Nothing'),
            }
            of_room = _('Of {room}', room=room_title(self._room.id, _))
            level = ui.select(levels, label=of_room, value=wishes.level(self._room.key).value, on_change=self._keep)
            self._level = level.props('outlined options-dense').classes('wide').mark('level')
            quiet = ui.select(self._pauses(wishes), label=_('Do not disturb'), value=-wishes.is_quiet)
            self._quiet = quiet.props('outlined options-dense').classes('wide').mark('quiet')
            quiet.on_value_change(self._keep)
            with html.div().classes('choice'):
                self._sound = ui.switch(_('Sound'), value=wishes.has_sound, on_change=self._keep).mark('sound')
                html.span(_('Two quiet tones. Nothing is told of what you see anyway.'))
            self._said = ui.label().props('role=status').classes('why')
            with html.div().classes('actions'):
                ask = ui.button(_('Notify me in this browser'), color=None).props('unelevated no-caps')
                ask.classes('filled').mark('notify-me').on('click', self._asked, js_handler=ASK)
                ui.button(_('Close'), on_click=self._dialog.close).props('flat no-caps')
        self._dialog.open()

    def _pauses(self, wishes: Wishes) -> dict[int, str]:
        """What can be chosen, by hours; -1 for what holds now, and FOR_GOOD."""
        _ = self._words
        pauses = {0: _('Off')}
        if wishes.is_quiet and wishes.quiet_until:
            hours = ceil((wishes.quiet_until - now()).total_seconds() / 3600)
            more = _.many('On, for {n} more hour at most', 'On, for {n} more hours at most', hours)
            pauses[-1] = _('On') if hours > max(HOURS) else more
        pauses |= {hours: _.many('For {n} hour', 'For {n} hours', hours) for hours in HOURS}
        return pauses | {FOR_GOOD: _('Until I turn it off')}

    async def _keep(self) -> None:
        if not self._reader.may_change():
            return
        wishes = self._notifier.of(self._member)
        level, hours = self._level.value, self._quiet.value
        until = wishes.quiet_until
        if hours == FOR_GOOD:
            until = now() + timedelta(days=36_500)
        elif type(hours) is int and hours >= 0:
            until = now() + timedelta(hours=hours) if hours in HOURS else None
        if level in list(Level):
            wishes = replace(wishes, levels=wishes.levels | {self._room.key: Level(level)})
        try:
            await self._notifier.wish(
                self._member, replace(wishes, has_sound=self._sound.value is True, quiet_until=until)
            )
        except ChatError as error:
            with self._dialog:
                tell_refusal(self._words, error)

    def _asked(self, event: GenericEventArguments) -> None:
        _ = self._words
        if event.args == 'granted':
            self._said.text = _('This browser notifies you from now on, as long as a page of this chat is open.')
        else:
            self._said.text = _('This browser does not allow it: it wants HTTPS, and your permission.')
