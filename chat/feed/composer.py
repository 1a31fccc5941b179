"""Where one writes. composer.js beside it keeps what is not confirmed and sends it again."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final
from uuid import uuid4

from nicegui import ui
from nicegui.events import GenericEventArguments

from ..errors import CannotKeep, ChatError, MessageTooLong, TooFast
from ..file_errors import FileTooLarge, TooManyFiles
from ..model.file import FILES
from ..model.message import ID_LIMIT, TEXT_LIMIT, Draft
from ..words import Words, explain

ASKED: Final = 80  # characters of a word that is completed
PAUSE: Final = 0.1  # seconds between two questions of a browser about what may be meant


class What(StrEnum):
    """What is written that is no message by itself."""

    REPLY = 'reply'
    EDIT = 'edit'


@dataclass(frozen=True, slots=True)
class About:
    """To which message belongs what is written, and how."""

    what: What
    seq: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """What may be meant by the beginning of a word."""

    text: str
    """Takes the place of what was typed."""
    label: str
    detail: str = ''
    sign: str = ''
    """Stands before the label ..."""
    looks: str = ''
    """... with this class ..."""
    colour: int | None = None
    """... and this colour of avatars."""


class Composer(ui.textarea, component='composer.js'):
    """The message box. In a browser the text stays there until it is sent; in a test the fixture types into it here."""

    def __init__(
        self,
        feed: str,
        owner: str,
        words: Words,
        on_send: Callable[[Draft], Awaitable[bool]],
        *,
        on_edit: Callable[[int, str], Awaitable[None]],
        on_last: Callable[[], Any],
        label: str = '',
        upload: str = '',
        most: int = 0,
    ) -> None:
        """
        :param feed: the name of the stream it writes to
        :param owner: who writes, so that two people of one browser keep their drafts apart
        :param words: the writer's language
        :param on_send: posts the draft and tells whether it had been posted before; may raise ChatError
        :param on_edit: gives a message another text; may raise ChatError
        :param on_last: called when the writer wants to edit what they said last
        :param label: what the box is called, if it is not the one of a room
        :param upload: where files are sent to; their name is added to it
        :param most: megabytes that one may have; 0 for none at all
        """
        super().__init__()
        self._words = words
        self._on_send = on_send
        self._on_edit = on_edit
        self._problem = ''
        self._about: About | None = None  # in a test; a browser's own part knows better
        self._label = ''
        self._offers: list[Offer] = []
        for name in ('for', 'type', '_autocomplete'):  # meant for the text field of Quasar
            self._props.pop(name)
        self._props.update(
            feed=feed,
            owner=owner,
            label=label or words('Type a message'),
            limit=TEXT_LIMIT,
            wait=words('You can send again in {n} s', n='{n}'),
            overlong=explain(MessageTooLong(TEXT_LIMIT), words),
            cancel=words('Cancel'),
            files=_files(upload, most, words),
            completed={'pattern': '(?<word>)$', 'label': ''},
        )
        self.on('send', self._send)
        self.on('last', lambda: on_last())
        # a browser's own part does this itself, with what only it knows; the fixture has no such part
        self.on('keydown.enter', self.submit, js_handler='() => {}')

    def write_about(self, about: About, label: str, text: str | None = None) -> None:
        """Let the writer answer or edit a message.

        :param label: says so above the text
        :param text: what is to be edited
        """
        self._about = about
        self._label = label
        self.run_method('begin', {'what': about.what, 'seq': about.seq, 'label': label, 'text': text})

    def complete(self, pattern: str, label: str, ask: Callable[[str], Awaitable[list[Offer]]]) -> None:
        """Offer what may be meant while something is typed.

        :param pattern: a regular expression of JavaScript; finds the `word` that ends where the caret is
        :param label: what the offers are called, for screen readers
        :param ask: gives what such a word may become
        """

        async def answer(event: GenericEventArguments) -> None:
            if isinstance(event.args, str) and len(event.args) <= ASKED:
                self._offers = await ask(event.args)
                self.run_method('offer', event.args, [asdict(offer) for offer in self._offers])

        self._props['completed'] = {'pattern': pattern, 'label': label}
        self.on('complete', answer, throttle=PAUSE)

    def submit(self) -> Awaitable[None] | None:
        """Send what stands in the box, which is empty at once for what is typed next."""
        text, self.value = self.value if isinstance(self.value, str) else '', ''
        about, self._about = self._about, None
        return self._submit(text, about) if text.strip() else None

    async def _submit(self, text: str, about: About | None) -> None:
        if not await self._post(text, str(uuid4()), about):
            self.value = text + (self.value or '')
            self._about = about

    async def _send(self, event: GenericEventArguments) -> None:
        said = event.args if isinstance(event.args, dict) else {}
        text, client_msg_id = said.get('text'), said.get('id')
        if isinstance(text, str) and isinstance(client_msg_id, str) and 0 < len(client_msg_id) <= ID_LIMIT:
            await self._post(text, client_msg_id, _about(said.get('about')), _ids(said.get('files')))

    async def _post(self, text: str, client_msg_id: str, about: About | None, files: tuple[str, ...] = ()) -> bool:
        self._problem = ''
        try:
            if about is not None and about.what is What.EDIT:
                await self._on_edit(about.seq, text)
                self.run_method('confirm', client_msg_id)
                return True
            reply_to = about.seq if about else None
            draft = Draft(text=text, client_msg_id=client_msg_id, reply_to=reply_to, files=files)
            if await self._on_send(draft):
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
        offered = [offer.label for offer in self._offers]
        return [self._props['label'], self.value, self._problem, self._label if self._about else '', *offered]


def _ids(said: object) -> tuple[str, ...]:
    """The files that a browser says go with a message."""
    given = said[: FILES + 1] if isinstance(said, list) else []
    ids = [one.get('id') for one in given if isinstance(one, dict)]
    return tuple(one for one in ids if isinstance(one, str) and len(one) <= ID_LIMIT)


def _files(upload: str, most: int, words: Words) -> dict[str, Any]:
    """What the part in the browser has to know of files: Quasar's options, and words."""
    return {
        'url': upload,
        'options': {
            'sendRaw': True,
            'multiple': True,
            'autoUpload': True,
            'noThumbnails': True,
            'flat': True,
            'disable': not most,
            'maxFiles': FILES,
            'maxFileSize': most * 1_000_000,
        },
        'size': [words.language, {'style': 'unit', 'unit': 'kilobyte'}],
        'max-files': explain(TooManyFiles(FILES), words),
        'max-file-size': explain(FileTooLarge(most), words),
        'waits': words('This is sent as soon as its files are here.'),
        'failed': words('A file could not be sent. Try again, or take it out.'),
        'again': words('Try again'),
        'remove': words('Take the file out'),
    }


def _about(said: object) -> About | None:
    """What a browser says it is about; a hostile one may say anything."""
    if isinstance(said, dict) and said.get('what') in list(What) and type(said.get('seq')) is int:
        return About(What(said['what']), said['seq'])
    return None
