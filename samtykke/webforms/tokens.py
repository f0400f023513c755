"""The signed token of a form page: which version was shown and when. It takes the place of a cookie; it is used once (REQ-91)."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from samtykke.accounts.secrets import hashed, seal, unseal
from samtykke.core.clock import now

LABEL: Final = "form-token"
# So long a page may stay open before it is sent; longer, and it is shown anew with what was written.
LIVES: Final = timedelta(hours=24)
LONGEST: Final = 1000
# How many zero bits the sum of the browser begins with: about 65,000 tries, a second or less.
WORK_BITS: Final = 16
LONGEST_WORK: Final = 20


@dataclass(frozen=True, slots=True)
class Token:
    """What a page was: of which form, which version, when it was shown."""

    form: int
    version: int
    at: datetime
    text: str

    @property
    def hash(self) -> bytes:
        """What is kept of it, so that it is used once."""
        return bytes.fromhex(hashed(self.text))

    @property
    def age(self) -> timedelta:
        """How long ago the page was shown."""
        return now() - self.at

    @property
    def is_too_old(self) -> bool:
        """Whether the page stood open too long."""
        return not timedelta(0) <= self.age <= LIVES


def make_token(form: int, version: int) -> str:
    """A token for a page that is shown now."""
    told = {"f": form, "v": version, "t": now().timestamp(), "n": secrets.token_urlsafe(16)}
    return seal(LABEL, json.dumps(told).encode())


def read_token(text: str, form: int) -> Token | None:
    """The token behind a text; None for one of another form, or that is not ours."""
    content = unseal(LABEL, text) if len(text) <= LONGEST else None
    if content is None:
        return None
    told = json.loads(content)
    if told["f"] != form:
        return None
    return Token(told["f"], told["v"], datetime.fromtimestamp(told["t"], UTC), text)


def is_worked(token: str, answer: str) -> bool:
    """Whether a browser has done the sum: SHA-256 of `token:answer` begins with so many zero bits."""
    if not answer.isdecimal() or len(answer) > LONGEST_WORK:
        return False
    digest = hashlib.sha256(f"{token}:{answer}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - WORK_BITS) == 0
