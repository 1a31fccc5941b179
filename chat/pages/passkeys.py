"""The passkeys of an account, as a part of its page: what there is, one more, one less."""

from collections.abc import Callable, Sequence
from functools import partial

from nicegui import ui

from ..errors import ChatError
from ..feed.light import html
from ..identity.passkeys import NAME_LIMIT, Challenge, Place
from ..model.account import Account, Passkey
from . import icons
from .ago import ago
from .parts import icon_button, say, section, tell_refusal, text_of
from .passkey import PasskeyButton
from .reader import Reader
from .site import Site


class PasskeysSection:
    """Of one tab."""

    def __init__(
        self, site: Site, reader: Reader, passkeys: Sequence[Passkey], signed_in: Callable[[], Account]
    ) -> None:
        """
        :param passkeys: what there is
        :param signed_in: whose they are, asked again each time that something changes; raises a ChatError
        """
        self._passkeys = site.passkeys
        self._words = _ = reader.words
        self._signed_in = signed_in
        self._tell = partial(tell_refusal, _)
        place = Place.of(reader.base_url)
        unable = _('To add one, open this page over HTTPS and by name, not by number, in a browser with passkeys.')
        why = _('Sign in with your finger, your face or the code of your device instead of a password.')
        with section(_('Passkeys'), why):
            self._list = html.ul().classes('devices').props(f'aria-label="{_("Passkeys")}"')
            self._show(passkeys)
            if place is None:
                html.p(unable).classes('unable')
                return
            with html.div().classes('row'):
                self._name = ui.input(_('Name of the passkey'), value=reader.browser)
                self._name.props(f'outlined dense maxlength={NAME_LIMIT} autocomplete=off').classes('grow')
                self._name.mark('passkey-name')
                PasskeyButton(
                    _('Add a passkey'),
                    'create',
                    ask=partial(self._ask, place),
                    use=self._add,
                    refuse=self._tell,
                    unable=unable,
                ).mark('add-passkey')

    def _show(self, passkeys: Sequence[Passkey]) -> None:
        _ = self._words
        self._list.clear()
        self._list.set_visibility(bool(passkeys))
        with self._list:
            for each in passkeys:
                name = each.name or _('Passkey')
                made = ago(each.made, _)
                with html.li():
                    ui.icon(icons.KEY)
                    with html.div():
                        html.b(name)
                        html.p(
                            _('Last used {used}, made {made}', used=ago(each.used, _), made=made)
                            if each.used
                            else _('Not used yet, made {made}', made=made)
                        )
                    remove = icon_button(icons.CLOSE, _('Remove {name}', name=name), partial(self._remove, each.id))
                    remove.props('dense').mark('remove-passkey')

    async def _ask(self, place: Place) -> Challenge:
        return await self._passkeys.ask_for_new(self._signed_in(), place)

    async def _add(self, challenge: Challenge, answer: object) -> None:
        account = self._signed_in()
        await self._passkeys.add(account, text_of(self._name.value), challenge, answer)
        self._show(await self._passkeys.of(account))
        say(self._words('You can sign in with this passkey from now on.'))

    async def _remove(self, key: bytes) -> None:
        try:
            account = self._signed_in()
            await self._passkeys.remove(account, key)
            passkeys = await self._passkeys.of(account)
        except ChatError as error:
            return self._tell(error)
        self._show(passkeys)
