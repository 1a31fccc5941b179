"""Requests that never come as a whole, or whose head is larger than that of any browser."""

import asyncio
import re
import socket
import time
from contextlib import suppress
from urllib.parse import urlsplit

import httpx

from tests.attacks import attack
from tests.server import Server

PLANTED = 'planted fault,short waits'
WHOLE = 2.0  # seconds, with waits that are short
FORM = b'POST /join_chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n'


async def sent(server: Server, *parts: bytes, pause: float = 0.0, patience: float = 5.0) -> bytes:
    """What the server says to these pieces of a request, `pause` seconds apart; nothing if it waits for more."""
    where = urlsplit(server.url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    answer = asyncio.create_task(reader.read())
    with suppress(OSError):
        for part in parts:
            writer.write(part)
            await writer.drain()
            if pause:
                await asyncio.wait([answer], timeout=pause)
            if answer.done():
                break
    try:
        return await asyncio.wait_for(answer, patience)
    except TimeoutError:
        return b''
    except ConnectionError:  # it was not read to its end
        return b'HTTP/1.1 431 '
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


@attack('T47', without='requests')
async def test_a_head_is_larger_than_that_of_any_browser(server: Server) -> bool:
    begin, end = b'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n', b'\r\n'
    usual = await sent(server, begin, *[b'X-%d: %s\r\n' % (n, b'x' * 500) for n in range(50)], end)
    assert usual.startswith(b'HTTP/1.1 200 ')
    heads = (
        [b'X-%d: x\r\n' % n for n in range(1000)],
        [b'X: ' + b'x' * 50_000 + b'\r\n'],
        [b'X: ', *[b'x' * 10_000] * 10, b'\r\n'],
        [b'X-%d: %s\r\n' % (n, b'x' * 1000) for n in range(60)],
    )
    answers = [await sent(server, begin, *head, end) for head in heads]
    answers.append(await sent(server, b'GET /' + b'x' * 50_000 + b' HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'))
    return not all(answer.startswith(b'HTTP/1.1 431 ') for answer in answers)


@attack('T47', without='requests')
async def test_a_head_without_end_is_kept(server: Server) -> bool:
    return not (await sent(server, b'GET / HTTP/1.1\r\nX: ', *[b'x' * 10_000] * 100, patience=2)).startswith(
        b'HTTP/1.1 431 '
    )


@attack('T48', without='requests', planted=PLANTED)
async def test_a_request_dribbles_for_ever(server: Server) -> bool:
    async def stays(*parts: bytes) -> bool:
        begun = time.monotonic()
        answer = await sent(server, *parts, pause=0.3, patience=0.3)
        assert not answer or b' 408 ' in answer or answer.startswith(b'HTTP/1.1 200 '), answer
        return time.monotonic() - begun > 2 * WHOLE

    drops = [b'X: y\r\n'] * 20
    whole = b'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'
    kept = await asyncio.gather(
        stays(*[b''] * 20),
        stays(b'GET / HTTP/1.1\r\n', *drops),
        stays(*[b'G', b'E', b'T', b' '] + [b'/'] * 20),
        stays(FORM + b'Content-Length: 1000\r\n\r\n', *[b'x'] * 20),
        stays(FORM + b'Transfer-Encoding: chunked\r\n\r\n', *[b'1\r\nx\r\n'] * 20),
        stays(whole, b'GET / HTTP/1.1\r\n', *drops),
    )
    return any(kept)


@attack('T48', without='requests', planted=PLANTED)
async def test_an_answer_is_never_read(server: Server) -> bool:
    """The largest file, more often than the buffers of both sides hold it."""
    async with httpx.AsyncClient(base_url=server.url) as browser:
        files = set(re.findall(r'/_nicegui/[^"\' ]+?\.js', (await browser.get('/')).text))
        sizes = {
            file: len((await browser.get(file, headers={'Accept-Encoding': 'identity'})).content) for file in files
        }
    largest = max(sizes, key=lambda file: sizes[file])
    ask = f'GET {largest} HTTP/1.1\r\nHost: x\r\n\r\n'.encode()
    where = urlsplit(server.url)
    with socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.connect((where.hostname, where.port))
        deaf.sendall(ask * 3)
        await asyncio.sleep(2 * WHOLE)  # to give it the time is all that there is to do
        deaf.setblocking(False)
        read, loop = 0, asyncio.get_running_loop()
        with suppress(ConnectionError, TimeoutError):
            while piece := await asyncio.wait_for(loop.sock_recv(deaf, 1 << 20), 2):
                read += len(piece)
        return read > 3 * sizes[largest]


@attack('T48', without='requests')
async def test_a_handshake_that_cannot_be_read_stays(server: Server) -> bool:
    """Lines that HTTP lets through and WebSocket does not; no socket is counted yet."""
    begin = b'GET /ws/chat/1/1?x=%s HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n'
    heads = (
        begin % b'' + b'X: ' + b'x' * 9_000 + b'\r\n\r\n',
        begin % b'' + b'Sec-WebSocket-Protocol: ' + b'x,' * 5_000 + b'x\r\n\r\n',
        begin % (b'x' * 9_000) + b'\r\n',
    )
    answers = [await sent(server, head, patience=1) for head in heads]
    assert all(not answer or answer.startswith((b'HTTP/1.1 431 ', b'HTTP/1.1 414 ')) for answer in answers), answers
    return not all(answers)


@attack('T48', without='requests', options=('--max-connections-per-address', '50'))
async def test_one_address_holds_thousands_of_connections(server: Server) -> bool:
    """Without a word, for less than the time that a request may take."""
    where = urlsplit(server.url)
    held = [await asyncio.open_connection(where.hostname, where.port) for _ in range(200)]
    ends = [asyncio.create_task(reader.read()) for reader, _ in held]
    ended, _ = await asyncio.wait(ends, timeout=1)
    for end in ends:
        end.cancel()
    for _, writer in held:
        writer.close()
    return len(ended) < 150
