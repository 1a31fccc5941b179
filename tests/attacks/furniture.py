"""What stands in every chat that is attacked: rooms with doors of all kinds, people of all roles, and their cookies.

Everybody was once in all rooms, and remembers: those who may not be there any more must not find a trace of them.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

import httpx

from chat.identity.cookie import COOKIE
from chat.identity.passwords import Passwords
from chat.identity.session import Sessions, key_of_session
from chat.model.account import Claim
from chat.model.deed import Change, Deed, What
from chat.model.door import Door, Kind
from chat.model.member import Member
from chat.model.message import Draft, now
from chat.model.role import Role, Standing
from chat.model.session import Session
from chat.model.thread import Follow
from chat.store.sqlite import SqliteStore
from tests.pictures import chunks, picture
from tests.server import Server

PASSWORD: Final = 'open sesame'
HALL: Final = 'hall'  # a room that is open to all
CELLAR: Final = 'cellar'  # a room for those who are invited, whose guest may be put out
ROOMS: Final = {
    'public': Door(),
    'link': Door(kind=Kind.LINK),
    'password': Door(kind=Kind.PASSWORD),
    'invitation': Door(kind=Kind.INVITATION),
    'members': Door(kind=Kind.MEMBERS),
    'locked': Door(is_locked=True),
}
ROLES: Final = ('stranger', 'banned', 'guest', 'account', 'member', 'moderator', 'owner', 'admin')
PEOPLE: Final = {role: Member(number=1_500_000 + n, name=role.title()) for n, role in enumerate(ROLES)}
STANDINGS: Final = {
    'owner': {'role': Role.OWNER},
    'moderator': {'role': Role.MODERATOR},
    'member': {'role': Role.MEMBER},
    'guest': {'is_let_in': True},
    'banned': {'banned_until': now() + timedelta(days=1)},
}
WITHOUT_ACCOUNT: Final = {'stranger', 'banned', 'guest'}


def secret_of(room: str) -> str:
    """What is said in a room and must not be heard outside."""
    return f'treasure of {room}'


def jewel_of(room: str) -> str:
    """What is said in the thread about that."""
    return f'jewel of {room}'


def furnish(data: Path) -> None:
    """Put it into a data directory, while no server runs there; also from within a loop."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, _furnish(data)).result()


async def _furnish(data: Path) -> None:
    store = SqliteStore(data)
    store.open()
    try:
        sent: list[str] = []
        hashed = await Passwords().hash(PASSWORD)
        for room, door in [*ROOMS.items(), (CELLAR, Door(kind=Kind.INVITATION))]:
            await store.append(room, PEOPLE['owner'], Draft(text=secret_of(room)), name=f'{room.title()}')
            await store.append(f'{room}/1', PEOPLE['owner'], Draft(text=jewel_of(room)), name=f'{room.title()}/1')
            for member in PEOPLE.values():
                await store.threads.follow(Follow(member=member.number, thread=f'{room}/1'))
            standings = tuple(
                replace(Standing(room=room, member=PEOPLE[role].number, name=PEOPLE[role].name), **given)  # type: ignore[arg-type]
                for role, given in STANDINGS.items()
            )
            deed = Deed(room=room, by=PEOPLE['owner'], what=What.DOOR)
            await store.keep_change(Change(deed=deed, door=door, password=hashed, standings=standings))
            for place in (room, f'{room}/1') if room in ROOMS else ():
                content = picture(80, 60) if place in {'public', 'invitation/1'} else secret_of(place).encode()
                file = await store.uploads.receive(
                    chunks(content), size=None, room=room, owner=PEOPLE['owner'], name='a.png'
                )
                await store.append(place, PEOPLE['owner'], Draft(text='', files=(file.id,)))
                sent.append(file.id)
        await store.append(HALL, PEOPLE['owner'], Draft(text='welcome'))
        sessions = Sessions(store, store.folder.secret)
        for role, member in PEOPLE.items():
            account = None
            if role not in WITHOUT_ACCOUNT:
                account = await store.claim(Claim(member=member, password=hashed, is_admin=role == 'admin'))
            session = Session(members=(member,), name=member.name, recent=tuple(room.title() for room in ROOMS))
            session = replace(session, account=account.id if account else None)
            await store.keep_session(key_of_session(role), session)
        (data / 'sent').write_text('\n'.join(sent))
        (data / 'cookies').write_text('\n'.join(sessions.sign(role) for role in ROLES))
    finally:
        await store.close()


def files_of(server: Server, *, in_threads: bool = False) -> dict[str, str]:
    """The path of a file that was sent to each room, or to the thread there."""
    sent = (server.data / 'sent').read_text().split('\n')[in_threads::2]
    return {room: f'/files/{one}/a.png' for room, one in zip(ROOMS, sent, strict=True)}


def browser_of(server: Server, role: str) -> httpx.AsyncClient:
    """The browser of somebody."""
    cookies = dict(zip(ROLES, (server.data / 'cookies').read_text().split('\n'), strict=True))
    return httpx.AsyncClient(base_url=server.url, cookies={COOKIE: cookies[role]}, verify=False, timeout=30)
