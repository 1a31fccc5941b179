"""Reports of messages in all rooms, and the log of the whole chat, as administrators see them."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from nicegui import ui

from ..errors import NotAllowed
from ..feed.light import html
from ..identity.door import path_to_message
from ..model.deed import Deed
from ..model.member import Member
from ..model.message import now
from ..store.overview import Report, deeds_seen, reports_open
from . import icons
from .ago import ago
from .deeds import told
from .listing import Listing
from .parts import icon_button, menu_item, room_title
from .reader import Reader
from .site import Site

SHOWN = 300  # characters of a message
BANNED = timedelta(days=1)


class ReportsPanel:
    """Those that nobody has answered."""

    def __init__(self, site: Site, reader: Reader, who: Callable[[], Member | None]) -> None:
        """
        :param who: tells who is signed in now
        """
        self._site = site
        self._words = _ = reader.words
        self._who = who
        self._listing: Listing[Report] = Listing(
            _('Reports'),
            _,
            fetch=lambda wish: site.administration.look(who(), reports_open, wish),
            show=self._row,
            nothing=_('No report waits for an answer.'),
        )

    async def refresh(self) -> None:
        """Ask anew."""
        await self._listing.refresh()

    def _row(self, report: Report) -> None:
        _, deed = self._words, report.deed
        admin, room, seq = self._site.administration, report.room_name, deed.seq or 0
        ui.icon(icons.FLAG)
        with html.div():
            html.b(report.author.label if report.author else '—').props('dir=auto')
            html.div(report.text[:SHOWN] or _('A message was removed')).props('dir=auto').classes('reported')
            by = _('{name} reported it {when}', name=deed.by.label, when=ago(deed.at, _))
            html.p(f'{room_title(room, _)} · {by}')
        more = icon_button(icons.MORE, _('What to do with this report')).props('dense').mark('report-menu')
        with more, ui.menu().props('auto-close'):
            menu_item(_('Go to the message'), lambda: ui.navigate.to(path_to_message(room, seq)))
            menu_item(_('Remove message'), partial(self._do, lambda by: admin.remove(by, room, seq)))
            if (author := report.author) is not None:
                ban = partial(self._do, lambda by: admin.ban(by, author, deed.room, now() + BANNED))
                menu_item(_('Ban the author for a day'), ban)
            menu_item(_('Dismiss'), partial(self._do, lambda by: admin.dismiss(by, deed.room, seq)))

    async def _do(self, deed: Callable[[Member], Awaitable[object]]) -> None:
        if (by := self._who()) is None:
            return self._listing.tell(NotAllowed())
        await self._listing.do(lambda: deed(by))


class LogPanel:
    """What was done, by whom, in all rooms and to the whole chat; the last first."""

    def __init__(self, site: Site, reader: Reader, who: Callable[[], Member | None]) -> None:
        """
        :param who: tells who is signed in now
        """
        self._site = site
        self._words = _ = reader.words
        html.p(_('Times are in UTC')).classes('why')
        self._listing: Listing[Deed] = Listing(
            _('Log'),
            _,
            fetch=lambda wish: site.administration.look(who(), deeds_seen, wish),
            show=lambda deed: self._row(deed),
            nothing=_('Nothing was done here.'),
        )

    async def refresh(self) -> None:
        """Ask anew."""
        await self._listing.refresh()

    def _row(self, deed: Deed) -> None:
        with html.div():
            html.span(told(deed, self._words, room=room_title(deed.room, self._words) if deed.room else ''))
