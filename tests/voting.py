"""Voting as a store in memory does it."""

from dataclasses import replace

from chat.model.member import Member
from chat.model.poll import Answer, Poll


def voted(poll: Poll, by: Member, place: int) -> Poll:
    """A poll after somebody has chosen an answer, or taken it back."""

    def chosen(n: int, answer: Answer) -> Answer:
        without = tuple(member for member in answer.members if member != by)
        if n == place:
            return replace(answer, members=without if by in answer.members else (*answer.members, by))
        return answer if poll.is_many else replace(answer, members=without)

    return replace(poll, answers=tuple(chosen(n, answer) for n, answer in enumerate(poll.answers)))
