"""Fragments: a message, a fold of notices and a roster as HTML, the same bytes for all their readers.

Own and other messages differ by one rule of the reader's page (`own_side`), times are written by the browser in the
reader's zone; a text becomes what chat/text makes of it, and everything else is escaped by htpy.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Final
from zlib import crc32

import htpy as h
from markupsafe import Markup

from ..model.member import Member
from ..model.mention import ALL
from ..model.message import EXCERPT, Answers, Came, Message, Notice, Quoted, Reaction
from ..text.excerpt import excerpt
from ..text.markdown import ACTION, render
from ..words import Words, words_of
from .attached import attached
from .cards import with_names
from .mentioned import with_mentions
from .poll import poll

GROUP: Final = timedelta(minutes=5)  # messages of one person within this time of each other stand together
NAMED: Final = 2  # people of a fold of notices who are named before the rest is counted
TOOL_LABELS: Final = {
    'picker': 'label-react',
    'reply': 'label-reply',
    'thread': 'label-thread',
    'menu': 'label-menu',
}
"""By the action of a button beside a message: the element of the page that says what such buttons are."""
READ_LABEL: Final = 'label-read'
TOOLS: Final = Markup(  # noqa: S704 (here and below our own elements, rendered once)
    h.div('.tools')[
        [
            h.button('.tool', type='button', tabindex=-1, data_action=action, aria_labelledby=label)
            for action, label in TOOL_LABELS.items()
        ]
    ]
)
LINES: Final = 20  # of a message that are shown before the rest is folded
FOLD: Final = h.details('.fold')[h.summary]  # what it says is in the style of the page, in the reader's language
LISTED: Final = 100  # people of a roster who are listed before the rest is counted
FACES: Final = 4  # avatars in the header
COLOURS: Final = 12  # colours of avatars (theme.py has them)


def message(
    message: Message, before: Message | None, _: Words, *, card: h.Node = None, rooms: Mapping[str, str] | None = None
) -> str:
    """A message, or what is left of it.

    :param before: the one right above it, if nothing stands between them
    :param card: of what it leads to
    :param rooms: the paths of rooms that are named in it, by their keys
    """
    if message.is_removed:
        return _removed(message, _)
    follows = (
        before is not None
        and not before.is_removed
        and before.author == message.author
        and message.at - before.at < GROUP
    )
    author, is_action = message.author, message.text.startswith(ACTION)
    return str(
        h.article(
            '.msg.action' if is_action else '.msg.follows' if follows else '.msg',
            data_at=message.seq,
            data_seq=message.seq,
            data_author=author.number,
            data_cid=message.client_msg_id,
            data_pinned=message.is_pinned,
            tabindex=-1,
        )[
            avatar(author),
            h.div('.bubble')[
                h.div('.who')[h.b(dir='auto')[_name(author)]],
                _quote(message.quoted, _) if message.reply_to is not None else None,
                attached(message.files, _) if message.files else None,
                h.div('.text', dir='auto')[
                    [h.b[_name(author)], ' '] if is_action else None,
                    with_names(with_mentions(render(message.text), message.mentions), rooms or {}),
                    message.text.count('\n') >= LINES and FOLD,
                    h.time(datetime=message.at.isoformat(timespec='milliseconds')),
                    h.button('.edited', type='button', data_action='versions')[_('edited')] if message.edited else None,
                ],
                card,
                poll(message.poll, _) if message.poll else None,
                h.div('.chips')[(_chip(each) for each in message.reactions)] if message.reactions else None,
                TOOLS,
            ],
            _answers(message.answers, _),
        ]
    )


def has_words(message: Message) -> bool:
    """Whether a message is not the same in all languages."""
    added = message.edited, message.reply_to, message.answers, message.poll
    return message.is_removed or bool(message.files) or any(each is not None for each in added)


def _removed(message: Message, _: Words) -> str:
    when = h.time(datetime=message.at.isoformat(timespec='milliseconds'))
    return str(
        h.article('.msg.removed', data_at=message.seq, data_seq=message.seq, tabindex=-1)[
            h.div('.text')[h.span(data_text=True)[_('A message was removed')], when], _answers(message.answers, _)
        ]
    )


def origin(message: Message | None, _: Words) -> str:
    """The first message of a thread, above what is said about it."""
    if message is None or message.is_removed:
        return str(
            h.p('.faint')[_('A message that is not there any more') if message is None else _('A message was removed')]
        )
    return str(
        h.fragment[
            avatar(message.author),
            h.div('.said')[
                h.b(dir='auto')[_name(message.author)],
                h.div('.text', dir='auto')[with_mentions(render(message.text), message.mentions)],
            ],
        ]
    )


def _answers(answers: Answers | None, _: Words) -> h.Node:
    """The line that leads to a message's thread."""
    if answers is None:
        return None
    last = None
    if answers.last is not None:
        when = h.time(datetime=answers.last.isoformat(timespec='milliseconds'))
        last = h.span[_('last by {name}', name=answers.people[0].label), ', ', when]
    faces, count = map(avatar, answers.people), _.many('{n} answer', '{n} answers', answers.count)
    return h.div('.under')[
        h.button('.answers', type='button', data_action='thread')[h.span('.faces')[faces], h.b[count], last]
    ]


