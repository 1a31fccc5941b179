"""A room under any order of events: what is heard is what is kept, and who is here is who should be."""

import asyncio
from collections.abc import Callable
from itertools import count

import pytest

pytest.importorskip('hypothesis', reason='Hypothesis is in tests/requirements.txt')
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.errors import ChatError
from chat.model.member import Member
from chat.model.message import Draft, Message, now
from chat.model.room import Room
from tests.clock import Clock
from tests.memory import MemoryStore
from tests.people import ALICE, BOB, IVAN

GRACE = 20.0
NAMESAKE = Member(number=1_000_009, name='alice')
PEOPLE = st.sampled_from([ALICE, BOB, IVAN, NAMESAKE])
TABS = st.sampled_from(['tab 1', 'tab 2'])
OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(['expect', 'leave']), PEOPLE),
        st.tuples(st.sampled_from(['join', 'disconnect', 'depart']), PEOPLE, TABS),
        st.tuples(
            st.just('post'),
            PEOPLE,
            st.sampled_from(['one', 'two', 'three', '']),
            st.sampled_from(['id 1', 'id 2', None]),
        ),
        st.tuples(st.just('wait'), st.sampled_from([1.0, 15.0, 25.0])),
    ),
    max_size=40,
)


class Ledger:
    """What should be true of a room, by plain bookkeeping."""

    def __init__(self) -> None:
        self.tabs: dict[Member, set[str]] = {}
        self.here: set[Member] = set()
        self.until: dict[Member, float] = {}
        self.now = 0.0
        self.told: list[str] = []

    def is_taken(self, member: Member) -> bool:
        return member.number >= 1_000_000 and any(
            other != member and other.key == member.key for other in self.here | {*self.until}
        )

    def expect(self, member: Member) -> bool:
        if self.is_taken(member):
            return False
        if member not in self.here:
            self.until[member] = self.now + GRACE
        return True

    def join(self, member: Member, tab: str) -> bool:
        if self.is_taken(member):
            return False
        self.until.pop(member, None)
        self.tabs.setdefault(member, set()).add(tab)
        if member not in self.here:
            self.here.add(member)
            self.told.append(f'+{member.number}')
        return True

    def disconnect(self, member: Member, tab: str) -> bool:
        if tab in self.tabs.get(member, ()):
            self.tabs[member].remove(tab)
            if not self.tabs[member]:
                self.until[member] = self.now + GRACE
        return True

    def depart(self, member: Member, tab: str) -> bool:
        self.disconnect(member, tab)
        if not self.tabs.get(member):
            self.leave(member)
        return True

    def leave(self, member: Member) -> bool:
        self.tabs.pop(member, None)
        self.until.pop(member, None)
        if member in self.here:
            self.here.remove(member)
            self.told.append(f'-{member.number}')
        return True

    def wait(self, seconds: float) -> bool:
        self.now += seconds
        for member, until in sorted(self.until.items(), key=lambda item: item[1]):
            if until <= self.now:
                self.leave(member)
        return True


def may(step: Callable[..., object], *arguments: object) -> bool:
    try:
        step(*arguments)
    except ChatError:
        return False
    return True


async def scenario(operations: list[tuple[str, ...]]) -> None:
    clock, ledger, store = Clock(), Ledger(), MemoryStore()
    room = Room('Lounge', store, grace=GRACE)
    heard: list[Message] = []
    told: list[str] = []
    room.posted.subscribe(heard.append, expect_args=True)
    room.noticed.subscribe(
        lambda notice: told.append(f'{"+" if notice.kind == "joined" else "-"}{notice.member.number}')
    )
    made: dict[str, Message] = {}
    for verb, *arguments in operations:
        if verb == 'post':
            author, text, client_msg_id = arguments
            assert isinstance(author, Member)
            draft = Draft(text=text, client_msg_id=client_msg_id) if client_msg_id else Draft(text=text)
            try:
                message, is_repeated = await room.post(author, draft)
            except ChatError:
                assert author not in ledger.here or not text
            else:
                assert author in ledger.here
                assert is_repeated == (draft.client_msg_id in made)
                assert made.setdefault(draft.client_msg_id, message) == message
        elif verb == 'wait':
            await clock.advance(float(arguments[0]))
            ledger.wait(float(arguments[0]))
        else:
            assert may(getattr(room, verb), *arguments) == getattr(ledger, verb)(*arguments), (verb, arguments)
        assert {*room.presence.members} == ledger.here
        assert sorted(told) == sorted(ledger.told)
        assert room.is_idle == (not ledger.here and not ledger.until)
    assert heard == [*made.values()] == await store.after(room.key, 0, 1000)
    assert [message.seq for message in heard] == list(range(1, len(heard) + 1))
    room.presence.close()


@settings(deadline=None, database=None, max_examples=150)
@given(OPERATIONS)
def test_presence_and_messages_are_what_bookkeeping_says(operations: list[tuple[str, ...]]) -> None:
    asyncio.run(scenario(operations))


@settings(deadline=None, database=None)
@given(st.lists(st.integers(1, 12), max_size=40))
def test_messages_in_any_order_are_heard_without_gaps_each_once(arrivals: list[int]) -> None:
    async def scenario() -> None:
        room = Room('Lounge', MemoryStore())
        heard: list[int] = []
        room.posted.subscribe(lambda message: heard.append(message.seq))
        for arrived, seq in enumerate(arrivals, 1):
            room.receive(Message(seq=seq, author=BOB, text=f'{seq}', at=now(), client_msg_id=f'{seq}'))
            missing = next(n for n in count(1) if n not in arrivals[:arrived])
            assert heard == list(range(1, missing))

    asyncio.run(scenario())
