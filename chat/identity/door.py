"""The door: how somebody with a name enters a room, from the page and from a form alike."""

from urllib.parse import quote, urlencode

from ..model.hub import Hub
from ..model.limits import Act, Limits
from ..model.member import Member
from ..model.rights import Rights, Verb
from ..model.session import Session
from ..model.spelling import clean_name, clean_room_id, key_of, origin_of, room_of
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
    thread: str = '',
) -> str:
    """Let a browser into a room. It is there once its page has connected; until then its name is kept free.

    :param address: from where it comes, for the limits
    :param at: the number of a message it wants to see
    :param thread: the number of a message whose thread it wants to see
    :return: the path of its room page
    :raises ChatError: the name or the room ID cannot be, the name is taken, they may not be there, or it is too often
    """
    clean_name(name)
    shown = clean_room_id(room_id)
    limits.spend(Act.JOIN, person=session_id, address=address)
    member = await sessions.candidate(session_id, name)
    hub.rights.places.saw(member, address)
    if not hub.rights.asks_for_password(member, key_of(shown)):  # its page does that
        # before the room is opened: how it is spelled is not for strangers either
        refuse_entry(hub.rights, sessions.find(session_id), member, key_of(shown))
        room = await hub.open(room_id, person=session_id, address=address)
        room.expect(member)
        shown = room.id
    session = await sessions.entered(session_id, member, shown)
    return path_of(shown, thread=thread, at=at, **session.query_of(member))


def refuse_entry(rights: Rights, session: Session | None, member: Member, room: str) -> None:
    """Refuse a browser what it may not read.

    :param room: a key
    :raises NotLetIn: it speaks as somebody who may not be there, or somebody else whom it spoke as was banned there
    """
    others = session.members if session else ()
    rights.refuse_all((member, *others), Verb.READ, room)


def path_of(room_id: str, **query: str) -> str:
    """Where a room's page is, without its host; without a query the same for everyone.

    :param query: who one is there (`as`), which message is to be seen (`at`), in the thread about which one
        (`thread`); what is empty is left out
    """
    given = urlencode({name: value for name, value in query.items() if value})
    return f'/rooms/{quote(room_id, safe="")}' + (f'?{given}' if given else '')


def path_to_message(room: str, seq: int, **query: str) -> str:
    """Where a message is seen.

    :param room: the ID of its room; of a thread, what its room is called in the store
    :param query: as with `path_of`
    """
    origin = origin_of(room)
    return path_of(room_of(room), thread='' if origin is None else str(origin), at=str(seq), **query)
