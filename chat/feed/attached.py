"""Files of a message as HTML: pictures with their sizes reserved, sounds and films with controls, all else as cards."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

import htpy as h

from ..model.file import File, Kind
from ..words import Words, size

WIDEST: Final = 360  # pixels of a picture that stands alone
HIGHEST: Final = 320


def attached(files: Sequence[File], _: Words) -> h.Element:
    """What stands with a message."""
    pictures = [(n, file) for n, file in enumerate(files) if file.content.kind is Kind.PICTURE]
    return h.div('.files')[
        h.div('.pictures', data_n=min(len(pictures), 4))[(_picture(n, each) for n, each in pictures)]
        if pictures
        else None,
        (_other(file, _) for file in files if file.content.kind is not Kind.PICTURE),
    ]


def path_of(file: File, *, small: bool = False) -> str:
    """Where a file is, from the page of a room; the same below any prefix."""
    return f'../files/{quote(file.id, safe="")}/{quote(file.name, safe="")}' + ('?small=1' if small else '')


def _picture(n: int, file: File) -> h.Element:
    scale = min(1, WIDEST / file.content.width, HIGHEST / file.content.height)
    width, height = (max(1, round(side * scale)) for side in (file.content.width, file.content.height))
    return h.button('.picture', type='button', data_action=f'picture {n}', title=file.name)[
        h.img(
            src=path_of(file, small=True),
            alt=file.name,
            width=width,
            height=height,
            loading='lazy',
            decoding='async',
            draggable='false',
        )
    ]


def _other(file: File, _: Words) -> h.Element:
    card = h.a('.card', href=path_of(file), download=file.name, draggable='false')[
        h.span('.ending', aria_hidden='true')[_ending(file.name)],
        h.span('.about-file')[h.span(dir='auto')[file.name], h.small[size(file.content.size, _)]],
    ]
    if file.content.kind is Kind.AUDIO:
        return h.div('.sound')[card, h.audio(controls=True, preload='metadata', src=path_of(file), title=file.name)]
    if file.content.kind is Kind.VIDEO:
        return h.div('.film')[h.video(controls=True, preload='metadata', src=path_of(file), title=file.name), card]
    return card


def _ending(name: str) -> str:
    ending = name.rpartition('.')[2]
    return ending[:4].upper() if '.' in name and ending.isalnum() else '·'
