"""The share dialog: a room's link, its QR code, and a button that copies it."""

from functools import lru_cache
from urllib.parse import unquote

import htpy as h
from nicegui import ui

from ..feed.light import html
from ..words import Words, words_of
from .copy import CopyButton
from .late import LateDialog
from .parts import say


class ShareDialog:
    """Filled when it is first opened: most who open a room never share it."""

    def __init__(self, link: str, words: Words) -> None:
        self._link = link
        self._words = words
        self._dialog = LateDialog(words('Invite to this room'), self._fill)

    def open(self) -> None:
        """Show it."""
        self._dialog.open()

    def _fill(self) -> None:
        _ = self._words
        with ui.card().classes('share'):
            html.h2(_('Invite to this room'))
            qr_code(self._link, _('QR code of the link'))
            ui.input(_('Link'), value=unquote(self._link)).props('readonly outlined dense').classes('wide').mark('link')
            with html.div().classes('actions'):
                CopyButton(_('Copy link'), self._link, lambda: say(_('The link is copied.'))).mark('copy')
                ui.button(_('Close'), on_click=self._dialog.close).props('flat no-caps')


def qr_code(link: str, label: str) -> ui.element:
    """A QR code, made here."""
    image: ui.element = html.img().classes('qr')
    image.props['src'] = _svg(link)
    image.props['alt'] = label
    return image


@lru_cache(maxsize=100)
def _svg(link: str) -> str:
    import segno  # on first use

    return str(segno.make(link, micro=False, error='m').svg_data_uri(scale=6, border=2, dark='#101418', light='#fff'))


def invite(link: str, _: Words) -> None:
    """What stands in a room where nothing was said yet: how others come here."""
    html.div(innerHTML=_invitation(link, _.language)).classes('welcome')


@lru_cache(maxsize=100)
def _invitation(link: str, language: str) -> str:
    _ = words_of(language)
    inside = h.fragment[
        h.h2[_('It is quiet here, and you are the first.')],
        h.p[_('Send this link to those you want to talk with, or let them scan the code.')],
        h.img('.qr', src=_svg(link), alt=_('QR code of the link')),
        h.a('.link', href=link)[unquote(link)],
    ]
    return str(inside)
