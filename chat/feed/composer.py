"""Where one writes. composer.js beside it keeps what is not confirmed and sends it again."""

from collections.abc import Awaitable, Callable
from uuid import uuid4

from nicegui import ui
from nicegui.events import GenericEventArguments

from ..errors import CannotKeep, ChatError, MessageTooLong, TooFast
from ..model.message import ID_LIMIT, TEXT_LIMIT, Draft
from ..words import Words, explain


class Composer(ui.textarea, component='composer.js'):
    """The message box. In a browser the text stays there until it is sent; in a test the fixture types into it here."""

    def __init__(self, feed: str, owner: str, words: Words, on_send: Callable[[Draft], Awaitable[bool]]) -> None:
        """
        :param feed: the name of the stream it writes to
        :param owner: who writes, so that two people of one browser keep their drafts apart
        :param words: the writer's language
        :param on_send: posts the draft and tells whether it had been posted before; may raise ChatError
        """
        super().__init__()
        self._words = words
        self._on_send = on_send
        self._problem = ''
        for name in ('for', 'type', '_autocomplete'):  # meant for the text field of Quasar
            self._props.pop(name)
        self._props.update(
            feed=feed,
            owner=owner,
            label=words('Type a message'),
            limit=TEXT_LIMIT,
            wait=words('You can send again in {n} s', n='{n}'),
            overlong=explain(MessageTooLong(TEXT_LIMIT), words),
        )
        self.on('send', self._send)
        # a browser's own part does this itself, with what only it knows; the fixture has no such part
        self.on('keydown.enter', self.submit, js_handler='() => {}')

    def submit(self) -> Awaitable[None] | None:
        """Send what stands in the box, which is empty at once for what is typed next."""
        text, self.value = self.value if isinstance(self.value, str) else '', ''
        return self._submit(text) if text.strip() else None

    async def _submit(self, text: str) -> None:
        if not await self._post(text, str(uuid4())):
            self.value = text + (self.value or '')

    async def _send(self, event: GenericEventArguments) -> None:
        said = event.args if isinstance(event.args, dict) else {}
        text, client_msg_id = said.get('text'), said.get('id')
        if isinstance(text, str) and isinstance(client_msg_id, str) and 0 < len(client_msg_id) <= ID_LIMIT:
            await self._post(text, client_msg_id)

    async def _post(self, text: str, client_msg_id: str) -> bool:
        self._problem = ''
        try:
            if await self._on_send(Draft(text=text, client_msg_id=client_msg_id)):
                self.run_method('confirm', client_msg_id)
        except TooFast as error:
            self._problem = explain(error, self._words)
            self.run_method('pause', client_msg_id, error.retry_after)
            return False
        except CannotKeep as error:
            self._problem = explain(error, self._words)
            self.run_method('fail', client_msg_id, self._problem)
            return False
        except ChatError as error:
            self._problem = explain(error, self._words)
            self.run_method('refuse', client_msg_id, self._problem)
            return False
        return True

    def _displayed_contents(self, *, only_visible: bool) -> list[str | None]:
        return [self._props['label'], self.value, self._problem]
