"""The wire: the same bytes for every browser, which way is taken, and what waits for a slow reader: nothing."""

import json
from collections.abc import Callable
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import urlencode

import httpx
import pytest
from nicegui import ui
from nicegui.testing import User
from websockets.frames import Frame as Rfc6455
from websockets.frames import Opcode

from chat.feed.wire import EXTENSION, Audience, Frame, Line, Ways, cut, text_frame, ways, wire_of
from chat.model.message import Draft
from tests.feed.test_feed import feed_of, methods_called
from tests.pages.tab import join
from tests.patience import PATIENCE, eventually
from tests.people import BOB
from tests.server import Server
from tests.visitor import Visitor


class Told:
    """An element of a page, and the page's socket, as far as a line knows them."""

    def __init__(self) -> None:
        self.by_wire: list[bytes] = []
        self.by_outbox: list[dict[str, Any]] = []
        self.caught_up = 0
        self.is_full = False
        self.is_cut = False
        self.lines: tuple[Line, ...] = ()
        self.direct_only: list[bytes] = []
        self.client = SimpleNamespace(has_socket_connection=True, environ={'asgi.scope': self.scope})
        self.line = Line(cast('ui.element', self), 'receive', self.catch_up)

    @property
    def scope(self) -> dict[str, Any]:
        return {'extensions': {EXTENSION: self}}

    def catch_up(self) -> None:
        self.caught_up += 1

    def write(self, frame: bytes) -> bool:
        if self.is_full or self.is_cut:
            return False
        self.by_wire.append(frame)
        return True

    @property
    def direct(self) -> Callable[[bytes], object] | None:
        return None if self.is_full or self.is_cut else self.direct_only.append

    def abort(self) -> None:
        self.is_cut = True

    def run_method(self, method: str, data: dict[str, Any]) -> None:
        assert method == 'receive'
        self.by_outbox.append(data)


@pytest.fixture(autouse=True)
def counted(monkeypatch: pytest.MonkeyPatch) -> Ways:
    """From nought."""
    for name in Ways.__slots__:
        monkeypatch.setattr(ways, name, 0)
    return ways


FRAME = Frame('feed', {'rev': 1})


class Viewer:
    """A view as an audience knows it: what it was told at once, and what one by one."""

    reader = 0

    def __init__(self, audience: Audience, *, keeps_up: bool = True) -> None:
        self.at_once: list[bytes] = []
        self.asked: list[bytes] = []
        self.audience = audience
        audience.add(self)
        if keeps_up:
            audience.trust(self, self.at_once.append)

    def deliver(self, frame: Frame) -> None:
        self.asked.append(frame.bytes)


def test_who_keeps_up_is_written_to_without_being_asked(counted: Ways) -> None:
    audience = Audience()
    quick, slow, other = Viewer(audience), Viewer(audience, keeps_up=False), Viewer(audience)
    audience.tell(FRAME)
    assert (quick.at_once, slow.at_once, other.at_once) == ([FRAME.bytes], [], [FRAME.bytes])
    assert (quick.asked, slow.asked) == ([], [FRAME.bytes])
    assert (audience.rev, audience.keeps_up(quick), audience.keeps_up(slow)) == (1, True, False)
    assert counted == Ways(wire=2)
    audience.tell(Frame('feed', {'panels': {}}), without={quick, slow})
    assert (len(quick.at_once), len(slow.asked), len(other.at_once)) == (1, 1, 2)
    assert audience.rev == 1, 'what is true for a moment has no revision'


def test_who_falls_behind_while_all_are_told_is_asked_from_then_on() -> None:
    audience = Audience()
    views = [Viewer(audience) for _ in range(3)]

    def write(frame: bytes) -> None:
        views[1].at_once.append(frame)
        audience.doubt(views[1])

    audience.discard(views[1])
    audience.add(views[1])
    audience.trust(views[1], write)
    audience.tell(FRAME)
    audience.tell(FRAME)
    assert [len(view.at_once) for view in views] == [2, 1, 2]
    assert [len(view.asked) for view in views] == [0, 1, 0]


def test_who_has_gone_is_told_nothing() -> None:
    audience = Audience()
    gone, stays = Viewer(audience), Viewer(audience, keeps_up=False)
    audience.discard(gone)
    audience.discard(stays)
    audience.trust(gone, gone.at_once.append)
    audience.tell(FRAME)
    assert (gone.at_once, stays.asked, list(audience)) == ([], [], [])


def test_a_line_writes_to_the_socket_of_its_page(counted: Ways) -> None:
    told = Told()
    assert told.line.connect()
    assert told.line.send(FRAME)
    assert (told.by_wire, told.by_outbox) == ([FRAME.bytes], [])
    assert counted == Ways(wire=1)


def test_without_a_socket_of_its_own_the_outbox_is_taken(counted: Ways) -> None:
    told = Told()
    told.client.environ = None
    assert not told.line.connect()
    assert told.line.send(FRAME)
    assert (told.by_wire, told.by_outbox) == ([], [FRAME.data])
    assert counted == Ways(outbox=1)


def test_for_who_does_not_keep_up_nothing_is_heaped_up_and_they_are_told_when_they_can_be(counted: Ways) -> None:
    told = Told()
    told.line.connect()
    told.is_full = True
    assert [told.line.send(FRAME) for _ in range(9)] == [False] * 9
    assert (told.by_wire, told.by_outbox) == ([], [])
    assert counted == Ways(held=9)
    for line in told.lines:
        line.drained()
    assert told.caught_up == 1


