"""One form for each e-mail address and phone number, and the fingerprint that may outlive an address.

REQ-101, version 1: trim, NFC, casefold of both parts, domain as IDNA A-labels. Tags and dots are kept: they are other
mailboxes. A fingerprint is HMAC-SHA256 under a key derived from the installation's secret, never stored beside it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from functools import lru_cache

import phonenumbers
from django.conf import settings
from django.utils.translation import gettext as _

from samtykke.accounts.queries import organisation
from samtykke.contacts.role_addresses import ROLE_LOCAL_PARTS
from samtykke.core.refused import Refused

LABEL = b"samtykke/suppression/1"
BLOCK = 64
LONGEST_ADDRESS, LONGEST_LOCAL_PART = 254, 64

# What SQL may normalise by lower(btrim(…)) alone, and agree with `normal_email` on; everything else goes through it.
PLAIN_ADDRESS = (
    r"^(?=[^@]{1,64}@)(?=.{3,254}$)[A-Za-z0-9_%+'-]+(\.[A-Za-z0-9_%+'-]+)*@"
    r"([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$"
)
LOCAL_PART = re.compile(r"[^\s\x00-\x1f\x7f\"(),:;<>@\[\\\].]+(\.[^\s\x00-\x1f\x7f\"(),:;<>@\[\\\].]+)*")
DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{1,59})")


def normal_email(text: str) -> str:
    """The one form of an address by which it is compared and fingerprinted. REQ-101."""
    local, _at, domain = _folded(text.strip()).rpartition("@")
    domain = _ascii_domain(domain)
    normal = f"{local}@{domain}"
    if (
        len(local.encode(errors="replace")) > LONGEST_LOCAL_PART
        or len(normal) > LONGEST_ADDRESS
        or not LOCAL_PART.fullmatch(local)
        or not DOMAIN.fullmatch(domain)
        or _has_invisible(local)
    ):
        raise _invalid_email()
    return normal


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).casefold())


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise _invalid_email() from error


def _has_invisible(local: str) -> bool:
    """Whether it holds what nobody can see or type: controls, joiners, surrogates, unassigned code points."""
    return not local.isascii() and any(unicodedata.category(letter)[0] in "CZ" for letter in local)


def _invalid_email() -> Refused:
    return Refused(
        _("Write the whole address, like name@company.example."), code="invalid_email", field="email", status=422
    )


def is_role(normal: str) -> bool:
    """Whether an address belongs to a role and not to a natural person. REQ-60."""
    return normal.partition("@")[0].partition("+")[0] in ROLE_LOCAL_PARTS


@lru_cache(maxsize=8)
def _key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), LABEL, "sha256")


def fingerprint(normal: str) -> bytes:
    """The keyed hash of an address in normal form: what is compared where the address itself is gone. REQ-101."""
    return hmac.digest(_key(settings.SECRET_KEY), normal.encode(), "sha256")


def fingerprints(normal: str) -> list[bytes]:
    """The same under every key still in use, the present one first: an old key is dropped only with its rows."""
    return [hmac.digest(_key(secret), normal.encode(), "sha256") for secret in _secrets()]


def _secrets() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def fingerprint_pads() -> tuple[bytes, bytes]:
    r"""Inner and outer pad, for SQL: `sha256(outer || sha256(inner || replace(normal, '\', '\\')::bytea))`."""
    key = _key(settings.SECRET_KEY).ljust(BLOCK, b"\0")
    return bytes(byte ^ 0x36 for byte in key), bytes(byte ^ 0x5C for byte in key)


def key_ids() -> list[str]:
    """Which key each of the `fingerprints` was made under, in their order; tells nothing about the keys."""
    return ["1:" + hashlib.sha256(b"samtykke/key-id/1" + _key(secret)).hexdigest()[:12] for secret in _secrets()]


def e164(text: str, country: str = "") -> str:
    """A phone number in the international form; `country` (default: the organisation's) is where it is dialled from."""
    region = (country or organisation().country or "NO").upper()
    try:
        number = phonenumbers.parse(text.replace("\x00", ""), region)
    except phonenumbers.NumberParseException as error:
        raise _invalid_phone(text) from error
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise _invalid_phone(text)
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{written};ext={number.extension}" if number.extension else written


def is_mobile(number: str) -> bool:
    """Whether a number in its international form is surely that of a mobile."""
    try:
        return bool(phonenumbers.number_type(phonenumbers.parse(number)) == phonenumbers.PhoneNumberType.MOBILE)
    except phonenumbers.NumberParseException:
        return False


def e164_or_nothing(text: str, country: str = "") -> str:
    """The international form of what may be a number yet; an empty text where it is none."""
    try:
        return e164(text, country) if text.strip() else ""
    except Refused:
        return ""


def _invalid_phone(text: str) -> Refused:
    return Refused(
        _("“%s” is not a phone number. Write it with the country code, like +47 22 33 44 55.") % text.strip()[:40],
        code="invalid_phone",
        field="phone",
        status=422,
    )
