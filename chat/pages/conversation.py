"""A conversation on a page: a feed, the menu of its messages, and where one writes; of a room, or of a thread."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any

from nicegui import ui

from ..errors import ChatError, Muted, NotInRoom
from ..feed import fragment
from ..feed.composer import Composer
from ..feed.feed import Feed
from ..feed.light import html
from ..feed.typing import TOLD
from ..identity.door import path_of
from ..model.limits import Act
from ..model.member import Member
from ..model.message import Draft, now
from ..model.poll import Ask
from ..model.rights import Verb
from ..model.room import Room
from ..model.thread import Thread
from ..words import explain
from . import commands, icons
from .attaching import composer_buttons, of_files
from .commands import Command, Place
from .completing import PATTERN, Completion
from .format_bar import FormatBar
from .keys import scroll_from
from .marks import Marks
from .menu import MessageMenu
from .parts import icon_button, tell_refusal
from .picker import Picker
from .polls import PollDialog
from .reader import Reader
from .site import Site
from .talk import Talk, number_in


class Conversation:
    """Of one tab. The feed stands where this is made; `write` puts the rest below it."""

    def __init__(
        self,
        site: Site,
        reader: Reader,
        room: Room,
        member: Member,
        *,
        page: dict[str, Any] | None,
        read: int | None,
        link: str,
        place: Place,
        on_thread: Callable[[int, int | None], Awaitable[None]] | None = None,
        picker: Picker | None = None,
    ) -> None:
        """
        :param page: what is shown first (see Feed)
        :param read: everything up to this message has been read; all if None
        :param link: what the address of a message begins with
        :param place: where commands are given
        :param on_thread: opens the thread about a message, at one of its messages; no threads lead off if None
        :param picker: the one of the page, if it has one
        """
        self._site = site
        self._reader = reader
        self._words = _ = reader.words
        self.room = room
        self._member = member
        self._on_thread = on_thread
        self.place = place
        self._link = link
        self.is_out = False
        """Whoever reads is not here any more: nothing is done for them."""
        is_thread = isinstance(room, Thread)
        self._label = _('Answer in the thread') if is_thread else ''
        self._picker = picker
        of_page = room.parent if isinstance(room, Thread) else room
        self._path = path_of(of_page.id, **(reader.session.query_of(member) if reader.session else {}))
        self.feed = Feed(
            site.streams.of(room),
            _,
            ghost=fragment.ghost(member, _),
            link=link,
            label=_('Answers') if is_thread else '',
            page=page,
            read=read,
            on_action=self._act,
            on_read=self.seen,
            reader=member.number,
            beside=site.marks.of,
            on_look=partial(site.limits.spend, Act.HISTORY, person=reader.session_id, address=reader.address),
        ).mark('answers' if is_thread else 'feed')
        self.marks = Marks(site, room, member, self.feed)
        pins = (lambda: False) if is_thread else partial(self._may, Verb.PIN)
        self._menu = MessageMenu(
            self.feed, _, moderates=partial(self._may, Verb.MODERATE), pins=pins, threads=on_thread is not None
        )

    def write(self, page: ui.element | None = None) -> None:
        """Put the way to the newest message and the box below the feed.

        :param page: where files can be dropped; anywhere if None
        """
        self._page = page or ui.context.client.layout
        self._to_latest()
        self._compose()

    def _to_latest(self) -> None:
        down = (
            icon_button(icons.DOWN, self._words('To the newest message'))
            .classes('to-latest')
            .props('unelevated no-caps')
        )
        down.on('click', js_handler=f'() => getElement({self.feed.id}).toLatest()')
        with down:
            html.span().props(f'data-panel="fresh {self.feed.stream.name}"').classes('fresh')

    def _compose(self) -> None:
        _ = self._words
        self.polls = PollDialog(self.ask, _)
        html.div().props(f'data-panel="typing {self.feed.stream.name}"').classes('typing')
        self._silence = html.div(role='status').classes('silence')
        self.composer = composer = Composer(
            self.feed.stream.name,
            self._member.key,
            _,
            self._post,
            on_edit=self._edit,
            on_last=lambda: self._talk.edit_last(),
            label=self._label,
            **of_files(self._path, self._site.settings.max_file_mb),
        ).mark('answer' if self._label else 'message')
        composer.complete(PATTERN, _('Suggestions'), Completion(self.room, self._member, _).ask)
        scroll_from(composer, self.feed)
        composer.on(
            'input',
            self._type,
            args=[],
            throttle=TOLD,
            trailing_events=False,
            js_handler="(event) => event.inputType?.startsWith('insert') && emit()",
        )
        self._talk = Talk(
            self.room,
            self._member,
            self.feed,
            composer,
            self._reader,
            on_react=self._act,
            on_thread=self._on_thread,
            picker=self._picker,
        )
        formatting = FormatBar(composer, _, on_poll=self.polls.open if self._label else None)
        with composer:
            formatting.button()
            self._talk.picker.button(composer)
            if not self._label:
                self.polls.button()
            name, mark = (_('Send the answer'), 'send-answer') if self._label else (_('Send'), 'send')
            composer_buttons(composer, _, self._page, name=name, mark=mark)
        self._talk.undo_bar()
        self._say_who_may_write()

    def _say_who_may_write(self) -> None:
        """Put a word in the place of the composer where one may not write; what stands in it stays."""
        try:
            self.room.rights.refuse_all((self._member, *self._reader.members), Verb.POST, self.room.key)
        except ChatError as error:
            refusal = explain(error, self._words)
            if isinstance(error, Muted):
                with self.feed:
                    ui.timer((error.until - now()).total_seconds() + 0.1, self._say_who_may_write, once=True)
        else:
            refusal = ''
        self._menu.let_write(not refusal)
        self.feed.classes(**{'remove' if not refusal else 'add': 'silent'})
        self._silence.set_text(refusal)
        self._silence.set_visibility(bool(refusal))
        self.composer.set_visibility(not refusal)

    # --- what happens in it ------------------------------------------------------------------------------
    async def _post(self, draft: Draft) -> bool:
        if self.is_out:  # the member may still be here, from another device
            raise NotInRoom
        called = None if draft.files else commands.find(draft.text)
        if called and not await self._obey(draft, *called):
            return False
        draft = self._with_quote(draft)
        others, address = self._reader.members, self._reader.address
        message, is_repeated = await self.room.post(self._member, draft, others=others, address=address)
        self.seen(message.seq)
        return is_repeated

    async def _obey(self, draft: Draft, command: Command, what: str) -> bool:
        """Do what a command wants, and tell whether it is to be said, too."""
        after = await command.run(self.place, what)
        if not command.is_said:
            self.composer.run_method('confirm', draft.client_msg_id)
        if after:
            after()
        return command.is_said

    def _with_quote(self, draft: Draft) -> Draft:
        """A link to a message of this conversation shows what it leads to, as an answer does."""
        text = draft.text.strip()
        seq = number_in(text.removeprefix(self._link)) if text.startswith(self._link) else None
        return draft if seq is None or draft.reply_to is not None else replace(draft, reply_to=seq)

    async def ask(self, question: str, poll: Ask) -> None:
        """Ask something that is answered by choosing; may raise ChatError."""
        await self._post(Draft(text=question, poll=poll))

    def _type(self) -> None:
        is_shown = self._site.settings.activity == 'on'
        if is_shown and not self.is_out and self._may(Verb.POST):
            self.feed.stream.typing.heard(self._member)

    async def _edit(self, seq: int, text: str) -> None:
        if self.is_out:
            raise NotInRoom
        others, address = self._reader.members, self._reader.address
        await self.room.amending.edit(self._member, seq, text, others=others, address=address)

    def seen(self, seq: int) -> None:
        """Everything up to this message has been read. Of threads it is kept for those who follow them."""
        is_kept = not isinstance(self.room, Thread) or self.room.is_followed_by(self._member)
        if is_kept and not self.is_out:
            self._site.reading.read(self._member, self.room.key, seq)

    def _act(self, action: str, seq: int) -> Awaitable[None] | None:
        if not 0 < seq <= self.room.extent.last or self.is_out:
            return None
        name = action.partition(' ')[0]
        if name == 'thread' and not self._reader.may_change():  # to build one is work
            return None
        if name in {'bookmark', 'unbookmark'}:
            return self._bookmark(seq, is_on=name == 'bookmark')
        if name != 'unread':
            return self._talk.act(action, seq)
        if self._reader.may_change():
            self._site.reading.mark_unread(self._member, self.room.key, seq)
        return None

    async def _bookmark(self, seq: int, *, is_on: bool) -> None:
        if not self._reader.may_change():
            return
        try:
            await self.marks.turn(seq, is_on=is_on)
        except ChatError as error:
            tell_refusal(self._words, error)

    def review(self) -> None:
        """Rights have changed."""
        self._menu.review()
        self._say_who_may_write()

    def close(self) -> None:
        """Show nothing more and do nothing more."""
        self.is_out = True
        self.feed.close()

    @property
    def picker(self) -> Picker:
        """Of the page."""
        return self._talk.picker

    def _may(self, verb: Verb) -> bool:
        return self.room.rights.may(self._member, verb, self.room.key)
