"""What is told of the house when something in it breaks."""

import re

import httpx

from tests.attacks import attack
from tests.server import Server
from tests.visitor import Visitor

NUMBER = re.compile(r'\b[0-9A-F]{8}\b')


@attack('T31', without='faults', planted='planted fault,short waits')
async def test_an_error_tells_what_it_is(server: Server) -> bool:
    async with await Visitor.join(server, 'Alice', 'lounge') as alice:
        answer = await alice.browser.post('/join_chat', data={'username': 'Alice', 'room_id': 'fault'})
        page = await alice.browser.get('/rooms/fault', headers={'Accept-Language': 'ru'})
        assert answer.status_code == page.status_code == 500
        notes = [answer.text, page.text, await _note_of_a_handler(server)]
        if any('RuntimeError' in note or 'secret' in note for note in notes):
            return True
        numbers = [NUMBER.search(note) for note in notes]
        assert 'Что-то пошло не так' in page.text
        return not all(number and f'error number {number[0]}' in server.log for number in numbers)


async def _note_of_a_handler(server: Server) -> str:
    """What somebody is told when the handler of their click fails."""
    browser = httpx.AsyncClient(base_url=server.url, timeout=30, verify=False)  # the visitor closes it
    async with Visitor(server, browser, (await browser.get('/?room=fault')).text) as bob:
        await bob.connect()
        await bob.emit('nicegui-input', 'update:value', 'Bob')
        await bob.emit('q-btn', 'click', {})
        return str(await bob.gets('notify'))
