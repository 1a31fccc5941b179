"""Which requests bring files, and how large their bodies may be."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from chat.guard.body import BodyLimit
from chat.guard.uploads import is_upload


@pytest.mark.parametrize(
    ('method', 'path', 'is_one'),
    [
        ('POST', '/rooms/7/files', True),
        ('POST', '/below/rooms/7/files', True),
        ('GET', '/rooms/7/files', False),
        ('POST', '/rooms/7/files/x', False),
        ('POST', '/join_chat', False),
        ('POST', '/rooms/files', False),
        ('POST', '/x?/rooms/7/files', True),  # longer than usual, and nobody reads it
    ],
)
def test_an_upload_is_known_by_its_path(method: str, path: str, is_one: bool) -> None:
    assert is_upload(method, path) is is_one


async def read_all(scope: Scope, receive: Receive, send: Send) -> None:
    size = len(await Request(scope, receive).body())
    await PlainTextResponse(str(size))(scope, receive, send)


@pytest.mark.parametrize(
    ('path', 'size', 'status'), [('/rooms/7/files', 900, 200), ('/rooms/7/files', 1001, 413), ('/x', 101, 413)]
)
async def test_only_files_are_large(path: str, size: int, status: int) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(size):
            yield b'x'

    chat = httpx.ASGITransport(BodyLimit(read_all, limit=100, of_files=1000))
    async with httpx.AsyncClient(transport=chat, base_url='http://test') as browser:
        assert (await browser.post(path, content=b'x' * size)).status_code == status
        assert (await browser.post(path, content=pieces())).status_code == status
