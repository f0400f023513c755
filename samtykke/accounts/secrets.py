"""Random secrets of 256 bits, kept only as SHA-256 (REQ-91); and texts that only we can read."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

KEY_BEGINNING = "smt_"
SIV = 16


def new_token() -> str:
    """A secret for an address."""
    return secrets.token_urlsafe(32)


def new_key() -> str:
    """A readable API key."""
    return KEY_BEGINNING + secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """What is kept of a secret. It has no less than 112 random bits, so a plain hash is enough (ASVS 6.5.2)."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def seal(label: str, content: bytes) -> str:
    """A text for an address or a queue that nobody can read, change or make but us; the same content, the same text.

    AES-256-SIV under a key derived for `label`: a text sealed for one use opens for no other.
    """
    sealed = AESSIV(_sealing_key(settings.SECRET_KEY, label)).encrypt(content, None)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def unseal(label: str, text: str) -> bytes | None:
    """What was sealed for `label`, under any key still in use; None for everything else."""
    try:
        sealed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    if len(sealed) <= SIV or base64.urlsafe_b64encode(sealed).decode().rstrip("=") != text:
        return None  # one text opens one thing: no other spelling of it is known
    secrets_in_use = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    for secret in secrets_in_use:
        try:
            return AESSIV(_sealing_key(secret, label)).decrypt(sealed, None)
        except InvalidTag:
            continue
    return None


def _sealing_key(secret: str, label: str) -> bytes:
    return hmac.digest(secret.encode(), b"samtykke/seal/1/" + label.encode(), "sha512")
