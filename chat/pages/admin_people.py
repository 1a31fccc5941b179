"""People and their sessions, as administrators see them."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

from nicegui import Client, ui

from ..address import shareable
from ..errors import NotAllowed
from ..feed import fragment
from ..feed.light import html
from ..guard.address import client_address
from ..identity.cookie import SCOPE_KEY
from ..identity.session import key_of_session
from ..model.account import Account
from ..model.member import Member
from ..model.message import now
from ..model.rights import WHOLE_CHAT
from ..store.overview import AccountSeen, SessionSeen, Wish, accounts_seen, sessions_seen
from . import icons
from .ago import ago
from .copy import CopyButton
from .listing import Listing
from .parts import icon_button, menu_item, say
from .people import BANNED
from .reader import Reader
from .site import Site

Deed = Callable[[], Awaitable[object]]


class PeoplePanel:
    """Accounts, and guests who were here lately."""

    def __init__(self, site: Site, reader: Reader, who: Callable[[], Member | None]) -> None:
        """
        :param who: tells who is signed in now
        """
        self._site = site
        self._words = _ = reader.words
        self._who = who
        self._client = ui.context.client
        self._home = shareable(reader.base_url, site.settings.host)
        html.h2(_('Accounts'))
        self._accounts: Listing[AccountSeen] = Listing(
            _('Accounts'),
            _,
            fetch=lambda wish: site.administration.look(who(), accounts_seen, wish),
            show=self._account,
            search=_('Find a person'),
        )
        html.h2(_('Guests'))
        self._guests: Listing[SessionSeen] = Listing(
            _('Guests'), _, fetch=self._fetch_guests, show=self._guest, search=_('Find a guest')
        )
        self._dialog = ui.dialog()

    async def refresh(self) -> None:
        """Ask anew."""
        await self._accounts.refresh()
        await self._guests.refresh()

    async def _fetch_guests(self, wish: Wish) -> list[SessionSeen]:
        return await self._site.administration.look(self._who(), sessions_seen, wish, True)

    def _account(self, seen: AccountSeen) -> None:
        _, admin, account = self._words, self._site.administration, seen.account
        member = account.member
        facts = [_('administrator')] if account.is_admin else []
        facts += [_('banned')] if self._is_banned(member) else []
        facts.append(_('made {when}', when=ago(account.created, _)))
        if seen.seen:
            facts.append(_('seen {when}', when=ago(seen.seen, _)))
        facts.append(_.many('{n} session', '{n} sessions', seen.sessions))
        entries: list[tuple[str, Deed]] = []
        role = _('Make no administrator') if account.is_admin else _('Make administrator')
        entries.append((role, partial(self._set_admin, account)))
        entries.append((_('End all sessions'), partial(self._do_as, lambda by: admin.sign_out(by, account))))
        entries.append((_('Link for a new password'), partial(self._reset, seen)))
        entries += self._bans(lambda by, until: admin.ban(by, member, WHOLE_CHAT, until), member)
        erase = partial(self._do_as, lambda by: admin.erase(by, account))
        entries.append((_('Erase'), partial(self._ask, member.name, erase)))
        self._row(member, facts, entries, is_self=member == self._who())

    def _guest(self, seen: SessionSeen) -> None:
        _, admin = self._words, self._site.administration
        member = Member(number=0, name=seen.name)
        entries: list[tuple[str, Deed]] = [
            (_('End session'), partial(self._do_as, lambda by: admin.end_session(by, seen.key, seen.name)))
        ]
        entries += self._bans(lambda by, until: admin.ban_guest(by, seen.key, until), None)
        erase = partial(self._do_as, lambda by: admin.erase_guest(by, seen.key))
        entries.append((_('Erase'), partial(self._ask, seen.name, erase)))
        self._row(member, [_('guest'), _('seen {when}', when=ago(seen.seen, _))], entries, is_self=False)

    def _row(self, member: Member, facts: list[str], entries: list[tuple[str, Deed]], *, is_self: bool) -> None:
        ui.html(str(fragment.avatar(member)), sanitize=False).classes('face')
        with html.div():
            html.b(member.name).props('dir=auto')
            html.p(' · '.join(facts))
        if not is_self:
            named = self._words('What to do with {name}', name=member.name)
            with icon_button(icons.MORE, named).props('dense').mark('person-menu'), ui.menu().props('auto-close'):
                for label, act in entries:
                    menu_item(label, act)

    def _bans(
        self, ban: Callable[[Member, datetime | None], Awaitable[object]], member: Member | None
    ) -> list[tuple[str, Deed]]:
        _ = self._words

        def until(how_long: timedelta | None) -> Deed:
            return partial(self._do_as, lambda by: ban(by, now() + how_long if how_long else None))

        let_in = [(_('Let in again'), until(None))]
        if member is not None and self._is_banned(member):
            return let_in
        bans = [
            (_('Ban from the chat for a day'), until(BANNED['day'])),
            (_('Ban from the chat for 30 days'), until(BANNED['month'])),
            (_('Ban from the chat for good'), until(BANNED['good'])),
        ]
        return bans if member is not None else [*bans, *let_in]

    def _is_banned(self, member: Member) -> bool:
        return self._site.hub.rights.is_banned_because_of(member, WHOLE_CHAT)

    async def _do_as(self, deed: Callable[[Member], Awaitable[object]]) -> None:
        if await self._accounts.do(lambda: deed(_by(self._who))):
            await self._guests.refresh()

    async def _set_admin(self, account: Account) -> None:
        _, admin = self._words, self._site.administration
        if await self._accounts.do(lambda: admin.set_admin(_by(self._who), account, is_admin=not account.is_admin)):
            with self._dialog:  # the entry of the menu that was chosen is not there any more
                say(_('{name} signs in anew, on all devices.', name=account.member.name))

    async def _reset(self, seen: AccountSeen) -> None:
        _, word = self._words, ''

        async def make() -> None:
            nonlocal word
            word = await self._site.administration.make_reset(_by(self._who), seen.account)

        if not await self._accounts.do(make):
            return
        link = f'{self._home}/reset/{word}'
        self._dialog.clear()
        self._dialog.props['aria-label'] = _('Link for a new password')
        with self._dialog, ui.card().classes('settings'):
            html.h2(_('Link for a new password'))
            html.p(_('With it {name} chooses a new password, once within a day.', name=seen.account.member.name))
            ui.input(_('Link'), value=link).props('readonly outlined dense').classes('wide').mark('reset-link')
            ui.label(_('It is shown only now.')).classes('faint')
            with html.div().classes('actions'):
                CopyButton(_('Copy link'), link, lambda: say(_('The link is copied.')))
                ui.button(_('Close'), on_click=self._dialog.close).props('flat no-caps')
        self._dialog.open()

    async def _ask(self, name: str, erase: Deed) -> None:
        _ = self._words

        async def sure() -> None:
            self._dialog.close()
            await erase()

        self._dialog.clear()
        self._dialog.props['aria-label'] = _('Erase')
        with self._dialog, ui.card().classes('sure'):
            html.h2(_('Erase {name}?', name=name))
            html.p(_('Their messages lose text and name, and all that is kept of them is deleted, for good.'))
            with html.div().classes('row'):
                ui.button(_('Erase'), on_click=sure, color=None).props('flat no-caps').classes('danger').mark('sure')
                keep = ui.button(_('Keep everything'), on_click=self._dialog.close, color=None)
                keep.props('unelevated no-caps').classes('filled')
        self._dialog.open()


class SessionsPanel:
    """Browsers that are somebody. An address is shown while a page is open, and kept nowhere."""

    def __init__(self, site: Site, reader: Reader, who: Callable[[], Member | None]) -> None:
        """
        :param who: tells who is signed in now
        """
        self._site = site
        self._words = _ = reader.words
        self._who = who
        self._own = key_of_session(reader.session_id)
        self._addresses: dict[str, set[str]] = {}
        self._listing: Listing[SessionSeen] = Listing(
            _('Sessions'), _, fetch=self._fetch, show=self._row, search=_('Find a person')
        )

    async def refresh(self) -> None:
        """Ask anew."""
        await self._listing.refresh()

    async def _fetch(self, wish: Wish) -> list[SessionSeen]:
        found = await self._site.administration.look(self._who(), sessions_seen, wish)
        wanted = {seen.key for seen in found}
        self._addresses = {}
        for client in Client.instances.values():
            scope = client.request.scope
            if client.has_socket_connection and (key := key_of_session(str(scope.get(SCOPE_KEY)))) in wanted:
                self._addresses.setdefault(key, set()).add(client_address(scope))
        return found

    def _row(self, seen: SessionSeen) -> None:
        _ = self._words
        ui.icon(icons.PHONE if 'Android' in seen.browser or 'iP' in seen.browser else icons.DESK)
        facts = [seen.browser] if seen.browser else [] if seen.account else [_('guest')]
        facts += [_('This device')] if seen.key == self._own else []
        facts += [_('signed in {when}', when=ago(seen.since, _))] if seen.since else []
        facts.append(_('seen {when}', when=ago(seen.seen, _)))
        pages = self._site.sessions.tabs.count(seen.key)
        facts += [_.many('{n} page open', '{n} pages open', pages)] if pages else []
        facts += sorted(self._addresses.get(seen.key, ()))
        with html.div():
            html.b(seen.name).props('dir=auto')
            html.p(' · '.join(facts))
        if seen.key != self._own:
            named = _('End the session of {name}', name=seen.name)
            icon_button(icons.CLOSE, named, partial(self._end, seen)).props('dense').mark('end-session')

    async def _end(self, seen: SessionSeen) -> None:
        administration = self._site.administration
        await self._listing.do(lambda: administration.end_session(_by(self._who), seen.key, seen.name))


def _by(who: Callable[[], Member | None]) -> Member:
    if (member := who()) is None:
        raise NotAllowed
    return member
