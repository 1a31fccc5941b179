"""Files: sent by who may not, past the limits, or to run in the pages of others; and read by who may not."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any, Final

import httpx
import pytest

from tests.attacks import attack
from tests.attacks.floods import resident
from tests.attacks.furniture import browser_of, files_of
from tests.attacks.test_accounts import browser, make_account, sign_in, sign_out_everywhere
from tests.attacks.test_requests import PLANTED, WHOLE, sent
from tests.attacks.ways import in_room
from tests.pictures import picture
from tests.server import Server
from tests.store.test_uploads import bomb
from tests.visitor import PATIENCE, Visitor

MB: Final = 1_000_000  # bytes
ANSWER: Final = 'Answer in the thread'
RUNS: Final = {
    'page.html': b'<!doctype html><script>alert(1)</script>',
    'drawing.svg': b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    'picture.png': b'\x89PNG\r\n\x1a\n<script>alert(1)</script>',
    'feed.xml': b'<?xml version="1.0"?><x xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></x>',
    'paper.pdf': b'%PDF-1.7',
    'program.js': b'alert(1)',
}


def files_on(server: Server) -> int:
    return sum(path.is_file() for path in (server.data / 'files').glob('??/*'))


async def send(visitor: Visitor, room: str, content: Any, name: str = 'a.bin', **more: Any) -> httpx.Response:
    return await visitor.browser.post(f'/rooms/{room}/files', params={'name': name}, content=content, **more)


async def say_with(visitor: Visitor, *files: str, label: str = '') -> None:
    said = {'id': f'with {files}'[:60], 'text': '', 'files': [{'id': each} for each in files]}
    await visitor.emit('nicegui-composer', 'send', said, label=label)


async def share(visitor: Visitor, room: str, content: bytes, name: str, *, label: str = '') -> str:
    """Send a file and a message with it, in the box that is called so; the path of the file."""
    answer = await send(visitor, room, content, name)
    assert answer.status_code == 201, answer.text
    await say_with(visitor, answer.json()['id'], label=label)
    await visitor.hears(answer.json()['id'])
    return f'/files/{answer.json()["id"]}/{name}'


# --- T19 ---------------------------------------------------------------------------------------------------------
@pytest.mark.attack('T19')
async def test_who_is_not_in_the_room_sends_nothing(server: Server) -> None:
    before = files_on(server)
    async with httpx.AsyncClient(base_url=server.url) as stranger:
        assert (await stranger.post('/rooms/public/files', content=b'x')).status_code == 401
    async with await Visitor.join(server, 'Alice', 'of-others'):  # where nobody else was a moment ago
        for role, rooms in {'stranger': ['invitation'], 'banned': ['public', 'invitation'], 'owner': []}.items():
            async with browser_of(server, role) as one:
                for room in (*rooms, 'of-others', 'nowhere'):
                    assert (await one.post(f'/rooms/{room}/files', content=b'x')).status_code == 403, (role, room)
    async with browser_of(server, 'owner') as one:
        foreign = {'Origin': 'https://evil.example'}
        assert (await one.post('/rooms/public/files', content=b'x', headers=foreign)).status_code == 403
    assert files_on(server) == before


@attack('T19', without='uploads')
async def test_a_file_is_larger_than_allowed(server: Server) -> bool:
    """Whether its size is said or not."""

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(26):
            yield b'x' * MB

    async with await Visitor.join(server, 'Alice', 'large-files') as alice:
        answers = []
        for content in (b'x' * (26 * MB), pieces()):
            try:
                answers.append((await send(alice, 'large-files', content)).status_code)
            except httpx.TransportError:  # the server has hung up
                answers.append(413)
        return 201 in answers


@pytest.mark.long  # each way to dribble is tried in test_requests, too
@attack('T48', without='requests', planted=PLANTED)
async def test_an_upload_dribbles_for_ever(server: Server) -> bool:
    """One that is slow and goes on is heard to its end."""
    async with await Visitor.join(server, 'Alice', 'slow-files') as alice:
        cookies = '; '.join(f'{name}={value}' for name, value in alice.browser.cookies.items())
        head = f'POST /rooms/slow-files/files HTTP/1.1\r\nHost: x\r\nCookie: {cookies}\r\nConnection: close\r\n'

        async def answer_to(part: bytes, pause: float) -> bytes:
            length = f'Content-Length: {len(part) * 12}\r\n\r\n'
            return await sent(server, (head + length).encode(), *[part] * 12, pause=pause, patience=1)

        steady, dribbling = await asyncio.gather(answer_to(b'x' * 70_000, WHOLE / 8), answer_to(b'x', WHOLE / 4))
        assert steady.startswith(b'HTTP/1.1 201 '), steady
        return dribbling.startswith(b'HTTP/1.1 201 ')


@pytest.mark.attack('T19')
async def test_a_file_belongs_to_one_message_of_one_person_in_one_room(server: Server) -> None:
    async with (
        await Visitor.join(server, 'Alice', 'own-files') as alice,
        await Visitor.join(server, 'Mallory', 'own-files') as mallory,
    ):
        one = (await send(alice, 'own-files', b'secret')).json()['id']
        nothing = await mallory.browser.get(f'/files/{one}/a.bin')
        assert nothing.status_code == 404, 'it is nobody’s yet'
        await say_with(mallory, one)
        assert 'not there any more' in (await mallory.calls('refuse'))[1]
        await say_with(alice, one)
        await mallory.hears(one)
        assert (await mallory.browser.get(f'/files/{one}/a.bin')).content == b'secret'
        for nonsense in ([1], [{'id': 7}], {'id': one}, 'x', [{'id': 'x' * 5000}], [{'id': one}] * 50):
            await alice.emit('nicegui-composer', 'send', {'id': f'{nonsense}'[:60], 'text': 'still', 'files': nonsense})
        await mallory.hears('still')


# --- T20 ---------------------------------------------------------------------------------------------------------
@attack('T20', without='proof')
async def test_what_could_run_is_shown(server: Server) -> bool:
    async with await Visitor.join(server, 'Alice', 'runs') as alice:
        for name, content in RUNS.items():
            path = await share(alice, 'runs', content, name)
            for answer in (await alice.browser.get(path), await alice.browser.get(path, params={'small': '1'})):
                assert answer.content == content
                if answer.headers['content-disposition'] != f'attachment; filename="{name}"':
                    return True
                assert answer.headers['content-type'] == 'application/octet-stream'
                assert answer.headers['x-content-type-options'] == 'nosniff'
                assert 'sandbox' in answer.headers['content-security-policy']
                assert answer.headers['cache-control'] == 'private, no-cache'
        return False


@pytest.mark.attack('T20')
async def test_a_picture_is_what_it_was_proven_to_be_whatever_its_name(server: Server) -> None:
    async with await Visitor.join(server, 'Alice', 'named') as alice:
        path = await share(alice, 'named', picture(), 'page.html')
        answer = await alice.browser.get(path)
        assert answer.headers['content-type'] == 'image/png'
        assert 'sandbox' in answer.headers['content-security-policy']
        assert (await alice.browser.get(path + '?small=1')).headers['content-type'] == 'image/webp'


@pytest.mark.attack('T20')
async def test_a_name_gets_into_no_header_and_no_markup(server: Server) -> None:
    async with await Visitor.join(server, 'Alice', 'file-names') as alice:
        name = '"><img src=x onerror=alert(1)>\r\nX-Evil: 1\u202egnp.exe'
        one = (await send(alice, 'file-names', b'x', name)).json()['id']
        await say_with(alice, one)
        await alice.hears(one)
        shown = next(change['put'] for change in alice.changes if one in change.get('put', ''))
        assert not re.search(r'<img|\u202e|\r|" onerror', shown), shown
        answer = await alice.browser.get(f'/files/{one}/x')
        assert 'x-evil' not in answer.headers
        assert re.fullmatch(r"attachment; filename\*=utf-8''[\w.%~-]+", answer.headers['content-disposition'])


# --- T21 ---------------------------------------------------------------------------------------------------------
@attack('T21', without='pictures')
async def test_a_picture_bomb_goes_off(server: Server) -> bool:
    async with await Visitor.join(server, 'Alice', 'picture-bombs') as alice:
        before = resident(server.pid)
        await asyncio.gather(share(alice, 'picture-bombs', bomb(), 'b.png'), alice.say('meanwhile'))
        await alice.hears('meanwhile')
        return resident(server.pid) - before > 100 * MB


# --- T2: who may read, who may send ------------------------------------------------------------------------------
@pytest.mark.attack('T2')
async def test_a_file_that_is_not_there_and_one_that_is_not_for_them_look_alike(server: Server) -> None:
    async with browser_of(server, 'stranger') as one, httpx.AsyncClient(base_url=server.url) as nobody:
        paths = [files_of(server)[room] for room in ('invitation', 'members', 'locked')]
        for each in (one, nobody):
            answers = [await each.get(path) for path in [*paths, '/files/nothing/there.png']]
            assert {(answer.status_code, answer.text, answer.headers.get('etag')) for answer in answers} == {
                (404, 'There is nothing here.', None)
            }


@pytest.mark.attack('T2')
async def test_who_is_put_out_has_no_more_of_its_files_nor_of_those_in_its_threads(server: Server) -> None:
    async with (
        await in_room(server, 'account', 'files-that-close') as owner,
        await Visitor.join(server, 'Outcast', 'files-that-close') as outcast,
    ):
        await owner.say('mine')
        await outcast.hears('mine')
        paths = [await share(outcast, 'files-that-close', b'xyz', 'a.bin')]
        async with await in_thread(outcast, 'files-that-close') as tab:
            paths.append(await share(tab, 'files-that-close', b'xyz', 'b.bin', label=ANSWER))
        seen = await outcast.browser.get(paths[0])
        asks = [{}, {'If-None-Match': seen.headers['etag']}, {'Range': 'bytes=1-1'}]
        for path in paths:
            answers = [await outcast.browser.get(path, headers=headers) for headers in asks]
            told = [(answer.status_code, answer.content) for answer in answers]
            assert told == [(200, b'xyz'), (304, b''), (206, b'y')]
        await owner.sees('roster', 'Outcast')
        await owner.choose('People and log')
        await owner.choose('Ban for an hour')
        await outcast.gets('open')
        for path in paths:
            assert {(await outcast.browser.get(path, headers=headers)).status_code for headers in asks} == {404}
        assert (await send(outcast, 'files-that-close', b'x')).status_code == 403


@pytest.mark.attack('T2')
async def test_a_file_in_a_thread_is_gone_with_its_message_and_for_who_has_signed_out(server: Server) -> None:
    await make_account(server, 'Theodora')
    async with (
        await Visitor.join(server, 'Reader', 'thread-files') as reader,
        browser(server) as mine,
        browser(server) as other,
    ):
        assert await sign_in(mine, 'Theodora') == await sign_in(other, 'Theodora') == 303
        await reader.say('about this')
        await reader.hears('about this')
        async with await in_thread(reader, 'thread-files') as tab:
            removed, kept = [
                await share(tab, 'thread-files', name.encode(), name, label=ANSWER) for name in ('a.bin', 'b.bin')
            ]
            assert (await other.get(removed)).content == b'a.bin'
            await tab.emit('nicegui-feed', 'action', {'action': 'remove', 'seq': 1}, label='Answers')
            await tab.hears('removed')
        assert [(await each.get(removed)).status_code for each in (reader.browser, other)] == [404, 404]
        assert [(await each.get(kept)).status_code for each in (reader.browser, other)] == [200, 200]
        await sign_out_everywhere(mine, server)
        assert [(await each.get(kept)).status_code for each in (reader.browser, other)] == [200, 404]


async def in_thread(visitor: Visitor, room: str) -> Visitor:
    """Another tab of the same browser, with the thread about the first message open."""
    browser = httpx.AsyncClient(
        base_url=visitor.server.url, cookies=visitor.browser.cookies, verify=False, timeout=PATIENCE
    )
    tab = Visitor(visitor.server, browser, (await browser.get(f'/rooms/{room}?thread=1')).text)
    await tab.connect()
    return tab
