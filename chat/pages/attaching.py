"""Attaching: the buttons of a composer, with which files are chosen and sent, and the page as a place to drop them."""

from typing import Any

from nicegui import ui

from ..feed.composer import Composer
from ..feed.light import html
from ..words import Words
from . import icons
from .parts import icon_button


def of_files(room: str, most: int) -> dict[str, Any]:
    """What a composer has to know to send files.

    :param room: the path of the room's page, with who one is there
    :param most: megabytes of one file
    """
    path, _, query = room.partition('?')
    # from the room's page: the same below any prefix
    return {'upload': f'..{path}/files?{query}{"&" if query else ""}name=', 'most': most}


def composer_buttons(composer: Composer, _: Words, page: ui.element, *, name: str, mark: str) -> None:
    """Put them here, and let files be dropped and pasted into the composer, if any are sent.

    :param page: the page, or a part of it, where they can be dropped
    :param name: what the button is called that sends
    :param mark: by which tests find it
    """
    if composer.props['files']['options']['maxFileSize']:
        _attaching(composer, _, page)
    send = icon_button(icons.SEND, name).classes('send').mark(mark)
    send.on('click', composer.submit, js_handler=f'() => getElement({composer.id}).submit()')


def _attaching(composer: Composer, _: Words, page: ui.element) -> None:
    button = icon_button(icons.CLIP, _('Attach files')).classes('attach').mark('attach')
    button.on('click', js_handler=f'() => getElement({composer.id}).$refs.uploader.pickFiles()')
    attach = f'(event) => getElement({composer.id}).attach(event)'
    composer.on('paste', js_handler=attach)
    for event in ('dragover', 'dragleave', 'drop'):
        # what is dropped on a part is for that alone
        page.on(event, js_handler=f'(event) => {{ event.defaultPrevented || ({attach})(event) }}')
    if page is composer.client.layout:
        with page:
            html.div(_('Drop files here to send them')).classes('drop').props('aria-hidden=true')
