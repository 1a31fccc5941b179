"""Waiting for what happens soon, instead of sleeping for long enough."""

import asyncio
from collections.abc import Callable
from typing import Final

PATIENCE: Final = 20.0  # seconds that anything may take on a busy machine


async def eventually(condition: Callable[[], object], *, within: float = PATIENCE) -> None:
    """Go on as soon as the condition holds; fail if it never does."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within
    while not condition():
        assert loop.time() < deadline, 'waited in vain'
        await asyncio.sleep(0.005)
