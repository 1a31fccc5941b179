"""The chat with some of its protections taken out: `python -m tests.attacks.unguarded PROTECTION,… [options]`.

Only for tests, which see that an attack would succeed without them.
"""

import runpy
import sys
from collections.abc import Callable
from typing import Any, Final

from tests.server import ROOT


def _origin() -> None:
    from chat.guard.origin import OriginGuard

    OriginGuard.__call__ = _pass_on  # type: ignore[assignment, method-assign]


def _rights() -> None:
    from chat.model import rights

    rights.Rights.may = lambda *_: True  # type: ignore[method-assign]
    rights.Rights.refuse = lambda *_: None  # type: ignore[method-assign]
    rights.Rights.refuse_all = lambda *_: None  # type: ignore[method-assign]
    rights.Rights.asks_for_password = lambda *_: False  # type: ignore[method-assign]
    rights.Rights.scope = lambda *_: rights.EVERYWHERE  # type: ignore[method-assign]


def _closing() -> None:
    from chat.feed.feed import Feed

    Feed.close = lambda _: None  # type: ignore[assignment, method-assign]


async def _pass_on(self: Any, *asgi: Any) -> None:
    """In the place of a middleware."""
    await self._app(*asgi)


def _claims() -> None:
    from chat.identity.accounts import Accounts

    Accounts.refuse = lambda self, member: None  # type: ignore[method-assign]


def _ending() -> None:
    from chat.identity.session import Sessions

    async def go_on(self: Any, keys: Any, *, closing: float = 0.0) -> None:
        """In the place of ending sessions."""

    Sessions._end = go_on  # type: ignore[method-assign]


def _renewal() -> None:
    from dataclasses import replace

    from chat.identity.session import Sessions
    from chat.model.session import Session

    async def keep_the_id(self: Any, session_id: str, account: Any, *, browser: str = '') -> str:
        session = replace(Session(), members=(account.member,), account=account.id, name=account.member.name)
        self.keep(session_id, session)
        return session_id

    Sessions.renew = keep_the_id  # type: ignore[method-assign]


def _guesses() -> None:
    from chat.identity.guesses import Guesses

    Guesses.begin = lambda self, name, address: None  # type: ignore[method-assign]


def _threads() -> None:
    from chat.identity.passwords import Passwords

    async def at_once(self: Any, work: Any, *given: Any) -> Any:
        return work(*given)

    Passwords._beside = at_once  # type: ignore[method-assign]
    _guesses()


PROTECTIONS: Final[dict[str, Callable[[], None]]] = {
    'origin': _origin,
    'rights': _rights,
    'closing': _closing,
    'claims': _claims,
    'ending': _ending,
    'renewal': _renewal,
    'guesses': _guesses,
    'threads': _threads,
}


if __name__ == '__main__':
    for protection in sys.argv.pop(1).split(','):
        PROTECTIONS[protection]()
    sys.argv[0] = str(ROOT / 'main.py')
    runpy.run_path(sys.argv[0], run_name='__main__')
