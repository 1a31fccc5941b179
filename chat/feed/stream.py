"""A room's stream: its newest messages and notices as fragments, every change numbered, and the views that show them.

`seq` numbers messages. Every change of what is shown has a number of its own, `rev`, and leads from `base` to `rev`; so
does the answer to a view that missed something, only wider. Views apply what follows on what they know and ask for the
rest.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable
from functools import partial
from itertools import takewhile
from typing import Any, Final

from ..model.amendment import Amended
from ..model.member import Member
from ..model.message import Message, Notice, now
from ..model.room import Room
from ..model.thread import Thread
from ..words import Words, words_of
from . import fragment
from .carded import Cards
from .history import GAP, PAGE, History
from .typing import Typing
from .wire import Audience, Frame

BEHIND: Final = 200  # changes that are caught up one by one; who missed more gets the newest page
GATHER: Final = 0.05  # seconds that comings and goings are gathered before they are told together ...
STIRRED: Final = 0.5  # seconds that it is gathered who is away and who is back
PER_VIEW: Final = 0.002  # ... and seconds more for each view, since every one of them may be coming or going
FAR: Final = 86400.0  # seconds after which a poll is looked at again, should it last longer
FOLDED: Final = 500  # people that a fold of notices remembers

Render = Callable[[Words], str]


class Entry:
    """One row of the feed, rendered on demand, once per language."""

    __slots__ = ('_html', '_render', 'rev')

    def __init__(self, rev: int, render: Render) -> None:
        self.rev = rev
        self._render = render
        self._html: dict[str, str] = {}

    def html(self, language: str) -> str:
        """The fragment in a language; the same bytes for all its readers."""
        if language not in self._html:
            self._html[language] = self._render(words_of(language))
        return self._html[language]


class Stream:
    """The stream of one room."""

    def __init__(self, room: Room, cards: Cards | None = None) -> None:
        """
        :param cards: of what messages of all streams lead to
        """
        self.room = room
        self.cards = cards or Cards()
        self.name = room.key
        self.history = History(self)
        self.rev = 1
        self.entries: dict[float, Entry] = {}
        self.panels: dict[str, Entry] = {}
        self.views: defaultdict[str, Audience] = defaultdict(Audience)  # by language
        self._changes: deque[tuple[int, list[float]]] = deque(maxlen=BEHIND)  # one for each rev
        self._folds: dict[float, dict[Member, Notice]] = {}  # of each member only what happened last
        self._told: set[float] = set()  # folds that have grown since they were sent
        self._timer: asyncio.TimerHandle | None = None
        self.amends: dict[float, Entry] = {}
        """Messages that were changed lately, however old they are."""
        self._ends: dict[int, asyncio.TimerHandle] = {}  # of polls, by their messages
        self._newest: Message | None = None
        self._gone = 0  # everything up to this message was deleted because of its age
        for message in room.tail:
            self._add(message)
        self._show_members()
        self._show_head()
        room.posted.subscribe(self._posted)
        room.amended.subscribe(self.show_anew)
        room.forgotten.subscribe(self._forgotten)
        room.noticed.subscribe(self._noticed)
        room.head.changed.subscribe(self._headed)
        room.rewritten.subscribe(self._rewritten)
        if not isinstance(room, Thread):  # its people are those of the room, and shown there
            room.presence.stirred.subscribe(self._stirred)
        self.typing = Typing(room, self.whisper)

    # --- what views ask for ------------------------------------------------------------------------------
    def newest(self, language: str) -> dict[str, Any]:
        """The newest page, and whether it is the whole feed."""
        seqs = [at for at in self.entries if at % 1 == 0][-PAGE:]
        first = seqs[0] if len(seqs) == PAGE and seqs[0] > self.room.extent.first else 0
        return {'put': self._html((at for at in self.entries if at >= first), language), 'whole': first == 0}

    def since(self, rev: int, language: str) -> dict[str, Any]:
        """What leads from revision `rev` to now, as one change."""
        change: dict[str, Any] = {'feed': self.name, 'base': rev, 'rev': self.rev}
        if self._gone:
            change['gone'] = self._gone
        panels = {name: panel.html(language) for name, panel in self.panels.items() if panel.rev > rev}
        if panels:
            change['panels'] = panels
        if rev > self.rev or rev < self.rev - len(self._changes):
            return {**change, 'base': 0, 'reset': True, **self.newest(language)}
        changed = {at for number, ats in self._changes if number > rev for at in ats}
        return {
            **change,
            'put': self._html(sorted(at for at in changed if at in self.entries or at in self.amends), language),
        }

    # --- what happens in the room ------------------------------------------------------------------------
    def _posted(self, message: Message) -> None:
        self.rev += 1
        self._add(message)
        self._forget()
        self._send([float(message.seq)])

    def show_anew(self, changed: list[Amended]) -> None:
        """These messages are not what they were."""
        self.rev += 1
        for message, above in changed:
            at = float(message.seq)
            entry = self.amends[at] = self._entry(message, None if at - 1 + GAP in self._folds else above)
            if at in self.entries:
                self.entries[at] = entry
            if self._newest is not None and self._newest.seq == message.seq:
                self._newest = message
        self._send([float(message.seq) for message, _ in changed])
        self.amends = {at: entry for at, entry in self.amends.items() if entry.rev > self.rev - BEHIND}

    def _forgotten(self, seq: int) -> None:
        self.rev += 1
        self._gone = seq
        self._forget()
        self._send([])

    def _rewritten(self) -> None:
        self.rev += 1
        self._newest = None
        for at in [at for at in self.entries if at % 1 == 0]:
            del self.entries[at]
        for message in self.room.tail:
            self._add(message)
        self.entries = dict(sorted(self.entries.items()))
        self.amends.clear()
        self._changes.clear()  # nobody can catch up step by step: all get the newest page
        for language, views in self.views.items():
            if views:
                views.tell(Frame('feed', self.since(0, language)))

    def _noticed(self, notice: Notice) -> None:
        at = (self._newest.seq if self._newest else 0) + GAP
        fold = self._folds.setdefault(at, {})
        fold.pop(notice.member, None)
        fold[notice.member] = notice
        if len(fold) > FOLDED:
            del fold[next(iter(fold))]
        self._told.add(at)
        self._tell_soon(GATHER)

    def _stirred(self) -> None:
        self._tell_soon(STIRRED)

    def _tell_soon(self, wait: float) -> None:
        if self._timer is None:
            wait += PER_VIEW * sum(map(len, self.views.values()))
            self._timer = asyncio.get_running_loop().call_later(wait, self._tell)

    def _tell(self) -> None:
        self._timer = None
        self.rev += 1
        told = sorted(at for at in self._told if at in self._folds)
        self._told.clear()
        for at in told:
            self.entries[at] = Entry(self.rev, partial(fragment.notices, list(self._folds[at].values()), at))
        self.entries = dict(sorted(self.entries.items()))
        self._show_members()
        self._send(told, self.panels)

    def _add(self, message: Message) -> None:
        above = self._newest if self._newest and self._newest.seq + GAP not in self._folds else None
        self._newest = message
        self.entries[float(message.seq)] = self._entry(message, above)

    def _entry(self, message: Message, above: Message | None) -> Entry:
        self._await_end(message, above)
        if self.cards.keep(self, message, above) or fragment.has_words(message):
            return Entry(self.rev, partial(self.render, message, above))
        html: list[str] = []  # no words of any language are in it: rendered once, and only if somebody sees it

        def render(_: Words) -> str:
            if not html:
                html.append(fragment.message(message, above, _))
            return html[0]

        return Entry(self.rev, render)

    def render(self, message: Message, above: Message | None, _: Words) -> str:
        """A message with the card of what it leads to, as that is now, and links to the rooms that it names."""
        card, rooms = self.cards.of(self, message, _), self.cards.named(self, message)
        return fragment.message(message, above, _, card=card, rooms=rooms)

    def _await_end(self, message: Message, above: Message | None) -> None:
        """Show a poll anew when its time is over, as it is then."""
        if timer := self._ends.pop(message.seq, None):
            timer.cancel()
        if message.poll and message.poll.until and not message.poll.is_closed:
            left = (message.poll.until - now()).total_seconds()
            end = partial(self.show_anew, [Amended(message, above)])
            self._ends[message.seq] = asyncio.get_running_loop().call_later(min(left + 0.05, FAR), end)

    def _show_members(self) -> None:
        if isinstance(self.room, Thread):
            return  # its people are those of the room, and shown there
        members = self.room.presence.members
        self.panels['roster'] = Entry(self.rev, partial(fragment.roster, members, self.room.presence.away))
        for render in (fragment.faces, fragment.count):
            self.panels[render.__name__] = Entry(self.rev, partial(render, members))

    def _show_head(self) -> None:
        if isinstance(self.room, Thread):
            return
        head = self.room.head
        self.panels['pins'] = Entry(self.rev, partial(fragment.pins, len(head.pinned)))
        self.panels['topic'] = Entry(self.rev, partial(fragment.topic, head.topic))

    def _headed(self) -> None:
        self.rev += 1
        self._show_head()
        self._send([], {name: self.panels[name] for name in ('pins', 'topic') if name in self.panels})

    def _forget(self) -> None:
        oldest = self.room.tail[0].seq if self.room.tail else self.room.extent.last + 1
        for at in list(takewhile(lambda at: at < oldest - GAP, self.entries)):  # a fold right above the oldest stays
            del self.entries[at]
            self._folds.pop(at, None)

    def _send(self, ats: list[float], panels: dict[str, Entry] | None = None) -> None:
        self._changes.append((self.rev, ats))
        for language, views in self.views.items():
            if not views:
                continue
            change: dict[str, Any] = {
                'feed': self.name,
                'base': self.rev - 1,
                'rev': self.rev,
                'put': self._html(ats, language),
            }
            if not ats and self._gone:
                change['gone'] = self._gone
            if panels:
                change['panels'] = {name: panel.html(language) for name, panel in panels.items()}
            views.tell(Frame('feed', change))

    def whisper(self, panel: str, render: Callable[[Words, int], str], apart: Collection[int]) -> None:
        """Show something for a moment. It has no revision, and who misses it is not told again.

        :param render: what stands in the panel for a reader with this number, or for all others: 0
        :param apart: who is to see something of their own
        """
        for language, views in self.views.items():
            own = {view for view in views if view.reader in apart}
            for number in {0, *(view.reader for view in own)} if views else ():
                html = render(words_of(language), number)
                frame = Frame('feed', {'feed': self.name, 'panels': {f'{panel} {self.name}': html}})
                if not number:
                    views.tell(frame, without=own)
                for view in own:
                    if view.reader == number:
                        view.deliver(frame)

    def pass_on(self, change: dict[str, Any]) -> None:
        """Show something that has no revision and no words: who misses it is not told again."""
        frame = Frame('feed', change)
        for views in self.views.values():
            views.tell(frame)

    def _html(self, ats: Iterable[float], language: str) -> str:
        return ''.join((self.entries.get(at) or self.amends[at]).html(language) for at in ats)

    def close(self) -> None:
        """Stop the timers: the room is closed."""
        self.typing.close()
        if self._timer:
            self._timer.cancel()
        for timer in self._ends.values():
            timer.cancel()
