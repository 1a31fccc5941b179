"""Bodies: how much of one is read, so that nobody can fill the memory. Only files are longer, and go to the disk."""

from typing import Final

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .uploads import is_upload

LIMIT: Final = 64 * 1024  # bytes, as many as a frame of a socket may have


class BodyLimit:
    """ASGI middleware: answers 413, before reading where the length is said, and else as soon as there is too much."""

    def __init__(self, app: ASGIApp, *, limit: int = LIMIT, of_files: int = 0) -> None:
        """
        :param limit: bytes of a body
        :param of_files: bytes of a file that is sent
        """
        self._app = app
        self._limit = limit
        self._of_files = max(limit, of_files)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope['type'] != 'http':
            return await self._app(scope, receive, send)
        limit = self._of_files if is_upload(scope['method'], scope['path']) else self._limit
        said = dict(scope['headers']).get(b'content-length', b'0')
        refusal = PlainTextResponse('This is too much.', 413, {'Connection': 'close'})
        if not said.isdigit() or len(said) > 15 or int(said) > limit:
            return await refusal(scope, receive, send)
        left = limit
        is_answered = is_refused = False

        async def receive_little() -> Message:
            nonlocal left, is_refused
            if is_refused:
                return {'type': 'http.disconnect'}
            message = await receive()
            left -= len(message.get('body', b''))
            if left >= 0:
                return message
            is_refused = True
            if not is_answered:
                await refusal(scope, receive, send)
            return {'type': 'http.disconnect'}

        async def send_unless_refused(message: Message) -> None:
            nonlocal is_answered
            if not is_refused:
                is_answered = True
                await send(message)

        try:
            return await self._app(scope, receive_little, send_unless_refused)
        except Exception:
            if not is_refused:  # else it is only that the body has broken off
                raise
