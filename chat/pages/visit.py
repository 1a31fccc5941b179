"""A visit: what has to be known before a room's page can be built, asked of the store in one place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..feed.history import PAGE
from ..model.member import Member
from ..model.rights import Verb
from ..model.room import Room
from ..model.session import Session
from ..model.spelling import key_of, room_of
from ..model.store import Extent
from ..model.thread import Followed
from .rooms_list import FOLLOWED
from .site import Site


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """Where somebody is in their rooms, and what of this one they see first."""

    read: dict[str, int]
    """How far they have read, by room."""
    rooms: dict[str, Extent]
    """What there is of their rooms."""
    page: dict[str, Any] | None
    """The page to begin with; the newest if None."""
    called: dict[str, list[int]]
    """Messages that mention them and that they have not read, by room."""
    followed: Sequence[Followed]
    """Threads in their rooms that they follow."""

    @classmethod
    async def of(
        cls, site: Site, room: Room, member: Member, session: Session, *, at: int | None, language: str
    ) -> 'Visit':
        """Ask for it. The positions of the member are held from now on, and have to be released.

        :param at: the number of a message to begin at
        """
        keys = [key_of(room_id) for room_id in session.recent]
        may_read = {key for key in keys if site.hub.rights.may(member, Verb.READ, key)}
        followed = await site.store.threads.followed_by(member.number, FOLLOWED)
        followed = [each for each in followed if room_of(each.key) in may_read]
        rooms = await site.store.extents([*may_read, *(each.key for each in followed)])
        await site.notifier.fetch(member)
        read = await site.reading.fetch(member)
        if room.key not in read:  # who is new here has not missed anything
            site.reading.read(member, room.key, room.extent.last)
        return cls(
            read=dict(read),
            rooms=rooms | {room.key: room.extent},
            page=await first_page(site, room, read=read[room.key], at=at, language=language),
            called=await site.store.mentions.unread(member.number),
            followed=followed,
        )


async def first_page(
    site: Site, room: Room, *, read: int | None, at: int | None, language: str
) -> dict[str, Any] | None:
    """The page to begin with: at a message, or where what is new begins; the newest if None.

    :param read: everything up to this message has been read; all if None
    """
    stream = site.streams.of(room)
    last = room.extent.last
    if at is not None and last:
        page = await stream.history.around(at, language)
        return page | {'mark': page['jump']}
    fresh = max((last if read is None else read) + 1, room.extent.first)
    if last - PAGE + 1 < fresh or fresh > last:
        return None
    return await stream.history.around(fresh, language)
