"""Names and rooms in disguise: nobody passes for somebody else, and no room for another, over every way in."""

import json
from itertools import count
from typing import Final
from urllib.parse import quote

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.api.guest import Guest
from tests.attacks import attack
from tests.server import Server
from tests.visitor import Visitor

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
IMPOSSIBLE_ROOMS: Final = ('rооm', 'ro om', '../room', 'room/7', '7' * 65, '0', '', '\u200b', 'r' * 50_000)
ROOMS: Final = {'case': 'ROOM', 'full width': 'ｒｏｏｍ', 'zero width': 'ro\u200bom', 'bidi': '\u202eroom'}
INVISIBLE: Final = '\u202e\u2066\u200b\u200d\u00ad\u2060\x07\ue000\u3164'
NUMBERS = count(1)


async def join(server: Server, name: str, room: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=server.url, verify=False) as browser:
        return await browser.post('/join_chat', data={'username': name, 'room_id': room})


@attack('T42', without='disguise')
async def test_somebody_joins_who_looks_like_another(server: Server) -> bool:
    async with await Visitor.join(server, 'Paypal', room := f'names-{next(NUMBERS)}'):
        answers = [await join(server, name, room) for name in SAME.values()]
        assert all(answer.status_code == 303 or 'Somebody here is called' in answer.text for answer in answers)
        return any(answer.status_code == 303 for answer in answers)


@attack('T42', without='disguise')
async def test_somebody_joins_with_a_name_that_nobody_can_bear(server: Server) -> bool:
    answers = [await join(server, name, 'impossible') for name in IMPOSSIBLE.values()]
    assert {answer.status_code for answer in answers} <= {303, 413, 422}
    return any(answer.status_code == 303 for answer in answers)


@attack('T42', without='disguise')
async def test_a_program_is_shown_as_somebody_else(server: Server) -> bool:
    """It may call itself as it likes: it is told apart by its number, and nothing invisible is in its name."""
    async with await Visitor.join(server, 'Paypal', room := f'programs-{next(NUMBERS)}') as alice:
        for number, name in enumerate(SAME.values(), 1):
            async with Guest(server, room, number, username=name) as mallory:
                await mallory.say(f'send your password to {number}.')
                await alice.hears(f'send your password to {number}.')
        said = [change['put'] for change in alice.changes if 'your password' in change.get('put', '')]
        assert len(said) == len(SAME)
        return not all(f' #{n}</i>' in each for n, each in enumerate(said, 1)) or any(
            c in INVISIBLE for c in ''.join(said)
        )


@attack('T42', without='disguise')
async def test_a_program_has_an_impossible_name(server: Server) -> bool:
    successes = []
    for name in (*[IMPOSSIBLE[what] for what in ('Cyrillic', 'Greek', 'too long')], 'P' * 5000):
        url = f'{server.url.replace("http", "ws", 1)}/ws/chat/impossible/5?username={quote(name)}'
        async with connect(url) as socket:
            try:
                successes.append(json.loads(await socket.recv())['type'] == 'joined')
            except ConnectionClosed:
                assert socket.close_code == 1008
    return any(successes)


@attack('T42', without='disguise')
async def test_a_room_looks_like_another(server: Server) -> bool:
    async with await Visitor.join(server, 'Alice', f'room{(number := next(NUMBERS))}'):
        answers = [await join(server, f'Bob {n}', f'{room}{number}') for n, room in enumerate(ROOMS.values())]
        return {answer.headers.get('location', '').lower() for answer in answers} != {f'/rooms/room{number}'}


@attack('T42', without='disguise')
async def test_a_room_that_cannot_be_is_begun(server: Server) -> bool:
    answers = [await join(server, 'Alice', room) for room in IMPOSSIBLE_ROOMS]
    assert {answer.status_code for answer in answers} <= {303, 413, 422}
    return any(answer.status_code == 303 for answer in answers)
