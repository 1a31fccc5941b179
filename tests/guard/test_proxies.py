"""Behind nginx and Caddy, with the configurations of docs/proxies.md: as without, over HTTPS and WSS."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import urlsplit

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.guard.certificate import write_certificate
from tests.server import ANY_CERTIFICATE, ROOT, Server, free_port
from tests.visitor import Visitor

DOCS: Final = (ROOT / 'docs' / 'proxies.md').read_text(encoding='utf-8')
UP: Final = 20.0  # seconds that a proxy may take to start
FEW: Final = 3  # sockets that an address may have


def documented(name: str, *, port: int, chat: int, certificate: tuple[Path, Path]) -> str:
    """A configuration of the documentation, for this machine."""
    found = re.search(rf'<!-- {name} -->\n```\n(.*?)```', DOCS, re.DOTALL)
    assert found, name
    cert, key = certificate
    text = found[1].replace('127.0.0.1:8005', f'127.0.0.1:{chat}')
    text = text.replace('/etc/ssl/chat/fullchain.pem', str(cert)).replace('/etc/ssl/chat/privkey.pem', str(key))
    return text.replace('listen 443 ssl', f'listen 127.0.0.1:{port} ssl').replace(
        'chat.example.com {', f'https://localhost:{port} {{\n\ttls {cert} {key}'
    )


def caddy(folder: Path, kind: str, **where: Any) -> list[str]:
    """The command that runs Caddy."""
    config = folder / 'Caddyfile'
    text = documented(f'caddy: {kind}', **where)
    config.write_text('{\n\tadmin off\n\tauto_https disable_redirects\n}\n' + text)
    return ['caddy', 'run', '--config', str(config), '--adapter', 'caddyfile']


def nginx(folder: Path, kind: str, **where: Any) -> list[str]:
    """The command that runs nginx."""
    config = folder / 'nginx.conf'
    text = documented('nginx: host', **where)
    if kind == 'path':
        text = re.sub(
            r'    location / \{.*?\n    \}\n', lambda _: documented('nginx: path', **where), text, flags=re.DOTALL
        )
    paths = ''.join(f'{each}_temp_path {folder};\n' for each in ('client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'))
    config.write_text(
        f'daemon off;\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{paths}{text}}}\n'
    )
    return ['nginx', '-c', str(config), '-p', str(folder), '-e', 'stderr']


PROXIES: Final = {'caddy': caddy, 'nginx': nginx}


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """A chat behind a proxy."""

    url: str
    prefix: str

    def browser(self, address: str = '127.0.0.1') -> httpx.AsyncClient:
        """Somebody who comes from this address."""
        transport = httpx.AsyncHTTPTransport(verify=ANY_CERTIFICATE, local_address=address)
        return httpx.AsyncClient(base_url=self.url, transport=transport, timeout=10)


@pytest.fixture(scope='module', params=[(name, kind) for name in PROXIES for kind in ('host', 'path')], ids='-'.join)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    name, kind = request.param
    if shutil.which(name) is None:
        if 'CI' in os.environ:
            pytest.fail(f'{name} is not installed')
        pytest.skip(f'{name} is not installed: apt-get install {name}')
    folder, port = tmp_path_factory.mktemp(name), free_port()
    options = ('--grace', '0.3', '--trusted-proxies', '127.0.0.1', '--max-sockets-per-address', str(FEW))
    with Server().start(*options) as server:
        certificate = write_certificate(folder)
        command = PROXIES[name](folder, kind, port=port, chat=server.port, certificate=certificate)
        with (folder / 'log').open('wb') as log:
            home = {'HOME': str(folder), 'XDG_DATA_HOME': str(folder), 'XDG_CONFIG_HOME': str(folder)}
            proxy = subprocess.Popen(command, cwd=folder, env=os.environ | home, stdout=log, stderr=log)
        try:
            prefix = '/chat' if kind == 'path' else ''
            found = Site(url=f'https://localhost:{port}{prefix}', prefix=prefix)
            deadline = time.monotonic() + UP
            while not _answers(found.url):
                assert proxy.poll() is None, (folder / 'log').read_text()
                assert time.monotonic() < deadline, (folder / 'log').read_text()
                time.sleep(0.05)
            yield found
        finally:
            proxy.terminate()
            proxy.wait(10)
    assert 'Traceback' not in server.log, server.log


def _answers(url: str) -> bool:
    try:
        with closing(httpx.Client(verify=ANY_CERTIFICATE)) as client:
            return client.get(url + '/healthz').status_code == 200
    except httpx.TransportError:
        return False


async def join(site: Site, name: str, room: str) -> Visitor:
    return await Visitor.join(cast(Server, site), name, room, site.browser())


async def test_people_talk(site: Site, room_id: str) -> None:
    async with await join(site, 'Alice', room_id) as alice, await join(site, 'Bob', room_id) as bob:
        await alice.say('Hello over HTTPS')
        await bob.hears('Hello over HTTPS')


async def test_links_lead_where_the_browser_is(site: Site, room_id: str) -> None:
    async with await join(site, 'Alice', room_id) as alice:
        assert f'{site.url}/rooms/{room_id}' in alice.page
        props = [e.get('props', {}) for e in alice.elements.values()]
        links = {each['href'] for each in props if 'href' in each}
        links |= {link for each in props for link in re.findall('href="(.*?)"', each.get('innerHTML', ''))}
        assert {f'{site.prefix}/', f'{site.prefix}/rooms/{room_id}'} <= links
        scripts = re.findall(r'<script[^>]* src="([^"]+)"', alice.page)
        assert scripts
        assert all(script.startswith(f'{site.prefix}/_nicegui/') for script in scripts)
        assert (await alice.browser.get(urlsplit(site.url)._replace(path=scripts[0]).geturl())).status_code == 200


async def test_the_cookie_is_for_https_and_this_host_alone(site: Site) -> None:
    async with site.browser() as browser:
        answer = await browser.get('/')
        assert re.match(r'__Host-chat_session=[^;]+; Path=/; .*; Secure$', answer.headers['set-cookie'])
        assert answer.headers['strict-transport-security'] == 'max-age=31536000'


async def test_a_foreign_page_is_refused_and_ones_own_is_not(site: Site, room_id: str) -> None:
    own = '/'.join(site.url.split('/')[:3])
    async with site.browser() as browser:
        for origin, status in ((own, 303), ('https://evil.example', 403), ('http://127.0.0.1:8005', 403)):
            form = {'username': 'Alice', 'room_id': room_id}
            assert (await browser.post('/join_chat', data=form, headers={'Origin': origin})).status_code == status


@pytest.mark.parametrize(
    ('claim', 'net'),  # addresses of their own: sockets of the one before may not have ended yet
    [({}, '127.0.1'), ({'X-Forwarded-For': '198.51.100.7'}, '127.0.2'), ({'Forwarded': 'for=198.51.100.7'}, '127.0.3')],
    ids=str,
)
async def test_limits_count_the_real_address_whatever_is_claimed(site: Site, claim: dict[str, str], net: str) -> None:
    url = site.url.replace('https:', 'wss:') + '/ws/chat/1/'

    async def come(stack: AsyncExitStack, address: str, number: int) -> None:
        opened = connect(f'{url}{number}', ssl=ANY_CERTIFICATE, local_addr=(address, 0), additional_headers=claim)
        await stack.enter_async_context(opened)

    async with AsyncExitStack() as stack:
        for n in range(FEW):
            await come(stack, f'{net}.2', n + 1)
        with pytest.raises(InvalidStatus) as refusal:
            await come(stack, f'{net}.2', 9)
        assert refusal.value.response.status_code == 403
        await come(stack, f'{net}.3', 10)


async def test_a_path_that_is_claimed_is_not_believed(site: Site, room_id: str) -> None:
    async with site.browser() as browser:
        form = {'username': 'Alice', 'room_id': room_id}
        answer = await browser.post('/join_chat', data=form, headers={'X-Forwarded-Prefix': '/evil'})
        assert urlsplit(answer.headers['location']).path == f'{site.prefix}/rooms/{room_id}'
