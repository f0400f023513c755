"""A passkey in software: what a browser and a key would answer, for tests of the server's half of the ceremony."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.utils import websafe_encode

RP, ORIGIN = "localhost", "https://localhost"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class SoftKey:
    """One passkey; `verifies` says whether it asks for a finger, a face or a PIN."""

    verifies: bool = True
    user: str = ""
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def made(self, options: dict[str, Any], *, origin: str = ORIGIN) -> str:
        """The answer to being made."""
        self.user = options["publicKey"]["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor.encode(public)
        data = self._data(ATTESTED) + attested
        told = {"attestationObject": websafe_encode(cbor.encode({"fmt": "none", "attStmt": {}, "authData": data}))}
        return self._credential("webauthn.create", options, origin, told)

    def used(self, options: dict[str, Any], *, origin: str = ORIGIN) -> str:
        """The answer to being used."""
        data, client = self._data(0), self._client("webauthn.get", options, origin)
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        told = {"authenticatorData": websafe_encode(data), "signature": websafe_encode(signed), "userHandle": self.user}
        return self._credential("webauthn.get", options, origin, told)

    def _data(self, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(RP.encode()).digest() + bytes([flags]) + bytes(4)

    def _client(self, kind: str, options: dict[str, Any], origin: str) -> bytes:
        told = {"type": kind, "challenge": options["publicKey"]["challenge"], "origin": origin}
        return json.dumps(told).encode()

    def _credential(self, kind: str, options: dict[str, Any], origin: str, told: dict[str, Any]) -> str:
        response = {"clientDataJSON": websafe_encode(self._client(kind, options, origin)), **told}
        name = websafe_encode(self.id)
        return json.dumps(
            {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
        )
