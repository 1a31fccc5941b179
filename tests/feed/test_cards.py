"""Cards of rooms: below links to rooms that are open to all, and never of others."""

import asyncio
import timeit
from datetime import timedelta

import pytest

from chat.feed import carded
from chat.feed.cards import NAMES, Link, link_in, links_in, shown_at, with_names
from chat.feed.stream import Stream
from chat.feed.streams import Streams
from chat.model.deed import Change, Deed, What
from chat.model.door import Door, Kind
from chat.model.hub import Hub
from chat.model.message import Draft, now
from chat.model.rights import Rights
from chat.model.role import Standing
from chat.model.room import Room
from chat.text.markdown import render
from tests.memory import Kept, MemoryStore
from tests.people import ALICE

BANNED = Deed(room='lunch', by=ALICE, what=What.BANNED)
DOOR = Deed(room='hidden', by=ALICE, what=What.DOOR)
HOME = 'https://chat.example/below'


@pytest.mark.parametrize(
    ('text', 'link'),
    [
        (f' {HOME}/rooms/lunch\n', Link(HOME, 'lunch', '', '')),
        (f'{HOME}/rooms/7?as=2&at=12', Link(HOME, '7', '12', '')),
        (f'{HOME}/rooms/7?thread=3&at=12x', Link(HOME, '7', '', '3')),
        ('http://localhost:8005/rooms/%D1%87%D0%B0%D0%B9', Link('http://localhost:8005', 'чай', '', '')),
        ('#чай-2', Link('', 'чай-2', '', '')),
        *((text, None) for text in ('#7', '# lunch', '#a b', '##', '#', 'see #lunch', '#' + 'x' * 999)),
        (f'see {HOME}/rooms/lunch', None),
        (f'{HOME}/rooms/', None),
        (f'{HOME}/rooms/a/b', None),
        (f'{HOME}/rooms/a%2Fb', None),
        (f'{HOME}/rooms/0', None),
        ('javascript://x/rooms/7', None),
        ('https://x"]{}*{/rooms/7', None),
        ('https://a@b/rooms/7', None),
        ('/rooms/7', None),
        ('https://[/rooms/7', None),
        (f'{HOME}/rooms/{"x" * 500}', None),
    ],
)
def test_a_link_to_a_room_is_known_when_it_stands_alone(text: str, link: Link | None) -> None:
    assert link_in(text) == link


def test_a_page_shows_the_cards_of_its_own_address_alone() -> None:
    assert shown_at(HOME, HOME) == f'.room-card:is([data-home="{HOME}"]) {{ display: flex }}'
    assert shown_at('https://x"]{}') == ''


async def test_a_card_tells_of_a_room_only_while_it_is_open_to_all() -> None:
    rights = Rights(Kept())
    room = Room('7', MemoryStore(), rights=rights)
    await room.load()
    stream = Stream(room)
    room.join(ALICE, 'tab')
    await rights.set_topic(ALICE, 'lunch', 'where <we> eat')
    for text in (f'{HOME}/rooms/lunch?at=3', 'hello'):
        await room.post(ALICE, Draft(text=text))
    html = stream.entries[1.0].html('en')
    assert 'href="../rooms/lunch?at=3"' in html
    assert f'data-home="{HOME}"' in html
    assert 'where &lt;we&gt; eat' in html
    rev = stream.rev
    await rights._keep(Change(deed=Deed(room='lunch', by=ALICE, what=What.DOOR), door=Door(kind=Kind.LINK)))
    stream.cards.renew('other')
    assert stream.rev == rev
    stream.cards.renew('lunch')
    assert stream.rev == rev + 1
    assert 'room-card' not in stream.entries[1.0].html('en')
    assert 'eat' not in str(stream.since(rev, 'en'))
    room.presence.close()


