"""The list of rooms, and under each the threads that somebody follows there, as they come and go."""

from collections.abc import Sequence

import htpy as h
from markupsafe import Markup

from ..feed.light import Light
from ..feed.unread import Unread, badges
from ..identity.door import path_of
from ..model.member import Member
from ..model.room import Room
from ..model.spelling import key_of, room_of
from ..model.thread import Follow, Followed
from ..text.excerpt import excerpt
from ..words import Words
from .parts import room_title
from .site import Site

FOLLOWED = 50  # threads of a person that are counted: those begun last
SHOWN = 60  # characters of the first message


def title_of(followed: Followed, _: Words) -> str:
    """A thread as it is called: by the beginning of its first message."""
    return _('Thread: {text}', text=excerpt(followed.text, SHOWN) or '…')


class RoomsList(Light):
    """Of one tab; in one element, since one may have been in many rooms."""

    def __init__(
        self,
        site: Site,
        room: Room,
        member: Member,
        unread: Unread,
        words: Words,
        *,
        rooms: Sequence[str],
        followed: Sequence[Followed],
        query: dict[str, str],
        prefix: str,
        opened: str,
    ) -> None:
        """
        :param room: the room of this tab, whose threads open beside it
        :param rooms: what is listed
        :param followed: the threads that are
        :param query: what the addresses of rooms need to know of the reader
        :param prefix: what all addresses begin with
        :param opened: finds in the browser, and lays open, the feed of this tab
        """
        super().__init__('nav')
        self._site = site
        self._room = room
        self._member = member
        self._unread = unread
        self._words = words
        self._rooms = {key_of(room_id): room_id for room_id in rooms}
        self._query = query
        self._prefix = prefix
        self._threads = {each.key: each for each in followed if room_of(each.key) in self._rooms}
        self._props['aria-label'] = words('Rooms')
        self.on(
            'click',
            js_handler=f"""(event) => {{
                const origin = event.target.closest('[data-origin]')?.dataset.origin;
                if (!origin || event.ctrlKey || event.metaKey || event.shiftKey) return;
                event.preventDefault();
                {opened}.$emit('action', {{ action: 'thread', seq: Number(origin) }});
            }}""",
        )
        site.hub.threads.followed.subscribe(self._followed)
        self._show()

    def _show(self) -> None:
        self._props['innerHTML'] = self._html

    @property
    def _html(self) -> str:
        return str(h.ul('.rooms')[(self._entry(*each) for each in self._rooms.items())])

    def _entry(self, key: str, room_id: str) -> h.Element:
        threads = [self._thread(each) for each in self._threads.values() if room_of(each.key) == key]
        link = h.a(
            href=self._prefix + path_of(room_id, **self._query),
            title=self._site.hub.rights.topic(key) or None,
            aria_current='page' if key == self._room.key else None,
        )
        return h.li[
            link[h.span('.room-name', dir='auto')[room_title(room_id, self._words)], badges(self._unread, key)],
            threads and h.ul('.threads')[threads],
        ]

    def _thread(self, followed: Followed) -> h.Element:
        link = h.a(
            href=self._prefix + path_of(followed.room_name, thread=str(followed.origin), **self._query),
            data_origin=followed.origin if room_of(followed.key) == self._room.key else None,
        )
        name = h.span('.room-name', dir='auto')[title_of(followed, self._words)]
        return h.li[link[name, badges(self._unread, followed.key)]]

    async def _followed(self, follow: Follow) -> None:
        if follow.member != self._member.number or room_of(follow.thread) not in self._rooms:
            return
        if not follow.is_on:
            if self._threads.pop(follow.thread, None):
                self._show()
            return self._unread.drop(follow.thread)
        kept = (await self._site.store.extents([follow.thread]))[follow.thread]
        first = await self._site.store.threads.followed_by(self._member.number, FOLLOWED)
        called = (await self._site.store.mentions.unread(self._member.number)).get(follow.thread, ())
        thread = self._site.hub.threads.find(follow.thread)
        extent = thread.extent if thread else kept  # as it is now: meanwhile something may have been said in it
        for each in first:
            if each.key == follow.thread and each.key not in self._threads:
                self._threads[each.key] = each
                read = self._site.reading.position(self._member, each.key)
                self._unread.add(each.key, extent, follow.read if read is None else read, called)
                self._show()
        return None

    def _displayed_contents(self, *, only_visible: bool) -> list[str]:
        return [Markup(self._html).striptags()]  # noqa: S704 (with what waits now, which is drawn in the browser)
