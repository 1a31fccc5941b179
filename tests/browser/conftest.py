"""What the browser tests share: one Chromium for all, a server for each module, people, and links that can be cut."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
import pytest_asyncio

from tests.browser import chromium
from tests.browser.proxy import Proxy
from tests.server import Server

if TYPE_CHECKING:
    from playwright.async_api import Browser

    from tests.browser.person import Person

HERE: Final = Path(__file__).parent
People = Callable[..., Awaitable['Person']]


@pytest_asyncio.fixture(scope='session', loop_scope='session')
async def browser() -> AsyncIterator['Browser']:
    """Chromium. Contexts keep people apart; starting a browser for each of them would take minutes."""
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await chromium.launch(playwright)
        yield browser
        await browser.close()


@pytest.fixture(scope='session')
def pages(browser: 'Browser') -> chromium.Pages:
    return chromium.Pages(browser)


@pytest.fixture(scope='session')
def usual_server() -> Iterator[Server]:
    """The chat as it is without any option."""
    with Server().start() as server:
        yield server


@pytest.fixture(scope='module')
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """The chat with the module's `OPTIONS`, if it has some; nothing that is done in browsers may make it stumble."""
    options = getattr(request.module, 'OPTIONS', ())
    server: Server = Server().start(*options) if options else request.getfixturevalue('usual_server')
    before = len(server.log)
    yield server
    ended, log = server.ended, server.log[before:]
    if options:
        server.stop()
    assert ended is None, f'the server ended with {ended} during the tests:\n{log}'
    assert 'Traceback' not in log, log
    assert 'ERROR' not in log, log


@pytest_asyncio.fixture(loop_scope='session')
async def proxy(server: Server) -> AsyncIterator[Proxy]:
    """A link to the server."""
    proxy = Proxy(server.port)
    await proxy.start()
    yield proxy
    await proxy.stop()


@pytest_asyncio.fixture(loop_scope='session')
async def people(pages: chromium.Pages, server: Server) -> AsyncIterator[People]:
    """Opens a browser for somebody: `anna = await people('Anna', room_id)`. The test fails if a page of theirs did."""
    from tests.browser.person import Person

    everybody: list[Person] = []

    async def come(name: str, room_id: str | None = None, *, url: str | None = None, **options: Any) -> Person:
        person = await Person.with_browser(pages, name, url=url or server.url, **options)
        everybody.append(person)
        if room_id is not None:
            await person.enter(room_id)
        return person

    yield come
    for person in everybody:
        person.stop_listening()
    await asyncio.gather(*(pages.give_back(person.page) for person in everybody))
    complaints = [complaint for person in everybody for complaint in person.complaints]
    assert not complaints, '\n'.join(complaints)


# --- where there is no browser ---------------------------------------------------------------------------
class Unavailable(pytest.Module):
    """Browser tests where there is no browser: skipped, and said so; failed where everything has to be tested."""

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        reason = str(chromium.missing())
        if chromium.must_not_be_missing():
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason, allow_module_level=True)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    if module_path.is_relative_to(HERE) and chromium.missing():
        module: pytest.Module = Unavailable.from_parent(parent, path=module_path)
        return module
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # one loop for all of them, because a browser belongs to the loop that started it
    for item in items:
        if item.path.is_relative_to(HERE) and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope='session'), append=False)
