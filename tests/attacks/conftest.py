"""Servers to be attacked, and the table of what came of it."""

from collections import defaultdict
from collections.abc import Callable, Generator, Iterator

import pytest

from tests.attacks import OPTIONS, THREATS
from tests.attacks.furniture import furnish
from tests.attacks.unguarded import off_together
from tests.server import Server

RESULTS: dict[str, list[str]] = defaultdict(list)


@pytest.fixture(scope='session')
def attacked() -> Iterator[Callable[..., Server]]:
    """A running server with these options, without these protections and with these weaknesses; few serve all."""
    servers: dict[tuple[tuple[str, ...], str], Server] = {}

    def server(options: tuple[str, ...] = (), *, without: str = '', planted: str = '') -> Server:
        taken_out = off_together(without, planted) if without else planted
        key = (options, taken_out)
        if key not in servers:
            server = Server()
            furnish(server.data)
            servers[key] = server.start(*OPTIONS, *options, without=taken_out)
        return servers[key]

    yield server
    for (_, taken_out), running in servers.items():
        if taken_out:
            running.kill()
        else:
            running.stop()
            assert 'Traceback' not in running.log, running.log


@pytest.fixture(scope='session')
def server(attacked: Callable[..., Server]) -> Server:
    """The one that most attacks are tried on, in the place of the one that other tests share."""
    return attacked()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if mark := item.get_closest_marker('attack'):
        report.user_properties.append(('attack', mark.args[0]))  # goes with it from one process to another
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    tried = dict(report.user_properties).get('attack')
    if tried and (report.when == 'call' or report.failed):
        RESULTS[str(tried)].append(report.outcome)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not RESULTS:
        return
    terminalreporter.section('attacks')
    for threat, what in THREATS.items():
        outcomes = RESULTS.get(threat, [])
        tried = ', '.join(f'{outcomes.count(each)} {each}' for each in dict.fromkeys(outcomes))
        terminalreporter.write_line(f'{threat:4} {what:50} {tried or "open"}')
