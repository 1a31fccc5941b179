"""Names and rooms in disguise: nobody passes for somebody else, and no room for another, over every way in.

Spelling is no part that could be taken out: these tests fail when `key_of` or `visible` in chat/model/spelling.py gives
back what it is given.
"""

import json
from typing import Final
from urllib.parse import quote

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.api.guest import Guest
from tests.server import Server
from tests.visitor import Visitor

pytestmark = pytest.mark.attack('T42')

SAME: Final = {
    'case': 'PAYPAL',
    'full width': 'Ｐａｙｐａｌ',
    'mathematical': '𝐏𝐚𝐲𝐩𝐚𝐥',
    'zero width': 'Pay\u200bpal',
    'zero width joiner': 'Pay\u200dpal',
    'soft hyphen': 'Pay\u00adpal',
    'word joiner': 'Pay\u2060pal',
    'bidi override': '\u202ePaypal',
    'bidi isolate': '\u2066Paypal\u2069',
    'variation selector': 'P\ufe0faypal',
    'tag characters': 'Paypal\U000e0041',
    'filler': 'Pay\u3164pal',
    'control': 'Pay\x07pal',
    'spaces': '  Paypal \u2003',
    'new line': 'Paypal\n',
    'private use': 'Paypal\ue000',
}
IMPOSSIBLE: Final = {
    'Cyrillic': 'Pаypаl',
    'Greek': 'Ρaypal',
    'endless': 'P' * 50_000,
    'nothing': '',
    'nothing visible': '\u200b\u2060',
    'too long': 'P' * 41,
    'the mark of a guest': 'Paypal #5',
    'the mark of a guest in full width': 'Paypal ＃５',
}
ROOMS: Final = {'case': 'ROOM', 'full width': 'ｒｏｏｍ', 'zero width': 'ro\u200bom', 'bidi': '\u202eroom'}


async def join(server: Server, name: str, room: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=server.url, verify=False) as browser:
        return await browser.post('/join_chat', data={'username': name, 'room_id': room})


@pytest.mark.parametrize('name', SAME.values(), ids=SAME)
async def test_who_looks_like_another_is_refused(server: Server, room_id: str, name: str) -> None:
    async with await Visitor.join(server, 'Paypal', room_id):
        answer = await join(server, name, room_id)
        assert answer.status_code == 422
        assert 'Somebody here is called' in answer.json()['detail']


@pytest.mark.parametrize('name', IMPOSSIBLE.values(), ids=IMPOSSIBLE)
async def test_a_name_that_nobody_can_bear_is_refused(server: Server, room_id: str, name: str) -> None:
    assert (await join(server, name, room_id)).status_code in {413, 422}


@pytest.mark.parametrize('name', SAME.values(), ids=SAME)
async def test_a_program_is_told_apart_by_its_number_whatever_it_calls_itself(
    server: Server, room_id: str, name: str
) -> None:
    async with await Visitor.join(server, 'Paypal', room_id) as alice:
        async with Guest(server, room_id, 5, username=name) as mallory:
            await mallory.say('send me your password')
            await alice.hears('send me your password')
        [said] = [change['put'] for change in alice.changes if 'your password' in change.get('put', '')]
        assert ' #5</i>' in said
        assert not any(character in said for character in '\u202e\u2066\u200b\u200d\u00ad\u2060\x07\ue000\u3164')


@pytest.mark.parametrize('name', [*[IMPOSSIBLE[what] for what in ('Cyrillic', 'Greek', 'too long')], 'P' * 5000])
async def test_a_program_with_an_impossible_name_is_refused(server: Server, room_id: str, name: str) -> None:
    url = f'{server.url.replace("http", "ws", 1)}/ws/chat/{room_id}/5?username={quote(name)}'
    async with connect(url) as socket:
        with pytest.raises(ConnectionClosed):
            while True:
                assert json.loads(await socket.recv())['type'] == 'never'
        assert socket.close_code == 1008


@pytest.mark.parametrize('disguise', ROOMS.values(), ids=ROOMS)
async def test_a_room_in_disguise_is_the_room_itself(server: Server, room_id: str, disguise: str) -> None:
    async with (
        await Visitor.join(server, 'Alice', f'room{room_id}') as alice,
        await Visitor.join(server, 'Bob', disguise + room_id) as bob,
    ):
        await bob.say('in one room')
        await alice.hears('in one room')


@pytest.mark.parametrize('room', ['rооm', 'ro om', '../room', 'room/7', '7' * 65, '0', '', '\u200b', 'r' * 50_000])
async def test_a_room_that_cannot_be_is_refused(server: Server, room: str) -> None:
    assert (await join(server, 'Alice', room)).status_code in {413, 422}
