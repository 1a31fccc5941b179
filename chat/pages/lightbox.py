"""The lightbox: pictures of a room as large as the screen, one after the other."""

from nicegui import Client, ui

from ..feed.attached import path_of
from ..feed.light import html
from ..model.file import File, Kind
from ..model.message import Message
from ..model.room import Room
from ..words import Words
from . import icons
from .parts import icon_button


class Lightbox:
    """Of one tab. Arrows lead to the pictures before and after, Esc closes it."""

    def __init__(self, room: Room, words: Words, client: Client) -> None:
        self._room = room
        self._words = words
        self._client = client
        self._pictures: list[File] = []
        self._at = 0
        self._dialog: ui.dialog | None = None  # made when it is wanted: most pages never need it

    def show(self, message: Message, n: int) -> None:
        """A file of a message, if it is a picture; those of the newest messages of the room stand beside it."""
        if not 0 <= n < len(message.files) or message.files[n].content.kind is not Kind.PICTURE:
            return
        beside = [*self._room.tail] if any(each.seq == message.seq for each in self._room.tail) else [message]
        self._pictures = [file for each in beside for file in each.files if file.content.kind is Kind.PICTURE]
        self._at = next((at for at, file in enumerate(self._pictures) if file.id == message.files[n].id), 0)
        if self._dialog is None:
            with self._client.content:
                self._dialog = self._build()
        self._draw()
        self._dialog.open()

    def _build(self) -> ui.dialog:
        _ = self._words
        with ui.dialog().props('maximized') as dialog, html.div().classes('light') as light:
            with html.div().classes('light-head'):
                self._name = ui.label().props('dir=auto').classes('light-name')
                self._count = ui.label().classes('light-count')
                self._save = html.a().classes('light-save')
                self._save.props['aria-label'] = self._save.props['title'] = _('Save')
                with self._save:
                    ui.icon(icons.SAVE)
                icon_button(icons.CLOSE, _('Close'), dialog.close).props('color=white')
            self._picture = html.img()
            before = icon_button(icons.BACK, _('Previous picture'), lambda: self._step(-1)).mark('picture-before')
            after = icon_button(icons.ON, _('Next picture'), lambda: self._step(1)).mark('picture-after')
        self._steps = before.classes('light-step back'), after.classes('light-step on')
        for button in self._steps:
            button.props('color=white')
        light.props('autofocus tabindex=-1')  # where keys are heard, as long as nothing else in it has the focus
        light.on('keydown.left', lambda: self._step(-1), args=[])
        light.on('keydown.right', lambda: self._step(1), args=[])
        dialog.props['aria-label'] = _('Pictures')
        return dialog

    def _step(self, by: int) -> None:
        if 0 <= self._at + by < len(self._pictures):
            self._at += by
            self._draw()

    def _draw(self) -> None:
        file = self._pictures[self._at]
        self._name.text = file.name
        self._count.text = f'{self._at + 1} / {len(self._pictures)}' if len(self._pictures) > 1 else ''
        size = {'width': file.content.width, 'height': file.content.height}
        self._picture.props.update({'src': path_of(file), 'alt': file.name, 'key': file.id, **size})
        self._save.props.update(href=path_of(file), download=file.name)
        for element in (self._picture, self._save):
            element.update()
        for button, is_there in zip(self._steps, (self._at > 0, self._at + 1 < len(self._pictures)), strict=True):
            button.props(
                remove='disable' if is_there else '', add='' if is_there else 'disable'
            )  # it may have the focus
