"""The chat with some of its protections taken out: `python -m tests.attacks.unguarded PROTECTION,… [options]`.

Only for tests, which see that an attack would succeed without them.
"""

import runpy
import sys
from collections.abc import Callable
from functools import partialmethod
from importlib import import_module
from typing import Any, Final

from tests.attacks import weaknesses
from tests.server import ROOT


def _origin() -> None:
    from chat.guard.origin import OriginGuard

    OriginGuard.__call__ = _pass_on  # type: ignore[assignment, method-assign]


def _headers() -> None:
    from chat.guard.headers import SafeHeaders

    SafeHeaders.__call__ = _pass_on  # type: ignore[assignment, method-assign]


def _body() -> None:
    from chat.guard.body import BodyLimit

    BodyLimit.__call__ = _pass_on  # type: ignore[assignment, method-assign]


def _unknown() -> None:
    from nicegui.nicegui import _exception_handler_404

    from chat.guard.hidden import Hidden

    Hidden.__call__ = _pass_on  # type: ignore[assignment, method-assign]
    import_module('chat.build').not_found = lambda _: _exception_handler_404  # type: ignore[attr-defined]


def _proxies() -> None:
    from chat.guard.proxies import Proxies

    Proxies.__init__ = partialmethod(Proxies.__init__, trusted='*')  # type: ignore[method-assign, assignment]
    build = import_module('chat.build')
    build.Proxies = lambda app, trusted: Proxies(app)  # type: ignore[attr-defined]


def _pages() -> None:
    from chat.guard.pages import PageLimit

    PageLimit.__call__ = _pass_on  # type: ignore[assignment, method-assign]


def _sockets() -> None:
    from chat.guard.sockets import SocketGuard, SocketLimit

    SocketLimit.__call__ = _pass_on  # type: ignore[assignment, method-assign]
    SocketGuard.install = lambda self: None  # type: ignore[method-assign]


def _faults() -> None:
    from nicegui.nicegui import _exception_handler_500

    build = import_module('chat.build')
    build.answer = _exception_handler_500  # type: ignore[attr-defined]
    build.fault.register = lambda: None
    build.fault.watch = lambda client, words: client.on_exception(_show)


def _show(error: Exception) -> None:
    from nicegui import ui

    ui.notify(repr(error))


def _rights() -> None:
    from chat.model import rights

    rights.Rights.may = lambda *_: True  # type: ignore[method-assign]
    rights.Rights.refuse = lambda *_: None  # type: ignore[method-assign]
    rights.Rights.refuse_all = lambda *_: None  # type: ignore[method-assign]
    rights.Rights.asks_for_password = lambda *_: False  # type: ignore[method-assign]
    rights.Rights.scope = lambda *_: rights.EVERYWHERE  # type: ignore[method-assign]


def _places() -> None:
    from chat.model.places import Places

    Places.of = Places.known = lambda *_: frozenset()  # type: ignore[method-assign]


def _closing() -> None:
    from chat.feed.feed import Feed

    Feed.close = lambda _: None  # type: ignore[assignment, method-assign]


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
        session = Session()
        if account is not None:
            session = replace(session, members=(account.member,), account=account.id, name=account.member.name)
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


def _turns() -> None:
    from chat.identity import passwords

    passwords.AT_ONCE = 64  # type: ignore[misc]


def _frames() -> None:
    import uvicorn

    uvicorn.Config.__init__ = partialmethod(  # type: ignore[method-assign, assignment]
        _config, uvicorn.Config.__init__, {'ws_max_size': 2**24, 'ws_per_message_deflate': True}
    )


def _config(self: Any, really: Any, changed: dict[str, Any], *given: Any, **options: Any) -> None:
    really(self, *given, **options | changed)


def _flags() -> None:
    from starlette.datastructures import MutableHeaders

    really = MutableHeaders.append
    MutableHeaders.append = lambda self, key, value: really(self, key, value.partition('; HttpOnly')[0])  # type: ignore[method-assign]


