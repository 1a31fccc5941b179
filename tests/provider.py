"""A small OpenID provider on this machine, which lies where it is told to.

It signs everybody in at once, as `Provider.person`; each code is worth something once, to whom it was given.
"""

import secrets
import threading
import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any, Final, Self
from urllib.parse import parse_qs, urlencode

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from tests.server import free_port

CLIENT: Final = 'chat'
SECRET: Final = 'hush hush: & more'
Json = dict[str, Any]


class Provider:
    """Runs in a thread of its own."""

    def __init__(self) -> None:
        self.port = free_port()
        self.issuer = f'http://127.0.0.1:{self.port}'
        self.person: Json = {'sub': '1', 'name': 'Alice'}
        """Who signs in next."""
        self.claims: Json = {}
        """What its tokens say instead of the truth; None takes a claim out."""
        self.key = self._honest = ECKey.generate_key('P-256', parameters={'kid': 'one'})
        """What it signs with."""
        self.is_signing = True
        """Or its tokens say `alg: none`."""
        self.about: Json = {}
        """What it says of itself instead of the truth."""
        self.failing: Response | None = None
        """What it answers instead of everything else."""
        self.asked: list[Json] = []
        """What it was asked for by browsers."""
        self._codes: dict[str, Json] = {}
        config = uvicorn.Config(self._app(), host='127.0.0.1', port=self.port, log_level='error')
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    @property
    def options(self) -> tuple[str, ...]:
        """Those with which a chat has it as its provider."""
        mine = ('--oidc-issuer', self.issuer, '--oidc-client-id', CLIENT, '--oidc-client-secret', SECRET)
        return (*mine, '--oidc-name', 'Example')

    def start(self) -> Self:
        """Begin to serve, if it does not yet."""
        if not self._thread.is_alive():
            self._thread.start()
            while not self._server.started:
                time.sleep(0.01)
        return self

    def stop(self) -> None:
        """End it."""
        self._server.should_exit = True
        self._thread.join()

    def be_honest(self) -> None:
        """Tell no lies any more."""
        self.person, self.claims, self.key = {'sub': '1', 'name': 'Alice'}, {}, self._honest
        self.is_signing, self.about, self.failing = True, {}, None

    def _app(self) -> FastAPI:
        app = FastAPI()

        @app.get('/.well-known/openid-configuration')
        def about() -> Response:
            told = {
                'issuer': self.issuer,
                'authorization_endpoint': self.issuer + '/authorize',
                'token_endpoint': self.issuer + '/token',
                'jwks_uri': self.issuer + '/keys',
            }
            return self.failing or JSONResponse(told | self.about)

        @app.get('/keys')
        def keys() -> Response:
            return JSONResponse(KeySet([self._honest]).as_dict())

        @app.get('/authorize')
        def authorize(request: Request) -> Response:
            asked = dict(request.query_params)
            self.asked.append(asked)
            code = secrets.token_urlsafe(8)
            self._codes[code] = asked | {'person': self.person}
            return RedirectResponse(asked['redirect_uri'] + '?' + urlencode({'code': code, 'state': asked['state']}))

        @app.post('/token')
        async def token(request: Request) -> Response:
            form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
            asked = self._codes.pop(form.get('code', ''), None)
            digest = sha256(form.get('code_verifier', '').encode()).digest()
            challenge = urlsafe_b64encode(digest).decode().rstrip('=')
            is_right = asked and (challenge, form['redirect_uri']) == (asked['code_challenge'], asked['redirect_uri'])
            if not asked or not is_right or not request.headers.get('authorization', '').startswith('Basic '):
                return JSONResponse({'error': 'invalid_grant'}, 400)
            return JSONResponse({'access_token': 'x', 'token_type': 'Bearer', 'id_token': self._token(asked)})

        return app

    def _token(self, asked: Json) -> str:
        moment = int(time.time())
        claims = {'iss': self.issuer, 'aud': CLIENT, 'nonce': asked['nonce'], 'iat': moment, 'exp': moment + 300}
        claims |= asked['person'] | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.is_signing:
            return jwt.encode({'alg': 'ES256', 'kid': 'one'}, claims, self.key)
        import json

        parts = (json.dumps(part).encode() for part in ({'alg': 'none', 'kid': 'one'}, claims))
        return '.'.join(urlsafe_b64encode(part).decode().rstrip('=') for part in parts) + '.'
