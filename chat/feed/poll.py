"""A poll as HTML: its answers as buttons with bars, the same bytes for all; who reads marks their own by style."""

from typing import Final

import htpy as h

from ..model.poll import Answer, Poll
from ..words import Words

LISTED: Final = 100  # people of an answer who are named before the rest is only counted


def poll(poll: Poll, _: Words) -> h.Element:
    """The answers, how many chose each, and how long one may vote."""
    people, is_closed = len(poll.votes), poll.is_closed
    notes = [_.many('{n} vote', '{n} votes', people)]
    notes += [_('several answers')] if poll.is_many else []
    notes += [_('anonymous')] if poll.is_anonymous else []
    notes += [_('closed')] if is_closed else []
    return h.div('.poll.over' if is_closed else '.poll')[
        (_answer(place, answer, people, poll.is_anonymous) for place, answer in enumerate(poll.answers)),
        h.div('.poll-foot')[
            h.span[' · '.join(notes)],
            not is_closed
            and poll.until is not None
            and h.span[_('until'), ' ', f'{poll.until:%Y-%m-%d %H:%M}', ' UTC'],
            not is_closed and h.button('.close-poll', type='button', data_action='close-poll')[_('Close the poll')],
        ],
    ]


def _answer(place: int, answer: Answer, people: int, is_anonymous: bool) -> h.Element:
    n = len(answer.members)
    names = '' if is_anonymous else ', '.join(member.label for member in answer.members[:LISTED])
    return h.button('.answer', type='button', data_action=f'vote {place}', title=names or None)[
        h.span('.answer-text', dir='auto')[answer.text],
        h.span('.answer-count')[n],
        h.progress(max=max(people, 1), value=n, aria_hidden='true'),
        h.span('.hidden')[names] if names else None,
    ]
