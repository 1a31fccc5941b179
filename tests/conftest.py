"""What tests of several folders share."""

import gc
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count
from pathlib import Path
from typing import cast

import httpx
import pytest
from nicegui import Client, app, background_tasks, core, ui
from nicegui.app.app import State
from nicegui.testing import User

from chat.store import database
from tests.answers import Answer, open_as_oneself
from tests.clock import Clock
from tests.server import UNLIMITED, Server

ROOMS = count(1)
RETRIES = 150  # of a tenth of a second


def pytest_collection_finish() -> None:
    """Let the many collections of garbage that NiceGUI's `user` asks for pass over what stays anyway.

    The fixture `no_aftermath` does so for what each such test leaves behind.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def short_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who closes the last tab has left a moment later, in chats that are started inside this process."""
    monkeypatch.setenv('CHAT_GRACE', '0.1')


@pytest.fixture(autouse=True)
def no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests do more than a person can; those of the limits set them."""
    for name, value in UNLIMITED.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(autouse=True)
def own_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is kept where the tests are started, nor from one test to the next."""
    monkeypatch.setenv('CHAT_DATA', str(tmp_path / 'data'))


@pytest.fixture(scope='session')
def new_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One that the migrations have made."""
    path = tmp_path_factory.mktemp('begun') / database.NAME
    database.migrate(path)
    return path


@pytest.fixture(autouse=True)
def begun_by_copying(monkeypatch: pytest.MonkeyPatch, new_database: Path) -> None:
    """Databases of chats that are started inside this process begin as copies of one; not in tests of the beginning."""
    really = database.migrate

    def migrate(path: Path) -> None:
        if path.exists():
            return really(path)
        shutil.copy(new_database, path)

    monkeypatch.setattr(database, 'migrate', migrate)


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the `User` should see may take long on a busy machine; where it takes no time, nothing is waited for."""
    for look in (User.should_see, User.should_not_see):
        monkeypatch.setitem(cast(dict[str, int], look.__kwdefaults__), 'retries', RETRIES)


@pytest.fixture(autouse=True)
def own_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is led elsewhere, told something or given a file is whoever's page asks for it.

    With NiceGUI's own it is whichever user was touched last, be it by a message that another's page was being sent.
    """
    monkeypatch.setattr(User, '__getattribute__', object.__getattribute__)
    monkeypatch.setattr(User, 'open', open_as_oneself(User.open))
    for answer in ('navigate', 'notify', 'download'):
        monkeypatch.setattr(ui, answer, Answer(answer, getattr(ui, answer)))


@pytest.fixture(autouse=True)
def no_aftermath(request: pytest.FixtureRequest) -> Iterator[None]:
    """What NiceGUI's `user` leaves behind: a started application when it finds errors in the log, and nested lifespans.

    FastAPI puts a lifespan around the last one for every router, so a worker with many tests would run out of stack.
    """
    lifespan = app.router.lifespan_context
    # what is left of a loop that is closed can never be awaited, and NiceGUI would try so for ever at the next end
    background_tasks.running_tasks -= {each for each in background_tasks.running_tasks if each.get_loop().is_closed()}
    yield
    app.router.lifespan_context = lifespan
    if app.is_started:
        app._state = State.STOPPED
        background_tasks.running_tasks.clear()
        background_tasks.lazy_tasks_running.clear()
    if 'user' in request.fixturenames:
        gc.freeze()  # it leaves some thousand objects for ever; looking through them would take longer with each test


@pytest.fixture
async def user(user: User) -> AsyncIterator[User]:
    """Somebody with a browser."""
    yield user
    for client in Client.instances.values():
        # up to Python 3.11, `wait_for` swallows a cancellation that meets a result; NiceGUI would wait 2 s for it
        client.outbox.stop()


@pytest.fixture
def create_user(user: User) -> Callable[[], User]:
    """Makes others with browsers of their own. NiceGUI's fixture would start the application a second time for them."""
    return lambda: User(httpx.AsyncClient(transport=httpx.ASGITransport(core.app), base_url='http://test'))


@pytest.fixture
async def clock() -> AsyncIterator[Clock]:
    """The loop's clock, to be put forward."""
    clock = Clock()
    yield clock
    clock.restore()


@pytest.fixture(scope='session')
def server() -> Iterator[Server]:
    """A chat in a process of its own, for all tests that need sockets; nothing they do may make it stumble."""
    with Server().start('--grace', '0.3', '--title', 'Testing') as server:
        yield server
    assert 'Traceback' not in server.log, server.log
    assert 'ERROR' not in server.log, server.log


@pytest.fixture
def room_id() -> str:
    """A room that no other test is in."""
    return f'room-{next(ROOMS)}'
