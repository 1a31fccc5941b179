"""Verbs: what one may want to do, what some of them need, and where somebody may look."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .role import Role

WHOLE_CHAT: Final = ''
"""In the place of a room's key: all rooms, and what belongs to none."""


class Verb(StrEnum):
    """What one may want to do in a room."""

    SEE = 'see'
    """Be told that it is there."""
    READ = 'read'
    """Be in it: read, search, see who is there."""
    POST = 'post'
    PIN = 'pin'
    """Put a message where everybody finds it, say what the room is for: moderators do, in rooms that somebody owns."""
    CALL = 'call'
    """Mention all who are there at once: for moderators, too, where somebody owns the room."""
    MODERATE = 'moderate'
    """Change its door, invite, remove messages, mute and ban."""
    APPOINT = 'appoint'
    """Say who moderates and who owns it."""
    ADMINISTER = 'administer'
    """Look after the whole chat: all rooms, all people, all sessions."""


NEEDS: Final = {Verb.MODERATE: Role.MODERATOR, Verb.APPOINT: Role.OWNER, Verb.ADMINISTER: Role.ADMIN}


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """Where somebody may look: in all open rooms but some, and in some that are not open."""

    everything: bool = False
    but: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()
    nothing: bool = False
    """Whoever is banned from the whole chat."""


EVERYWHERE: Final = Scope(everything=True)
NOWHERE: Final = Scope(nothing=True)