def _requests() -> None:
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

    from chat.feed.socket import Socket
    from chat.guard.requests import BoundedHttp

    del Socket.data_received

    for name in [*vars(BoundedHttp)]:
        if name in vars(HttpToolsProtocol):
            setattr(BoundedHttp, name, vars(HttpToolsProtocol)[name])


def _key() -> None:
    from chat.store.database import Folder

    Folder._look_at_key = lambda self: None  # type: ignore[method-assign]


def _escaping() -> None:
    from types import SimpleNamespace

    import htpy._render_sync
    import markupsafe

    htpy._render_sync.markupsafe = SimpleNamespace(escape=str, Markup=markupsafe.Markup)  # type: ignore


def _plain_text() -> None:
    import htpy
    import markdown2  # type: ignore[import-untyped]
    import markupsafe

    import chat.feed.fragment

    chat.feed.fragment.render = lambda text: htpy.p(data_text=True)[markupsafe.Markup(markdown2.markdown(text))]  # type: ignore


def _disguise() -> None:
    from chat.model import spelling

    spelling.visible = lambda raw: raw
    spelling._refuse_mixture = lambda shown, error: None
    spelling.key_of.__code__ = (lambda shown: shown).__code__  # wherever it was imported to


def _holding() -> None:
    from chat.identity.session import Sessions

    Sessions.hold = Sessions.release = lambda *_: None  # type: ignore[method-assign]


def _passkeys() -> None:
    from chat.identity import passkeys

    passkeys.Challenge.take = lambda self: self.word  # type: ignore[method-assign]
    passkeys._verified_count = lambda answer, word, place, passkey, handle: passkey.sign_count + 1


PROTECTIONS: Final[dict[str, Callable[[], None]]] = {
    'origin': _origin,
    'headers': _headers,
    'body': _body,
    'unknown': _unknown,
    'proxies': _proxies,
    'limits': _limits,
    'log': _log,
    'pages': _pages,
    'sockets': _sockets,
    'faults': _faults,
    'quoting': _quoting,
    'closing': _closing,
    'places': _places,
    'claims': _claims,
    'ending': _ending,
    'renewal': _renewal,
    'guesses': _guesses,
    'threads': _threads,
    'frames': _frames,
    'key': _key,
    'requests': _requests,
    'care': weaknesses.care,
    'flags': _flags,
    'escaping': _escaping,
    'markup': weaknesses.markup,
    'disguise': _disguise,
    'rights': _rights,
    'turns': _turns,
    'plain text': _plain_text,
    'planted fault': weaknesses.planted_fault,
    'short waits': weaknesses.short_waits,
    'passkeys': _passkeys,
    'provider': weaknesses.provider,
    'little memory': weaknesses.little_memory,
    'holding': _holding,
    'uploads': weaknesses.uploads,
    'proof': weaknesses.proof,
    'pictures': weaknesses.pictures,
}
# would be in the way of what is tried without the rest
OTHERS: Final = ('rights', 'turns', 'plain text', 'little memory', 'holding')
PLANTED: Final = ('planted fault', 'short waits')


def off_together(without: str, planted: str) -> str:
    """The protections that are taken out along with these: all that attack nothing in common share one server."""
    asked = {*without.split(','), *planted.split(',')} - {''}
    assert asked <= PROTECTIONS.keys(), asked
    rest = [each for each in PROTECTIONS if each not in OTHERS]
    for together in (rest, [*OTHERS, *PLANTED]):
        if asked <= {*together}:
            return ','.join(together)
    raise AssertionError(f'{without} and {planted} are never off together')


if __name__ == '__main__':
    for protection in sys.argv.pop(1).split(','):
        PROTECTIONS[protection]()
    sys.argv[0] = str(ROOT / 'main.py')
    runpy.run_path(sys.argv[0], run_name='__main__')
