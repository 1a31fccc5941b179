"""Bans: guests are known by their browser and by where they come from, people with accounts by their accounts alone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

import pytest

from chat.errors import Banned, Muted, NotAllowed, NotLetIn
from chat.model import bars, role
from chat.model.account import Account
from chat.model.bars import LONGEST
from chat.model.door import Door, Kind
from chat.model.member import ERASED, Member
from chat.model.message import now
from chat.model.places import Places
from chat.model.rights import WHOLE_CHAT, Rights, Verb
from chat.model.role import Role
from tests.clock import Clock
from tests.memory import NEWEST, Kept
from tests.people import ALICE, BOB, CAROL, IVAN

OLGA, ROOT = Member(number=2_000_000, name='Olga'), Member(number=2_000_001, name='Root')
ACCOUNTS: Final = {
    member: Account(id=n, member=member, is_admin=member is ROOT, created=now())
    for n, member in enumerate((OLGA, BOB, ROOT))
}
HOME, AWAY, SCHOOL = '192.0.2.1', '192.0.2.2', '2001:db8::/64'
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Pass = Callable[[timedelta], None]


@pytest.fixture
async def rights() -> Rights:
    """A room of Olga's; Alice and Bob come from home, Carol from elsewhere."""
    rights = Rights(account_of=ACCOUNTS.get, places=Places(lambda: b'secret'))
    await rights.own(OLGA, 'r')
    for member, address in ((ALICE, HOME), (BOB, HOME), (CAROL, AWAY)):
        rights.places.saw(member, address)
    return rights