def _quote(quoted: Quoted | None, _: Words) -> h.Node:
    if quoted is None or not quoted.text:
        return h.div('.quote')[h.span[_('A message that is not there any more')]]
    return h.button('.quote', type='button', data_action='origin', dir='auto')[
        h.b[_name(quoted.author)], h.span[excerpt(quoted.text, EXCERPT)]
    ]


def _chip(reaction: Reaction) -> h.Element:
    names = ', '.join(member.label for member in reaction.members[:LISTED])
    who = ' '.join(str(member.number) for member in reaction.members[:LISTED])
    return h.button('.chip', type='button', data_action=f'react {reaction.emoji}', data_by=who, title=names)[
        reaction.emoji, h.span[len(reaction.members)], h.span('.hidden')[names]
    ]


def ghost(author: Member, _: Words) -> str:
    """A message of the reader's own that is not confirmed yet; its text goes where `data-text` is."""
    return str(
        h.article('.msg.follows', data_author=author.number)[
            h.div('.bubble')[h.div('.text', dir='auto')[h.p(data_text=True), h.time['⋯']]],
            h.div('.unsent', role='alert')[
                h.span[_('Not sent.')], h.button(type='button', data_again=True)[_('Try again')]
            ],
        ]
    )


def notices(notices: Sequence[Notice], at: float, _: Words) -> str:
    """Those who came and went between two messages, in one row."""
    lines: list[h.Renderable] = []
    for kind in Came:
        names = [notice.member.label for notice in notices if notice.kind is kind]
        if names:
            lines.append(h.span(dir='auto')[_told(kind, names, _)])
    # no div: Quasar's `div:nth-child(1 of …)` would have the browser restyle all rows whenever one goes
    return str(h.section('.notice', data_at=str(at), data_notice=True)[lines])


def roster(members: Sequence[Member], away: Collection[Member], _: Words) -> str:
    """Who is here, and who of them is away from their tabs."""
    rest = len(members) - LISTED
    people = [_person(member, member in away, _.language) for member in members[:LISTED]]
    return ''.join([*people, str(h.li('.more')[_.many('and {n} more', 'and {n} more', rest)]) if rest > 0 else ''])


@lru_cache(maxsize=10_000)
def _person(member: Member, is_away: bool, language: str) -> str:
    """Kept, since all are told anew whenever somebody comes."""
    _ = words_of(language)
    return str(
        h.li('.person', data_author=member.number, data_away=is_away)[
            avatar(member),
            h.span(dir='auto')[_name(member)],
            h.span('.away')[_('away')] if is_away else None,
        ]
    )


def faces(members: Sequence[Member], _: Words) -> str:
    """The avatars of the first few who are here."""
    return str(h.fragment[(avatar(member) for member in members[:FACES])])


def count(members: Sequence[Member], _: Words) -> str:
    """How many are here."""
    return str(h.span[_.many('{n} member', '{n} members', len(members))])


