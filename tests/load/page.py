"""A page: fetched as a browser fetches it, and what NiceGUI wrote into it."""

import asyncio
import html
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from http.client import parse_headers
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any, Final
from urllib.parse import urlencode
from uuid import uuid4

from .websocket import HOST

GZIP: Final = zlib.MAX_WBITS | 16
PATIENCE: Final = 30.0  # seconds


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a server answered."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors='replace')

    @property
    def cookies(self) -> str:
        """The cookies it set, as the browser sends them back."""
        jar = SimpleCookie()
        for line in self.headers.get_all('Set-Cookie', []):
            jar.load(line)
        return '; '.join(f'{name}={morsel.coded_value}' for name, morsel in jar.items())


async def request(port: int, path: str, *, form: Mapping[str, str] | None = None, cookies: str = '') -> Answer:
    """Ask this machine's server: GET, or POST with a form."""
    content = urlencode(form).encode() if form is not None else b''
    lines = {'Host': f'{HOST}:{port}', 'Connection': 'close', 'Accept': 'text/html,*/*', 'Accept-Encoding': 'gzip'}
    if form is not None:
        lines |= {
            'Origin': f'http://{HOST}:{port}',
            'Content-Type': 'application/x-www-form-urlencoded',
            'Content-Length': str(len(content)),
        }
    if cookies:
        lines['Cookie'] = cookies
    head = ''.join(f'{name}: {value}\r\n' for name, value in lines.items())
    async with asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection(HOST, port)
        writer.write(f'{"GET" if form is None else "POST"} {path} HTTP/1.1\r\n{head}\r\n'.encode() + content)
        answer = await reader.read()
        writer.close()
    head_lines, _, body = answer.partition(b'\r\n\r\n')
    status, _, rest = head_lines.partition(b'\r\n')
    headers = parse_headers(BytesIO(rest + b'\r\n\r\n'))
    if headers.get('Transfer-Encoding') == 'chunked':
        body = _joined(body)
    if headers.get('Content-Encoding') == 'gzip':
        body = zlib.decompress(body, GZIP)
    return Answer(status=int(status.split()[1]), headers=headers, body=body)


class Page:
    """A NiceGUI page."""

    def __init__(self, text: str) -> None:
        """
        :raises ValueError: the text is no NiceGUI page
        """
        client = re.search(r"'client_id': '([^']+)'", text)
        number = re.search(r"'next_message_id': (\d+)", text)
        elements = re.search(r'parseElements\(String\.raw`(.*?)`\)', text, re.DOTALL)
        if not (client and number and elements):
            raise ValueError(f'not a NiceGUI page: {text[:500]}')
        self.client_id = client[1]
        self.document_id, self.tab_id = str(uuid4()), str(uuid4())
        self.next_message_id = int(number[1])
        self.elements: dict[str, dict[str, Any]] = json.loads(html.unescape(elements[1]))

    @property
    def socket_path(self) -> str:
        """Where its socket is opened, again after each interruption."""
        return '/_nicegui_ws/socket.io/?' + urlencode(
            {
                'client_id': self.client_id,
                'next_message_id': self.next_message_id,
                'implicit_handshake': 'true',
                'document_id': self.document_id,
                'tab_id': self.tab_id,
                'EIO': '4',
                'transport': 'websocket',
            }
        )

    def element(self, *props: str) -> tuple[int, dict[str, Any]]:
        """Number and content of the element that has all these props."""
        for number, element in self.elements.items():
            if element.get('props', {}).keys() >= set(props):
                return int(number), element
        raise ValueError(f'no element with {", ".join(props)}')


def listener(element: dict[str, Any], event: str) -> str:
    """The ID of the listener that an element has for an event."""
    return next(str(each['listener_id']) for each in element['events'] if each['type'] == event)


def _joined(body: bytes) -> bytes:
    chunks = []
    while body:
        size, _, body = body.partition(b'\r\n')
        length = int(size, 16)
        chunks.append(body[:length])
        body = body[length + 2 :] if length else b''
    return b''.join(chunks)
