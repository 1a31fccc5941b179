"""A person on a page, as a browser without a screen: the real page over HTTP, and NiceGUI's own socket beside it.

async with await Visitor.join(server, 'Alice', '7') as alice:
    await alice.say('Hello')
    await alice.hears('Hello')
"""

import asyncio
import html
import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import urlencode
from uuid import uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect

from tests.server import ANY_CERTIFICATE, Server

PATIENCE: Final = 20.0  # seconds that anything may take on a busy machine


class Visitor:
    """One tab. `frames` are all Socket.IO frames it got, as they came; `heard` the events in them."""

    def __init__(self, server: Server, browser: httpx.AsyncClient, page: str) -> None:
        """
        :param server: a running one
        :param browser: whose cookies it has
        :param page: the HTML of the page that it is on
        """
        self.server = server
        self.browser = browser
        self.page = page
        found = re.search(r"'client_id': '([0-9a-f-]+)'", page)
        assert found, page[:2000]
        self.client_id = found[1]
        elements = re.search(r'parseElements\(String\.raw`(.*?)`\)', page, re.DOTALL)
        assert elements
        self.elements: dict[str, dict[str, Any]] = json.loads(html.unescape(elements[1]))
        self.frames: list[str] = []
        self._news = asyncio.Condition()

    @classmethod
    async def join(cls, server: Server, name: str, room: str, browser: httpx.AsyncClient | None = None) -> Self:
        """Come in by the form, open the room page and connect."""
        # without certificates, whose loading takes longer than all else here
        browser = browser or httpx.AsyncClient(base_url=server.url, timeout=PATIENCE, verify=False)
        answer = await browser.post('/join_chat', data={'username': name, 'room_id': room}, follow_redirects=True)
        assert answer.status_code == 200, answer.text
        visitor = cls(server, browser, answer.text)
        await visitor.connect()
        return visitor

    def socket_url(self, **query: str) -> str:
        """Where a browser on this page opens its socket."""
        query = {
            'client_id': self.client_id,
            'next_message_id': '0',
            'implicit_handshake': 'true',
            'document_id': str(uuid4()),
            'tab_id': str(uuid4()),
            'EIO': '4',
            'transport': 'websocket',
        } | query
        return self.server.url.replace('http', 'ws', 1) + '/_nicegui_ws/socket.io/?' + urlencode(query)

    async def connect(self, headers: Mapping[str, str] | None = None) -> None:
        """Open the socket and wait until the page is connected."""
        cookies = '; '.join(f'{name}={value}' for name, value in self.browser.cookies.items())
        origin = '/'.join(self.server.url.split('/')[:3])
        self.socket: ClientConnection = await connect(
            url := self.socket_url(),
            additional_headers={'Cookie': cookies, 'Origin': origin, **(headers or {})},
            ssl=ANY_CERTIFICATE if url.startswith('wss:') else None,
        )
        self._reading = asyncio.create_task(self._read())
        await self._until(lambda: any(frame.startswith('40{') for frame in self.frames), 'the handshake')

    async def _read(self) -> None:
        async for frame in self.socket:
            assert isinstance(frame, str)
            if frame.startswith('0{'):
                await self.socket.send('40')
            elif frame == '2':
                await self.socket.send('3')
            async with self._news:
                self.frames.append(frame)
                self._news.notify_all()

    @property
    def heard(self) -> list[tuple[str, dict[str, Any]]]:
        """Name and data of every event."""
        return [(event[0], event[1]) for event in (json.loads(f[2:]) for f in self.frames if f.startswith('42'))]

    @property
    def called(self) -> list[tuple[str, list[Any]]]:
        """The methods of elements that Python called through the outbox, with their arguments."""
        calls = [called_in(data['code']) for event, data in self.heard if event == 'run_javascript']
        return [call for call in calls if call]

    @property
    def changes(self) -> list[dict[str, Any]]:
        """The changes of the feed: those that came directly, then those through the outbox."""
        return [data for event, data in self.heard if event == 'feed'] + [
            arguments[0] for name, arguments in self.called if name == 'receive'
        ]

    async def hears(self, text: str) -> None:
        """Wait until the feed has shown a text (in HTML)."""
        await self._until(
            lambda: any(text in change.get('put', '') for change in self.changes), f'{text!r} in the feed'
        )

    async def sees(self, panel: str, text: str) -> None:
        """Wait until a panel, such as the count, shows a text (in HTML)."""
        await self._until(
            lambda: text in ['', *(c['panels'][panel] for c in self.changes if 'panels' in c)][-1],
            f'{text!r} in {panel}',
        )

    async def gets(self, event: str) -> dict[str, Any]:
        """Wait for an event of this name; its data."""
        await self._until(lambda: any(name == event for name, _ in self.heard), event)
        return next(data for name, data in self.heard if name == event)

    async def calls(self, method: str) -> list[Any]:
        """Wait until Python has called a method of an element; the arguments."""
        await self._until(lambda: any(name == method for name, _ in self.called), f'a call of {method}')
        return next(arguments for name, arguments in self.called if name == method)

    async def emit(
        self, tag: str, event: str, args: Any, *, text: str = '', label: str = '', as_client: str | None = None
    ) -> None:
        """Fire an event as NiceGUI's own browser part does.

        :param tag: of the first element that has the event ...
        :param text: ... and shows this, or has a part that shows it
        :param label: ... and is called so
        :param as_client: claim to be this page instead of one's own
        """
        element, listeners = self._listeners(tag, event, text, label)
        for listener in listeners:
            message = {
                'id': element,
                'client_id': as_client or self.client_id,
                'listener_id': listener,
                'args': [json.dumps(args)],
            }
            await self.socket.send('42' + json.dumps(['event', message]))

    async def appears(self, where: Callable[[dict[str, Any]], bool], wanted: str = 'an element') -> dict[str, Any]:
        """Wait for an element, there from the beginning or come since, as it is now."""
        await self._until(lambda: any(map(where, self._elements_now().values())), wanted)
        return next(element for element in self._elements_now().values() if where(element))

    async def fire(self, where: Callable[[dict[str, Any]], bool], event: str, *args: Any) -> None:
        """Fire an event of an element that appears, as NiceGUI's own browser part does."""
        await self.appears(where)
        number, element = next(each for each in self._elements_now().items() if where(each[1]))
        for listener in element['events']:
            if listener['type'] == event:
                message = {
                    'id': int(number),
                    'client_id': self.client_id,
                    'listener_id': listener['listener_id'],
                    'args': [json.dumps(arg) for arg in args],
                }
                await self.socket.send('42' + json.dumps(['event', message]))

    async def choose(self, label: str) -> None:
        """Click an entry of the room's menu, which comes when that is opened."""
        if not any(each.get('text') == label for each in self._elements_now().values()):
            await self.fire(lambda each: each.get('props', {}).get('aria-label') == 'Room menu', 'click', None)
        await self.appears(lambda each: each.get('text') == label, label)
        await self.fire(lambda each: each['tag'] == 'q-item' and each.get('text') == label, 'click', None)

    async def choose_button(self, label: str) -> None:
        """Click a button that shows this."""
        await self.fire(lambda each: each['tag'] == 'q-btn' and each['props'].get('label') == label, 'click', None)

    async def quiet(self, seconds: float = 0.5) -> None:
        """Wait until nothing has come for so long."""
        with suppress(TimeoutError):
            while True:
                async with asyncio.timeout(seconds), self._news:
                    await self._news.wait()

    def _elements_now(self) -> dict[str, dict[str, Any]]:
        elements = dict(self.elements)
        for event, data in self.heard:
            if event == 'update':
                elements |= data
        return {number: element for number, element in elements.items() if isinstance(element, dict)}  # None is gone

    def _listeners(self, tag: str, event: str, text: str, label: str = '') -> tuple[int, list[str]]:
        for number, element in self.elements.items():
            listeners = [each['listener_id'] for each in element.get('events', ()) if each['type'] == event]
            called = element.get('props', {}).get('label') or ''
            if element['tag'] == tag and listeners and label in called and text in self._texts_of(element):
                return int(number), listeners
        raise AssertionError(f'no {tag} with {event} and {text!r}')

    def _texts_of(self, element: dict[str, Any]) -> list[str]:
        parts = [self._texts_of(self.elements[str(n)]) for n in element.get('children', ())]
        return ['', element.get('text') or '', *(text for part in parts for text in part)]

    async def say(self, text: str) -> str:
        """Send a message as the composer does; its client_msg_id."""
        message_id = str(uuid4())
        await self.emit('nicegui-composer', 'send', {'id': message_id, 'text': text})
        return message_id

    async def _until(self, condition: Callable[[], bool], wanted: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE), self._news:
                await self._news.wait_for(condition)
        except TimeoutError:
            raise AssertionError(
                f'waited in vain for {wanted}; came:\n' + '\n'.join(f[:300] for f in self.frames)
            ) from None

    async def close(self) -> None:
        """Close the tab."""
        await self.socket.close()
        await asyncio.gather(self._reading, return_exceptions=True)
        await self.browser.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        await self.close()


def called_in(code: str) -> tuple[str, list[Any]] | None:
    """The method and the arguments, if this JavaScript is how NiceGUI calls a method of an element."""
    call = re.fullmatch(r'return runMethod\(\d+, ("\w+"), (\[.*\])\)', code, re.DOTALL)
    return (json.loads(call[1]), json.loads(call[2])) if call else None
