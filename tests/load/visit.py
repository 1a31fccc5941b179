"""A visit: a page and everything it is shown with, fetched as a browser with an empty cache does."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

from .page import Page, request
from .round import Failure
from .websocket import HOST

IN_STYLES: Final = re.compile(r'@import\s+url\(\s*["\']?([^"\')]+)|url\(\s*["\']?(//[^"\')]+|https?:[^"\')]+)')
IN_MODULES: Final = re.compile(r'\bimport\s[^;"\'`]*?\bfrom\s*"([^"]+)"')
IMPORT_MAP: Final = re.compile(r'<script type="importmap">(.*?)</script>', re.DOTALL)
FETCHED: Final = {'link': 'href', 'script': 'src', 'img': 'src', 'iframe': 'src', 'source': 'src', 'video': 'src'}


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """What came of it."""

    finished: float
    """When everything was there (`time.monotonic`)."""
    files: int
    size: int
    foreign: frozenset[str]
    """Addresses on other hosts that the browser was told to fetch."""

    def __str__(self) -> str:
        return f'{self.files} files, {self.size / 1000:.0f} kB'


async def visit(port: int, path: str, cookies: str = '') -> Visit:
    """Fetch a page with its styles and scripts, one after the other."""
    page = await request(port, path, cookies=cookies)
    base = f'http://{HOST}:{port}'
    wanted = list(_parts_of(page.text))
    seen: dict[str, int] = {}
    foreign: set[str] = set()
    while wanted:
        address = urljoin(base + path, wanted.pop())
        scheme, host, local, query, _ = urlsplit(address)
        if scheme == 'data' or address in seen:
            continue
        if host != urlsplit(base).netloc:
            foreign.add(address)
            continue
        answer = await request(port, f'{local}?{query}' if query else local)
        if answer.status != 200:
            raise Failure(f'{address}: {answer.status}')
        seen[address] = len(answer.body)
        if local.endswith('.css'):
            wanted.extend(urljoin(address, part) for part in _in_styles(answer.text))
    return Visit(
        finished=time.monotonic(),
        files=1 + len(seen),
        size=len(page.body) + sum(seen.values()),
        foreign=frozenset(foreign),
    )


def _parts_of(text: str) -> Iterator[str]:
    """The addresses that a browser fetches on its own: not links, which a person follows."""
    tags = _Tags()
    tags.feed(text)
    yield from tags.addresses
    yield from _in_styles(text)
    named = json.loads(found[1])['imports'] if (found := IMPORT_MAP.search(text)) else {}
    yield from (named.get(module, module) for module in IN_MODULES.findall(text))
    for element in Page(text).elements.values():
        yield from (str(value) for name, value in element.get('props', {}).items() if name == 'src')


def _in_styles(text: str) -> Iterator[str]:
    return (imported or foreign for imported, foreign in IN_STYLES.findall(text))


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get(FETCHED.get(tag, ''))
        if address:
            self.addresses.append(address)
