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


async def _pass_on(self: Any, *asgi: Any) -> None:
    """In the place of a middleware."""
    await self._app(*asgi)


def _limits() -> None:
    from chat.model.limits import Limits

    Limits.spend = lambda *_, **__: None  # type: ignore[method-assign]


def _log() -> None:
    import chat.log

    chat.log.set_up = lambda *_, **__: None  # type: ignore[assignment]


def _quoting() -> None:
    import chat.pages.search
    import chat.store.search
    from chat.text.query import Query

    chat.pages.search.parse = lambda raw, **_: Query(words=(raw,))  # type: ignore[attr-defined]
    chat.store.search._quoted = lambda typed: typed


PROTECTIONS: Final[dict[str, Callable[[], None]]] = {
    'origin': _origin,
    'limits': _limits,
    'log': _log,
    'quoting': _quoting,
}


if __name__ == '__main__':
    for protection in sys.argv.pop(1).split(','):
        PROTECTIONS[protection]()
    sys.argv[0] = str(ROOT / 'main.py')
    runpy.run_path(sys.argv[0], run_name='__main__')
