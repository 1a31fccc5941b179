"""The invitations dialog: links that let people into a room until they expire or are used up, and their QR codes."""

from functools import partial

from nicegui import ui

from ..errors import ChatError
from ..feed.light import html
from ..identity.keys import Keys
from ..model.door import Pass
from ..model.member import Member
from ..model.room import Room
from ..words import Words, explain
from . import icons
from .copy import CopyButton
from .parts import icon_button, say
from .share import qr_code

DAYS = (1, 7, 30)  # that an invitation can be used
USES = (1, 10, 100, 0)  # people who can come in by it; 0 for any number


class InvitationsDialog:
    """Made when it is opened. A link is shown once: the chat itself keeps a hash of it alone."""

    def __init__(self, room: Room, member: Member, keys: Keys, home: str, words: Words) -> None:
        """
        :param home: the address of the chat, without a slash at the end
        """
        self._room = room
        self._member = member
        self._keys = keys
        self._home = home
        self._words = words
        self.dialog = ui.dialog()
        self.dialog.props['aria-label'] = words('Invitations')

    async def open(self) -> None:
        """Show it."""
        _ = self._words
        self.dialog.clear()
        with self.dialog, ui.card().classes('settings'):
            html.h2(_('Invitations'))
            with html.div().classes('side-by-side'):
                days = {n: _.many('For {n} day', 'For {n} days', n) for n in DAYS}
                self._days = ui.select(days, label=_('How long'), value=7).props('outlined dense options-dense')
                uses = {n: _.many('{n} person', '{n} people', n) if n else _('Any number') for n in USES}
                self._uses = ui.select(uses, label=_('For how many'), value=1).props('outlined dense options-dense')
            self._make = ui.button(_('Make an invitation'), on_click=self._invite, color=None)
            self._make.props('unelevated no-caps').classes('filled wide').mark('make-invitation')
            self._new = html.div().classes('invitation')
            self._list = html.ul().classes('passes').props(f'aria-label="{_("Invitations")}"')
            self._problem = ui.label().props('role=alert').classes('problem')
            self._problem.set_visibility(False)
            with html.div().classes('actions'):
                ui.button(_('Close'), on_click=self.dialog.close).props('flat no-caps')
        self.dialog.open()
        await self._show()

    async def _invite(self) -> None:
        _ = self._words
        days, uses = self._days.value, self._uses.value
        if days not in DAYS or uses not in USES:
            return
        try:
            word = await self._keys.invite(self._member, self._room, days=days, uses=uses or None)
        except ChatError as error:
            return self._say(error)
        link = f'{self._home}/invite/{word}'
        self._new.clear()
        with self._new:
            qr_code(link, _('QR code of the link'))
            ui.input(_('Link'), value=link).props('readonly outlined dense').classes('wide').mark('invitation-link')
            ui.label(_('It is shown only now.')).classes('faint')
            CopyButton(_('Copy link'), link, lambda: say(_('The link is copied.')))
        await self._show()

    async def _show(self) -> None:
        try:
            passes = await self._keys.passes_of(self._member, self._room)
        except ChatError as error:
            return self._say(error)
        self._list.clear()
        with self._list:
            for each in passes:
                self._row(each)

    def _row(self, each: Pass) -> None:
        _ = self._words
        with html.li():
            until = _('Until {date} UTC', date=f'{each.expires:%Y-%m-%d %H:%M}')
            many = _.many('for {n} person', 'for {n} people', each.left) if each.left else _('for any number')
            html.span(f'{until}, {many}')
            icon_button(icons.CLOSE, _('Take back'), partial(self._revoke, each.key)).props('dense size=sm')

    async def _revoke(self, key: str) -> None:
        try:
            await self._keys.revoke(self._member, self._room, key)
        except ChatError as error:
            return self._say(error)
        self._new.clear()
        await self._show()

    def _say(self, error: ChatError) -> None:
        self._problem.text = explain(error, self._words)
        self._problem.set_visibility(True)
