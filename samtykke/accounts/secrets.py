"""Random secrets of 256 bits, kept only as SHA-256 (REQ-91)."""

from __future__ import annotations

import hashlib
import secrets

KEY_BEGINNING = "smt_"


def new_token() -> str:
    """A secret for an address."""
    return secrets.token_urlsafe(32)


def new_key() -> str:
    """A readable API key."""
    return KEY_BEGINNING + secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """What is kept of a secret. It has no less than 112 random bits, so a plain hash is enough (ASVS 6.5.2)."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
