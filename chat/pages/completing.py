"""What may be meant by the beginning of a word where one writes: somebody's name, an emoji, a command."""

import asyncio
from typing import Final

from ..feed.composer import Offer
from ..feed.fragment import colour_of, initials
from ..model.member import ERASED, Member
from ..model.room import Room
from ..model.thread import Thread
from ..text.emojis import called, find, plain
from ..words import Words
from .commands import COMMANDS

OFFERED: Final = 8
PATTERN: Final = (  # a command is one only where a text begins; two letters after a colon are no face any more
    r'(?:^(?=/)|(?:^|[\s(])(?=[@:]))(?<word>/\p{L}*|@[^\s@]*(?: [^\s@]+)?|:[\p{L}\d_+-]{2,})$'
)


class Completion:
    """For one who writes in one room."""

    def __init__(self, room: Room, member: Member, words: Words) -> None:
        self._room = room
        self._member = member
        self._words = words

    async def ask(self, word: str) -> list[Offer]:
        """What this word may become; nothing if it is all that it can be.

        :param word: `@` and the beginning of a name, `:` and that of an emoji's, `/` and that of a command's
        """
        sign, typed = word[:1], word[1:]
        if sign == '@':
            offers = self._people(plain(typed))
        elif sign == ':' and len(typed) > 1:
            # a thread, as the first look reads the names of all
            offers = await asyncio.to_thread(_emoji, typed.replace('_', ' '))
        else:
            offers = self._commands(typed.lower()) if sign == '/' else []
        return [] if [offer.text.rstrip() for offer in offers] == [word] else offers

    def _people(self, typed: str) -> list[Offer]:
        """Those who spoke lately, then those who are here; names that begin so before those where a later word does."""
        tail = [*(self._room.parent.tail if isinstance(self._room, Thread) else ()), *self._room.tail]
        everybody = [*(message.author for message in reversed(tail)), *self._room.presence.members]
        found: list[tuple[bool, bool, Member]] = []
        for member in dict.fromkeys(everybody):
            name = plain(member.name)
            if member not in {self._member, ERASED} and f' {typed}' in f' {name}':
                found.append((name != typed, not name.startswith(typed), member))
        found.sort(key=lambda each: each[:2])
        offers = [
            Offer(
                text=f'@{member.label} ',
                label=member.label,
                sign=initials(member),
                looks='avatar',
                colour=colour_of(member),
            )
            for *_, member in found[:OFFERED]
        ]
        _, all_ = self._words, self._words('all')
        if typed and all_.startswith(typed):  # last: nobody calls everybody by mistake
            everybody_here = Offer(text=f'@{all_} ', label=all_, detail=_('Everybody who is here'), sign='@')
            offers.insert(0 if typed == all_ else len(offers), everybody_here)
        return offers

    def _commands(self, typed: str) -> list[Offer]:
        return [
            Offer(text=f'/{name} ', label=each.what(self._words), detail=each.about(self._words), sign=f'/{name}')
            for name, each in COMMANDS.items()
            if name.startswith(typed)
        ]


def _emoji(typed: str) -> list[Offer]:
    return [
        Offer(text=f'{char} ', label=called(char, typed).replace(' ', '_'), sign=char, looks='emoji')
        for char in find(typed, OFFERED)
    ]
