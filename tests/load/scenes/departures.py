"""Departures: much is said, reacted to and edited, while connections break at random. In the end all show the same.

Some come back at once, some when a few messages were said, some when so many were that they get the newest page.
"""

import asyncio
import random
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import psutil  # type: ignore[import-untyped]

from ..company import acknowledging, open_all, until_quiet
from ..crowd import Crowd
from ..leaving import LeavingBrowser
from ..loop import run
from ..round import Found, Plan
from ..sender import Sender

ACTORS: Final = 3  # browsers that react, speak and edit, and stay
AHEAD: Final = 30  # messages that may be on their way to who stays
EVERY: Final = 20  # messages, after which actors do something
ONCE_IN: Final = 8.0  # seconds in which a connection breaks once, about, or ...
AS_OFTEN: Final = 400  # ... a second for so many messages, if they are few
AWAY: Final = ((0.0, 0.04), (0.06, 0.25), (0.5, 1.0))  # times as long as that it is away: one of these
POLITE: Final = 0.3  # of those who leave say so


async def play(plan: Plan) -> Found:
    """Play it."""
    found, crowd, chance = Found(), Crowd(), random.Random(plan.room)
    sender = await Sender.open(plan.port, plan.room, crowd)
    everybody = await open_all(plan, crowd, range(1, plan.browsers + 1), kind=LeavingBrowser)
    actors = await open_all(plan, crowd, range(9001, 9001 + ACTORS), kind=LeavingBrowser)
    leaving = [browser for browser in everybody if isinstance(browser, LeavingBrowser)]
    staying = [browser for browser in actors if isinstance(browser, LeavingBrowser)]
    is_over, once_in = asyncio.Event(), min(ONCE_IN, plan.messages / AS_OFTEN)
    async with acknowledging(staying):
        roaming = [asyncio.create_task(_roam(browser, is_over, chance, once_in)) for browser in leaving]
        changed = await _talk(plan.messages, sender, staying, chance)
        is_over.set()
        left = sum(await asyncio.gather(*roaming))
    await until_quiet([*leaving, *staying], plan.quiet)
    for browser in leaving:
        if browser.must_reload:
            await browser.reload()
    texts = _texts(plan.pid, plan.room)
    late = await LeavingBrowser.open('Late-1', plan.port, plan.room, crowd)
    for browser in [*leaving, *staying, late]:
        found.faults.extend(browser.faults_against(texts, late.rows))
    found.faults.extend(crowd.lost)
    if len(texts) < plan.messages:
        found.faults.append(f'{len(texts)} messages are in the store, {plan.messages} were said')
    anew = sum(browser.anew for browser in leaving)
    found.add(messages=len(texts), views=len(leaving), left=left, anew=anew, changed=changed)
    return found


async def _talk(messages: int, sender: Sender, actors: Sequence[LeavingBrowser], chance: random.Random) -> int:
    """Say everything, no faster than those who stay are told; how many were changed later."""
    changed, own, said = 0, 0, 0
    for number in range(messages):
        sender.say()
        while sender.sent - max(actors[0].rows, default=0) + own > AHEAD:  # noqa: ASYNC110 (what is shown has no event)
            await asyncio.sleep(0.005)
        if number % EVERY or not (shown := list(actors[0].rows)):
            continue
        actor = chance.choice(actors)
        actor.act(chance.choice(['react 👍', 'react 🎉']), chance.choice(shown[-100:]))
        said += 1
        actor.say(f'said {said} by {actor.name}', said)
        mine = [seq for seq in shown if f' by {actor.name}' in actor.rows.get(seq, '')]
        if mine:
            actor.say(f'edited {said} by {actor.name}', -said, edits=chance.choice(mine))
        changed += 1 + bool(mine)
        own += 1
    return changed


async def _roam(browser: LeavingBrowser, is_over: asyncio.Event, chance: random.Random, once_in: float) -> int:
    """Lose the connection again and again, and come back; how often."""
    left = 0
    while not is_over.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(is_over.wait(), chance.uniform(0, 2 * once_in))
        if browser.must_reload:
            await browser.reload()
        if is_over.is_set():
            break
        browser.cut(is_polite=chance.random() < POLITE)
        left += 1
        await asyncio.sleep(once_in * chance.uniform(*chance.choice(AWAY)))
        await browser.come_back()
    return left


def _texts(pid: int, room: str) -> dict[int, str]:
    """What the store's file holds of a room."""
    data = Path(psutil.Process(pid).environ()['CHAT_DATA'])
    [file] = data.glob('*.db')
    with sqlite3.connect(f'file:{file}?mode=ro', uri=True) as database:
        rows = database.execute(
            'SELECT seq, text FROM messages JOIN rooms ON rooms.id = messages.room WHERE rooms.key = ?', (room,)
        )
        return dict(sorted(rows))


if __name__ == '__main__':
    print(run(play(Plan.read(sys.argv[1]))).write())
