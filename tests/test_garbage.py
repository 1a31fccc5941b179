"""Garbage: pages that have gone leave the memory soon, and nobody waits for a look that cannot find any."""

import gc

import pytest

from chat.garbage import FEW, SHARE, Garbage


class Page:
    """In a cycle, as pages are."""

    left = 0

    def __init__(self) -> None:
        self.itself = self
        Page.left += 1

    def __del__(self) -> None:
        Page.left -= 1


@pytest.mark.parametrize(('open_pages', 'enough'), [(0, FEW), (FEW * SHARE * 2, FEW * 2)])
def test_pages_leave_the_memory_when_enough_have_gone(open_pages: int, enough: int) -> None:
    garbage = Garbage(lambda: open_pages)
    gc.collect()
    gc.disable()
    try:
        for n in range(2 * enough):
            Page()
            garbage.deleted()
            garbage.tidy()
            assert Page.left == (n + 1) % enough
    finally:
        gc.enable()
