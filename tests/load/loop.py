"""The event loop: uvloop where it is installed, as uvicorn chooses it too."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar('T')


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run a program to its end."""
    try:
        import uvloop
    except ImportError:  # Windows
        return asyncio.run(main)
    return uvloop.run(main)
