"""What is tried against the chat, for real: a server in a process of its own, attacked over its sockets.

Each attack is tried twice: against the chat as people start it, where it must fail, and against one whose protections
were taken out (unguarded.py), where it must succeed; so none of these tests can pass by trying nothing.
`python -m pytest tests/attacks` prints a line for each entry of the list of threats.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import pytest

THREATS: Final = {
    'T1': 'be somebody else',
    'T2': 'read or post in a room one is not let into',
    'T3': 'script in every field that is shown',
    'T4': 'poison text',
    'T5': 'phishing by HTML or CSS in a message',
    'T6': 'a reader that never reads',
    'T7': 'pages opened without a socket',
    'T8': 'a scan of unknown paths',
    'T9': 'a flood of events on one socket',
    'T10': 'foreign Origin on the dialect',
    'T11': 'foreign Origin on the socket of pages',
    'T12': 'events sent for another page',
    'T14': 'a cookie replayed after its end',
    'T15': 'session fixation',
    'T16': 'weak or default signing secret',
    'T17': 'cookie flags',
    'T18': 'cross-site form post',
    'T19': 'uploads past the limits',
    'T20': 'uploads that could run',
    'T21': 'picture bombs',
    'T22': 'huge bodies',
    'T23': 'huge or compressed frames',
    'T24': 'wrong JSON types',
    'T25': 'requests made by the server',
    'T26': 'SQL and full-text syntax in a search',
    'T27': 'guessing passwords',
    'T28': 'hashing as a weapon',
    'T29': 'forged X-Forwarded headers',
    'T31': 'errors that tell secrets',
    'T32': 'visits without cookies',
    'T34': 'sockets that never say who they are',
    'T35': 'log flood',
    'T36': 'forged log lines',
    'T37': 'headers',
    'T38': 'path traversal',
    'T39': 'prefetch',
    'T42': 'names and rooms in disguise',
    'T43': 'keys of bots',
    'T44': 'floods that no person could make',
    'T45': 'passkeys replayed, forged or borrowed',
    'T46': 'sign-ins of a provider replayed or forged',
    'T47': 'headers without end',
    'T48': 'requests that never end',
    'T49': 'somebody is pushed out of memory',
}

# of every server that is attacked: everybody comes from one address, and a proxy is named which nobody is
OPTIONS: Final = ('--trusted-proxies', '192.0.2.1', '--max-pages-per-address', '5000', '--max-pages', '5000')

Attack = Callable[..., Awaitable[bool]]


def attack(
    threat: str,
    *,
    without: str = '',
    options: tuple[str, ...] = (),
    both: tuple[str, ...] = (),
    planted: str = '',
) -> Callable[[Attack], Any]:
    """Make a test of an attack: a coroutine function that is given a running server and says whether it succeeded.

    :param threat: which line of the list it tries
    :param without: the protections (see unguarded.py, parted by commas) without which it must succeed; none where the
        protection is no part that could be taken out: such a test has to have another way to fail, and says which
    :param options: of the command line, beside the usual ones, for the server with all protections
    :param both: options that both servers have
    :param planted: weaknesses (see unguarded.py, parted by commas) that both servers have
    """
    assert threat in THREATS

    def decorate(function: Attack) -> Any:
        async def test(attacked: Callable[..., Any]) -> None:
            assert not await function(attacked((*both, *options), planted=planted)), f'{threat} succeeded'
            if without:
                assert await function(attacked(both, without=without, planted=planted)), (
                    f'{threat} fails without {without} too'
                )

        test.__name__, test.__doc__, test.__module__ = function.__name__, function.__doc__, function.__module__
        return pytest.mark.attack(threat)(test)

    return decorate
