"""The element that shows a stream, and panels with what goes with it. feed.js is its part in the browser."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup
from nicegui.events import GenericEventArguments

from ..errors import TooFast
from ..words import Words
from .light import Light
from .stream import Stream
from .wire import Frame, Line

HIGHEST = 1 << 53  # the first number that JavaScript cannot tell from the next


class Feed(Light, component='feed.js', default_classes='feed'):
    """A room's messages, of which the browser keeps a bounded number and the server none."""

    def __init__(
        self,
        stream: Stream,
        words: Words,
        *,
        ghost: str,
        link: str = '',
        label: str = '',
        page: dict[str, Any] | None = None,
        read: int | None = None,
        on_action: Callable[[str, int], Any] | None = None,
        on_read: Callable[[int], Any] | None = None,
        on_look: Callable[[], object] = lambda: None,
        reader: int = 0,
        beside: Callable[[Stream], dict[str, Any]] | None = None,
        limit: int = 200,
    ) -> None:
        """
        :param stream: what is shown
        :param words: the reader's language
        :param ghost: the HTML of a message that is not confirmed yet; its text goes where `data-text` is
        :param link: what the address of a message begins with; its number comes behind that
        :param label: what is shown, for screen readers; the messages of a room if not given
        :param page: what is shown first (see History.around), and its `jump` marked; the newest page if not given
        :param read: everything up to this message has been read; all if not given
        :param on_action: called with the `data-action` that was clicked and the message's `seq`
        :param on_read: called with the `seq` up to which everything has been seen
        :param on_look: called before something is looked up for the browser; may raise TooFast, and it waits then
        :param reader: the number of whoever looks
        :param beside: a change without revision that is shown with each page of messages
        :param limit: how many rows the browser keeps
        """
        super().__init__()
        last = stream.room.extent.last
        self.stream = stream
        self.reader = reader
        self._beside = beside
        self._views = stream.views[words.language]
        self._sent = page['rev'] if page else stream.rev  # everything up to this revision was sent to this view ...
        page = page or stream.newest(words.language) | {'live': True}
        self._whole: bool = page['whole']  # ... from the start of the room, or ...
        self._oldest = min(stream.entries, default=0) if self._whole else _first(page['put'])  # ... from this row on
        self._deep = '' if page['live'] else page['put']  # what stands above all that the stream holds
        self._language = words.language
        self._on_action = on_action
        self._on_read = on_read
        self._on_look = on_look
        self._waits: set[str] = set()  # what the browser wants too soon
        self._line = Line(self, 'receive', self._catch_up, self._fall_behind)
        self._is_closed = False
        self._props.update(
            name=stream.name,
            html=page['put'],
            whole=page['whole'],
            live=page['live'],
            goal=page.get('mark', 0),
            rev=self._sent,
            last=last,
            read=last if read is None else read,
            limit=limit,
            ghost=ghost,
            link=link,
            label=label or words('Messages'),
            words={'since': words('New since {time}', time='{time}'), 'fresh': words('{n} new', n='{n}')},
            language=words.language,
        )
        self.on('sync', self._sync)
        self.on('page', self._page)
        self.on('jump', self._jump)
        self.on('latest', self._latest)
        self.on('action', self._action)
        self.on('seen', self._seen)
        self.client.on_connect(self._connected)
        self._connecting = self.client.connect_handlers[-1]
        if self.client.has_socket_connection:
            self._line.connect()  # on a page that is open already; the browser asks for what it misses
        self._views.add(self)
        stream.room.hold(self)

    def deliver(self, frame: Frame) -> None:
        """Send a change, unless it has to wait: who comes back asks for it, who reads too slowly catches up."""
        change = frame.data
        if self._line.send(frame) and (change.get('base') == self.sent or change.get('reset')):
            self._sent = change['rev']
            if write := self._line.direct:
                self._views.trust(self, write)

    @property
    def sent(self) -> int:
        """Everything up to this revision was sent to this view."""
        return self._views.rev if self._views.keeps_up(self) else self._sent

    def _fall_behind(self) -> None:
        self._sent = self.sent
        self._views.doubt(self)

    def go_to(self, seq: int) -> None:
        """Lead the reader to a message."""
        self.run_method('goTo', {'seq': seq})

    def close(self) -> None:
        """Show nothing more, whatever the browser asks: whoever looks may not look any more."""
        self._stop()

    def _stop(self) -> None:
        self._is_closed = True
        self._line.disconnect()
        self._views.discard(self)

    def _connected(self) -> None:  # also after every reconnect, with a new socket
        self._forget_page()
        if self._is_closed:
            return
        if self._line.connect():
            self._deep = ''  # the browser asks for what it misses
        else:
            self._catch_up()
        self._show_beside()

    def _show_beside(self) -> None:
        change = self._beside(self.stream) if self._beside else {}
        if change.get('put') or change.get('drop'):
            self.run_method('receive', change)

    def _forget_page(self) -> None:  # delivered; whoever mounts it anew asks for everything
        self._props.update(html='', rev=0, whole=False, live=True, goal=0)

    def _catch_up(self) -> None:
        if self.sent < self.stream.rev and not self._is_closed:
            self._answer(self.sent)

    async def _may_look(self, what: str) -> bool:
        """Wait until it is not too often; while one waits, the next of its kind is not heard."""
        while not (self._is_closed or what in self._waits):
            try:
                self._on_look()
            except TooFast as error:
                self._waits.add(what)
                await asyncio.sleep(error.retry_after)
                self._waits.discard(what)
            else:
                return True
        return False

    async def _sync(self, event: GenericEventArguments) -> None:
        rev = _said(event).get('rev')
        self._forget_page()
        if type(rev) is int and 0 <= rev < self.stream.rev and await self._may_look('sync'):
            self._answer(rev)

    def _answer(self, rev: int) -> None:
        self.run_method('receive', self.stream.since(rev, self._language))
        self._sent = self.stream.rev
        self._show_beside()

    async def _page(self, event: GenericEventArguments) -> None:
        older = 'before' in _said(event)
        at = _said(event).get('before' if older else 'after')
        if isinstance(at, bool) or not isinstance(at, int | float) or not 0 <= at < HIGHEST:
            return
        if not await self._may_look('page'):
            return
        page = await self.stream.history.page(float(at), older=older, language=self._language)
        if self._is_closed:
            return
        if older:
            self._oldest = 0.0 if page['last'] else min(self._oldest, _first(page['put']))
        self.run_method('page', page)
        self._show_beside()

    async def _jump(self, event: GenericEventArguments) -> None:
        seq, moment = _said(event).get('seq'), _moment(_said(event).get('date'))
        if not await self._may_look('jump'):
            return
        if moment is not None:
            seq = await self.stream.room.store.seq_at(self.stream.name, moment)
        if type(seq) is int and 0 <= seq < HIGHEST:
            page = await self.stream.history.around(seq, self._language)
            if not self._is_closed:
                self.run_method('page', page)
                self._show_beside()

    async def _latest(self) -> None:
        if not await self._may_look('latest'):
            return
        newest = self.stream.newest(self._language)
        self.run_method('page', {'rev': self.stream.rev, 'newest': True, 'live': True, **newest})
        self._show_beside()

    async def _action(self, event: GenericEventArguments) -> None:
        action, seq = _said(event).get('action'), _said(event).get('seq')
        if self._on_action and isinstance(action, str) and type(seq) is int:
            done = self._on_action(action[:64], seq)
            if isinstance(done, Awaitable):
                await done

    def _seen(self, event: GenericEventArguments) -> None:
        seq = _said(event).get('seq')
        if self._on_read and type(seq) is int and 0 <= seq < HIGHEST:
            self._on_read(min(seq, self.stream.room.extent.last))

    def _displayed_contents(self, *, only_visible: bool) -> list[str]:
        """The texts that were sent to this view, and no others: `should_see` fails when delivery is broken."""
        return _texts(
            [
                self._deep,
                *(
                    entry.html(self._language)
                    for at, entry in self.stream.entries.items()
                    if at >= self._oldest and entry.rev <= self.sent and not self._deep
                ),
            ]
        )

    def _handle_delete(self) -> None:
        self._stop()
        if self._connecting in self.client.connect_handlers:
            self.client.connect_handlers.remove(self._connecting)
        self.stream.room.release(self)
        super()._handle_delete()


