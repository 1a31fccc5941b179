"""Fragments: what people are called and what they say, as HTML in which nothing of theirs runs."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chat.feed import fragment
from chat.feed.fragment import FACES, LISTED
from chat.model.member import Member
from chat.model.message import Answers, Came, Message, Notice, Quoted, Reaction
from chat.words import words_of
from tests.markup import Markup
from tests.people import ALICE, BOB, CAROL, IVAN
from tests.text.test_links import EVIL

AT = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
TAGS = {'article', 'section', 'div', 'span', 'b', 'i', 'p', 'a', 'time', 'li', 'button', 'progress'}
ATTRIBUTES = {
    'class',
    'data-at',
    'data-seq',
    'data-author',
    'data-cid',
    'data-colour',
    'data-notice',
    'data-text',
    'data-action',
    'data-again',
    'data-by',
    'data-pinned',
    'max',
    'value',
    'aria-labelledby',
    'role',
    'tabindex',
    'type',
    'dir',
    'title',
    'aria-hidden',
    'datetime',
    'href',
    'rel',
    'target',
}
EN, RU = words_of('en'), words_of('ru')


class Parsed(Markup):
    """Tags, attributes and text as a browser takes them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(''.join(html))  # a plain str, not Markup
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def having(self, attribute: str) -> list[str | None]:
        return [attributes[attribute] for _, attributes in self.tags if attribute in attributes]


def message(author: Member = ALICE, text: str = 'Hello', client_msg_id: str = 'id') -> Message:
    return Message(seq=7, author=author, text=text, at=AT, client_msg_id=client_msg_id)


def told(*notices: tuple[Came, Member], language: str = 'en') -> str:
    html = fragment.notices(
        [Notice(kind=kind, member=member, at=AT) for kind, member in notices], 0.5, words_of(language)
    )
    return '|'.join(Parsed(html).texts)


def test_a_message_says_who_what_and_when() -> None:
    parsed = Parsed(fragment.message(message(), None, EN))
    [(tag, attributes), *_] = parsed.tags
    assert tag == 'article'
    assert {name: value for name, value in attributes.items() if name != 'class'} == {
        'data-at': '7',
        'data-seq': '7',
        'data-author': str(ALICE.number),
        'data-cid': 'id',
        'tabindex': '-1',
    }
    assert parsed.texts == ['A', 'Alice', 'Hello']
    assert parsed.having('datetime') == ['2026-01-02T03:04:05.678+00:00']


def test_a_guest_of_the_dialect_bears_a_visible_mark() -> None:
    for html in (fragment.message(message(IVAN), None, EN), fragment.roster([IVAN], (), EN)):
        assert 'Иван #5' in ''.join(Parsed(html).texts)
    assert told((Came.JOINED, IVAN)) == 'Иван #5 is in the chat'
    assert 'unproven' not in fragment.message(message(ALICE), None, EN)


def answer(origin: Message) -> Message:
    """One that quotes it and bears all that can be added."""
    return replace(
        origin,
        seq=8,
        reply_to=7,
        quoted=Quoted(seq=7, author=origin.author, text=origin.text),
        edited=AT,
        reactions=(Reaction(emoji='👍', members=(origin.author, BOB)),),
        is_pinned=True,
        answers=Answers(count=2, people=(origin.author, BOB), last=AT),
    )


@pytest.mark.parametrize('evil', EVIL)
def test_nothing_that_people_write_becomes_more_than_text(evil: str) -> None:
    member = Member(number=5 if len(evil) % 2 else 1_000_000, name=evil)
    pieces = [
        fragment.message(message(member, evil, evil), None, EN),
        fragment.message(answer(message(member, evil, evil)), None, RU),
        fragment.notices([Notice(kind=Came.LEFT, member=member)], 0.5, EN),
        fragment.notices([Notice(kind=Came.JOINED, member=member), Notice(kind=Came.JOINED, member=BOB)], 0.5, RU),
        fragment.roster([member, BOB], (), EN),
        fragment.faces([member], RU),
        fragment.ghost(member, EN),
        fragment.count([member], EN),
        fragment.origin(message(member, evil, evil), RU),
    ]
    for html in pieces:
        parsed = Parsed(html)
        assert {tag for tag, _ in parsed.tags} <= TAGS
        assert {name for _, attributes in parsed.tags for name in attributes} <= ATTRIBUTES
        assert {*parsed.having('data-action')} <= {*fragment.TOOL_LABELS, 'origin', 'versions', 'react 👍'}
    assert evil in ''.join(Parsed(pieces[0]).texts)
    assert Parsed(pieces[0]).having('data-cid') == [evil]
    assert Parsed(pieces[5]).having('title') == [member.label]


