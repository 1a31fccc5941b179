"""Who writes faster than is allowed: sees how long to wait, and loses nothing."""

import re
from typing import Final

import pytest
from playwright.async_api import expect

from tests.browser.conftest import People
from tests.browser.person import PHONE, Person
from tests.browser.proxy import Proxy

HEALED: Final = 60_000  # ms
OPTIONS = ('--limit-messages', '5/10s')


def countdown(person: Person) -> re.Pattern[str]:
    """The sentence beside the box, with any number."""
    return re.compile(re.escape(person.words('You can send again in {n} s', n='N')).replace('N', r'\d+'))


async def test_whoever_is_too_fast_sees_a_countdown_and_everything_is_posted_in_order(
    people: People, room_id: str
) -> None:
    anna, boris = await people('Анна', room_id, language='ru', **PHONE), await people('Boris', room_id)
    texts = [f'текст {n}' for n in range(8)]
    await anna.say(*texts)
    await expect(anna.page.get_by_role('timer')).to_have_text(countdown(anna))
    assert await anna.look('pending') > 0
    await anna.box.fill('пишется дальше')
    await boris.say('undisturbed')
    await anna.sees('undisturbed')
    await expect(anna.page.get_by_role('timer')).to_be_visible()
    await anna.sees(texts[-1])
    await anna.waits('eyes.pending === 0')
    await expect(anna.page.get_by_role('timer')).to_be_hidden()
    assert [text for text in await boris.look('texts') if text.startswith('текст')] == texts
    assert await anna.box.input_value() == 'пишется дальше'


async def test_the_countdown_runs_down(people: People, room_id: str) -> None:
    anna = await people('Anna', room_id)
    await anna.say(*(f'text {n}' for n in range(6)))
    for n in (2, 1):  # looked at once a frame: each is there for a second, and `expect` waits as long between two looks
        await anna.waits('document.querySelector("[role=timer]").textContent === given', f'You can send again in {n} s')
    await anna.sees('text 5')


async def test_what_waits_survives_a_reload_and_is_posted_once(people: People, room_id: str) -> None:
    anna = await people('Anna', room_id)
    texts = [f'text {n}' for n in range(8)]
    await anna.say(*texts)
    await expect(anna.page.get_by_role('timer')).to_be_visible()
    await anna.page.reload()
    await anna.arrived()
    await anna.sees(texts[-1])
    assert await anna.look('texts') == texts


@pytest.mark.long
async def test_what_was_typed_offline_comes_in_order_only_slower(people: People, room_id: str, proxy: Proxy) -> None:
    anna = await people('Anna', room_id, url=proxy.url)
    anna.expects_outages = True
    texts = [f'offline {n}' for n in range(8)]
    proxy.cut()
    await expect(anna.line).to_be_visible()
    await anna.say(*texts)
    assert await anna.look('pending') == len(texts)
    proxy.mend()
    await anna.page.wait_for_function('eyes.pending === 0', timeout=HEALED)
    assert await anna.look('texts') == texts
