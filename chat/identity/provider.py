"""An OpenID provider: another site that says who somebody is. See OpenID Connect Core 1.0, the authorization code flow.

A browser is sent there with a state, a nonce and a PKCE challenge that are remembered for its session, and comes back
with a code; what the code is worth is asked of the provider itself. Asked are only the issuer that the operator named
and the endpoints that it names, over HTTPS where they are elsewhere.
"""

import asyncio
import hmac
import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar
from urllib.parse import quote, urlencode, urlsplit

from ..errors import BadProvider, ProviderAway, ProviderRefused
from ..model.account import Identity

if TYPE_CHECKING:
    import httpx

VALID: Final = 600.0  # seconds that somebody has for signing in there, and then for choosing a name here
HELD: Final = 10_000  # sessions that are on their way, one each
KNOWN: Final = 600.0  # seconds that what the issuer says of itself is believed
PATIENCE: Final = 10.0  # seconds for one answer of it ...
LARGEST: Final = 256 * 1024  # ... and bytes
LEEWAY: Final = 60  # seconds that its clock may be wrong
ALGORITHMS: Final = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512']
ENDPOINTS: Final = ('authorization_endpoint', 'token_endpoint', 'jwks_uri')

T = TypeVar('T')
log = logging.getLogger('chat')


class IdentityStore(Protocol):
    """What a store keeps of who people are elsewhere."""

    async def of(self, account: int) -> list[Identity]:
        """Who may sign in to an account."""

    async def find(self, identity: Identity) -> int | None:
        """The account that somebody may sign in to."""

    async def link(self, identity: Identity, account: int) -> bool:
        """Let somebody sign in to an account; False if they have another, or it is gone."""

    async def unlink(self, issuer: str, account: int) -> bool:
        """Let nobody of this issuer sign in to it any more; False if nobody could at all then."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """A browser on its way there and back."""

    redirect_uri: str
    to: str = '/'
    """Where it goes in the end: a path of this chat."""
    invitation: str = ''
    """The word of an invitation, for who has no account."""
    account: int | None = None
    """Whose account is to be linked; to sign in if None."""
    asks_anew: bool = False
    """The provider asks who it is, though it may know this browser: the last one here has signed out."""
    issuer: str = ''
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))


@dataclass(frozen=True, kw_only=True, slots=True)
class Newcomer:
    """Somebody whom the provider knows and this chat does not yet."""

    identity: Identity
    name: str
    """What they might be called; anything at all."""
    flow: Flow


class Remembered(Generic[T]):
    """One thing for each session, for some minutes."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._held: OrderedDict[str, tuple[float, T]] = OrderedDict()

    def put(self, session_id: str, thing: T) -> None:
        """Remember it in the place of another."""
        self._held[session_id] = (self._clock() + VALID, thing)
        self._held.move_to_end(session_id)
        while len(self._held) > HELD or next(iter(self._held.values()))[0] < self._clock():
            self._held.popitem(last=False)

    def get(self, session_id: str) -> T | None:
        """What is remembered."""
        until, thing = self._held.get(session_id, (0.0, None))
        return thing if until >= self._clock() else None

    def drop(self, session_id: str) -> None:
        """Forget it."""
        self._held.pop(session_id, None)