def pins(count: int, _: Words) -> str:
    """How many messages are pinned; nothing if none are."""
    return str(h.fragment['📌', h.span[count]]) if count else ''


def topic(text: str, _: Words) -> str:
    """What the room is for."""
    return str(h.span(dir='auto', title=text)[text]) if text else ''


def readers(members: Sequence[Member], at: float) -> str:
    """Who has read up to the message above this row; told those who go there, and nobody whenever it changes."""
    faces = (h.span(data_by=member.number, role='img', aria_label=member.label)[avatar(member)] for member in members)
    return str(h.section('.readers', role='group', data_at=str(at), aria_live='off', aria_labelledby=READ_LABEL)[faces])


def typing(members: Sequence[Member], _: Words) -> str:
    """Who is writing something just now."""
    if not members:
        return ''
    if len(members) > NAMED:
        return str(h.span[_.many('{n} member is typing…', '{n} members are typing…', len(members))])
    who = _.list([member.label for member in members])
    return str(h.span(dir='auto')[_.many('{who} is typing…', '{who} are typing…', len(members), who=who)])


@lru_cache(maxsize=1000)  # who speaks, speaks again
def avatar(member: Member) -> Markup:
    """Initials on a colour, both derived from the name: no picture is fetched from anywhere."""
    letters, colour = initials(member), colour_of(member)
    element = h.span('.avatar', aria_hidden='true', data_colour=colour, title=member.label)[letters]
    return Markup(element)  # noqa: S704


def initials(member: Member) -> str:
    """One or two letters."""
    words = [word for word in member.name.split() if word[0].isalnum()] or [member.name]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else '')).upper()


def colour_of(member: Member) -> int:
    """The number of a colour."""
    return crc32(member.key.encode()) % COLOURS


def own_side(member: Member) -> str:
    """The style rules that put a reader's own messages on their side; the number is the only thing in it."""
    own = f'.msg[data-author="{member.number:d}"]'
    return (
        f'{own} {{ --align: row-reverse; --bubble: var(--own); --ink: var(--own-ink); --link: var(--own-ink);'
        f' --faint: var(--own-faint) }}'
        f'{own} {{ --bar: var(--own-ink) }}'
        f'{own} {{ --chip: var(--own-chip); --quote: var(--own-chip); --chip-edge: currentColor }}'
        f'{own} .close-poll {{ display: inline }}'
        f'.mention:is([data-of="{member.number:d}"], [data-of="{ALL}"])'
        f' {{ --call: var(--mark); --call-ink: var(--ink-of-page) }}'
        f'.chip[data-by~="{member.number:d}"] {{ border-color: var(--chip-edge); font-weight: 650 }}'
        f'.readers [data-by="{member.number:d}"] {{ display: none }}'
        f'body[data-chosen-pinned=true] .unpinned-only, body:not([data-chosen-pinned=true]) .pinned-only'
        f' {{ display: none }}'
        f'body[data-chosen="{member.number:d}"] .others-only, body:not([data-chosen="{member.number:d}"]) .own-only'
        f' {{ display: none }}'
        f'{own} :is(.avatar, .who) {{ display: none }} {own} .bubble {{ border-radius: var(--own-corners) }}'
    )


def fold_words(_: Words) -> str:
    """The style rule that puts words on what shows the rest of a long message, or folds it again."""
    show_all, show_less = _('Show all'), _('Show less')
    return f':root {{ --show-all: "{show_all}"; --show-less: "{show_less}" }}'


def _name(member: Member) -> h.Node:
    if not member.is_unproven:
        return member.name
    return h.fragment[member.name, h.i('.unproven')[f' #{member.number}']]


def _told(kind: Came, names: list[str], _: Words) -> str:
    rest = len(names) - NAMED
    if rest > 1:
        who = _.many('{names} and {n} more', '{names} and {n} more', rest, names=', '.join(names[:NAMED]))
    else:
        who = _.list(names)
    if kind is Came.JOINED:
        return _.many('{who} is in the chat', '{who} are in the chat', len(names), who=who)
    return _.many('{who} left the chat', '{who} left the chat', len(names), who=who)
