"""The way back from an OpenID provider: `GET /oidc/callback`."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from ..errors import ChatError
from ..identity.browsers import browser_of
from ..identity.cookie import give_session, session_id_of
from ..identity.session import Sessions
from ..identity.vouched import REFUSALS, Vouched


def router(vouched: Vouched, sessions: Sessions) -> APIRouter:
    """303 to where it goes on: the chat, the page where a name is chosen, or back to the page with a reason."""
    routes = APIRouter()

    @routes.get('/oidc/callback')
    async def callback(request: Request) -> Response:
        session_id = session_id_of(request)
        session = sessions.find(session_id)
        try:
            account, to = await vouched.come_back(session_id, dict(request.query_params))
            if account is not None:
                browser = browser_of(request.headers.get('user-agent', ''))
                give_session(request, await sessions.renew(session_id, account, browser=browser))
        except ChatError as error:
            reason = next((word for word, kind in REFUSALS.items() if isinstance(error, kind)), 'failed')
            page = '/account' if session and session.account else '/sign-in'
            return RedirectResponse(f'{page}?refused={reason}', 303)
        return RedirectResponse(to, 303)

    return routes
