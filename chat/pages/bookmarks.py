"""The page of bookmarks: what one has marked in any room, the last first, where one may still read it."""

from functools import partial

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from nicegui import ui

from ..feed.light import html
from ..identity.door import path_to_message
from ..model.bookmark import Bookmark
from ..model.member import Member
from ..model.message import EXCERPT
from ..model.rights import Verb
from ..text.excerpt import excerpt
from . import icons
from .closing import close_page, close_with_session
from .connection import ConnectionLine
from .hits import Hits, hit
from .page_head import page_head
from .parts import icon_button, room_title
from .reader import Reader
from .site import Site

PATH = '/bookmarks'
PAGE = 50  # bookmarks at a time


def register(site: Site) -> None:
    """Serve `/bookmarks`, for those who are somebody here."""

    @site.page(PATH)
    async def bookmarks_page(request: Request) -> Response | None:
        reader = site.reader(request)
        session = reader.session
        member = session.member(request.query_params.get('as')) if session else None
        if session is None or member is None:
            return RedirectResponse('/', 303)
        await BookmarksPage(site, reader, member).show_more()
        return None


class BookmarksPage:
    """One tab's view of the bookmarks of one of those whom its browser speaks as."""

    def __init__(self, site: Site, reader: Reader, member: Member) -> None:
        self._site = site
        self._reader = reader
        self._member = member
        self._words = _ = reader.words
        session = reader.session
        self._query = session.query_of(member) if session else {}
        self._last: Bookmark | None = None
        self._is_out = False
        self._client = client = ui.context.client
        client.content.classes('account-page')
        ui.page_title(f'{_("Bookmarks")} · {site.settings.title}')
        page_head(reader, site.settings.title, query=self._query)
        with html.main().classes('account'):
            html.h1(_('Bookmarks'))
            self._nothing = html.p(_('What you bookmark in the menu of a message is listed here, for you alone.'))
            self._nothing.classes('why')
            self._list = html.ul().classes('bookmarks').mark('bookmarks')
            self._more = ui.button(_('Show more'), on_click=self.show_more, color=None).props('flat no-caps')
        ConnectionLine(_)
        close_with_session(site, reader, self._closed)

    def _closed(self) -> None:
        self._is_out = True
        close_page(self._client, PATH)

    async def show_more(self) -> None:
        """List the next of them."""
        if self._is_out:
            return
        before = self._last.at if self._last else None
        found = await self._site.store.bookmarks.of(self._member.number, before=before, limit=PAGE)
        with self._list:
            for bookmark in found:
                self._last = bookmark
                if self._site.hub.rights.may(self._member, Verb.READ, bookmark.room):
                    self._nothing.set_visibility(False)
                    self._row(bookmark)
        self._more.set_visibility(len(found) == PAGE)

    def _row(self, bookmark: Bookmark) -> None:
        _, message = self._words, bookmark.message
        path = self._reader.prefix + path_to_message(bookmark.room_name, message.seq, **self._query)
        with html.li().classes('pinned') as row:
            way, text, place = Hits('a', 'hit'), excerpt(message.gist, 2 * EXCERPT), room_title(bookmark.room_name, _)
            way.props['href'] = path
            way.show(hit(message.author, f'{message.at:%Y-%m-%d}', text, place=place), [text])
            drop = icon_button(icons.CLOSE, _('Remove bookmark'), partial(self._drop, bookmark, row))
            drop.props('dense').mark(f'drop-{message.seq}')

    async def _drop(self, bookmark: Bookmark, row: ui.element) -> None:
        if not self._is_out and self._reader.may_change():
            await self._site.store.bookmarks.mark(self._member.number, bookmark.room, bookmark.message.seq, is_on=False)
            row.delete()
