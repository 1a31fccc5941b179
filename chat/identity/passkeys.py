"""Passkeys: keys that a person's device holds, so that they sign in without name and password. See WebAuthn Level 3.

A page asks with a challenge of its own, which is answered once and soon: no other page, and so no other session, can
answer it. What a device signs names the site it signed for, so an answer is worth nothing elsewhere.
"""

import asyncio
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from ipaddress import ip_address
from typing import Any, Final, Protocol, Self, TypeVar
from urllib.parse import urlsplit

from ..errors import LastWay, PasskeyRefused, TooManyPasskeys
from ..model.account import Account, Passkey
from ..model.message import now
from ..model.spelling import RAW_LIMIT, visible
from .accounts import Accounts

VALID: Final = 180.0  # seconds that somebody has to find their device and show who they are
MOST: Final = 20  # of one account
NAME_LIMIT: Final = 40  # characters
USUAL_PORTS: Final = {'http': 80, 'https': 443}

T = TypeVar('T')


class PasskeyStore(Protocol):
    """What a store keeps of them."""

    async def of(self, account: int) -> list[Passkey]:
        """Those of an account, the oldest first."""

    async def find(self, key: bytes) -> Passkey | None:
        """The one with this ID."""

    async def keep(self, passkey: Passkey, most: int) -> bool:
        """Remember one more; False if it is known, its account is gone or has `most` of them."""

    async def use(self, passkey: Passkey, sign_count: int, used: datetime) -> bool:
        """Note that it was used; False if it is gone or was used since it was found."""

    async def drop(self, account: int, key: bytes, issuer: str = '') -> bool:
        """Forget one, if it is this account's; False if nobody could sign in to it any more.

        :param issuer: who else vouches for people here
        """


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a page is, as browsers see it: passkeys are made for the host and answer at the origin."""

    host: str
    origin: str

    @classmethod
    def of(cls, url: str) -> Self | None:
        """The place of a page's address; None where no browser gives passkeys: without HTTPS, or without a name."""
        try:
            parts = urlsplit(url.lower())
            port = parts.port
        except ValueError:
            return None
        host = parts.hostname or ''
        is_here = host == 'localhost' or host.endswith('.localhost')
        if not host or not (parts.scheme == 'https' or is_here) or _is_number(host):
            return None
        usual = port is None or port == USUAL_PORTS.get(parts.scheme)
        return cls(host=host, origin=f'{parts.scheme}://{host}' + ('' if usual else f':{port}'))


class Challenge:
    """What a page asks a browser to have signed."""

    def __init__(self, place: Place, clock: Callable[[], float] = time.monotonic) -> None:
        self.place = place
        self.options: dict[str, Any] = {}
        """What the browser is told, as JSON."""
        self.word = secrets.token_bytes(32)
        self._clock = clock
        self._until = clock() + VALID
        self._is_open = True

    def take(self) -> bytes:
        """What must have been signed; afterwards nothing can be.

        :raises PasskeyRefused: it was answered already, or it is too late
        """
        is_open, self._is_open = self._is_open, False
        if not is_open or self._clock() > self._until:
            raise PasskeyRefused
        return self.word


