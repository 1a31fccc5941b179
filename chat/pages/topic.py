"""The topic of a room: a line under its name, and a dialog that shows all of it and lets those who may change it."""

from nicegui import ui

from ..errors import ChatError
from ..feed.feed import Panel
from ..feed.light import html
from ..model.head import TOPIC_LIMIT
from ..model.member import Member
from ..model.rights import Verb
from ..words import explain
from .conversation import Conversation
from .late import LateDialog
from .parts import text_of
from .reader import Reader


class TopicDialog:
    """Of one tab; made when it is opened, as the topic is then."""

    def __init__(self, talk: Conversation, member: Member, reader: Reader) -> None:
        self._talk = talk
        self._room = talk.room
        self._member = member
        self._reader = reader
        self._words = reader.words
        self._dialog = LateDialog(reader.words('Topic'))

    def line(self) -> None:
        """Put the line here."""
        Panel(self._talk.feed, 'topic', 'button').classes('topic').on('click', self.open).mark('topic')

    def open(self) -> None:
        """Show it."""
        rights, key, _ = self._room.rights, self._room.key, self._words
        if self._talk.is_out or not rights.may(self._member, Verb.READ, key):
            return
        may_change = rights.may(self._member, Verb.PIN, key) and rights.may(self._member, Verb.POST, key)
        topic = self._room.head.topic
        self._dialog.clear()
        with self._dialog, ui.card().classes('settings'):
            html.h2(_('Topic'))
            if may_change:
                self._field = ui.textarea(_('What this room is for'), value=topic).props('outlined autogrow autofocus')
                self._field.props(f'maxlength={TOPIC_LIMIT} counter').classes('wide').mark('topic-field')
                self._field.on('keydown.enter', self._save)
            else:
                ui.label(topic or _('Nobody has said what this room is for.')).props('dir=auto').classes('whole-topic')
            self._problem = ui.label().props('role=alert').classes('problem')
            self._problem.set_visibility(False)
            with html.div().classes('actions'):
                ui.button(_('Close'), on_click=self._dialog.close, color=None).props('flat no-caps')
                if may_change:
                    save = ui.button(_('Save'), on_click=self._save, color=None).props('unelevated no-caps')
                    save.classes('filled').mark('save-topic')
        self._dialog.open()

    async def _save(self) -> None:
        try:
            await self._room.head.set_topic(self._member, text_of(self._field.value), others=self._reader.members)
        except ChatError as error:
            self._problem.text = explain(error, self._words)
            self._problem.set_visibility(True)
        else:
            self._dialog.close()
