"""The door: how somebody with a name enters a room, from the page and from a form alike."""

from urllib.parse import quote, urlencode

from ..model.hub import Hub
from ..model.limits import Deed, Limits
from ..model.spelling import clean_name
from .session import Sessions


async def enter(
    hub: Hub,
    sessions: Sessions,
    limits: Limits,
    session_id: str,
    *,
    address: str,
    name: str,
    room_id: str,
    at: str = '',
) -> str:
    """Let a browser into a room. It is there once its page has connected; until then its name is kept free.

    :param address: from where it comes, for the limits
    :param at: the number of a message it wants to see
    :return: the path of its room page
    :raises ChatError: the name or the room ID cannot be, or the name is taken, or it is too often
    """
    clean_name(name)
    limits.spend(Deed.JOIN, person=session_id, address=address)
    room = await hub.open(room_id, person=session_id, address=address)
    member = await sessions.candidate(session_id, name)
    room.expect(member)
    session = await sessions.entered(session_id, member, room.id)
    return path_of(room.id, at=at, **session.query_of(member))


def path_of(room_id: str, **query: str) -> str:
    """Where a room's page is, without its host; without a query the same for everyone.

    :param query: who one is there (`as`), which message is to be seen (`at`); what is empty is left out
    """
    given = urlencode({name: value for name, value in query.items() if value})
    return f'/rooms/{quote(room_id, safe="")}' + (f'?{given}' if given else '')
