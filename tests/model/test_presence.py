"""Presence: who is here, and what others are told of coming and going."""

from collections.abc import Iterator

import pytest

from chat.errors import NameTaken
from chat.model.member import Member
from chat.model.presence import Presence
from chat.model.spelling import NAME_LIMIT, clean_name, key_of
from tests.clock import Clock
from tests.people import ALICE, BOB, IVAN

GRACE = 20.0


class Room:
    """A presence and what was told of it."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.presence = Presence(
            grace=GRACE, joined=lambda m: self.told.append(f'+{m.name}'), left=lambda m: self.told.append(f'-{m.name}')
        )

    def connect(self, member: Member, connection: str) -> None:
        self.presence.connect(member, connection, lambda: self.told.append(f'{connection} out'))


@pytest.fixture
def room(clock: Clock) -> Iterator[Room]:
    room = Room()
    yield room
    room.presence.close()


async def test_who_connects_is_here_and_everyone_is_told(room: Room) -> None:
    assert ALICE not in room.presence
    room.connect(ALICE, 'tab')
    assert ALICE in room.presence
    assert room.told == ['+Alice']


async def test_a_member_with_two_tabs_is_listed_and_told_once(room: Room, clock: Clock) -> None:
    room.connect(ALICE, 'tab 1')
    room.connect(ALICE, 'tab 2')
    assert room.presence.members == [ALICE]
    room.presence.disconnect(ALICE, 'tab 1')
    await clock.advance(GRACE * 2)
    assert ALICE in room.presence
    assert room.told == ['+Alice']


async def test_after_the_last_tab_there_is_a_grace_period(room: Room, clock: Clock) -> None:
    room.connect(ALICE, 'tab')
    room.presence.disconnect(ALICE, 'tab')
    await clock.advance(GRACE - 1)
    assert ALICE in room.presence
    assert room.told == ['+Alice']
    await clock.advance(2)
    assert ALICE not in room.presence
    assert room.told == ['+Alice', '-Alice']
    assert room.presence.is_empty


async def test_a_reload_is_not_worth_a_word(room: Room, clock: Clock) -> None:
    room.connect(ALICE, 'page')
    for n in range(3):
        room.presence.disconnect(ALICE, 'page' if not n else f'page {n}')
        await clock.advance(GRACE * 0.9)
        room.connect(ALICE, f'page {n + 1}')
    await clock.advance(GRACE * 3)
    assert room.told == ['+Alice']


async def test_the_old_connection_of_a_reload_may_end_after_the_new_one_began(room: Room, clock: Clock) -> None:
    room.connect(ALICE, 'old')
    room.connect(ALICE, 'new')
    room.presence.disconnect(ALICE, 'old')
    room.presence.disconnect(ALICE, 'old')
    await clock.advance(GRACE * 2)
    assert ALICE in room.presence


async def test_connecting_twice_with_one_connection_counts_once(room: Room, clock: Clock) -> None:
    room.connect(ALICE, 'tab')
    room.connect(ALICE, 'tab')
    room.presence.disconnect(ALICE, 'tab')
    await clock.advance(GRACE + 1)
    assert room.told == ['+Alice', '-Alice']


async def test_who_leaves_is_gone_at_once_from_all_tabs(room: Room, clock: Clock) -> None:
    room.connect(ALICE, 'tab 1')
    room.connect(ALICE, 'tab 2')
    room.connect(BOB, 'his')
    room.presence.leave(ALICE)
    assert room.presence.members == [BOB]
    assert sorted(room.told) == ['+Alice', '+Bob', '-Alice', 'tab 1 out', 'tab 2 out']
    room.presence.disconnect(ALICE, 'tab 1')  # as the browser goes to another page
    await clock.advance(GRACE + 1)
    assert room.told.count('-Alice') == 1


async def test_who_left_can_come_back(room: Room) -> None:
    room.connect(ALICE, 'tab')
    room.presence.leave(ALICE)
    room.connect(ALICE, 'tab')
    assert [word for word in room.told if 'Alice' in word] == ['+Alice', '-Alice', '+Alice']


async def test_who_departs_with_the_last_connection_is_gone_at_once(room: Room) -> None:
    room.connect(IVAN, 'socket 1')
    room.connect(IVAN, 'socket 2')
    room.presence.depart(IVAN, 'socket 1')
    assert IVAN in room.presence
    room.presence.depart(IVAN, 'socket 2')
    assert room.told == ['+Иван', '-Иван']


async def test_leaving_or_disconnecting_without_having_been_there_is_nothing(room: Room, clock: Clock) -> None:
    room.presence.leave(ALICE)
    room.presence.disconnect(ALICE, 'tab')
    room.presence.depart(ALICE, 'tab')
    await clock.advance(GRACE + 1)
    assert room.told == []


async def test_an_expected_member_is_not_here_yet_and_nobody_is_told(room: Room, clock: Clock) -> None:
    room.presence.expect(ALICE)
    assert ALICE not in room.presence
    assert room.presence.members == []
    assert not room.presence.is_empty
    await clock.advance(GRACE + 1)
    assert room.presence.is_empty
    assert room.told == []


async def test_an_expected_members_name_is_kept_free_until_the_grace_is_over(room: Room, clock: Clock) -> None:
    room.presence.expect(ALICE)
    with pytest.raises(NameTaken):
        room.connect(Member(number=2_000_000, name='ALICE'), 'other')
    await clock.advance(GRACE + 1)
    room.connect(Member(number=2_000_000, name='ALICE'), 'other')
    with pytest.raises(NameTaken):
        room.presence.expect(ALICE)


async def test_expecting_again_starts_the_grace_anew(room: Room, clock: Clock) -> None:
    room.presence.expect(ALICE)
    await clock.advance(GRACE - 1)
    room.presence.expect(ALICE)
    await clock.advance(GRACE - 1)
    assert not room.presence.is_empty


async def test_expecting_somebody_who_is_here_changes_nothing(room: Room, clock: Clock) -> None:
    room.connect(ALICE, 'tab 1')
    room.presence.expect(ALICE)  # a second tab is being opened
    await clock.advance(GRACE * 2)
    assert ALICE in room.presence
    assert room.told == ['+Alice']


async def test_a_name_is_taken_while_its_bearer_is_here_and_through_the_grace(room: Room, clock: Clock) -> None:
    namesake = Member(number=2_000_000, name='aLiCe')
    room.connect(ALICE, 'tab')
    with pytest.raises(NameTaken) as refusal:
        room.connect(namesake, 'other')
    assert (refusal.value.name, refusal.value.suggestion) == ('aLiCe', 'aLiCe 2')
    room.presence.disconnect(ALICE, 'tab')
    await clock.advance(GRACE - 1)
    with pytest.raises(NameTaken):
        room.presence.expect(namesake)
    await clock.advance(2)
    room.connect(namesake, 'other')
    assert room.presence.members == [namesake]
    assert room.told == ['+Alice', '-Alice', '+aLiCe']


async def test_the_suggestion_is_free(room: Room) -> None:
    for n, name in enumerate(['Alice', 'alice 2', 'ALICE 3']):
        room.connect(Member(number=1_000_000 + n, name=name), name)
    with pytest.raises(NameTaken) as refusal:
        room.connect(Member(number=2_000_000, name='Alice'), 'other')
    assert refusal.value.suggestion == 'Alice 4'


@pytest.mark.parametrize(
    'name', ['A' * NAME_LIMIT, 'A' * 34 + ' ' + 'B' * 5, 'Bob #', 'ﷺ' * 4 + ' ' + 'ß' * 3, 'Zoe\u0301 ' * 8, '🦊' * 40]
)
async def test_the_suggestion_can_be_borne(room: Room, name: str) -> None:
    shown = clean_name(name)
    room.connect(Member(number=1_000_000, name=shown), 'one')
    with pytest.raises(NameTaken) as refusal:
        room.connect(Member(number=1_000_001, name=shown), 'other')
    assert clean_name(refusal.value.suggestion) == refusal.value.suggestion
    assert key_of(refusal.value.suggestion) != key_of(shown)


async def test_guests_of_the_dialect_are_told_apart_by_their_numbers(room: Room) -> None:
    room.connect(Member(number=1_000_000, name='Иван'), 'page')
    room.connect(IVAN, 'socket')
    room.connect(Member(number=6, name='Иван'), 'another')
    assert [member.label for member in room.presence.members] == ['Иван', 'Иван #5', 'Иван #6']


async def test_a_guest_of_the_dialect_keeps_nobody_from_a_name(room: Room) -> None:
    room.connect(IVAN, 'socket')
    room.connect(Member(number=1_000_000, name='Иван'), 'page')
    assert len(room.presence.members) == 2


async def test_members_are_listed_in_the_order_they_came(room: Room) -> None:
    for member in (BOB, IVAN, ALICE):
        room.connect(member, member.name)
    room.connect(BOB, 'another tab')
    assert room.presence.members == [BOB, IVAN, ALICE]


async def test_closing_tells_nobody_anything_any_more(room: Room, clock: Clock) -> None:
    room.connect(ALICE, 'tab')
    room.presence.disconnect(ALICE, 'tab')
    room.presence.close()
    await clock.advance(GRACE + 1)
    assert room.told == ['+Alice']
