"""A button that has the browser make or use a passkey. passkey.js beside it speaks with the browser."""

from collections.abc import Awaitable, Callable
from typing import Literal

from nicegui.events import GenericEventArguments

from ..errors import ChatError, PasskeyKnown, PasskeyNotGiven, PasskeyRefused
from ..feed.light import Light
from ..identity.passkeys import Challenge


class PasskeyButton(Light, component='passkey.js'):
    """Asks the browser when it is clicked, and hands over what the browser answers."""

    def __init__(
        self,
        label: str,
        kind: Literal['create', 'get'],
        *,
        ask: Callable[[], Awaitable[Challenge]],
        use: Callable[[Challenge, object], Awaitable[None]],
        refuse: Callable[[ChatError], None],
        unable: str = '',
    ) -> None:
        """
        :param kind: whether a new one is made, or one that there is proves who somebody is
        :param ask: what the browser is asked
        :param use: makes use of its answer
        :param refuse: is told what a ChatError of both says
        :param unable: what stands here where the browser has no passkeys
        """
        super().__init__()
        self._props.update(label=label, unable=unable, outline=True, **{'no-caps': True})
        self._kind = kind
        self._ask = ask
        self._use = use
        self._refuse = refuse
        self._challenge: Challenge | None = None
        self.on('wanted', self._wanted, args=[])
        self.on('answered', self._answered)
        self.on('failed', self._failed)

    async def _wanted(self) -> None:
        try:
            self._challenge = await self._ask()
        except ChatError as error:
            return self._refuse(error)
        self._props['loading'] = True
        self.run_method('ask', self._kind, self._challenge.options)

    async def _answered(self, event: GenericEventArguments) -> None:
        self._props['loading'] = False
        try:
            if self._challenge is None:
                raise PasskeyRefused
            await self._use(self._challenge, event.args)
        except ChatError as error:
            self._refuse(error)

    def _failed(self, event: GenericEventArguments) -> None:
        self._props['loading'] = False
        self._refuse(PasskeyKnown() if event.args == 'InvalidStateError' else PasskeyNotGiven())

    def _displayed_contents(self, *, only_visible: bool) -> list[str]:
        return [self._props['label']]
