"""The page of one's mentions: the messages in which somebody is called, the newest first, each a way to its place."""

from collections.abc import Sequence
from typing import Final

import htpy as h
from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from nicegui import ui

from ..feed import fragment
from ..feed.light import html
from ..feed.mentioned import with_mentions
from ..feed.prepare import prepare
from ..identity.door import path_to_message
from ..model.member import Member
from ..model.mention import ALL, EVERYBODY, Mention
from ..model.rights import Verb
from ..store.mentions import Mentioned
from ..text.markdown import render
from .ago import ago
from .closing import close_page, close_with_session
from .connection import ConnectionLine
from .hits import Hits
from .page_head import page_head
from .parts import room_title
from .reader import Reader
from .site import Site

PATH: Final = '/mentions'
PAGE: Final = 50  # mentions at a time


def register(site: Site) -> None:
    """Serve `/mentions`, for those who are somebody here."""

    @site.page(PATH)
    async def mentions_page(request: Request) -> Response | None:
        reader = site.reader(request)
        session = reader.session
        member = session.member(request.query_params.get('as')) if session else None
        if session is None or member is None:
            return RedirectResponse('/', 303)
        await MentionsPage(site, reader, member).load()
        return None


class MentionsPage:
    """One tab's view of them."""

    def __init__(self, site: Site, reader: Reader, member: Member) -> None:
        self._site = site
        self._reader = reader
        self._member = member
        self._words = _ = reader.words
        self._query = reader.session.query_of(member) if reader.session else {}
        self._found: list[Mentioned] = []
        self._last: int | None = None  # the one that was looked at last, shown or not
        self._client = client = ui.context.client
        client.content.classes('account-page')
        ui.page_title(f'{_("Mentions")} · {site.settings.title}')
        ui.add_css(fragment.own_side(member))
        page_head(reader, site.settings.title, query=self._query)
        with html.main().classes('account mentions'):
            html.h1(_('Mentions'))
            self._hits = Hits()
            self._nothing = ui.label(_('Nobody has mentioned you yet. Who writes @{name} calls you.', name=member.name))
            self._nothing.classes('why')
            self._more = ui.button(_('Show more'), on_click=self.load, color=None).props('outline no-caps').mark('more')
        ConnectionLine(_)
        close_with_session(site, reader, lambda: close_page(client, PATH))

    async def load(self) -> None:
        """Show the next ones."""
        if self._last is not None and not self._reader.may_change():
            return
        found = await self._site.store.mentions.of(self._member.number, before=self._last, limit=PAGE)
        rights = self._site.hub.rights
        session = self._reader.session
        is_theirs = session is not None and self._member in session.members
        told = [each for each in found if is_theirs and rights.may(self._member, Verb.READ, each.room)]
        await prepare([each.message.text for each in told])
        self._last = found[-1].id if found else self._last
        self._found += told
        self._hits.show([self._row(each) for each in self._found], [each.message.text for each in self._found])
        self._nothing.set_visibility(not self._found)
        self._more.set_visibility(len(found) == PAGE)

    def _row(self, found: Mentioned) -> h.Element:
        _, message = self._words, found.message
        path = path_to_message(found.room_name, message.seq, **self._query)
        read = self._site.reading.position(self._member, found.room)
        is_read = found.is_read if read is None else message.seq <= read
        return h.article('.called-in')[
            fragment.avatar(message.author),
            h.div('.said')[
                h.a('.hit-head', href=self._reader.prefix + path)[
                    h.b(dir='auto')[message.author.label],
                    h.span(dir='auto')[room_title(found.room_name, _)],
                    h.time(datetime=message.at.isoformat(timespec='seconds'))[ago(message.at, _)],
                    not is_read and h.span('.unread')[_('New')],
                ],
                h.div('.text', dir='auto')[with_mentions(render(message.text), self._own(message.text))],
            ],
        ]

    def _own(self, text: str) -> Sequence[Mention]:
        everybody = [Mention(member=ALL, name=name) for name in EVERYBODY]
        return [*everybody, Mention(member=self._member.number, name=self._member.name)]
