"""Texts with markup are rendered beside the event loop, before they are shown: there they are found rendered."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from ..text.markdown import render, unprepared

# one thread: however much poison waits, the loop shares the interpreter with one other
BESIDE: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix='texts')


async def prepare(texts: Sequence[str]) -> None:
    """Render what is not rendered yet. Plain texts, which most are, cost next to nothing and wait for nothing."""
    if waiting := unprepared(texts):
        await asyncio.get_running_loop().run_in_executor(BESIDE, _render_all, waiting)


def _render_all(texts: list[str]) -> None:
    for text in texts:
        render(text)
