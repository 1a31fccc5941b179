"""What one does with messages on a room page: answer, edit, take back, react, pin; and where such things are shown."""

from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui

from ..errors import ChatError
from ..feed.composer import About, Composer, What
from ..feed.feed import Feed
from ..feed.light import html
from ..model.amendment import UNDO
from ..model.member import Member
from ..model.message import EXCERPT
from ..model.room import Room
from ..text.excerpt import excerpt
from ..words import Words, explain
from .late import LateDialog
from .lightbox import Lightbox
from .parts import say
from .picker import Picker
from .reader import Reader

Act = Callable[[int], Awaitable[None]]


class Talk:
    """Of one tab."""

    def __init__(
        self,
        room: Room,
        member: Member,
        feed: Feed,
        composer: Composer,
        reader: Reader,
        *,
        on_react: Callable[[str, int], object],
        on_thread: Callable[[int, int | None], Awaitable[None]] | None = None,
        picker: Picker | None = None,
    ) -> None:
        """
        :param on_react: called with `react EMOJI` and the message for which it was picked
        :param on_thread: opens the thread about a message, at one of its messages
        :param picker: the one of the page, if it has one
        """
        self._on_thread = on_thread
        self._room = room
        self._member = member
        self._feed = feed
        self._composer = composer
        self._reader = reader
        self._words = words = reader.words
        self._removed: int | None = None  # what can still be restored
        self._versions = VersionsDialog(words)
        self.picker = picker or Picker(words)
        self.picker.serve(feed)
        self._on_react = on_react
        self._lightbox = Lightbox(room, words, feed.client)
        self._more_acts = {
            'react': self._react,
            'thread': self._open_thread,
            'picture': self._show_picture,
            'vote': self._vote,
        }
        self._acts: dict[str, Act] = {
            'picker': self._pick,
            'reply': self._reply,
            'edit': self._edit,
            'remove': self._remove,
            'report': self._report,
            'pin': partial(self._pin, is_on=True),
            'unpin': partial(self._pin, is_on=False),
            'close-poll': self._close_poll,
            'origin': self._go_to_origin,
            'versions': self._show_versions,
        }

    def undo_bar(self) -> None:
        """Where a message that was just removed can be brought back."""
        self._undo = html.div().classes('undo').props('role=status')
        self._undo.set_visibility(False)

    async def act(self, action: str, seq: int) -> None:
        """Do what was chosen for a message; what is refused is said."""
        name, _, what = action.partition(' ')
        act = partial(self._more_acts[name], what) if name in self._more_acts else self._acts.get(name)
        if act is None:
            return
        try:
            await act(seq)
        except ChatError as error:
            with self._feed:
                ui.notify(explain(error, self._words), type='negative', position='top')

    async def edit_last(self) -> None:
        """Edit what was said last."""
        if message := self._room.amending.own_last(self._member):
            await self._edit(message.seq)

    async def _reply(self, seq: int) -> None:
        if message := await self._room.amending.find(seq):
            text = excerpt(message.gist, EXCERPT)
            label = self._words('Reply to {name}: {text}', name=message.author.label, text=text)
            self._composer.write_about(About(What.REPLY, seq), label)

    async def _edit(self, seq: int) -> None:
        message = await self._room.amending.find(seq)
        if message and self._room.amending.is_own(message, self._member):
            self._composer.write_about(About(What.EDIT, seq), self._words('Edit message'), message.text)

    async def _pick(self, seq: int) -> None:
        self.picker.aim(seq, self._on_react)

    async def _react(self, emoji: str, seq: int) -> None:
        await self._room.amending.react(
            self._member, seq, emoji, others=self._reader.members, address=self._reader.address
        )

    async def _vote(self, place: str, seq: int) -> None:
        if (chosen := number_in(place)) is not None:
            await self._room.amending.vote(
                self._member, seq, chosen, others=self._reader.members, address=self._reader.address
            )

    async def _close_poll(self, seq: int) -> None:
        await self._room.amending.close_poll(self._member, seq)

    async def _open_thread(self, at: str, seq: int) -> None:
        if self._on_thread:
            await self._on_thread(seq, number_in(at))

    async def _show_picture(self, which: str, seq: int) -> None:
        message = await self._room.amending.find(seq)
        if message and which.isascii() and which.isdecimal() and len(which) < 4:
            self._lightbox.show(message, int(which))

    async def _remove(self, seq: int) -> None:
        await self._room.amending.remove(self._member, seq)
        self._removed = seq
        self._undo.clear()
        self._undo.set_visibility(True)
        with self._undo:
            ui.label(self._words('The message is removed.'))
            ui.button(self._words('Undo'), on_click=self._restore, color=None).props('flat no-caps dense').mark('undo')
            ui.timer(UNDO - 1, partial(self._forget_removed, seq), once=True)

    async def _restore(self) -> None:
        seq, self._removed = self._removed, None
        self._undo.set_visibility(False)
        if seq is not None:
            try:
                await self._room.amending.restore(self._member, seq)
            except ChatError as error:
                ui.notify(explain(error, self._words), type='negative', position='top')

    def _forget_removed(self, seq: int) -> None:
        if self._removed == seq:
            self._removed = None
            self._undo.set_visibility(False)

    async def _report(self, seq: int) -> None:
        await self._room.report(self._member, seq, address=self._reader.address)
        with self._feed:
            say(self._words('The moderators are told.'))

    async def _pin(self, seq: int, *, is_on: bool) -> None:
        await self._room.amending.pin(self._member, seq, is_on=is_on, others=self._reader.members)

    async def _go_to_origin(self, seq: int) -> None:
        message = await self._room.amending.find(seq)
        if message and message.reply_to is not None:
            self._feed.go_to(message.reply_to)

    async def _show_versions(self, seq: int) -> None:
        self._versions.show([version.text or '—' for version in await self._room.amending.versions(seq)])


def number_in(typed: str) -> int | None:
    """The number of a message, as an address or a browser gives it; None if it is none."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 16 else None


class VersionsDialog:
    """What a message said before it was edited."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._dialog = LateDialog(words('Earlier versions'))

    def show(self, texts: list[str]) -> None:
        """The first first."""
        self._dialog.clear()
        with self._dialog, ui.card().classes('versions'):
            html.h2(self._words('Earlier versions'))
            with html.ol():
                for text in texts:
                    with html.li():
                        ui.label(text).props('dir=auto')
            ui.button(self._words('Close'), on_click=self._dialog.close, color=None).props('flat no-caps')
        self._dialog.open()
