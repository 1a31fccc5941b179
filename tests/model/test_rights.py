"""Rights: one question, answered for every role, door and verb from one table; kept before they are known."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Final

import pytest

from chat.errors import CannotKeep, Muted, NotAllowed, NotLetIn, ReadOnly, TooSoon
from chat.model.account import Account
from chat.model.door import Door, Kind
from chat.model.member import Member
from chat.model.message import Draft, now
from chat.model.rights import Rights, Verb
from chat.model.role import Role
from chat.model.room import Room
from tests.memory import Kept, MemoryStore
from tests.people import ALICE, BOB, CAROL, IVAN

OWNER, MODERATOR, MEMBER, ADMIN = (
    Member(number=2_000_000 + n, name=name) for n, name in enumerate(('Olga', 'Max', 'Mia', 'Root'))
)
ACCOUNTS: Final = {
    member: Account(id=n, member=member, is_admin=member is ADMIN, created=now())
    for n, member in enumerate((OWNER, MODERATOR, MEMBER, ADMIN, BOB))
}
PEOPLE: Final = {  # BOB has an account, ALICE none, and both were let in where it needs that; CAROL is a stranger
    'stranger': CAROL,
    'dialect': IVAN,
    'guest': ALICE,
    'account': BOB,
    'member': MEMBER,
    'moderator': MODERATOR,
    'owner': OWNER,
    'admin': ADMIN,
}
STAFF: Final = {'moderator', 'owner', 'admin'}
INSIDE: Final = {'guest', 'account', 'member', *STAFF}
EVERYBODY: Final = {'stranger', 'dialect', *INSIDE}
SEEN: Final = {
    Kind.PUBLIC: EVERYBODY,
    Kind.LINK: INSIDE,
    Kind.PASSWORD: EVERYBODY,
    Kind.INVITATION: INSIDE,
    Kind.MEMBERS: INSIDE - {'guest'},
}
READ: Final = SEEN | {Kind.LINK: EVERYBODY, Kind.PASSWORD: INSIDE}


async def furnished(store: 'Kept | None' = None) -> Rights:
    """A room with an owner, a moderator, a member, and two who were let in."""
    rights = Rights(store, account_of=ACCOUNTS.get)
    await rights.own(OWNER, 'r')
    await rights.appoint(OWNER, MODERATOR, 'r', Role.MODERATOR)
    await rights.appoint(OWNER, MEMBER, 'r', Role.MEMBER)
    return rights


@pytest.mark.parametrize('kind', Kind)
@pytest.mark.parametrize('locked', [False, True])
async def test_who_may_see_and_read_and_post_where(kind: Kind, locked: bool) -> None:
    rights = await furnished()
    await rights.set_door(OWNER, 'r', Door(kind=kind))
    await rights.let_in(BOB, 'r')
    if kind is not Kind.MEMBERS:
        await rights.let_in(ALICE, 'r')
    await rights.set_door(OWNER, 'r', Door(kind=kind, is_locked=locked))
    for (role, member), verb in product(PEOPLE.items(), Verb):
        expected = {
            Verb.SEE: SEEN[kind],
            Verb.READ: READ[kind] & INSIDE if locked else READ[kind],
            Verb.POST: READ[kind] & INSIDE if locked else READ[kind],
            Verb.PIN: STAFF,
            Verb.CALL: STAFF,
            Verb.MODERATE: STAFF,
            Verb.APPOINT: {'owner', 'admin'},
            Verb.ADMINISTER: {'admin'},
        }[verb]
        assert rights.may(member, verb, 'r') is (role in expected), (role, verb)
        assert rights.may(member, Verb.POST, 'other'), 'every other room is open'


async def test_read_only_is_for_moderators_to_write() -> None:
    rights = await furnished()
    await rights.set_door(OWNER, 'r', Door(is_read_only=True))
    assert {role for role, member in PEOPLE.items() if rights.may(member, Verb.POST, 'r')} == STAFF
    with pytest.raises(ReadOnly):
        rights.refuse(ALICE, Verb.POST, 'r')


async def test_who_is_banned_finds_nothing_until_it_is_over() -> None:
    rights = await furnished()
    await rights.ban(MODERATOR, MEMBER, 'r', now() + timedelta(hours=1))
    assert not any(rights.may(MEMBER, verb, 'r') for verb in Verb)
    assert rights.may(MEMBER, Verb.READ, 'other')
    with pytest.raises(NotLetIn):
        await rights.let_in(MEMBER, 'r')
    await rights.ban(MODERATOR, MEMBER, 'r', now() - timedelta(seconds=1))
    assert rights.may(MEMBER, Verb.READ, 'r')


async def test_another_name_of_the_same_browser_is_banned_with_it() -> None:
    rights = await furnished()
    await rights.ban(MODERATOR, ALICE, 'r', now() + timedelta(hours=1))
    with pytest.raises(NotLetIn):
        rights.refuse_all((CAROL, ALICE), Verb.READ, 'r')
    rights.refuse_all((CAROL, BOB), Verb.READ, 'r')


async def test_who_is_muted_listens() -> None:
    rights = await furnished()
    await rights.mute(MODERATOR, ALICE, 'r', now() + timedelta(hours=1))
    with pytest.raises(Muted):
        rights.refuse(ALICE, Verb.POST, 'r')
    assert rights.may(ALICE, Verb.READ, 'r')
    await rights.mute(MODERATOR, ALICE, 'r', None)
    rights.refuse(ALICE, Verb.POST, 'r')


async def test_another_name_of_the_same_browser_is_muted_with_it_until_then() -> None:
    rights = await furnished()
    hour, day = now() + timedelta(hours=1), now() + timedelta(days=1)
    await rights.mute(MODERATOR, ALICE, 'r', hour)
    await rights.mute(MODERATOR, MEMBER, 'r', day)
    for first, others, until in ((CAROL, [ALICE], hour), (CAROL, [ALICE, MEMBER], day), (ALICE, [], hour)):
        with pytest.raises(Muted) as refused:
            rights.refuse_all((first, *others), Verb.POST, 'r')
        assert refused.value.until == until
    rights.refuse_all((CAROL, ALICE), Verb.READ, 'r')
    rights.refuse_all((CAROL, BOB), Verb.POST, 'r')
    rights.refuse_all((CAROL, ALICE), Verb.POST, 'other')
    rights.refuse_all((OWNER, ALICE), Verb.POST, 'r')  # who looks after the room is asked by nobody to listen


@pytest.mark.parametrize('role', ['stranger', 'dialect', 'guest', 'account', 'member'])
async def test_what_is_for_moderators_is_refused_to_all_others(role: str) -> None:
    rights, by = await furnished(), PEOPLE[role]
    with pytest.raises(NotAllowed):
        await rights.set_door(by, 'r', Door(kind=Kind.MEMBERS))
    with pytest.raises(NotAllowed):
        await rights.ban(by, CAROL, 'r', now() + timedelta(hours=1))
    with pytest.raises(NotAllowed):
        await rights.appoint(by, by, 'r', Role.OWNER)
    with pytest.raises(NotAllowed):
        await rights.own(by, 'r')
    assert rights.may(CAROL, Verb.POST, 'r')


async def test_moderators_are_not_above_each_other() -> None:
    rights = await furnished()
    for whom in (MODERATOR, OWNER, ADMIN, IVAN):
        with pytest.raises(NotAllowed):
            await rights.ban(MODERATOR, whom, 'r', now() + timedelta(hours=1))
    with pytest.raises(NotAllowed):
        await rights.appoint(MODERATOR, BOB, 'r', Role.MODERATOR)
    with pytest.raises(NotAllowed):
        await rights.appoint(OWNER, BOB, 'r', Role.ADMIN)


async def test_guests_own_nothing() -> None:
    rights = await furnished()
    with pytest.raises(NotAllowed):
        await rights.own(ALICE, 'free')
    with pytest.raises(NotAllowed):
        await rights.appoint(OWNER, ALICE, 'r', Role.MODERATOR)
    await rights.own(BOB, 'free')
    assert rights.role(BOB, 'free') is Role.OWNER


async def test_a_name_alone_is_no_account() -> None:
    rights = await furnished()
    impostor = replace(OWNER, number=3_000_000)
    guest_of_dialect = Member(number=5, name=OWNER.name)
    for member in (impostor, guest_of_dialect):
        assert not rights.may(member, Verb.MODERATE, 'r')
    await rights.set_door(OWNER, 'r', Door(kind=Kind.MEMBERS))
    assert not any(rights.may(member, Verb.READ, 'r') for member in (impostor, guest_of_dialect, None))


async def test_another_kind_of_door_or_password_lets_guests_in_anew() -> None:
    rights = await furnished()
    await rights.set_door(OWNER, 'r', Door(kind=Kind.PASSWORD), password='one')
    await rights.let_in(ALICE, 'r')
    await rights.let_in(BOB, 'r')
    await rights.set_door(OWNER, 'r', Door(kind=Kind.PASSWORD, slow_mode=5))
    assert rights.may(ALICE, Verb.READ, 'r')
    await rights.set_door(OWNER, 'r', Door(kind=Kind.PASSWORD), password='another')
    assert not rights.may(ALICE, Verb.READ, 'r')
    assert rights.asks_for_password(ALICE, 'r')
    assert rights.may(BOB, Verb.READ, 'r'), 'who has an account is a member'


async def test_who_is_there_stays_when_it_is_locked() -> None:
    rights = await furnished()
    await rights.set_door(OWNER, 'r', Door(is_locked=True), here=[ALICE, IVAN])
    assert rights.may(ALICE, Verb.READ, 'r')
    assert not rights.may(CAROL, Verb.READ, 'r')
    assert not rights.may(IVAN, Verb.READ, 'r'), 'nothing of a guest of the dialect is proven'


async def test_it_is_kept_before_it_is_known() -> None:
    store = Kept()
    rights = await furnished(store)
    told: list[str] = []
    rights.changed.subscribe(told.append)
    store.seen = lambda: told.append('kept')
    await rights.set_door(OWNER, 'r', Door(is_locked=True))
    assert told == ['kept', 'r']
    store.is_full = True
    with pytest.raises(CannotKeep):
        await rights.set_door(OWNER, 'r', Door())
    assert rights.door('r').is_locked


async def test_where_somebody_may_search() -> None:
    rights = await furnished()
    await rights.set_door(OWNER, 'r', Door(kind=Kind.MEMBERS))
    await rights.own(OWNER, 'hall')
    await rights.ban(OWNER, CAROL, 'hall', now() + timedelta(hours=1))
    assert rights.scope(MEMBER).also == {'r'}
    assert rights.scope(CAROL, known=['r', 'linked', 'hall']) == replace(
        rights.scope(ALICE), also=frozenset({'linked'}), but=frozenset({'hall'})
    )
    assert rights.scope(ADMIN).everything
    assert not rights.scope(IVAN).also


async def test_slow_mode_makes_all_but_moderators_wait() -> None:
    rights = await furnished()
    room = Room('r', MemoryStore(), rights=rights)
    await rights.set_door(OWNER, 'r', Door(slow_mode=30))
    for member in (ALICE, BOB, MODERATOR):
        room.join(member, member)
        await room.post(member, Draft(text='first'))
    _, is_repeated = await room.post(BOB, Draft(text='once more', client_msg_id=room.tail[1].client_msg_id))
    assert is_repeated, 'what was kept and not answered is sent again'
    with pytest.raises(TooSoon) as refused:
        await room.post(ALICE, Draft(text='second'))
    assert 0 < refused.value.seconds <= 30
    await room.post(MODERATOR, Draft(text='second'))
    room.presence.close()


async def test_whoever_may_not_be_there_any_more_is_put_out_of_all_tabs() -> None:
    rights = await furnished()
    room = Room('r', MemoryStore(), rights=rights)
    rights.changed.subscribe(lambda _: room.review())
    closed: list[str] = []
    for tab in ('one', 'two', 'lost'):
        room.join(ALICE, tab, lambda tab=tab: closed.append(tab))  # type: ignore[misc]
    room.join(MEMBER, 'tab', lambda: closed.append('member'))
    room.disconnect(ALICE, 'lost')
    await rights.set_door(OWNER, 'r', Door(kind=Kind.MEMBERS))
    assert sorted(closed) == ['lost', 'one', 'two']
    with pytest.raises(NotLetIn):
        room.join(ALICE, 'one')
    with pytest.raises(NotLetIn):
        room.expect(ALICE)
    room.presence.close()


async def test_who_says_the_first_word_owns_the_room_if_they_have_an_account() -> None:
    rights = await furnished()
    for room_id, member, role in (('new', BOB, Role.OWNER), ('other', ALICE, Role.GUEST)):
        room = Room(room_id, MemoryStore(), rights=rights)
        room.join(member, 'tab')
        await room.post(member, Draft(text='first'))
        assert rights.role(member, room_id) is role
        room.presence.close()


async def test_a_removed_message_has_no_text_anywhere() -> None:
    rights = await furnished()
    room = Room('r', MemoryStore(), rights=rights)
    told: list[int] = []
    room.amended.subscribe(lambda changed: told.extend(message.seq for message, _ in changed))
    room.join(ALICE, 'tab')
    for n in range(3):
        await room.post(ALICE, Draft(text=f'number {n}'))
    with pytest.raises(NotAllowed):
        await room.amending.remove(BOB, 2)
    await room.amending.remove(MODERATOR, 2)
    await room.amending.remove(MODERATOR, 2)
    assert told == [2, 3]
    assert [message.text for message in room.tail] == ['number 0', '', 'number 2']
    assert [message.is_removed for message in await room.store.before('r', None, 9)] == [False, True, False]
    room.presence.close()
