"""Threads that somebody follows: while something is new in them they stand under their room in the list of rooms."""

from collections.abc import Sequence

from nicegui import ui

from ..feed.light import html
from ..feed.unread import Badge, CallBadge, Unread
from ..identity.door import path_of
from ..model.member import Member
from ..model.room import Room
from ..model.spelling import key_of, room_of
from ..model.thread import Follow, Followed
from ..text.excerpt import excerpt
from ..words import Words
from .site import Site

FOLLOWED = 50  # threads of a person that are counted: those begun last
SHOWN = 60  # characters of the first message


def title_of(followed: Followed, _: Words) -> str:
    """A thread as it is called: by the beginning of its first message."""
    return _('Thread: {text}', text=excerpt(followed.text, SHOWN) or '…')


class FollowedThreads:
    """Of one tab; those that are there now, and those that come while it is open."""

    def __init__(
        self,
        site: Site,
        room: Room,
        member: Member,
        unread: Unread,
        words: Words,
        query: dict[str, str],
        *,
        opened: str,
    ) -> None:
        """
        :param room: the room of this tab, whose threads open beside it
        :param query: what the addresses of rooms need to know of the reader
        :param opened: finds in the browser, and lays open, the feed of this tab
        """
        self._site = site
        self._room = room
        self._member = member
        self._unread = unread
        self._opened = opened
        self._words = words
        self._query = query
        self._places: dict[str, ui.element] = {}  # by room
        self._entries: dict[str, ui.element] = {}  # by thread
        site.hub.threads.followed.subscribe(self._followed)

    def place(self, room_id: str, followed: Sequence[Followed], prefix: str) -> None:
        """Where those of a room stand."""
        self._prefix = prefix
        self._places[key_of(room_id)] = html.ul().classes('threads')
        for each in followed:
            if room_of(each.key) == key_of(room_id):
                self._add(each)

    def _add(self, followed: Followed) -> None:
        place = self._places.get(room_of(followed.key))
        if place is None or followed.key in self._entries:
            return
        room = room_of(followed.key)
        with place, html.li() as self._entries[followed.key]:
            path = path_of(followed.room_name, thread=str(followed.origin), **self._query)
            with html.a(href=self._prefix + path) as link:
                html.span(title_of(followed, self._words)).props('dir=auto').classes('room-name')
                CallBadge(self._unread, followed.key)
                Badge(self._unread, followed.key)
            if room == self._room.key:
                detail = f"{{ action: 'thread', seq: {followed.origin} }}"
                link.on(
                    'click',
                    js_handler=f"""(event) => {{
                        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                        event.preventDefault();
                        {self._opened}.$emit('action', {detail});
                    }}""",
                )

    async def _followed(self, follow: Follow) -> None:
        if follow.member != self._member.number or room_of(follow.thread) not in self._places:
            return
        if not follow.is_on:
            if entry := self._entries.pop(follow.thread, None):
                entry.delete()
            return self._unread.drop(follow.thread)
        kept = (await self._site.store.extents([follow.thread]))[follow.thread]
        first = await self._site.store.threads.followed_by(self._member.number, FOLLOWED)
        called = (await self._site.store.mentions.unread(self._member.number)).get(follow.thread, ())
        thread = self._site.hub.threads.find(follow.thread)
        extent = thread.extent if thread else kept  # as it is now: meanwhile something may have been said in it
        for each in first:
            if each.key == follow.thread:
                self._add(each)
                read = self._site.reading.position(self._member, each.key)
                self._unread.add(each.key, extent, follow.read if read is None else read, called)
        return None
