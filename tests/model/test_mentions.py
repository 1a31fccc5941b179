"""Whom a text calls: found when it is kept, and only people who may be there."""

import pytest

from chat.call_errors import NotForAll, TooManyCalls
from chat.model.account import Account
from chat.model.door import Door, Kind
from chat.model.hub import Hub
from chat.model.limits import Act, Limits, rates_of
from chat.model.member import FIRST_NUMBER, Member
from chat.model.mention import ALL, Mention, spans_of
from chat.model.message import Draft, Message, now
from chat.model.rights import Rights
from chat.model.room import Room
from tests.memory import MemoryStore
from tests.people import ALICE, BOB, CAROL, IVAN

ANNA_MARIA = Member(number=FIRST_NUMBER + 7, name='Анна Мария')
ANNA = Member(number=FIRST_NUMBER + 8, name='Анна')
PEOPLE = (ALICE, BOB, CAROL, ANNA, ANNA_MARIA)


def rights_of(*accounts: Member) -> Rights:
    """Where these have accounts."""
    known = {m: Account(id=n, member=m, is_admin=False, created=now()) for n, m in enumerate(accounts, 1)}
    by_key = {member.key: account for member, account in known.items()}
    return Rights(account_of=known.get, named=by_key.get)


async def room_with(*here: Member, rights: Rights | None = None, limits: Limits | None = None) -> Room:
    room = await Hub(MemoryStore(), rights=rights, limits=limits).open('7')
    for member in here:
        room.join(member, member.name)
    return room


async def say(room: Room, author: Member, text: str) -> Message:
    message, _ = await room.post(author, Draft(text=text))
    return message


@pytest.mark.parametrize(
    ('text', 'named'),
    [
        ('@Bob!', ['Bob']),
        ('(@BOB), @bob', ['Bob']),
        ('**@Bob**', ['Bob']),
        ('привет, @анна мария и @Анна', ['Анна Мария', 'Анна']),
        ('@Анна Марианна', ['Анна']),
        ('@Bobby, mail@Bob, me@Bob.org', []),
        ('`@Bob` ```\n@Bob\n```', []),
        ('@ Bob @\nBob', []),
        ('@Alice', []),
        ('@Carol @Bob', ['Bob']),
        ('@' * 300 + ' @a' * 300, []),
    ],
)
async def test_names_are_found_as_people_write_them(text: str, named: list[str]) -> None:
    room = await room_with(ALICE, BOB, ANNA, ANNA_MARIA)
    assert [each.name for each in (await say(room, ALICE, text)).mentions] == named


def test_few_names_of_a_text_are_looked_up_and_each_is_short() -> None:
    spans = list(spans_of('@' + 'a.' * 2000 + ' @b' * 500))
    assert len(spans) == 20
    assert max(len(span.names) for span in spans) <= 40


async def test_who_has_gone_and_who_has_an_account_can_be_called_and_the_account_is_meant() -> None:
    other = Member(number=FIRST_NUMBER + 9, name='Carol')
    room = await room_with(ALICE, BOB, CAROL, rights=rights_of(other))
    await say(room, BOB, 'goodbye')
    room.leave(BOB)
    called = (await say(room, ALICE, '@Bob @Carol')).mentions
    assert called == (Mention(member=BOB.number, name='Bob'), Mention(member=other.number, name='Carol'))


async def test_nobody_is_called_to_a_room_that_is_not_for_them() -> None:
    rights = rights_of(ALICE, BOB, CAROL)
    room = await room_with(ALICE, rights=rights)
    await say(room, ALICE, 'mine')
    await rights.set_door(ALICE, room.key, Door(kind=Kind.INVITATION))
    assert (await say(room, ALICE, '@Bob')).mentions == ()
    await rights.set_door(ALICE, room.key, Door(kind=Kind.LINK))
    assert [each.name for each in (await say(room, ALICE, '@Bob')).mentions] == ['Bob']


async def test_an_edit_calls_others_but_never_all() -> None:
    room = await room_with(ALICE, BOB, CAROL)
    await say(room, ALICE, '@Bob')
    await room.amending.edit(ALICE, 1, '@Carol')
    [message] = room.tail
    assert [each.name for each in message.mentions] == ['Carol']
    assert [each.member for each in await room.mentioning.found(ALICE, '@all', is_edit=True)] == [ALL]


async def test_all_are_those_who_are_here_but_oneself_and_guests_who_prove_nothing() -> None:
    room = await room_with(ALICE, BOB, IVAN)
    called = await room.mentioning.found(ALICE, 'lunch, @все?')
    assert called == (Mention(member=BOB.number), Mention(member=ALL, name='все'))
    assert (await say(room, IVAN, '@all')).mentions == ()


async def test_all_may_be_called_now_and_then_and_in_owned_rooms_by_moderators() -> None:
    rights = rights_of(ALICE, BOB)
    room = await room_with(CAROL, ALICE, BOB, rights=rights, limits=Limits({Act.CALL: rates_of('1/10m')}))
    await say(room, CAROL, '@all')
    with pytest.raises(TooManyCalls):
        await say(room, CAROL, 'again @all')
    await say(room, CAROL, 'not in `@all`')
    await rights.own(ALICE, room.key)
    with pytest.raises(NotForAll):
        await say(room, BOB, '@all')
    for _ in range(3):
        assert (await say(room, ALICE, '@all')).mentions == (Mention(member=ALL, name='all'),)


async def test_who_is_called_in_a_thread_follows_it_unless_they_left_it() -> None:
    room = await room_with(ALICE, BOB, CAROL)
    await say(room, ALICE, 'about')
    threads = Hub(MemoryStore()).threads
    thread = await threads.open(room, 1, 'test')
    assert thread
    await thread.follow(CAROL, is_on=False)
    await say(thread, ALICE, '@Bob @Carol')
    assert [thread.is_followed_by(member) for member in (ALICE, BOB, CAROL)] == [True, True, False]