def test_who_is_away_is_not_told(counted: Ways) -> None:
    told = Told()
    told.client.has_socket_connection = False
    assert not told.line.send(FRAME)
    assert counted == Ways(away=1)
    told.line.connect()
    told.is_cut = True
    assert not told.line.send(FRAME)
    assert told.by_outbox == []


def test_a_line_that_was_left_is_not_told_of_a_drain_and_one_that_connects_again_once() -> None:
    told = Told()
    told.line.connect()
    told.line.connect()
    assert told.lines == (told.line,)
    told.line.disconnect()
    assert not told.lines


def test_a_connection_is_cut_where_that_can_be_done() -> None:
    told = Told()
    cut({})
    cut(told.scope)
    assert told.is_cut


@pytest.mark.parametrize(
    ('size', 'header'),
    [
        (0, b'\x81\x00'),
        (1, b'\x81\x01'),
        (125, b'\x81\x7d'),
        (126, b'\x81\x7e\x00\x7e'),
        (127, b'\x81\x7e\x00\x7f'),
        (65535, b'\x81\x7e\xff\xff'),
        (65536, b'\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00'),
        (65537, b'\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x01'),
    ],
)
def test_a_frame_is_what_rfc_6455_says(size: int, header: bytes) -> None:
    payload = bytes(65 + n % 26 for n in range(size))
    assert text_frame(payload) == header + payload
    assert text_frame(payload) == Rfc6455(Opcode.TEXT, payload).serialize(mask=False)


def test_an_event_is_encoded_as_socket_io_does_without_the_outbox_numbers() -> None:
    frame = Frame('feed', {'rev': 1, 'put': 'é <b>'})
    assert frame.bytes == text_frame('42["feed",{"rev":1,"put":"é <b>"}]'.encode())


async def test_connections_without_a_wire_are_none() -> None:
    scopes: list[Any] = [None, {}, {'extensions': {}}, {'type': 'test'}]
    assert [wire_of(scope) for scope in scopes] == [None] * 4


def leads_of(calls: list[tuple[str, list[Any]] | None]) -> list[tuple[int, int]]:
    """From which revision to which each change led that came by the outbox."""
    changes = [call[1][0] for call in calls if call and call[0] == 'receive']
    return [(change['base'], change['rev']) for change in changes if 'rev' in change]


async def test_a_view_that_falls_behind_is_told_what_it_missed_and_keeps_up_again(user: User) -> None:
    await join(user, 'Alice', '1')
    await eventually(lambda: 0.5 in feed.stream.entries if (feed := feed_of(user)) else False)  # that she came is told
    feed, told = feed_of(user), Told()
    calls = methods_called(user, feed)
    assert user.client is not None
    user.client.environ = {'asgi.scope': told.scope}
    feed._connected()

    async def say(text: str) -> tuple[int, int]:
        before = len(told.by_wire), len(told.direct_only)
        feed.stream.room.join(BOB, 'his')
        await feed.stream.room.post(BOB, Draft(text=text))
        return len(told.by_wire) - before[0], len(told.direct_only) - before[1]

    assert await say('asked first') == (1, 0)
    assert await say('not asked any more') == (0, 1)
    assert feed.sent == feed.stream.rev
    told.is_full = True
    for line in told.lines:
        line.stop()
    knew = feed.sent
    assert await say('missed') == (0, 0)
    assert (feed.sent, feed.stream.rev) == (knew, knew + 1)
    told.is_full = False
    for line in told.lines:
        line.drained()
    await eventually(lambda: (knew, knew + 1) in leads_of(calls))
    assert await say('asked again') == (1, 0)
    assert await say('and no more') == (0, 1)


async def test_a_page_gets_its_feed_by_the_wire(server: Server, room_id: str) -> None:
    async with await Visitor.join(server, 'Alice', room_id) as alice, await Visitor.join(server, 'Bob', room_id) as bob:
        await alice.hears('Bob')
        for n in range(5):
            await alice.say(f'number {n}.')
            await bob.hears(f'number {n}.')
        await alice.hears('number 4.')
        direct = [
            [frame for frame in visitor.frames if frame.startswith('42["feed",') and 'number' in frame]
            for visitor in (alice, bob)
        ]
        assert len(direct[0]) == 5
        assert direct[0] == direct[1], 'the same bytes for everyone'
        assert not alice.called, 'nothing of it goes through the outbox'
        changes = [json.loads(frame[2:])[1] for frame in direct[0]]
        assert all(later['base'] == earlier['rev'] for earlier, later in pairwise(changes))


async def test_a_page_without_a_socket_gets_its_feed_by_long_polling(server: Server, room_id: str) -> None:
    async with httpx.AsyncClient(base_url=server.url, timeout=PATIENCE, follow_redirects=True) as browser:
        page = await browser.post('/join_chat', data={'username': 'Bob', 'room_id': room_id})
        query = Visitor(server, browser, page.text).socket_url(transport='polling').partition('?')[2]
        path = '/_nicegui_ws/socket.io/?' + query
        path += '&' + urlencode({'sid': json.loads((await browser.get(path)).text[1:])['sid']})
        await browser.post(path, content='40')
        async with await Visitor.join(server, 'Alice', room_id) as alice:
            await alice.say('Hello, poller')
            came = ''
            while 'Hello, poller' not in came:
                came += (await browser.get(path)).text
                if came.endswith('2'):
                    await browser.post(path, content='3')
        assert '42["feed"' not in came
