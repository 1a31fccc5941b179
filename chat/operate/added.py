"""What was added to a message, as an export tells it: what it answers, reactions, a poll's results."""

from typing import Any

import htpy as h

from ..model.member import Member
from ..model.message import Message
from ..model.poll import Poll
from ..words import Words


def about(message: Message) -> dict[str, Any]:
    """For programs; only what there is."""
    told: dict[str, Any] = {}
    if message.reply_to is not None and not message.is_removed:
        told['reply_to'] = message.reply_to
    if message.edited:
        told['edited'] = message.edited.isoformat()
    if message.is_pinned:
        told['pinned'] = True
    if message.reactions:
        told['reactions'] = [{'emoji': each.emoji, 'by': _people(each.members)} for each in message.reactions]
    if message.poll:
        told['poll'] = _poll(message.poll)
    return told


def _people(members: tuple[Member, ...]) -> list[dict[str, Any]]:
    return [{'id': member.number, 'name': member.name} for member in members]


def _poll(poll: Poll) -> dict[str, Any]:
    return {
        'answers': [
            {'text': answer.text, 'votes': len(answer.members)}
            | ({} if poll.is_anonymous else {'by': _people(answer.members)})
            for answer in poll.answers
        ],
        'many': poll.is_many,
        'anonymous': poll.is_anonymous,
        'people': len(poll.votes),
        'until': poll.until.isoformat() if poll.until else None,
        'closed': poll.is_closed,
    }


def quoted(message: Message, _: Words) -> str:
    """What it answers, in one line; empty if it answers nothing."""
    if message.reply_to is None or message.is_removed:
        return ''
    if message.quoted is None or not message.quoted.text:
        return _('A message that is not there any more')
    return f'{message.quoted.author.label}: {" ".join(message.quoted.text.split())}'


def results(poll: Poll) -> list[tuple[str, int, str]]:
    """Each answer, how many chose it, and who did, if that is told."""
    return [
        (answer.text, len(answer.members), '' if poll.is_anonymous else ', '.join(m.label for m in answer.members))
        for answer in poll.answers
    ]


def standing(poll: Poll, _: Words) -> str:
    """How many voted, and whether anybody still can."""
    return ' · '.join(
        [
            _.many('{n} vote', '{n} votes', len(poll.votes)),
            *([_('anonymous')] if poll.is_anonymous else []),
            *([_('closed')] if poll.is_closed else []),
        ]
    )


def above(message: Message, _: Words) -> h.Node:
    """What stands above the text on a page."""
    said = quoted(message, _)
    if not said:
        return None
    has_origin = message.quoted is not None and bool(message.quoted.text)
    return h.p('.quoted', dir='auto')['↩ ', h.span(data_origin=message.reply_to if has_origin else None)[said]]


def below(message: Message, _: Words) -> h.Node:
    """What stands below it."""
    poll = message.poll
    return h.fragment[
        h.ul('.results')[
            (
                h.li[h.b[n], ' ', h.span(dir='auto')[text], names and h.span('.names')[f' ({names})']]
                for text, n, names in results(poll)
            ),
            h.li('.names')[standing(poll, _)],
        ]
        if poll
        else None,
        h.p('.reactions')[
            (
                h.span(title=', '.join(member.label for member in each.members))[f'{each.emoji} {len(each.members)} ']
                for each in message.reactions
            )
        ]
        if message.reactions
        else None,
    ]
