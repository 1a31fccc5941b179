"""Whom a text mentions: people who are here, who spoke here or who have accounts, if they may be here; or all."""

from typing import TYPE_CHECKING

from ..call_errors import NotForAll, TooManyCalls
from ..errors import TooFast
from .limits import Act
from .member import Member
from .mention import ALL, EVERYBODY, Mention, spans_of
from .rights import Verb
from .role import Role

if TYPE_CHECKING:
    from .room import Room


class Mentioning:
    """Finds them for one room."""

    def __init__(self, room: 'Room') -> None:
        self._room = room

    def refuse(self, by: Member, text: str, address: str) -> None:
        """Refuse to call everybody: where somebody owns the room, that is for moderators; elsewhere it is limited.

        :param address: from where, for the limits
        :raises NotForAll: who speaks may not
        :raises TooManyCalls: all were called too often lately
        """
        room = self._room
        if by.is_unproven or not calls_all(text) or room.rights.role(by, room.key) >= Role.MODERATOR:
            return
        if not room.rights.may(by, Verb.CALL, room.key):
            raise NotForAll
        try:
            room.limits.spend(Act.CALL, person=str(by.number), address=address)
        except TooFast as error:
            raise TooManyCalls(error.retry_after) from None

    async def found(self, by: Member, text: str, *, is_edit: bool = False) -> tuple[Mention, ...]:
        """Whom a text calls: each once, in the order of the text; nobody calls themselves.

        :param is_edit: it is put in the place of another text, which has called all, or has not
        """
        spans = list(spans_of(text))
        people = await self._people(by, {key for span in spans for _, key in span.names}) if spans else {}
        found: dict[int, Mention] = {}
        for span in spans:
            key = next((key for _, key in span.names if key in people or key in EVERYBODY), None)
            if key in people:
                found[people[key].number] = Mention(member=people[key].number, name=people[key].name)
            elif key is not None and not by.is_unproven:
                found[ALL] = Mention(member=ALL, name=key)
        if ALL in found and not is_edit:
            here = (member for member in self._room.presence.members if member != by and not member.is_unproven)
            found = {member.number: Mention(member=member.number) for member in here} | found
        return tuple(found.values())

    async def _people(self, by: Member, keys: set[str]) -> dict[str, Member]:
        """Who is meant by these keys: an account before who is here, and those before who was."""
        room = self._room
        known = {member.key: member for member in await room.store.mentions.speakers(room.key, keys)}
        known |= {member.key: member for member in room.presence.members if not member.is_unproven}
        known |= {key: account.member for key in keys if (account := room.rights.named(key))}
        return {
            key: known[key]
            for key in keys & known.keys()
            if known[key] != by and room.rights.may(known[key], Verb.READ, room.key)
        }


def calls_all(text: str) -> bool:
    """Whether everybody is called in it."""
    return any(key in EVERYBODY for span in spans_of(text) for _, key in span.names)
