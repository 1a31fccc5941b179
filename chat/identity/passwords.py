"""Passwords: what one has to be like, hashed with Argon2id beside the event loop, a few at a time.

The costs are those that OWASP's password storage cheat sheet gives for Argon2id: 19 MiB, two passes, one lane. A guess
costs an attacker as much as with more memory and fewer passes, while two people who sign in at once cost a small server
38 MiB.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar

from ..errors import PasswordTooLong, PasswordTooShort, TooBusy

if TYPE_CHECKING:
    from argon2 import PasswordHasher

T = TypeVar('T')

SHORTEST: Final = 8  # characters
LONGEST: Final = 200
MEMORY: Final = 19_456  # KiB a hash
PASSES: Final = 2
LANES: Final = 1
AT_ONCE: Final = 2  # hashes at a time: the other cores are for those who talk
WAITING: Final = 32  # that may wait for their turn, some seconds at most


def check_password(password: str) -> str:
    """The password, if it can be used.

    :raises BadPassword: it is too short or too long
    """
    if len(password) < SHORTEST:
        raise PasswordTooShort(SHORTEST)
    if len(password) > LONGEST:
        raise PasswordTooLong(LONGEST)
    return password


class Passwords:
    """Hashes and compares."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix='chat password')
        self._asked = 0

    async def hash(self, password: str) -> str:
        """What may be kept of it.

        :raises BadPassword: it cannot be used
        :raises TooBusy: too many are waiting
        """
        return await self._beside(self._hash, check_password(password))

    async def fits(self, password: str, kept: str | None) -> bool:
        """Whether it is the one that is kept; without one the answer is no, and takes as long.

        :raises TooBusy: too many are waiting
        """
        return await self._beside(self._fits, password[: LONGEST + 1], kept)

    async def _beside(self, work: Callable[..., T], *given: object) -> T:
        if self._asked >= AT_ONCE + WAITING:
            raise TooBusy
        self._asked += 1
        done = asyncio.get_running_loop().run_in_executor(self._threads, work, *given)
        done.add_done_callback(self._done)  # when the thread is free again, even if whoever asked has gone
        return await asyncio.shield(done)

    def _done(self, _: object) -> None:
        self._asked -= 1

    # --- in the threads ----------------------------------------------------------------------------------
    @cached_property
    def _hasher(self) -> 'PasswordHasher':
        from argon2 import PasswordHasher  # on first use: most who talk have no password

        return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY, parallelism=LANES)

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash('a password of nobody')

    def _hash(self, password: str) -> str:
        return self._hasher.hash(_encodable(password))

    def _fits(self, password: str, kept: str | None) -> bool:
        from argon2.exceptions import InvalidHashError, VerificationError

        try:
            return self._hasher.verify(kept or self._nobodys, _encodable(password)) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


def _encodable(password: str) -> bytes:
    return password.encode(errors='surrogatepass')  # a hostile browser may send half a character
