"""What is found where nothing is: the same for every unknown and every hidden path, told from the request alone.

No page of the framework is built for it: whoever tries out paths costs next to nothing, and leaves nothing behind.
"""

from base64 import b64encode
from collections.abc import Awaitable, Callable
from functools import cache
from hashlib import sha256
from typing import Final

import htpy as h
from fastapi import Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from markupsafe import Markup
from starlette.exceptions import HTTPException

from ..guard.proxies import prefix_of
from ..settings import Settings
from ..words import best_language, words_of
from . import icons
from .palette import DARK, LIGHT, SHARED

HEADERS: Final = {'Cache-Control': 'no-store', 'Vary': 'Accept, Accept-Language'}
NAMES: Final = ('page', 'surface', 'ink', 'soft', 'primary', 'fill', 'shadow')


def _values(palette: dict[str, str]) -> str:
    return '; '.join(f'--{name}: {palette[name]}' for name in NAMES)


STYLE: Final = f"""
:root {{ color-scheme: light dark; {_values(LIGHT)} }}
@media (prefers-color-scheme: dark) {{ :root {{ {_values(DARK)} }} }}
body {{
    margin: 0; min-height: 100dvh; box-sizing: border-box; padding: 24px 16px; display: grid; place-content: center;
    background: var(--page); color: var(--ink); font: 15px/1.45 {SHARED['font']};
}}
main {{
    width: min(400px, 100vw - 32px); box-sizing: border-box; padding: 32px 24px; text-align: center;
    background: var(--surface); border-radius: {SHARED['radius-card']}; box-shadow: var(--shadow);
}}
svg {{ width: 44px; height: 44px; fill: var(--primary); }}
h1 {{ margin: 12px 0 8px; font-size: 24px; line-height: 1.25; font-weight: 700; }}
p {{ margin: 0 0 24px; color: var(--soft); text-wrap: balance; }}
a {{
    display: block; padding: 13px; border-radius: 12px; background: var(--fill); color: #fff; font-size: 17px;
    font-weight: 600; text-decoration: none; overflow-wrap: anywhere;
}}
a:focus-visible {{ outline: 2px solid var(--primary); outline-offset: 2px; }}
"""
POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def not_found(settings: Settings) -> Callable[[Request, Exception], Awaitable[Response]]:
    """What answers where there is nothing: 404, as a known way in puts it, else as `nothing` does."""

    async def answer(request: Request, error: Exception) -> Response:
        if 'endpoint' in request.scope and isinstance(error, HTTPException):
            return await http_exception_handler(request, error)
        return nothing(request, settings)

    return answer


def nothing(request: Request, settings: Settings) -> Response:
    """404: a page to a browser, a plain word to a program."""
    if 'text/html' not in request.headers.get('accept', ''):
        return PlainTextResponse('There is nothing here.', 404, HEADERS)
    language = best_language(request.headers.get('accept-language', ''), settings.language)
    page = _page(settings.title, language, prefix_of(request.scope) + '/')
    return HTMLResponse(page, 404, HEADERS | {'Content-Security-Policy': POLICY})


@cache
def _page(title: str, language: str, home: str) -> str:
    _ = words_of(language)
    name = _('Nothing here')
    return str(
        h.html(lang=language)[
            h.head[
                h.meta(charset='utf-8'),
                h.meta(name='viewport', content='width=device-width, initial-scale=1'),
                h.title[f'{name} · {title}'],
                h.style[Markup(STYLE)],  # noqa: S704 (our own)
            ],
            h.body[
                h.main[
                    h.svg(viewBox='0 0 24 24', aria_hidden='true')[h.path(d=icons.BUBBLE)],
                    h.h1[_('There is nothing here.')],
                    h.p[_('Perhaps the address has a slip in it, or what was here is gone.')],
                    h.a(href=home)[_('To the start')],
                ]
            ],
        ]
    )
