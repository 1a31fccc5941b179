"""Deeds and roles in words."""

from ..model.deed import Deed, What
from ..model.role import Role
from ..words import Words


def role_name(role: Role, _: Words) -> str:
    """What somebody is in a room."""
    return {
        Role.GUEST: _('guest'),
        Role.MEMBER: _('member'),
        Role.MODERATOR: _('moderator'),
        Role.OWNER: _('owner'),
        Role.ADMIN: _('administrator'),
    }[role]


def told(deed: Deed, _: Words, *, room: str = '') -> str:
    """A line of a log.

    :param room: where it was, if that has to be told
    """
    what = {
        What.OWNED: _('owner of the room'),
        What.DOOR: _('room settings changed'),
        What.TOPIC: _('topic changed'),
        What.LET_IN: _('let in'),
        What.APPOINTED: _('role given'),
        What.INVITED: _('invitation made'),
        What.REVOKED: _('invitation taken back'),
        What.MUTED: _('muted'),
        What.UNMUTED: _('may speak again'),
        What.KICKED: _('put out'),
        What.BANNED: _('banned'),
        What.UNBANNED: _('let in again'),
        What.REMOVED: _('message removed'),
        What.RESTORED: _('message restored'),
        What.REPORTED: _('message reported'),
        What.DISMISSED: _('report dismissed'),
        What.MADE_ADMIN: _('made administrator'),
        What.UNMADE_ADMIN: _('administrator no more'),
        What.SIGNED_OUT: _('signed out'),
        What.RESET: _('link for a new password'),
        What.ERASED: _('erased'),
        What.DELETED: _('room deleted'),
    }[deed.what]
    parts = [f'{deed.at:%Y-%m-%d %H:%M}', room, deed.by.label, what, deed.whom]
    return ' · '.join(part for part in parts if part)
