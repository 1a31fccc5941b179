"""A visit: what has to be known before a room's page can be built, asked of the store in one place."""

from dataclasses import dataclass
from typing import Any

from ..feed.history import PAGE
from ..model.member import Member
from ..model.rights import Verb
from ..model.room import Room
from ..model.session import Session
from ..model.spelling import key_of
from ..model.store import Extent
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

    @classmethod
    async def of(cls, site: Site, room: Room, member: Member, session: Session, *, at: str, language: str) -> 'Visit':
        """Ask for it. The positions of the member are held from now on, and have to be released.

        :param at: the number of a message to begin at, as an address gives it
        """
        keys = [key_of(room_id) for room_id in session.recent]
        rooms = await site.store.extents([key for key in keys if site.hub.rights.may(member, Verb.READ, key)])
        read = await site.reading.fetch(member)
        if room.key not in read:  # who is new here has not missed anything
            site.reading.read(member, room.key, room.extent.last)
        return cls(
            read=dict(read), rooms=rooms | {room.key: room.extent}, page=await _page(site, room, read, at, language)
        )


async def _page(site: Site, room: Room, read: dict[str, int], at: str, language: str) -> dict[str, Any] | None:
    stream = site.streams.of(room)
    last = room.extent.last
    if at.isascii() and at.isdecimal() and len(at) < 16 and last:
        page = await stream.history.around(int(at), language)
        return page | {'mark': page['jump']}
    fresh = max(read[room.key] + 1, room.extent.first)
    if last - PAGE + 1 < fresh or fresh > last:
        return None
    return await stream.history.around(fresh, language)
