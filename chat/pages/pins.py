"""The pinned messages of a room: a button that counts them, and a list that leads to them."""

from datetime import timedelta
from functools import partial

from nicegui import ui
from nicegui.events import GenericEventArguments

from ..errors import ChatError
from ..feed.feed import Panel
from ..feed.light import html
from ..model.member import Member
from ..model.message import EXCERPT, Message
from ..model.rights import Verb
from ..text.excerpt import excerpt
from . import icons
from .conversation import Conversation
from .hits import Hits, hit
from .late import LateDialog
from .parts import MOMENT_OF_READER, icon_button, offset_in, tell_refusal
from .reader import Reader


class PinsDialog:
    """Of one tab. It is filled while it is open, and follows then what happens."""

    def __init__(self, talk: Conversation, member: Member, reader: Reader) -> None:
        self._talk = talk
        self._room = talk.room
        self._member = member
        self._reader = reader
        self._feed = talk.feed
        self._words = _ = reader.words
        self._offset = timedelta()
        self._dialog = LateDialog(_('Pinned messages'), self._fill, props='position=top')
        talk.room.head.changed.subscribe(self.show)

    def button(self) -> None:
        """Put the button here; it is to be seen when something is pinned."""
        button = Panel(self._feed, 'pins', 'button', label=self._words('Pinned messages'))
        button.classes('pins-button').on('click', self._open, js_handler=MOMENT_OF_READER).mark('pins-button')

    def _open(self, event: GenericEventArguments) -> None:
        self._offset = offset_in(event.args)
        self._dialog.open()
        self.show()

    def _fill(self) -> None:
        _ = self._words
        with ui.card().classes('search pins'):
            with html.div().classes('search-head'):
                html.h2(_('Pinned messages'))
                icon_button(icons.CLOSE, _('Close'), self._dialog.close)
            self._list = html.ul().classes('pin-list').mark('pins')

    def show(self) -> None:
        """List what is pinned now."""
        if not self._dialog.is_open:
            return
        self._list.clear()
        if self._talk.is_out or not self._may(Verb.READ):
            return
        may_unpin = self._may(Verb.PIN)
        with self._list:
            for message in self._room.head.pinned:
                with html.li().classes('pinned'):
                    self._row(message)
                    if may_unpin:
                        icon_button(icons.CLOSE, self._words('Unpin'), partial(self._unpin, message.seq)).props('dense')
            if not self._room.head.pinned:
                html.li(self._words('Nothing is pinned.')).classes('faint')

    def _may(self, verb: Verb) -> bool:
        return self._room.rights.may(self._member, verb, self._room.key)

    def _row(self, message: Message) -> None:
        way, text = Hits('button', 'hit'), excerpt(message.gist, 2 * EXCERPT)
        way.props('type=button').on('click', partial(self._go_to, message.seq))
        way.show(hit(message.author, f'{message.at + self._offset:%Y-%m-%d %H:%M}', text), [text])

    def _go_to(self, seq: int) -> None:
        self._dialog.close()
        self._feed.go_to(seq)

    async def _unpin(self, seq: int) -> None:
        try:
            await self._room.amending.pin(self._member, seq, is_on=False, others=self._reader.members)
        except ChatError as error:
            with self._feed:
                tell_refusal(self._words, error)
