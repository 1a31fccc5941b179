"""What a person sees when something went wrong inside: that it did, its number, and a way on."""

from nicegui import Client, app, ui

from ..feed.light import html
from ..guard.fault import number_of, words_for
from ..words import Words


def register() -> None:
    """Show this page in the place of one that could not be built."""
    app.on_page_exception(_fault_page)


def watch(client: Client, _: Words) -> None:
    """Tell whoever looks at this page when something that they did went wrong inside."""

    def tell(error: Exception) -> None:
        ui.notify(_sentence(error, _), type='negative', position='top', timeout=10_000, close_button=_('Close'))

    client.on_exception(tell)


def _fault_page(error: Exception) -> None:
    client = ui.context.client
    _ = words_for(client.request)
    client.content.classes('join-page')
    ui.page_title(_('Something went wrong'))
    with html.main().classes('door'), ui.card().props('flat').classes('card'):
        html.h1(_('Something went wrong'))
        html.p(_sentence(error, _))
        again = ui.button(_('Try again'), color=None).props('unelevated no-caps').classes('filled wide')
        again.on('click', js_handler='() => location.reload()')


def _sentence(error: Exception, _: Words) -> str:
    return _(
        'It is not your fault. If it happens again, tell those who run this chat the number {number}.',
        number=number_of(error),
    )