@pytest.fixture
def time_passes(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Pass:
    """Puts the calendar forward."""
    began = now()
    ahead = timedelta()

    def forward(by: timedelta) -> None:
        nonlocal ahead
        ahead += by

    for module in (bars, role):  # by a path it would be looked up anew, which fails after NiceGUI's `user`
        monkeypatch.setattr(module, 'now', lambda: began + ahead)
    return forward


def may_read(rights: Rights, *people: Member, room: str = 'r') -> list[bool]:
    return [rights.may(member, Verb.READ, room) for member in people]


async def test_another_name_in_another_browser_stays_out_until_it_is_over(rights: Rights, time_passes: Pass) -> None:
    again = Member(number=3_000_000, name='Somebody else')
    rights.places.saw(again, HOME)
    await rights.ban(OLGA, ALICE, 'r', now() + HOUR)
    assert may_read(rights, ALICE, again) == [False, False]
    assert may_read(rights, ALICE, again, room='other') == [True, True]
    time_passes(HOUR - timedelta(seconds=5))
    assert may_read(rights, ALICE, again) == [False, False]
    time_passes(timedelta(seconds=10))
    assert may_read(rights, ALICE, again) == [True, True]
    await rights.tidy()
    assert rights.bars.of('r') == []


async def test_guests_from_elsewhere_and_accounts_from_there_are_not_hit(rights: Rights) -> None:
    await rights.ban(OLGA, ALICE, 'r', now() + HOUR)
    assert may_read(rights, CAROL, BOB, OLGA) == [True, True, True]
    rights.places.saw(CAROL, HOME)
    assert may_read(rights, CAROL) == [False], 'wherever they are now counts'


async def test_an_account_is_banned_wherever_it_is_and_who_signs_out_stays_out_as_a_guest(rights: Rights) -> None:
    await rights.ban(OLGA, BOB, 'r', now() + HOUR)
    signed_out = Member(number=3_000_000, name='Somebody else')
    rights.places.saw(signed_out, HOME)
    assert may_read(rights, BOB, signed_out, CAROL, OLGA) == [False, False, True, True]
    await rights.ban(OLGA, BOB, 'r', None)
    assert may_read(rights, BOB, signed_out) == [True, True]
    assert rights.bars.of('r') == []


async def test_who_comes_new_from_where_an_account_was_banned_stays_out_and_who_was_there_does_not() -> None:
    accounts = dict(ACCOUNTS)
    rights = Rights(Kept(), account_of=accounts.get, places=Places(lambda: b'secret'))
    await rights.own(OLGA, 'r')
    pupil, late, again = (Member(number=NEWEST + n, name=f'{n}') for n in (-1, 1, 2))
    for member in (BOB, pupil, late, again):
        rights.places.saw(member, HOME)
    await rights.ban(OLGA, BOB, 'r', now() + HOUR)
    accounts[again] = Account(id=9, member=again, is_admin=False, created=now())
    assert may_read(rights, BOB, pupil, late, again) == [False, True, False, False]
    with pytest.raises(Banned):
        rights.refuse_address(HOME, 'r')
    accounts[pupil] = Account(id=10, member=pupil, is_admin=False, created=now())
    assert may_read(rights, pupil) == [True], 'who was there before may keep their name'
    rights.places.saw(again, AWAY)
    assert may_read(rights, again) == [True]


async def test_an_account_that_is_made_after_the_ban_of_a_guest_is_out_and_older_ones_are_not(rights: Rights) -> None:
    accounts = rights.account_of = {**ACCOUNTS}.get
    await rights.ban(OLGA, ALICE, 'r', now() + HOUR)
    made = Account(id=9, member=CAROL, is_admin=False, created=now())
    rights.account_of = lambda member: made if member == CAROL else accounts(member)
    rights.places.saw(CAROL, HOME)
    assert may_read(rights, CAROL, BOB) == [False, True]
    assert may_read(rights, CAROL, room='other') == [True]
    await rights.ban(OLGA, ALICE, 'r', now() + DAY)
    [bar] = rights.bars.of('r')
    assert bar.since is not None
    assert bar.since < made.created, 'a ban that is made longer is as old as it is'


@pytest.mark.parametrize('until', [DAY, timedelta(days=36_500)])
async def test_of_an_address_nothing_is_kept_beyond_30_days(
    rights: Rights, time_passes: Pass, until: timedelta
) -> None:
    await rights.ban(OLGA, ALICE, 'r', now() + until)
    [bar] = rights.bars.of('r')
    assert bar.banned_until is not None
    assert bar.banned_until - now() <= min(until, LONGEST)
    assert HOME not in str(bar)
    neighbour = Member(number=3_000_000, name='Neighbour')
    rights.places.saw(neighbour, HOME)
    time_passes(timedelta(days=31))
    assert may_read(rights, neighbour, ALICE) == [True, until < LONGEST]


async def test_the_guest_of_the_dialect_and_whoever_comes_from_there_stay_out(rights: Rights) -> None:
    rights.places.arrive(IVAN, SCHOOL)
    await rights.ban(OLGA, IVAN, 'r', now() + HOUR)
    assert may_read(rights, IVAN) == [False]
    rights.places.depart(IVAN, SCHOOL)
    with pytest.raises(Banned):
        rights.refuse_address(SCHOOL, 'r')
    rights.refuse_address(SCHOOL, 'other')
    rights.refuse_address(AWAY, 'r')
    assert may_read(rights, IVAN) == [True], 'the same number and name from elsewhere may be somebody else'
    rights.places.saw(ALICE, SCHOOL)
    assert may_read(rights, ALICE) == [False]
    await rights.ban(OLGA, IVAN, 'r', None)
    rights.refuse_address(SCHOOL, 'r')
    assert may_read(rights, ALICE) == [True]


async def test_who_left_before_the_ban_is_known_by_where_they_were(rights: Rights) -> None:
    rights.places.arrive(IVAN, SCHOOL)
    rights.places.depart(IVAN, SCHOOL)
    await rights.ban(OLGA, IVAN, 'r', now() + HOUR)
    with pytest.raises(Banned):
        rights.refuse_address(SCHOOL, 'r')
    with pytest.raises(NotAllowed):
        await rights.ban(OLGA, Member(number=9, name='Never here'), 'r', now() + HOUR)


async def test_a_guest_of_the_dialect_is_muted_and_guests_of_pages_beside_it_are_not(rights: Rights) -> None:
    rights.places.arrive(IVAN, HOME)
    await rights.mute(OLGA, IVAN, 'r', now() + HOUR)
    with pytest.raises(Muted):
        rights.refuse(IVAN, Verb.POST, 'r')
    assert rights.may(ALICE, Verb.POST, 'r')
    other = Member(number=77, name='Another number')
    rights.places.arrive(other, HOME)
    assert not rights.may(other, Verb.POST, 'r')
    await rights.mute(OLGA, IVAN, 'r', None)
    rights.refuse(IVAN, Verb.POST, 'r')


async def test_the_banned_hear_until_when(rights: Rights) -> None:
    until = now() + HOUR
    await rights.ban(OLGA, ALICE, 'r', until)
    with pytest.raises(Banned) as refused:
        rights.refuse(ALICE, Verb.READ, 'r')
    assert (refused.value.until, refused.value.everywhere) == (until, False)


async def test_of_a_room_that_is_not_open_only_the_banned_hear_it(rights: Rights) -> None:
    neighbour = Member(number=3_000_000, name='Neighbour')
    rights.places.saw(neighbour, HOME)
    await rights.set_door(OLGA, 'r', Door(kind=Kind.INVITATION))
    await rights.ban(OLGA, ALICE, 'r', now() + HOUR)
    for refused in (neighbour, IVAN):
        with pytest.raises(NotLetIn) as error:
            rights.refuse(refused, Verb.READ, 'r')
        assert type(error.value) is NotLetIn
    with pytest.raises(NotLetIn) as error:
        rights.refuse_address(HOME, 'r')
    assert type(error.value) is NotLetIn
    with pytest.raises(Banned):
        rights.refuse(ALICE, Verb.READ, 'r')
    with pytest.raises(NotLetIn):
        await rights.let_in(neighbour, 'r')


async def test_a_ban_from_the_whole_chat_is_for_all_rooms_and_for_administrators_to_say(rights: Rights) -> None:
    with pytest.raises(NotAllowed):
        await rights.ban(OLGA, ALICE, WHOLE_CHAT, now() + HOUR)
    await rights.ban(ROOT, OLGA, WHOLE_CHAT, now() + HOUR)
    assert not any(rights.may(OLGA, verb, room) for verb in Verb for room in ('r', 'other', WHOLE_CHAT))
    assert rights.scope(OLGA).nothing
    with pytest.raises(Banned) as refused:
        rights.refuse(OLGA, Verb.READ, 'other')
    assert refused.value.everywhere
    await rights.ban(ROOT, ALICE, WHOLE_CHAT, now() + HOUR)
    with pytest.raises(Banned):
        rights.refuse_address(HOME, 'other')
    with pytest.raises(NotAllowed):
        await rights.ban(ROOT, ROOT, WHOLE_CHAT, now() + HOUR)
    await rights.ban(ROOT, OLGA, WHOLE_CHAT, None)
    assert rights.role(OLGA, 'r') is Role.OWNER


async def test_who_is_barred_by_their_place_searches_there_no_more(rights: Rights) -> None:
    neighbour = Member(number=3_000_000, name='Neighbour')
    rights.places.saw(neighbour, HOME)
    await rights.ban(OLGA, ALICE, 'r', now() + HOUR)
    assert rights.scope(neighbour, ['r']).but == {'r'}
    assert rights.scope(CAROL).but == set()


async def test_who_is_erased_leaves_a_bar_because_of_nobody(rights: Rights) -> None:
    await rights.ban(OLGA, ALICE, 'r', now() + HOUR)
    rights.erase([ALICE])
    assert [bar.member for bar in rights.bars.of('r')] == [ERASED]
    assert rights.people('r')[0].name == OLGA.name
    with pytest.raises(Banned):
        rights.refuse_address(HOME, 'r')
