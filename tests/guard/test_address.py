"""The real address: what limits count, and whom it is believed from."""

from typing import Any

import pytest

from chat.guard.address import UNKNOWN, client_address
from chat.guard.proxies import Proxies, prefix_of


@pytest.mark.parametrize(
    ('host', 'counted'),
    [
        ('192.0.2.7', '192.0.2.7'),
        ('::1', '::/64'),
        ('2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'),
        ('2001:db8:1:2::9', '2001:db8:1:2::/64'),
        ('fe80::1%eth0', 'fe80::/64'),
        ('::ffff:192.0.2.7', '192.0.2.7'),
        ('', UNKNOWN),
        ('a name', UNKNOWN),
    ],
)
def test_an_address_is_counted_as_what_one_household_is_given(host: str, counted: str) -> None:
    assert client_address({'client': (host, 5)}) == counted


def test_a_socket_without_an_address_is_counted_too() -> None:
    assert client_address({'client': None}) == client_address({}) == UNKNOWN


async def heard(trusted: tuple[str, ...], client: str, kind: str = 'http', **forwarded: str) -> dict[str, Any]:
    """What reaches the chat of a request with these headers."""
    headers = [(b'host', b'inside:8005')]
    headers += [(f'x-forwarded-{name}'.encode(), value.encode()) for name, value in forwarded.items()]
    reached: list[dict[str, Any]] = []

    async def chat(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope)

    scope: dict[str, Any] = {'type': kind, 'client': (client, 1), 'scheme': kind, 'headers': headers, 'root_path': ''}
    await Proxies(chat, trusted=trusted)(scope, None, None)  # type: ignore[arg-type]
    [scope] = reached
    return {
        'client': client_address(scope),
        'scheme': scope['scheme'],
        'host': dict(scope['headers'])[b'host'].decode(),
        'prefix': prefix_of(scope),
        'more': sorted(name.decode() for name, _ in scope['headers'] if name != b'host'),
    }


FORGED = {'for': '198.51.100.7', 'proto': 'https', 'host': 'chat.example.com', 'prefix': '/chat'}


@pytest.mark.parametrize('trusted', [(), ('192.0.2.1',), ('192.0.2.0/30',)])
async def test_nothing_is_believed_of_somebody_who_is_not_named(trusted: tuple[str, ...]) -> None:
    assert await heard(trusted, '192.0.2.66', **FORGED) == {
        'client': '192.0.2.66',
        'scheme': 'http',
        'host': 'inside:8005',
        'prefix': '',
        'more': [],
    }


@pytest.mark.parametrize('trusted', [('192.0.2.66',), ('192.0.2.0/24',), ('::1', '192.0.2.66')])
async def test_everything_is_believed_of_a_proxy_that_is_named(trusted: tuple[str, ...]) -> None:
    told = await heard(trusted, '192.0.2.66', **FORGED)
    assert told | {'more': []} == {
        'client': '198.51.100.7',
        'scheme': 'https',
        'host': 'chat.example.com',
        'prefix': '/chat',
        'more': [],
    }
    told = await heard(trusted, '192.0.2.66', kind='websocket', **FORGED)
    assert told['scheme'] == 'wss'


async def test_of_a_chain_only_what_trusted_proxies_have_added_is_believed() -> None:
    told = await heard(('192.0.2.0/24',), '192.0.2.66', **{'for': '203.0.113.9, 198.51.100.7, 192.0.2.2'})
    assert told['client'] == '198.51.100.7'


@pytest.mark.parametrize(
    'prefix', ['chat', '//evil.example', '/a b', '/"><script>', '/a/../b c', '/é', 'https://evil', '/']
)
async def test_a_prefix_that_is_no_path_is_none(prefix: str) -> None:
    assert (await heard(('192.0.2.66',), '192.0.2.66', prefix=prefix))['prefix'] == ''


@pytest.mark.parametrize('host', ['evil.example/path', 'a b', '', 'x@y', '<script>'])
async def test_a_host_that_is_none_is_not_believed(host: str) -> None:
    assert (await heard(('192.0.2.66',), '192.0.2.66', host=host))['host'] == 'inside:8005'
