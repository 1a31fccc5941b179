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


PROTECTIONS: Final[dict[str, Callable[[], None]]] = {
    'origin': _origin,
    'rights': _rights,
    'closing': _closing,
}


if __name__ == '__main__':
    for protection in sys.argv.pop(1).split(','):
        PROTECTIONS[protection]()
    sys.argv[0] = str(ROOT / 'main.py')
    runpy.run_path(sys.argv[0], run_name='__main__')
