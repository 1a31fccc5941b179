"""What a page answers a person of NiceGUI's User fixture, so that it reaches the one whose page it is."""

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any, Concatenate, Final, ParamSpec
from weakref import WeakValueDictionary

from nicegui import Client, context
from nicegui.testing import User

P = ParamSpec('P')

OPENING: Final = ContextVar[User | None]('opening', default=None)
USERS: Final = WeakValueDictionary[str, User]()  # by the id of the page they have or had


class Answer:
    """Stands for `ui.navigate`, `ui.notify` or `ui.download`, and is that of the user whose page asks."""

    def __init__(self, name: str, otherwise: Any) -> None:
        """
        :param otherwise: whose it is when no user asked for the page
        """
        self._name = name
        self._otherwise = otherwise

    def __getattr__(self, name: str) -> Any:
        return getattr(self._of_asker(), name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._of_asker()(*args, **kwargs)

    def _of_asker(self) -> Any:
        asker = USERS.get(context.client.id) or OPENING.get()
        return getattr(asker, self._name) if asker else self._otherwise


def open_as_oneself(
    do: Callable[Concatenate[User, P], Awaitable[Client]],
) -> Callable[Concatenate[User, P], Awaitable[Client]]:
    """Note whose page is being opened, and then which it is."""

    async def opened(user: User, /, *args: P.args, **kwargs: P.kwargs) -> Client:
        token = OPENING.set(user)
        try:
            client = await do(user, *args, **kwargs)
        finally:
            OPENING.reset(token)
        USERS[client.id] = user
        return client

    return opened
