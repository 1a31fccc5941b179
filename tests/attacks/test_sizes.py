"""Too much at once: bodies, frames, and paths that are not there."""

import asyncio
import zlib
from collections.abc import AsyncIterator
from typing import Final
from urllib.parse import urlsplit

import httpx
from nicegui import __version__
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.attacks import attack
from tests.attacks.floods import resident
from tests.server import Server
from tests.visitor import Visitor

MUCH: Final = 30_000_000  # bytes
FORM: Final = 'application/x-www-form-urlencoded'


@attack('T22', without='body')
async def test_a_huge_body_is_read_into_memory(server: Server) -> bool:
    host = urlsplit(server.url)
    reader, writer = await asyncio.open_connection(host.hostname, host.port)
    writer.write(
        b'POST /join_chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n'
        b'Content-Length: %d\r\n\r\n' % MUCH
    )
    try:
        async with asyncio.timeout(2):
            answer = await reader.readuntil(b'\r\n')  # before a byte of the body
    except TimeoutError:
        return True
    finally:
        writer.close()
    return b' 413 ' not in answer


@attack('T22', without='body')
async def test_a_huge_body_comes_in_pieces(server: Server) -> bool:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(MUCH // 100_000):
            yield b'x' * 100_000

    before = resident(server.pid)
    async with httpx.AsyncClient(base_url=server.url, verify=False) as guest:
        try:
            answer = await guest.post('/join_chat', content=pieces(), headers={'Content-Type': FORM})
        except httpx.TransportError:  # the server has hung up
            return resident(server.pid) - before > MUCH / 2
        return answer.status_code != 413


async def closes_with(url: str, frame: bytes, **headers: str) -> int:
    """The code with which a socket closes after this."""
    async with connect(url, additional_headers=headers, compression=None) as socket:
        socket.transport.write(frame)
        try:
            async with asyncio.timeout(2):
                async for _ in socket:
                    pass
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006
        except TimeoutError:
            return 0
        return socket.close_code or 0


def masked(payload: bytes, *, first: int) -> bytes:
    """A frame of a client, with a mask of zeros."""
    return bytes((first, 0xFF)) + len(payload).to_bytes(8, 'big') + bytes(4) + payload


@attack('T23', without='frames,sockets')
async def test_a_huge_frame_is_taken(server: Server) -> bool:
    async with await Visitor.join(server, 'Alice', 'frames') as alice:
        cookies = '; '.join(f'{name}={value}' for name, value in alice.browser.cookies.items())
        sockets = [(server.url.replace('http', 'ws', 1) + '/ws/chat/1/5', ''), (alice.socket_url(), cookies)]
        huge = masked(b'4' * 200_000, first=0x81)
        return [await closes_with(url, huge, Cookie=cookie) for url, cookie in sockets] != [1009, 1009]


@attack('T23', without='frames')
async def test_a_frame_is_a_bomb(server: Server) -> bool:
    async with await Visitor.join(server, 'Alice', 'bombs') as alice:
        for url in (server.url.replace('http', 'ws', 1) + '/ws/chat/1/6', alice.socket_url()):
            async with connect(url, compression='deflate') as socket:
                if socket.protocol.extensions:
                    return True
            packer = zlib.compressobj(wbits=-15)
            bomb = packer.compress(b'4' * 10_000_000) + packer.flush(zlib.Z_SYNC_FLUSH)
            if await closes_with(url, masked(bomb, first=0xC1)) != 1002:  # a bit that nobody agreed on
                return True
        return False


@attack('T8', without='unknown')
async def test_a_scan_of_unknown_paths_builds_pages(server: Server) -> bool:
    async with httpx.AsyncClient(base_url=server.url, verify=False) as scanner:
        paths = (
            '/wp-login.php',
            '/.env',
            '/rooms',
            '/rooms/',
            '/rooms/a/b',
            '/admin',
            '/_nicegui/x',
            '/healthz/x',
        )
        answers = [await scanner.get(path) for path in paths]
        answers += [await scanner.request(method, '/nowhere') for method in ('POST', 'PUT', 'DELETE', 'OPTIONS')]
        answers += [await scanner.post('/'), await scanner.put('/rooms/7'), await scanner.delete('/healthz')]
        statuses = [answer.status_code for answer in answers]
        assert {*statuses} <= {307, 404, 405}, statuses
        return any(len(answer.content) > 1000 or 'html' in answer.headers.get('content-type', '') for answer in answers)


@attack('T8', without='unknown', options=('--limit-pages', '3/1m'))
async def test_a_scan_finds_that_there_is_an_administration(server: Server) -> bool:
    """By its status, its headers, a method that is not allowed, a redirect, what is said of prefetch, or a limit."""
    paths = ('/no-such-path', '/no-such-path/', '/admin', '/admin/')
    async with httpx.AsyncClient(base_url=server.url, verify=False) as scanner:
        await scanner.get(paths[0])  # from now on it has a cookie
        for method in ('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'GET', 'GET'):
            for more in ({}, {'Sec-Purpose': 'prefetch'}, {'Accept': 'text/html', 'Accept-Language': 'ru'}):
                answers = [await scanner.request(method, path, headers=more) for path in paths]
                assert answers[0].status_code == 404
                told = {
                    (each.status_code, each.content, *((n, v) for n, v in each.headers.multi_items() if n != 'date'))
                    for each in answers
                }
                if len(told) > 1:
                    return True
    return False


@attack('T38')
async def test_a_path_leads_out_of_the_files(server: Server) -> bool:
    """Has no protection that could be taken out; fails when something of this machine is served."""
    host = urlsplit(server.url)
    for path in (
        '/../../../etc/passwd',
        '/_nicegui/../../../../etc/passwd',
        '/rooms/..%2f..%2f..%2fetc%2fpasswd',
        '/%2e%2e/%2e%2e/etc/passwd',
        f'/_nicegui/{__version__}/static/..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd',
        f'/_nicegui/{__version__}/resources/x/..%2f..%2fetc%2fpasswd',
        f'/_nicegui/{__version__}/static/%2e%2e/%2e%2e/version.py',
    ):
        if 'root:' in (answer := await _raw(host.hostname, host.port, path)) or ' 200 ' in answer.splitlines()[0]:
            return True
    return False


async def _raw(host: str | None, port: int | None, path: str) -> str:
    """The answer to a path that no client would leave as it is."""
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(f'GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'.encode())
    async with asyncio.timeout(10):
        answer = await reader.read()
    writer.close()
    return answer.decode(errors='replace')
