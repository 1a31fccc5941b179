"""Faults: what went wrong inside. A person is told a number and no more; the log has it beside the traceback."""

import secrets
from typing import Final

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from ..words import Words, best_language, words_of

NOTE: Final = 'error number '


def number_of(error: BaseException) -> str:
    """The number of this error. As a note of the exception it gets into the log with it, whoever writes that."""
    for note in getattr(error, '__notes__', ()):
        if note.startswith(NOTE):
            return str(note.removeprefix(NOTE))
    number = secrets.token_hex(4).upper()
    error.add_note(NOTE + number)
    return number


def words_for(request: Request) -> Words:
    """The language that a browser asks for; nothing else is looked up, since anything may be what is broken."""
    return words_of(best_language(request.headers.get('accept-language', ''), 'en'))


async def answer(request: Request, error: Exception) -> Response:
    """500 to a program. The server writes the exception into the log afterwards."""
    _ = words_for(request)
    said = {'detail': _('Something went wrong inside.'), 'error': number_of(error)}
    return JSONResponse(said, 500, {'Connection': 'close'})  # which the server does after an exception
