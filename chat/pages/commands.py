"""Slash commands: what is done by typing `/name …` where one writes. Open to additions; one more is

@command('wave', lambda _: _('name'), lambda _: _('Wave at somebody'))
async def wave(place: Place, what: str) -> After: ...
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from ..command_errors import UnknownCommand
from ..errors import MessageEmpty
from ..model.member import Member
from ..model.room import Room
from ..words import Words

CALL: Final = re.compile(r'/([^\W\d_]+)(?:\s+(.*))?', re.DOTALL)  # not a path, nor a date
LONGEST: Final = 32  # characters of a name


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a command is given, and what it may have done there."""

    room: Room
    """Or a thread."""
    member: Member
    show_help: Callable[[], object]
    search: Callable[[str], object]
    leave: Callable[[], object]
    enter_as: Callable[[str], Awaitable['After']]
    """Come in under another name."""
    set_topic: Callable[[str], Awaitable[object]]
    ask: Callable[[], object]
    """Open the dialog for a poll."""


After = Callable[[], object] | None
"""What is left to do when the box is empty again: whatever leads away from the page."""
Run = Callable[[Place, str], Awaitable[After]]
Sentence = Callable[[Words], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """One command."""

    name: str
    what: Sentence
    """What is typed behind its name, in a word; empty if nothing is."""
    about: Sentence
    run: Run
    is_said: bool = False
    """What was typed is posted as it is, when it has run."""


COMMANDS: Final[dict[str, Command]] = {}
"""By name, in the order in which they are shown."""


def command(name: str, what: Sentence, about: Sentence, *, is_said: bool = False) -> Callable[[Run], Run]:
    """Make a function a command.

    :param what, about: see Command
    """

    def register(run: Run) -> Run:
        COMMANDS[name] = Command(name=name, what=what, about=about, run=run, is_said=is_said)
        return run

    return register


def find(text: str) -> tuple[Command, str] | None:
    """The command that a text gives, and what stands behind its name; None if it is a text like any other.

    :raises UnknownCommand: it would be a command if there were one with this name
    """
    call = CALL.fullmatch(text)
    if call is None or len(call[1]) > LONGEST:
        return None
    if (found := COMMANDS.get(call[1].lower())) is None:
        raise UnknownCommand(call[1])
    return found, (call[2] or '').strip()


@command('me', lambda _: _('what you do'), lambda _: _('Say what you do: “Anna waves”'), is_said=True)
async def _me(_: Place, what: str) -> After:
    if not what:
        raise MessageEmpty
    return None


@command('nick', lambda _: _('name'), lambda _: _('Be here under another name'))
async def _nick(place: Place, what: str) -> After:
    return await place.enter_as(what)


@command('topic', lambda _: _('text'), lambda _: _('Say what this room is for'))
async def _topic(place: Place, what: str) -> After:
    await place.set_topic(what)
    return None


@command('poll', lambda _: '', lambda _: _('Ask something that is answered by choosing'))
async def _poll(place: Place, _what: str) -> After:
    return place.ask


@command('search', lambda _: _('words'), lambda _: _('Search all rooms'))
async def _search(place: Place, what: str) -> After:
    return lambda: place.search(what)


@command('leave', lambda _: '', lambda _: _('Leave room'))
async def _leave(place: Place, _what: str) -> After:
    return place.leave


@command('help', lambda _: '', lambda _: _('Show all commands, keys and how texts are formatted'))
async def _help(place: Place, _what: str) -> After:
    return place.show_help
