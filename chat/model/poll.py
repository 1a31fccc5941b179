"""A poll: a message that asks a question, with answers to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Final

from ..talk_errors import AnswerTooLong, TooFewAnswers, TooManyAnswers
from .member import Member

ANSWERS: Final = (2, 10)  # at least and at most
ANSWER_LIMIT: Final = 100  # characters of an answer


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """What makes a draft a poll; the question is its text."""

    answers: tuple[str, ...]
    is_many: bool = False
    """One may choose several answers."""
    is_anonymous: bool = False
    """Nobody is told who chose what."""
    until: datetime | None = None
    """When it closes by itself."""

    def checked(self) -> 'Ask':
        """As it will be kept: each answer in one line and once.

        :raises TooFewAnswers: less than two are left
        :raises TooManyAnswers: more than ten are
        :raises AnswerTooLong: one has more than `ANSWER_LIMIT` characters
        """
        from .message import UNSPEAKABLE

        clean = (' '.join(UNSPEAKABLE.sub(' ', answer).split()) for answer in self.answers)
        answers = tuple(dict.fromkeys(answer for answer in clean if answer))
        least, most = ANSWERS
        if len(answers) < least:
            raise TooFewAnswers(least)
        if len(answers) > most:
            raise TooManyAnswers(most)
        if any(len(answer) > ANSWER_LIMIT for answer in answers):
            raise AnswerTooLong(ANSWER_LIMIT)
        return replace(self, answers=answers)


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """One may choose it."""

    text: str
    members: tuple[Member, ...] = ()
    """Who did, the first first; of an anonymous poll it is told nobody."""


@dataclass(frozen=True, kw_only=True)
class Poll:
    """A poll as it stands now."""

    answers: tuple[Answer, ...]
    is_many: bool = False
    is_anonymous: bool = False
    until: datetime | None = None
    """When it closes, or was closed."""

    @property
    def is_closed(self) -> bool:
        """Nobody votes any more."""
        return self.until is not None and self.until <= datetime.now(UTC)

    @cached_property
    def votes(self) -> Mapping[int, frozenset[int]]:
        """The places of the answers that each person chose, by their number."""
        chosen: dict[int, frozenset[int]] = {}
        for place, answer in enumerate(self.answers):
            for member in answer.members:
                chosen[member.number] = chosen.get(member.number, frozenset()) | {place}
        return chosen


def begun(ask: Ask) -> Poll:
    """A poll in which nobody has voted yet."""
    return Poll(
        answers=tuple(Answer(text=text) for text in ask.answers),
        is_many=ask.is_many,
        is_anonymous=ask.is_anonymous,
        until=ask.until,
    )
