"""A process that writes as much as it can and says what is kept: `python -m tests.faults.writer DATA`.

Each acknowledgement is a line on stdout, written at once: what was said is out, whatever happens to the process next.
"""

import argparse
import asyncio
import os
from pathlib import Path

from chat.model.message import Draft
from chat.store.sqlite import SqliteStore
from tests.people import ALICE

WRITERS = 50  # that wait at the same time
ROOMS = 3


async def write(store: SqliteStore, number: int, *, before: bool) -> None:
    while True:
        draft = Draft(text=f'said by {number}')
        room = f'{number % ROOMS}'
        keeping = asyncio.ensure_future(store.append(room, ALICE, draft))
        if before:
            await asyncio.sleep(0)
            say(room, draft)
        await keeping
        if not before:
            say(room, draft)


def say(room: str, draft: Draft) -> None:
    os.write(1, f'{room} {draft.client_msg_id}\n'.encode())


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument('data', type=Path)
    parser.add_argument('--before', action='store_true', help='acknowledge before the commit: the control')
    given = parser.parse_args()
    store = SqliteStore(given.data)
    store.open()
    await asyncio.gather(*(write(store, number, before=given.before) for number in range(WRITERS)))


if __name__ == '__main__':
    asyncio.run(main())
