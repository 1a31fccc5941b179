"""Compression: of pages and their parts, and not of files, whose bytes are counted."""

import httpx
import pytest
from starlette.responses import PlainTextResponse

from chat.guard.gzip import Compression


@pytest.mark.parametrize(
    ('path', 'is_packed'),
    [('/files/x/a.txt', False), ('/below/files/x/a.txt', False), ('/rooms/files', True), ('/account/files', True)],
)
async def test_all_is_packed_but_files(path: str, is_packed: bool) -> None:
    chat = httpx.ASGITransport(Compression(PlainTextResponse('text ' * 1000)))
    async with httpx.AsyncClient(transport=chat, base_url='http://test') as browser:
        answer = await browser.get(path)
    assert ('content-encoding' in answer.headers) is is_packed
