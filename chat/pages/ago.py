"""How long ago something was, in words that need no clock and no zone."""

from datetime import datetime

from ..model.message import now
from ..words import Words


def ago(moment: datetime, _: Words) -> str:
    """How long ago that was."""
    return passed((now() - moment).total_seconds(), _) or _('just now')


def passed(seconds: float, _: Words) -> str:
    """So many minutes, hours or days ago; empty for less."""
    minutes = int(seconds // 60)
    if minutes < 1:
        return ''
    if minutes < 60:
        return _.many('{n} minute ago', '{n} minutes ago', minutes)
    if minutes < 48 * 60:
        return _.many('{n} hour ago', '{n} hours ago', minutes // 60)
    return _.many('{n} day ago', '{n} days ago', minutes // (24 * 60))