def test_a_style_rule_of_a_page_holds_a_number_and_nothing_else() -> None:
    assert fragment.own_side(Member(number=7, name='} body { display: none }')) == fragment.own_side(
        Member(number=7, name='x')
    )
    assert '[data-author="7"]' in fragment.own_side(Member(number=7, name='x'))


@pytest.mark.parametrize(
    ('people', 'said'),
    [
        ([ALICE], 'Alice is in the chat'),
        ([ALICE, BOB], 'Alice and Bob are in the chat'),
        ([ALICE, BOB, CAROL], 'Alice, Bob and Carol are in the chat'),
        ([ALICE, BOB, CAROL, IVAN], 'Alice, Bob and 2 more are in the chat'),
    ],
)
def test_those_who_came_are_named_and_then_counted(people: list[Member], said: str) -> None:
    assert told(*((Came.JOINED, member) for member in people)) == said


def test_those_who_left_are_told_apart_from_those_who_came() -> None:
    assert told((Came.JOINED, BOB), (Came.LEFT, ALICE)) == 'Bob is in the chat|Alice left the chat'


def test_notices_are_told_in_the_readers_language() -> None:
    assert told((Came.JOINED, ALICE), (Came.LEFT, IVAN), language='ru') == 'Alice — в чате|Иван #5 покидает чат'
    assert told((Came.LEFT, ALICE), (Came.LEFT, BOB), language='ru') == 'Alice и Bob покидают чат'


@pytest.mark.parametrize(
    ('n', 'said'),
    [(0, '0 участников'), (1, '1 участник'), (2, '2 участника'), (5, '5 участников'), (21, '21 участник')],
)
def test_members_are_counted(n: int, said: str) -> None:
    assert Parsed(fragment.count([ALICE] * n, RU)).texts == [said]


def test_a_long_roster_ends_with_a_count() -> None:
    people = [Member(number=1_000_000 + n, name=f'Person {n}') for n in range(LISTED + 7)]
    parsed = Parsed(fragment.roster(people, (), EN))
    assert parsed.texts[-1] == 'and 7 more'
    assert len(parsed.having('data-author')) == LISTED
    assert 'more' not in ''.join(Parsed(fragment.roster(people[:LISTED], (), EN)).texts)
    assert len(Parsed(fragment.faces(people, EN)).tags) == FACES


@pytest.mark.parametrize(
    ('name', 'initials'),
    [
        ('Alice', 'A'),
        ('alice liddell', 'AL'),
        ('Иван Иванович Петров', 'ИП'),
        ('李雷', '李'),
        ('🦊', '🦊'),
        ('!Bob', '!'),
        ('O’Hara (Scarlett)', 'O'),
        ('ß', 'SS'),
        ('1 2', '12'),
        ('<b>', '<'),
    ],
)
def test_an_avatar_shows_initials(name: str, initials: str) -> None:
    assert Parsed(str(fragment.avatar(Member(number=1_000_000, name=name)))).texts == [initials]


def test_one_name_has_one_colour_however_it_is_spelled() -> None:
    def colour(name: str) -> str | None:
        return Parsed(str(fragment.avatar(Member(number=1_000_000, name=name)))).having('data-colour')[0]

    assert colour('Alice') == colour('ＡLICE')
    assert len({colour(f'Person {n}') for n in range(50)}) > 6