async def test_a_card_tells_of_a_message_as_it_is_now_and_only_while_the_room_is_open_to_all() -> None:
    rights, store = Rights(Kept()), MemoryStore()
    hub = Hub(store, rights=rights)
    streams = Streams(hub)
    here, there = await hub.open('7'), await hub.open('lunch')
    for room in (here, there):
        room.join(ALICE, 'tab')
    await there.post(ALICE, Draft(text='soup ||with <salt>||'))
    await there.post(ALICE, Draft(text='never <b>told'))
    await here.post(ALICE, Draft(text=f'{HOME}/rooms/lunch?at=2'))
    await here.post(ALICE, Draft(text=f'{HOME}/rooms/7?at=1'))
    stream = streams.of(here)

    def shown() -> str:
        return str(stream.since(stream.rev - 1, 'en')['put']) + stream.entries[1.0].html('en')

    assert f'<strong>{ALICE.label}</strong> never &lt;b&gt;told' in shown()
    assert '1 member' in shown()
    assert '<strong>' not in stream.entries[2.0].html('en')
    rev = stream.rev
    await there.amending.edit(ALICE, 1, 'bread')
    assert stream.rev == rev
    await there.amending.edit(ALICE, 2, 'tea ||or not||')
    assert 'tea …' in shown()
    assert 'told' not in shown()
    await rights._keep(Change(deed=Deed(room='lunch', by=ALICE, what=What.DOOR), door=Door(kind=Kind.PASSWORD)))
    assert 'tea' not in shown()
    await rights._keep(Change(deed=Deed(room='lunch', by=ALICE, what=What.DOOR), door=Door()))
    assert 'tea' in shown()
    await rights.set_topic(ALICE, 'lunch', 'where we eat')
    there.join(ALICE, 'tab')
    for until, is_told in ((now() + timedelta(hours=1), False), (None, True)):
        await rights._keep(
            Change(deed=BANNED, standings=(Standing(room='lunch', member=7, name='B', banned_until=until),))
        )
        assert ('tea' in shown()) is is_told, 'whoever is banned reads here, too'
        assert 'room-card' in shown()
        assert 'where we eat' not in shown()
        assert ('1 member' in shown()) is is_told
    await there.amending.remove(ALICE, 2)
    assert 'tea' not in shown()
    assert 'room-card' in shown()
    await there.amending.restore(ALICE, 2)
    assert 'tea' in shown()
    hub.drop(there)
    assert 'tea' not in shown()
    hub.close()


async def test_the_name_of_a_room_has_a_card_while_it_is_open() -> None:
    rights = Rights(Kept())
    hub = Hub(MemoryStore(), rights=rights)
    streams = Streams(hub)
    here = await hub.open('7')
    here.join(ALICE, 'tab')
    await here.post(ALICE, Draft(text='#Lunch'))
    row = streams.of(here).entries[1.0]
    assert 'room-card' not in row.html('en'), 'perhaps no room is meant'
    there = await hub.open('lunch')
    row = streams.of(here).entries[1.0]
    assert 'href="../rooms/Lunch"' in row.html('en')
    assert 'data-home' not in row.html('en')
    await rights._keep(Change(deed=Deed(room='lunch', by=ALICE, what=What.DOOR), door=Door(kind=Kind.LINK)))
    assert 'room-card' not in streams.of(here).entries[1.0].html('en')
    hub.drop(there)
    hub.close()


async def test_names_of_rooms_among_other_words_are_links_while_they_are_open_to_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(carded, 'GATHER', 0.01)
    rights = Rights(Kept())
    hub = Hub(MemoryStore(), rights=rights)
    streams = Streams(hub)
    here, _hidden = await hub.open('7'), await hub.open('hidden')
    here.join(ALICE, 'tab')
    await rights._keep(Change(deed=DOOR, door=Door(kind=Kind.LINK)))
    text = 'See #Lunch, **#чай-2** and (#lunch); not #hidden, `#lunch`, x#lunch, #lunch-1, #7 or <#lunch"'
    await here.post(ALICE, Draft(text=text))
    stream = streams.of(here)
    assert '<a ' not in stream.entries[1.0].html('en')
    rev = stream.rev
    lunch, _ = await hub.open('lunch'), await hub.open('чай-2')
    assert stream.rev == rev + 2, 'who has read it sees the links at once'
    html = stream.entries[1.0].html('en')
    assert html.count('<a ') == 4
    assert '<a href="../rooms/lunch">#Lunch</a>, <strong><a href="../rooms/%D1%87%D0%B0%D0%B9-2">#чай-2</a>' in html
    assert '(<a href="../rooms/lunch">#lunch</a>)' in html
    assert '&lt;<a href="../rooms/lunch">#lunch</a>&#34;' in html
    assert 'room-card' not in html
    lunch.join(ALICE, 'tab')
    await asyncio.sleep(carded.GATHER * 2)
    assert stream.rev == rev + 2, 'who comes and goes there changes no link'
    lunch.presence.close()
    hub.sweep()
    assert hub.find('lunch') is None
    assert stream.entries[1.0].html('en').count('<a ') == 4, 'nobody is there, and it is there'
    lunch = await hub.open('lunch')
    lunch.is_gone = True
    hub.drop(lunch)
    assert stream.entries[1.0].html('en').count('<a ') == 1
    hub.close()


@pytest.mark.parametrize(
    'text', ['#a' * 2000, '#a ' * 1333, ('#' + 'a' * 65) * 60, '# ' * 2000, '#' * 4000, '#аa ' * 1000]
)
def test_whatever_is_typed_names_are_found_in_no_time(text: str) -> None:
    paths = {'a': '../rooms/a'}
    html = render(text)
    seconds = min(timeit.repeat(lambda: with_names(html, paths) and links_in(text), number=1, repeat=3))
    assert seconds < 0.01
    assert len(links_in(text)) <= NAMES
