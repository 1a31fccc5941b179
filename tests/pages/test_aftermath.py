"""What a test leaves behind does not keep the next one from its end."""

import asyncio

from nicegui import background_tasks
from nicegui.testing import User

from tests.pages.tab import join


async def done() -> None: ...


def test_a_task_of_a_loop_is_left_that_is_closed() -> None:
    loop = asyncio.new_event_loop()
    background_tasks.running_tasks.add(loop.create_task(done(), name='left behind'))
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()


async def test_the_next_application_ends(user: User) -> None:
    await join(user, 'Alice', '7')
