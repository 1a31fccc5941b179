"""The key that signs cookies: who knows it can be anybody, so one that others may know is refused at the start."""

import stat
from typing import Final

import pytest
from itsdangerous import Signer

from chat.identity.cookie import COOKIE
from chat.store.database import SECRET
from tests.attacks.furniture import CELLAR, furnish, secret_of
from tests.attacks.test_accounts import browser
from tests.server import Server

WEAK: Final = b'secret'
GUESSES: Final = (WEAK, b'changeme', b'0' * 32, bytes(32), b'chat', SECRET.encode())


async def forges_a_cookie(server: Server) -> bool:
    """Whether somebody who guesses the key gets into a room as its owner."""
    for guess in GUESSES:
        async with browser(server, **{COOKIE: Signer(guess).sign('owner').decode()}) as forger:
            if secret_of(CELLAR) in (await forger.get(f'/rooms/{CELLAR}')).text:
                return True
    return False


@pytest.mark.attack('T16')
async def test_a_cookie_is_forged_with_a_weak_key() -> None:
    server = Server()
    furnish(server.data)
    path = server.data / SECRET
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with server.start():
        assert not await forges_a_cookie(server)
    path.write_bytes(WEAK)
    with pytest.raises(RuntimeError, match=r'is no key that this chat has made: it has 6 bytes, not 32\. Remove it'):
        server.start()
    with server.start(without='key'):
        assert await forges_a_cookie(server)
