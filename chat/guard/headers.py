"""The headers: on every answer, what a browser must not do with it. See the OWASP Secure Headers project.

The policy lets only those scripts run that bear the nonce of this very answer: what somebody smuggles into a page stays
text. `unsafe-eval` has to stay: Vue compiles its templates in the browser.
"""

import re
import secrets
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS: Final = {
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
}
OVER_HTTPS: Final = {
    'Strict-Transport-Security': 'max-age=31536000',  # seconds: a year; only this host, others may be somebody else's
    'Cross-Origin-Opener-Policy': 'same-origin',  # over plain HTTP browsers complain that they ignore it
}
PAGE: Final = (
    "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
NO_PAGE: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
SCRIPT: Final = re.compile(rb'<script(?=[\s>])')


class SafeHeaders:
    """ASGI middleware. Pages of the framework get a nonce on each of their scripts, everything else runs none."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with these headers."""
        if scope['type'] != 'http':
            return await self._app(scope, receive, send)
        start: Message | None = None  # of a page, held back until its scripts bear the nonce
        body = bytearray()

        async def send_safely(message: Message) -> None:
            nonlocal start
            if message['type'] == 'http.response.start':
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if scope['scheme'] == 'https':
                    headers.update(OVER_HTTPS)
                if headers.get('X-NiceGUI-Content') == 'page':
                    start = message
                    return
                headers.setdefault('Content-Security-Policy', NO_PAGE)
            elif start is not None:
                body.extend(message.get('body', b''))
                if message.get('more_body'):
                    return
                nonce = secrets.token_urlsafe(16)
                marked = SCRIPT.sub(b'<script nonce="%s"' % nonce.encode(), body)
                headers = MutableHeaders(scope=start)
                headers['Content-Length'] = str(len(marked))
                headers['Content-Security-Policy'] = PAGE.format(nonce=nonce)
                await send(start)
                message = {'type': 'http.response.body', 'body': marked}
                start = None
                body.clear()  # the page's own tasks keep the request, and this with it, as long as the page is open
            await send(message)

        return await self._app(scope, receive, send_safely)
