"""Signing in and out: the posts that give a browser the cookie of its new session.

`POST /session` redeems what a page has decided (see identity/tickets.py); `POST /sign_in` takes name and password from
programs and plain HTML forms.
"""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from ..errors import ChatError, LastAdmin, TooManyTries, WrongPassword
from ..guard.address import client_address
from ..identity.accounts import Accounts
from ..identity.browsers import browser_of
from ..identity.cookie import give_session, session_id_of
from ..identity.own import Own
from ..identity.session import Sessions
from ..identity.tickets import Tickets
from ..model.account import Account
from ..words import Words, best_language, explain, words_of


def router(accounts: Accounts, sessions: Sessions, tickets: Tickets, own: Own, *, default_language: str) -> APIRouter:
    """Both posts answer 303 where all is well."""
    routes = APIRouter()

    @routes.post('/session')
    async def session(request: Request) -> Response:
        """403 for a ticket that is not this browser's, was used or is too old."""
        words = _words_of(request, default_language)
        async with request.form() as form:
            ticket = tickets.take(_text(form.get('ticket')), session_id_of(request))
        if ticket is None:
            return PlainTextResponse(words('This page is too old. Please go back and try again.'), 403)
        account = accounts.find(ticket.account)
        try:
            if ticket.erase:
                await own.erase(ticket.session_id)
            if ticket.everywhere and (whose := _account_of(request)) is not None:
                await sessions.end_all(whose)
            await _renew(request, account)
        except ChatError as error:
            return PlainTextResponse(explain(error, words), 409 if isinstance(error, LastAdmin) else 503)
        return RedirectResponse(ticket.to, 303)

    @routes.post('/sign_in')
    async def sign_in(request: Request) -> Response:
        """`username` and `password`; 401, 429 or 503 with a plain reason."""
        async with request.form() as form:
            name, password = (_text(form.get(field)) for field in ('username', 'password'))
        try:
            account = await accounts.check(name, password, address=client_address(request.scope))
            await _renew(request, account)
        except ChatError as error:
            headers = {'Retry-After': str(error.seconds)} if isinstance(error, TooManyTries) else {}
            reason = explain(error, _words_of(request, default_language))
            if 'text/html' in request.headers.get('accept', ''):
                return PlainTextResponse(reason, _status(error), headers)
            return JSONResponse({'detail': reason}, _status(error), headers)
        return RedirectResponse('/', 303)

    async def _renew(request: Request, account: Account | None) -> None:
        browser = browser_of(request.headers.get('user-agent', ''))
        give_session(request, await sessions.renew(session_id_of(request), account, browser=browser))

    def _account_of(request: Request) -> Account | None:
        session = sessions.find(session_id_of(request))
        return accounts.find(session.account) if session else None

    return routes


def _status(error: ChatError) -> int:
    return {WrongPassword: 401, TooManyTries: 429}.get(type(error), 503)


def _words_of(request: Request, default_language: str) -> Words:
    return words_of(best_language(request.headers.get('accept-language', ''), default_language))


def _text(value: object) -> str:
    """What a field says: a file says nothing."""
    return value if isinstance(value, str) else ''