class Provider:
    """The one that the operator named."""

    def __init__(
        self, issuer: str, client_id: str, secret: str = '', *, name: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """
        :param issuer: its address, without a slash at the end
        :param client_id: how this chat is known there
        :param secret: what proves that; empty for a public client
        :param name: what people call it
        """
        self.name = name
        self.issuer = issuer
        self._client_id = client_id
        self._secret = secret
        self._clock = clock
        self._http: httpx.AsyncClient | None = None
        self._lock = asyncio.Lock()
        self._about: dict[str, Any] = {}
        self._about_until = 0.0
        self._flows = Remembered[Flow](clock)
        self.newcomers = Remembered[Newcomer](clock)
        """Those who have to choose a name."""

    async def close(self) -> None:
        """Let go of its connections."""
        if self._http is not None:
            await self._http.aclose()

    async def begin(self, session_id: str, flow: Flow) -> str:
        """Where a browser is to be sent.

        :raises ProviderAway: it does not answer
        """
        from authlib.oauth2.rfc7636 import create_s256_code_challenge

        about = await self._discover()
        self._flows.put(session_id, replace(flow, issuer=about['issuer']))
        query = {
            'response_type': 'code',
            'client_id': self._client_id,
            'redirect_uri': flow.redirect_uri,
            'scope': 'openid profile',
            'state': flow.state,
            'nonce': flow.nonce,
            'code_challenge': create_s256_code_challenge(flow.verifier),
            'code_challenge_method': 'S256',
        } | ({'prompt': 'login'} if flow.asks_anew else {})
        address = str(about['authorization_endpoint'])
        return address + ('&' if urlsplit(address).query else '?') + urlencode(query)

    async def finish(self, session_id: str, query: Mapping[str, str]) -> Newcomer:
        """Who has come back, known here or not.

        :param query: with which the provider has sent the browser back
        :raises ProviderRefused: they were not sent from here, or what they bring proves nothing
        :raises ProviderAway: it does not answer
        """
        flow = self._take(session_id, query.get('state', ''))
        try:
            if 'code' not in query or query.get('iss', flow.issuer) != flow.issuer:
                raise ProviderRefused
            about = await self._discover()
            token = await self._redeem(about, query['code'], flow)
            keys = await self._ask('GET', about['jwks_uri'])
            claims = await asyncio.to_thread(verified, token, keys, flow, self._client_id)
        except BadProvider as error:
            log.warning('a sign-in by %s has failed: %s', self.issuer, type(error).__name__)
            raise
        told = next((claims[key] for key in ('name', 'preferred_username') if isinstance(claims.get(key), str)), '')
        return Newcomer(identity=Identity(issuer=flow.issuer, subject=claims['sub']), name=told, flow=flow)

    def _take(self, session_id: str, state: str) -> Flow:
        flow = self._flows.get(session_id)
        if flow is None or not hmac.compare_digest(flow.state.encode(), state.encode(errors='replace')):
            raise ProviderRefused
        self._flows.drop(session_id)
        return flow

    def is_called(self, issuer: object) -> bool:
        """Whether it is this issuer; some write a slash at the end of what they are called."""
        return issuer in (self.issuer, self.issuer + '/')  # no set: it may be any JSON

    # --- what is asked of it -----------------------------------------------------------------------------
    async def _discover(self) -> dict[str, Any]:
        async with self._lock:
            if self._clock() >= self._about_until:
                about = await self._ask('GET', self.issuer + '/.well-known/openid-configuration')
                if not self.is_called(about.get('issuer')) or not all(
                    self._may_ask(about.get(name)) for name in ENDPOINTS
                ):
                    log.warning('%s does not describe itself as an OpenID provider does', self.issuer)
                    raise ProviderAway
                self._about, self._about_until = about, self._clock() + KNOWN
            return self._about

    def _may_ask(self, address: object) -> bool:
        try:
            parts, own = urlsplit(str(address)), urlsplit(self.issuer)
        except ValueError:
            return False
        is_own = (parts.scheme, parts.netloc) == (own.scheme, own.netloc)
        return isinstance(address, str) and (is_own or (parts.scheme == 'https' and bool(parts.netloc)))

    async def _redeem(self, about: dict[str, Any], code: str, flow: Flow) -> str:
        form = {
            'grant_type': 'authorization_code',
            'code': code,
            'redirect_uri': flow.redirect_uri,
            'code_verifier': flow.verifier,
            'client_id': self._client_id,
        }
        ways = about.get('token_endpoint_auth_methods_supported') or ['client_secret_basic']
        auth = None
        if self._secret and 'client_secret_basic' in ways:
            auth = (quote(self._client_id, safe=''), quote(self._secret, safe=''))
        elif self._secret:
            form['client_secret'] = self._secret
        answer = await self._ask('POST', about['token_endpoint'], data=form, auth=auth)
        if not isinstance(token := answer.get('id_token'), str):
            raise ProviderRefused
        return token

    async def _ask(self, method: str, address: str, **more: Any) -> dict[str, Any]:
        """An answer as JSON. Nobody is followed elsewhere, and nobody can keep it waiting or fill the memory."""
        import httpx
        from nicegui import json

        if self._http is None:
            self._http = await asyncio.to_thread(lambda: httpx.AsyncClient(timeout=PATIENCE))  # reads certificates
        try:
            async with asyncio.timeout(PATIENCE), self._http.stream(method, address, **more) as answer:
                body = bytearray()
                async for piece in answer.aiter_bytes():
                    body += piece
                    if len(body) > LARGEST:
                        raise ValueError(LARGEST)
            if answer.is_client_error and method == 'POST':  # of a code that it does not know
                raise ProviderRefused
            found = json.loads(body.decode()) if answer.is_success else None
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError) as error:
            log.warning('%s does not answer as an OpenID provider does: %s', self.issuer, type(error).__name__)
            raise ProviderAway from None
        if not isinstance(found, dict):
            log.warning('%s does not answer as an OpenID provider does: %s', self.issuer, answer.status_code)
            raise ProviderAway
        return found


def verified(token: str, keys: dict[str, Any], flow: Flow, client_id: str) -> dict[str, Any]:
    """The claims of an ID token that the issuer has signed for this chat and this very sign-in. It calculates.

    :raises ProviderRefused: it is another one
    """
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    wanted = {'iss': flow.issuer, 'aud': client_id, 'nonce': flow.nonce}
    options = {name: {'essential': True, 'value': value} for name, value in wanted.items()}
    try:
        found = jwt.decode(token, KeySet(_usable(keys)), ALGORITHMS)
        params = {'nonce': flow.nonce, 'client_id': client_id}
        claims = CodeIDToken(found.claims, found.header, {**options, 'exp': {'essential': True}}, params)
        claims.validate(leeway=LEEWAY)
    except (JoseError, ValueError, TypeError, LookupError):
        raise ProviderRefused from None
    if not isinstance(claims['sub'], str) or not 0 < len(claims['sub']) <= 255:
        raise ProviderRefused
    return dict(claims)


def _usable(keys: dict[str, Any]) -> list[Any]:
    """Those of a key set that sign, and that the library knows."""
    from joserfc.errors import JoseError
    from joserfc.jwk import import_key

    found = []
    given = keys.get('keys')
    for each in given if isinstance(given, list) else ():
        try:
            if isinstance(each, dict) and each.get('kty') in {'RSA', 'EC'} and each.get('use', 'sig') == 'sig':
                found.append(import_key(each))
        except (JoseError, ValueError, TypeError, LookupError):
            continue
    return found