class Passkeys:
    """Of all accounts."""

    def __init__(self, store: PasskeyStore, accounts: Accounts, *, title: str, issuer: str = '') -> None:
        """
        :param title: what this chat is called
        :param issuer: who else vouches for people here
        """
        self._issuer = issuer
        self._store = store
        self._accounts = accounts
        self._title = title

    async def of(self, account: Account) -> list[Passkey]:
        """Those of an account, the oldest first."""
        return await self._store.of(account.id)

    async def remove(self, account: Account, key: bytes) -> None:
        """Forget one: it opens nothing any more.

        :raises LastWay: it is the only thing that opens the account
        """
        if not await self._store.drop(account.id, key, self._issuer):
            raise LastWay

    # --- making one --------------------------------------------------------------------------------------
    async def ask_for_new(self, account: Account, place: Place) -> Challenge:
        """Ask a browser to make one.

        :raises TooManyPasskeys: the account has as many as it may have
        """
        known = await self._store.of(account.id)
        if len(known) >= MOST:
            raise TooManyPasskeys(MOST)
        challenge = Challenge(place)
        challenge.options = await _beside(lambda: _creation_options(challenge, account, self._title, known))
        return challenge

    async def add(self, account: Account, name: str, challenge: Challenge, answer: object) -> Passkey:
        """Keep what a browser has made.

        :param name: what its person calls it
        :raises PasskeyRefused: the answer is none to the challenge
        """
        word = challenge.take()
        made = await _beside(lambda: _verified_creation(answer, word, challenge.place))
        passkey = Passkey(
            id=made.credential_id,
            account=account.id,
            name=visible(name[:RAW_LIMIT])[:NAME_LIMIT],
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            made=now(),
        )
        if not await self._store.keep(passkey, MOST):
            raise PasskeyRefused
        return passkey

    # --- signing in --------------------------------------------------------------------------------------
    async def ask(self, place: Place) -> Challenge:
        """Ask a browser for any that was made here."""
        challenge = Challenge(place)
        challenge.options = await _beside(lambda: _request_options(challenge))
        return challenge

    async def check(self, challenge: Challenge, answer: object, *, session_id: str, address: str) -> Account:
        """Whose passkey has answered. It counts as a try at signing in.

        :param session_id: who tries, and ...
        :param address: ... where from
        :raises PasskeyRefused: nobody's
        :raises TooManyTries: there were too many wrong ones
        """
        who = f'\0passkey {session_id}'  # no name is spelled so
        self._accounts.guesses.begin(who, address)
        word = challenge.take()
        passkey = await self._store.find(_id_in(answer))
        account = self._accounts.find(passkey.account) if passkey else None
        if passkey is None or account is None:
            raise PasskeyRefused
        count = await _beside(lambda: _verified_count(answer, word, challenge.place, passkey, _handle(account)))
        if not await self._store.use(passkey, count, now()):
            raise PasskeyRefused
        self._accounts.guesses.succeed(who, address)
        return account


# --- what the library does, beside the event loop: it is imported on first use, and it calculates -------------------
async def _beside(work: Callable[[], T]) -> T:
    return await asyncio.to_thread(work)


def _creation_options(challenge: Challenge, account: Account, title: str, known: list[Passkey]) -> dict[str, Any]:
    import webauthn
    from webauthn.helpers import options_to_json_dict
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options = webauthn.generate_registration_options(
        rp_id=challenge.place.host,
        rp_name=title,
        user_id=_handle(account),
        user_name=account.member.name,
        challenge=challenge.word,
        timeout=int(VALID * 1000),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each.id) for each in known],
    )
    return options_to_json_dict(options)


def _request_options(challenge: Challenge) -> dict[str, Any]:
    import webauthn
    from webauthn.helpers import options_to_json_dict
    from webauthn.helpers.structs import UserVerificationRequirement

    options = webauthn.generate_authentication_options(
        rp_id=challenge.place.host,
        challenge=challenge.word,
        timeout=int(VALID * 1000),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def _verified_creation(answer: object, word: bytes, place: Place) -> Any:
    import webauthn

    return _understood(
        lambda: webauthn.verify_registration_response(
            credential=_object(answer),
            expected_challenge=word,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    )


def _verified_count(answer: object, word: bytes, place: Place, passkey: Passkey, handle: bytes) -> int:
    import webauthn
    from webauthn.helpers import parse_authentication_credential_json

    def verified() -> int:
        credential = parse_authentication_credential_json(_object(answer))
        if not hmac.compare_digest(credential.response.user_handle or b'', handle):
            raise PasskeyRefused
        return webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=word,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        ).new_sign_count

    return _understood(verified)


def _understood(work: Callable[[], T]) -> T:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        return work()
    except (WebAuthnException, InvalidSignature, UnsupportedAlgorithm):
        raise PasskeyRefused from None
    except (LookupError, TypeError, ValueError, AttributeError):  # not all that a browser can make up has a name there
        raise PasskeyRefused from None


def _id_in(answer: object) -> bytes:
    def read() -> bytes:
        from webauthn.helpers import base64url_to_bytes

        return base64url_to_bytes(_object(answer)['id'])

    return _understood(read)


def _object(answer: object) -> dict[str, Any]:
    if not isinstance(answer, dict):
        raise PasskeyRefused
    return answer


def _handle(account: Account) -> bytes:
    """Whose it is, as devices keep it: it tells nothing to whoever reads it there."""
    return sha256(f'{account.id} {account.created.isoformat()}'.encode()).digest()


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
