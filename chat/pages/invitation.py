"""The page that an invitation to a room leads to. Nobody is in before they say so: links are fetched ahead, too."""

from fastapi import Request
from nicegui import ui

from ..errors import BadName, ChatError, PassOver
from ..feed.light import html
from ..identity.door import path_of
from ..model.limits import Act
from ..model.spelling import NAME_LIMIT
from ..words import explain
from . import icons
from .connection import ConnectionLine
from .parts import room_title, text_of
from .reader import Preferences, Reader
from .site import Site


def register(site: Site) -> None:
    """Serve invitations at `/invite/{word}`."""

    @site.page('/invite/{word}')
    async def invitation_page(request: Request, word: str) -> None:
        reader = site.reader(request)
        try:
            room_id = (await site.keys.find(word)).room_name
        except PassOver:
            room_id = ''
        InvitationPage(site, reader, word, room_id)


class InvitationPage:
    """Of one browser."""

    def __init__(self, site: Site, reader: Reader, word: str, room_id: str) -> None:
        """
        :param room_id: where it leads; empty if it leads nowhere
        """
        self._site = site
        self._reader = reader
        self._word = word
        self._words = _ = reader.words
        ui.context.client.content.classes('join-page')
        with html.main().classes('door'):
            with html.div().classes('brand'):
                ui.icon(icons.BUBBLE)
                html.h1(room_title(room_id, _) if room_id else site.settings.title).props('dir=auto')
            with ui.card().props('flat').classes('card'):
                if room_id:
                    self._form()
                else:
                    ui.label(explain(PassOver(), _)).classes('lead').mark('over')
            html.a(_('To another room'), href=reader.prefix + '/').classes('back')
        with html.footer().classes('corner'):
            Preferences(reader)
        ConnectionLine(_)

    def _form(self) -> None:
        _ = self._words
        ui.label(_('You are invited to this room. Give a name, and talk.')).classes('lead')
        self._name = ui.input(_('Your name'), value=self._reader.name).mark('name')
        self._name.props(f'outlined autofocus maxlength={NAME_LIMIT * 2} autocomplete=nickname enterkeyhint=go')
        self._name.on('keydown.enter', self._come_in)
        self._button = ui.button(_('Join chat'), on_click=self._come_in, color=None).mark('join')
        self._button.props('unelevated no-caps').classes('filled wide')
        self._problem = ui.label().props('role=alert').classes('problem')
        self._problem.set_visibility(False)

    async def _come_in(self) -> None:
        navigate, sessions, session_id = ui.navigate, self._site.sessions, self._reader.session_id
        try:
            member = await sessions.candidate(session_id, text_of(self._name.value))
            self._site.limits.spend(Act.JOIN, person=session_id, address=self._reader.address)
            self._site.hub.rights.places.saw(member, self._reader.address)
            room = await self._site.hub.open((await self._site.keys.find(self._word)).room_name)
            room.presence.refuse_taken(member)  # before the invitation is used up
            await self._site.keys.come_in(self._reader.session, member, self._word)
            room.expect(member)
            session = await sessions.entered(session_id, member, room.id)
        except ChatError as error:
            is_name = isinstance(error, BadName)
            self._name.error = explain(error, self._words) if is_name else None
            self._problem.text = '' if is_name else explain(error, self._words)
            self._problem.set_visibility(not is_name)
            return
        self._button.props('loading')
        navigate.to(path_of(room.id, **session.query_of(member)))
