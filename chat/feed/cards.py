"""Cards of rooms, below messages that are nothing but a link to one, or its `#name`; and names as links.

Only what this chat knows is told; nothing is fetched. All readers get the same bytes, so only rooms that are open to
all have cards; and where somebody is banned, who must not read what is said there, a card tells the name alone. Of whom
the link is, is known to the browser alone: a card is to be seen on pages of the address that the link begins with
(`shown_at`), else it is hidden.
"""

import re
from collections.abc import Mapping
from itertools import islice
from typing import Final, NamedTuple
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

import htpy as h
from markupsafe import Markup, escape

from ..errors import BadRoomId
from ..model.door import Kind
from ..model.message import Message
from ..model.rights import Rights
from ..model.spelling import clean_room_id, key_of, thread_key
from ..text.excerpt import excerpt
from ..words import Words
from .mentioned import in_prose

LONGEST: Final = 500  # characters of a link
HOME: Final = re.compile(r'https?://[\w.:\[\]-]+(?:/[\w.~-]+)*')  # what an address of a chat looks like
ROOMS: Final = '/rooms/'
SHOWN: Final = 120  # characters of a message
NAME: Final = re.compile(r'(?<![\w#/&.:?=-])#([\w-]{1,64})(?![\w#-])')
NAMES: Final = 20  # in one text that may be links; those after them are text


class Link(NamedTuple):
    """A link to a room of some chat, perhaps of this one; or the name of a room of this one."""

    home: str
    """The address of the chat; empty if only the room is named."""
    room: str
    """The ID of the room, as it is shown."""
    at: str
    """The message that is to be seen; empty for the newest."""
    thread: str
    is_in_prose: bool = False
    """It stands among other words, and has no card."""

    @property
    def key(self) -> str:
        """Of the room."""
        return key_of(self.room)

    @property
    def path(self) -> str:
        """Where it leads, from the page of any room."""
        asked = urlencode({name: value for name, value in (('thread', self.thread), ('at', self.at)) if value})
        return f'..{ROOMS}{quote(self.room, safe="")}' + (f'?{asked}' if asked else '')

    @property
    def target(self) -> str:
        """The key of the room, or of its thread, to which it leads."""
        return thread_key(self.key, int(self.thread)) if self.thread else self.key


def link_in(text: str) -> Link | None:
    """The link, or `#name`, that a text is; None if there is more in it, or it leads to no room."""
    text = text.strip()
    if text.startswith('#'):
        return _named(text[1:])
    if ROOMS not in text or len(text) > LONGEST or any(char.isspace() for char in text):
        return None
    try:
        parts = urlsplit(text)
        place, _, room = parts.path.rpartition(ROOMS)
        home = f'{parts.scheme}://{parts.netloc}{place}'
        if not room or '/' in room or not HOME.fullmatch(home):
            return None
        asked = {name: values[0] for name, values in parse_qs(parts.query[:200]).items()}
        at, thread = (asked.get(name, '') for name in ('at', 'thread'))
        room = clean_room_id(unquote(room))
    except (ValueError, BadRoomId):
        return None
    at, thread = (each if re.fullmatch('[0-9]{1,15}', each) else '' for each in (at, thread))
    return Link(home, room, at, thread)


def _named(name: str) -> Link | None:
    """A room as it is named; one that is a mere number is not, since messages are numbered, too."""
    try:
        room = clean_room_id(name)
    except BadRoomId:
        return None
    return None if room != name or room.isdecimal() else Link('', room, '', '')


def links_in(text: str) -> Mapping[str, Link]:
    """What a text leads to, by the key of the room: what it is, or the names that stand in it."""
    found = (_named(name[1]) for name in islice(NAME.finditer(text), NAMES)) if '#' in text else ()
    links = {link.key: link._replace(is_in_prose=True) for link in found if link}
    return links | {link.key: link} if (link := link_in(text)) else links


def with_names(html: Markup, paths: Mapping[str, str]) -> Markup:
    """The same, with the names of rooms as links; given by their keys."""

    def link(name: re.Match[str]) -> str:
        path = paths.get(key_of(name[1]))
        return f'<a href="{escape(path)}">{escape(name[0])}</a>' if path else str(escape(name[0]))

    def mark(text: str) -> str:
        at, marked = 0, []
        for name in islice(NAME.finditer(text), NAMES):
            marked += [escape(text[at : name.start()]), link(name)]
            at = name.end()
        return ''.join((*marked, escape(text[at:])))

    return in_prose(html, mark) if paths else html


def is_for_all(rights: Rights, room: str) -> bool:
    """Whether a room is open to all, and listed for all."""
    door = rights.door(room)
    return door.kind is Kind.PUBLIC and not door.is_locked


def card(link: Link, rights: Rights, _: Words, *, people: int = 0, said: Message | None = None) -> h.Node:
    """The card of a room; nothing of one that is not open to all, and listed for all.

    :param people: who are there now
    :param said: the message that is to be seen there
    """
    if not is_for_all(rights, link.key):
        return None
    if rights.has_banned(link.key):
        people, said, topic = 0, None, ''
    else:
        topic = '' if said else rights.topic(link.key)
    title = _('Room {number}', number=link.room) if link.room.isdecimal() else link.room
    return h.a('.room-card', href=link.path, data_home=link.home or None)[
        h.b(dir='auto')[title],
        people > 0 and h.small[_.many('{n} member', '{n} members', people)],
        topic and h.span(dir='auto')[topic],
        said is not None and h.span(dir='auto')[h.strong[said.author.label], ' ', gist_of(said)],
    ]


def gist_of(message: Message) -> str:
    """The beginning of what it says, without what is hidden in it."""
    return excerpt(message.gist, SHOWN)


def shown_at(*homes: str) -> str:
    """The style rule of a page that shows the cards of links to the chat's own address."""
    own = ', '.join(f'[data-home="{home}"]' for home in dict.fromkeys(homes) if HOME.fullmatch(home))
    return f'.room-card:is({own}) {{ display: flex }}' if own else ''