class Panel(Light):
    """Something else of the room that everybody sees, such as its roster; the feed's changes bring what is new."""

    def __init__(self, feed: Feed, name: str, tag: str = 'div', *, label: str = '') -> None:
        """
        :param feed: the view it belongs to
        :param name: which of the stream's panels
        :param label: what it is called, if what it shows does not tell
        """
        super().__init__(tag)
        if label:
            self._props['aria-label'] = self._props['title'] = label
        if tag == 'button':
            self._props['type'] = tag
        self._feed = feed
        self._panel = name
        self._props['data-panel'] = name
        self._props['innerHTML'] = self._html

    @property
    def _html(self) -> str:
        return self._feed.stream.panels[self._panel].html(self._feed._language)

    def _displayed_contents(self, *, only_visible: bool) -> list[str]:
        return _texts([self._html]) if self._feed.stream.panels[self._panel].rev <= self._feed.sent else []


def _said(event: GenericEventArguments) -> dict[str, Any]:
    """What the browser said; a hostile one may send any JSON."""
    return event.args if isinstance(event.args, dict) else {}


def _moment(said: object) -> datetime | None:
    """A moment in ISO 8601; None if it is not one."""
    try:
        moment = datetime.fromisoformat(said) if isinstance(said, str) else None
        return moment.astimezone(UTC) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _texts(fragments: Iterable[str]) -> list[str]:
    return [Markup(html).striptags() for html in fragments]  # noqa: S704 (our own fragments, and only to read them)


def _first(html: str) -> float:
    """The position of the first row of a page."""
    return float(html.partition('data-at="')[2].partition('"')[0] or 0)
