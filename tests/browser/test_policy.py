"""The content security policy: nothing that the chat does breaks it, and what does is stopped and noticed."""

import asyncio

import pytest

from tests.browser.conftest import People

INTRUDER = '<img src=x onerror="window.intruded = 1"><a href="javascript:window.intruded = 2" id=trap>x</a>'


@pytest.fixture
def room() -> str:
    return 'policy'


async def test_a_script_in_a_message_does_not_run_and_counts_as_a_complaint(people: People, room: str) -> None:
    anna = await people('Anna', room)
    assert not anna.complaints
    await anna.page.evaluate('(html) => eyes.log.insertAdjacentHTML("beforeend", html)', INTRUDER)
    await anna.page.evaluate('document.getElementById("trap").click()')
    async with asyncio.timeout(10):
        while sum('Content Security Policy' in complaint for complaint in anna.complaints) < 2:
            await anna.page.wait_for_timeout(50)
    assert await anna.page.evaluate('window.intruded') is None
    anna.complaints.clear()
