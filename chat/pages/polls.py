"""Asking: a dialog that makes a poll."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from nicegui import ui

from ..errors import ChatError
from ..feed.light import html
from ..model.message import TEXT_LIMIT, now
from ..model.poll import ANSWER_LIMIT, ANSWERS, Ask
from ..words import Words, explain
from . import icons
from .late import LateDialog
from .parts import icon_button, text_of

BEGIN_WITH: Final = 3  # fields for answers; each that is filled in last makes room for another
HOUR, DAY, WEEK = 3600, 86400, 604800  # seconds that a poll may last


class PollDialog:
    """Of one tab; what was filled in stays until it is asked."""

    def __init__(self, on_ask: Callable[[str, Ask], Awaitable[None]], words: Words) -> None:
        """
        :param on_ask: asks; may raise ChatError
        """
        self._on_ask = on_ask
        self._words = words
        self._answers: list[ui.input] = []
        self.dialog = LateDialog(words('Poll'), self._fill)

    def button(self) -> None:
        """Put the button here that opens it."""
        icon_button(icons.POLL, self._words('Poll'), self.open).classes('attach wide-only').mark('poll')

    def open(self) -> None:
        """Show it."""
        self.dialog.open()

    def _fill(self) -> None:
        _ = self._words
        self._answers.clear()
        with ui.card().classes('settings poll-dialog'):
            html.h2(_('Poll'))
            self._question = ui.textarea(_('Question')).props(f'outlined autogrow autofocus maxlength={TEXT_LIMIT}')
            self._question.mark('question')
            self._place = html.div().classes('answers-to-choose')
            for _n in range(BEGIN_WITH):
                self._add()
            self._many = ui.switch(_('Several answers may be chosen')).mark('many')
            self._anonymous = ui.switch(_('Anonymous: nobody sees who chose what')).mark('anonymous')
            ends = {0: _('I close it'), HOUR: _('an hour'), DAY: _('a day'), WEEK: _('a week')}
            self._end = ui.select(ends, label=_('Until'), value=0).props('outlined options-dense').mark('poll-end')
            self._problem = ui.label().props('role=alert').classes('problem')
            self._problem.set_visibility(False)
            with html.div().classes('actions'):
                ui.button(_('Cancel'), on_click=self.dialog.close, color=None).props('flat no-caps')
                ask = ui.button(_('Ask'), on_click=self._ask, color=None).props('unelevated no-caps')
                ask.classes('filled').mark('ask')

    def _add(self) -> None:
        n = len(self._answers) + 1
        with self._place:
            field = ui.input(self._words('Answer {n}', n=n), on_change=self._make_room).props('outlined dense')
        field.props(f'maxlength={ANSWER_LIMIT} autocomplete=off').mark(f'answer-{n}')
        self._answers.append(field)

    def _make_room(self) -> None:
        if text_of(self._answers[-1].value).strip() and len(self._answers) < ANSWERS[1]:
            self._add()

    async def _ask(self) -> None:
        seconds = self._end.value if self._end.value in {HOUR, DAY, WEEK} else 0
        poll = Ask(
            answers=tuple(text_of(field.value) for field in self._answers),
            is_many=self._many.value is True,
            is_anonymous=self._anonymous.value is True,
            until=now() + timedelta(seconds=seconds) if seconds else None,
        )
        try:
            await self._on_ask(text_of(self._question.value), poll)
        except ChatError as error:
            self._problem.text = explain(error, self._words)
            self._problem.set_visibility(True)
        else:
            self.dialog.close()
            self.dialog.renew()
