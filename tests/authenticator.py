"""A device with passkeys, for tests without a browser: it answers as browsers do, and lies where it is told to."""

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT: Final = 0x01
VERIFIED: Final = 0x04
ATTESTED: Final = 0x40

Json = dict[str, Any]


@dataclass(kw_only=True)
class Authenticator:
    """Holds one passkey."""

    origin: str
    """Of the page that it believes to be asked by."""
    host: str = 'localhost'
    flags: int = PRESENT | VERIFIED
    count: int = 1
    id: bytes = field(default_factory=lambda: os.urandom(32))
    handle: str = ''
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: Json) -> Json:
        """What it answers to who wants a new passkey."""
        self.handle = options['user']['id']
        point = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, 'big'), -3: point.y.to_bytes(32, 'big')}
        attested = bytes(16) + len(self.id).to_bytes(2, 'big') + self.id + cbor2.dumps(public)
        attestation = {'fmt': 'none', 'attStmt': {}, 'authData': self._data(ATTESTED) + attested}
        response = {'clientDataJSON': text(self._client('webauthn.create', options))}
        return self._answer(response | {'attestationObject': text(cbor2.dumps(attestation))})

    def get(self, options: Json) -> Json:
        """What it answers to who asks for a passkey."""
        self.count += 1
        client, data = self._client('webauthn.get', options), self._data()
        signature = self.key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {'clientDataJSON': text(client), 'authenticatorData': text(data), 'signature': text(signature)}
        return self._answer(response | {'userHandle': self.handle})

    def _data(self, more: int = 0) -> bytes:
        host = sha256(self.host.encode()).digest()
        return host + bytes([self.flags | more]) + self.count.to_bytes(4, 'big')

    def _client(self, kind: str, options: Json) -> bytes:
        return json.dumps({'type': kind, 'challenge': options['challenge'], 'origin': self.origin}).encode()

    def _answer(self, response: Json) -> Json:
        return {'id': text(self.id), 'rawId': text(self.id), 'type': 'public-key', 'response': response}


def text(data: bytes) -> str:
    """Bytes as WebAuthn writes them in JSON."""
    return urlsafe_b64encode(data).decode().rstrip('=')


def data(text: str) -> bytes:
    """And back."""
    return urlsafe_b64decode(text + '==')
