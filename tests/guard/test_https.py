"""HTTPS and WSS without a proxy; what is said of it at the start."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import httpx
import pytest

from chat.address import is_public
from chat.build import OPEN_LETTER, addresses
from chat.settings import Settings
from tests import forking
from tests.guard.certificate import write_certificate
from tests.server import ANY_CERTIFICATE, Server
from tests.visitor import Visitor


@pytest.fixture(scope='module')
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_certificate(tmp_path_factory.mktemp('certificate'))


@pytest.fixture(scope='module')
def secure_server(certificate: tuple[Path, Path]) -> Iterator[Server]:
    cert, key = certificate
    with Server(scheme='https').start('--tls-cert', str(cert), '--tls-key', str(key)) as server:
        yield server
    assert 'Traceback' not in server.log, server.log


def browser(server: Server) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=server.url, timeout=10, verify=ANY_CERTIFICATE)


async def test_people_talk_over_https_and_wss(secure_server: Server, room_id: str) -> None:
    async with (
        await Visitor.join(secure_server, 'Alice', room_id, browser(secure_server)) as alice,
        await Visitor.join(secure_server, 'Bob', room_id, browser(secure_server)) as bob,
    ):
        await alice.say('Hello')
        await bob.hears('Hello')
        assert f'{secure_server.url}/rooms/{room_id}' in alice.page


async def test_the_browser_is_told_to_stay_with_https(secure_server: Server) -> None:
    async with browser(secure_server) as guest:
        answer = await guest.get('/')
    assert answer.headers['strict-transport-security'] == 'max-age=31536000'
    assert answer.headers['cross-origin-opener-policy'] == 'same-origin'
    cookie = answer.headers['set-cookie']
    assert cookie.startswith('__Host-chat_session=')
    assert {'Path=/', 'Secure', 'HttpOnly', 'SameSite=Lax'} <= {*cookie.split('; ')}


async def test_the_cookie_of_plain_http_is_nobody_over_https(secure_server: Server, room_id: str) -> None:
    async with browser(secure_server) as guest:
        await guest.post('/join_chat', data={'username': 'Alice', 'room_id': room_id})
        value = guest.cookies['__Host-chat_session']
        guest.cookies.clear()
        answer = await guest.get(f'/rooms/{room_id}', headers={'Cookie': f'chat_session={value}'})
        assert answer.status_code == 303  # to the join page


def test_the_address_that_is_printed_is_one_of_https(secure_server: Server) -> None:
    assert f'Chat is ready at https://127.0.0.1:{secure_server.port}\n' in secure_server.log
    assert 'Warning' not in secure_server.log


def refusal(*options: str) -> str:
    run = forking.run(*options)
    assert run.returncode
    return run.stderr


def test_a_certificate_without_its_key_is_refused_in_a_sentence(certificate: tuple[Path, Path], tmp_path: Path) -> None:
    cert, key = map(str, certificate)
    other = str(write_certificate(tmp_path)[1])
    (tmp_path / 'none').write_text('no certificate')
    for options in (
        ('--tls-cert', cert),
        ('--tls-key', key),
        ('--tls-cert', cert, '--tls-key', other),
        ('--tls-cert', key, '--tls-key', key),
        ('--tls-cert', str(tmp_path / 'none'), '--tls-key', key),
        ('--tls-cert', str(tmp_path / 'missing'), '--tls-key', key),
    ):
        said = refusal(*options, '--data', str(tmp_path / 'data'))
        assert said.count('\n') == 1, said
        assert '--tls-cert' in said


@pytest.mark.parametrize(
    ('host', 'public'),
    [('8.8.8.8', True), ('2a00:1450::1', True), ('192.168.1.5', False), ('10.0.0.1', False), ('127.0.0.1', False),
     ('::1', False), ('fe80::1', False), ('100.64.0.1', False), ('localhost', False)],
)  # fmt: skip
def test_plain_http_on_a_public_address_is_warned_of(
    host: str, public: bool, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert is_public(host) is public
    assert (OPEN_LETTER in addresses(Settings(host=host))) is public
    monkeypatch.setattr(import_module('chat.build'), 'lan_address', lambda: host)
    assert (OPEN_LETTER in addresses(Settings(host='0.0.0.0'))) is public
    cert, key = certificate
    assert OPEN_LETTER not in addresses(Settings(host=host, tls_cert=cert, tls_key=key))
    assert OPEN_LETTER not in addresses(Settings(host=host, trusted_proxies=['127.0.0.1']))
