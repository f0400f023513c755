"""What a second factor is: a code from an app, a passkey, or a recovery code. The secrets of it are sealed in the table.

Everything that leans on allauth's mfa stands here: its table, its passkey ceremonies, its recovery codes. The codes of an
app are checked here, so that one works once in every process and not in each (RFC 6238, section 5.2).
"""

from __future__ import annotations

import binascii
import hmac
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from allauth.mfa.adapter import DefaultMFAAdapter
from django import forms
from django.db import transaction
from django.utils.html import format_html
from django.utils.translation import gettext as _

from samtykke.accounts.queries import described
from samtykke.accounts.secrets import seal, unseal
from samtykke.core.clock import now

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator
    from django.db.models import QuerySet
    from django.utils.safestring import SafeString

    from samtykke.accounts.models import User

LABEL = "factor"
TOTP, PASSKEY, RECOVERY = "totp", "webauthn", "recovery_codes"
# How a session remembers what it used; `provider` is the word of the identity provider, where a setting trusts it.
BY_CODE, BY_PASSKEY, BY_RECOVERY, BY_PROVIDER = "code", "passkey", "recovery code", "provider"
STEP, DIGITS = 30, 6
# A code may be one step early or late: clocks differ.
AROUND = (0, -1, 1)
CODES = 10


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """What allauth's mfa asks of us."""

    def encrypt(self, text: str) -> str:
        """A secret as the table holds it: under a key derived from SECRET_KEY, so a copy of the table opens nothing."""
        return seal(LABEL, text.encode())

    def decrypt(self, encrypted_text: str) -> str:
        """The secret, under the key of today or one still in use; a lost key is an error, never an empty secret."""
        found = unseal(LABEL, encrypted_text)
        if not found:
            raise LostKeyError
        return found.decode()

    def _get_site_name(self) -> str:
        """The name an app or a browser shows beside a key."""
        name = described().legal_name
        return f"Samtykke – {name}" if name else "Samtykke"


class LostKeyError(Exception):
    """A secret was sealed under a key that is no longer in use."""


# --- What a user has --------------------------------------------------------------------------------------------------


def of(user: User) -> list[Authenticator]:
    """Every factor of a user, the oldest first."""
    return list(_table().filter(user_id=user.pk).order_by("created_at", "id"))


def has_factor(user: User) -> bool:
    """Whether a user has an app or a passkey; recovery codes alone are none."""
    return bool(_table().filter(user_id=user.pk, type__in=[TOTP, PASSKEY]).exists())


def those_with(user_ids: list[int]) -> set[int]:
    """Which of these users have a factor."""
    return set(_table().filter(user_id__in=user_ids, type__in=[TOTP, PASSKEY]).values_list("user_id", flat=True))


def holders() -> QuerySet[Authenticator, dict[str, Any]]:
    """The ids of all users who have a factor, to ask within another question."""
    found: QuerySet[Authenticator, dict[str, Any]] = _table().filter(type__in=[TOTP, PASSKEY]).values("user_id")
    return found


def recovery_codes_left(user: User) -> int | None:
    """How many recovery codes work; None where there is no set, or its key is lost."""
    found = _table().filter(user_id=user.pk, type=RECOVERY).first()
    return CODES - int(found.data["used_mask"]).bit_count() if found else None


def _table() -> Any:
    from allauth.mfa.models import Authenticator

    return Authenticator.objects


# --- Codes of an app --------------------------------------------------------------------------------------------------


def new_secret() -> str:
    """A secret to share with an app: 160 random bits, in letters and digits that can be typed."""
    from allauth.mfa.totp.internal.auth import generate_totp_secret

    return str(generate_totp_secret())


def sealed(secret: str) -> str:
    """A secret for the session in which it is being set up."""
    return seal(LABEL, secret.encode())


def unsealed(text: str) -> str | None:
    """The secret of a session, if it is one."""
    found = unseal(LABEL, text) if text else None
    return found.decode() if found else None


def address(user: User, secret: str) -> str:
    """What the picture says to the app: whose secret it is, and for what."""
    issuer = Factors()._get_site_name()
    return f"otpauth://totp/{quote(f'{issuer}:{user.email}')}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"


def picture(text: str) -> SafeString:
    """The text as a QR code: an inline drawing of attributes alone, dark on light in every theme, made here."""
    drawn = Factors().build_totp_svg(text)
    box, path = re.search(r'viewBox="([\d .]+)"', drawn), re.search(r'\bd="([MmHhVvLlZz\d., -]+)"', drawn)
    return format_html(
        '<svg class="qr" viewBox="{}" role="img" aria-label="{}" width="200" height="200">'
        '<rect width="100%" height="100%" fill="#fff"/><path fill="#000" d="{}"/></svg>',
        box[1] if box else "", _("QR code for the app"), path[1] if path else "",
    )  # fmt: skip


def grouped(secret: str) -> str:
    """The secret in groups of four, for typing."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def step_of(secret: str, code: str, *, after: int = -1) -> int | None:
    """The time step in which a code is right, later than the last one used; None where it is not."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    told, current = _digits(code), int(now().timestamp()) // STEP
    if len(told) != DIGITS:
        return None
    for step in (current + offset for offset in AROUND):
        if hmac.compare_digest(told, format_hotp_value(hotp_value(secret, step))) and step > after:
            return step
    return None


def _digits(code: str) -> str:
    return re.sub(r"[\s-]+", "", code).encode("ascii", "ignore").decode()


# --- Using one --------------------------------------------------------------------------------------------------------


@transaction.atomic
def use_code(user: User, code: str) -> str | None:
    """Whether a code is one of the app or a recovery code that was not used before, and which; then it is used."""
    from allauth.mfa.models import Authenticator

    rows = Authenticator.objects.select_for_update(no_key=True).filter(user_id=user.pk).exclude(type=PASSKEY)
    for factor in sorted(rows, key=lambda row: row.type != TOTP):
        try:
            kind = _use_app(factor, code) if factor.type == TOTP else _use_recovery(factor, code)
        except LostKeyError:
            continue
        if kind:
            return kind
    return None


def _use_app(factor: Authenticator, code: str) -> str | None:
    secret = Factors().decrypt(factor.data["secret"])
    step = step_of(secret, code, after=factor.data.get("last_step", -1))
    if step is None:
        return None
    # Sealed anew: after a change of the key nothing is left under the old one.
    factor.data |= {"last_step": step, "secret": Factors().encrypt(secret)}
    factor.last_used_at = now()
    factor.save(update_fields=["data", "last_used_at"])
    return BY_CODE


def _use_recovery(factor: Authenticator, code: str) -> str | None:
    codes = factor.wrap()
    if not codes.validate_code(_digits(code)):
        return None
    factor = codes.instance
    factor.data["seed"] = Factors().encrypt(Factors().decrypt(factor.data["seed"]))
    factor.last_used_at = now()
    factor.save(update_fields=["data", "last_used_at"])
    return BY_RECOVERY


# --- Passkeys ---------------------------------------------------------------------------------------------------------


def begin_adding(user: User) -> dict[str, Any]:
    """What the browser needs to make a passkey; the challenge waits in the session."""
    from allauth.mfa.webauthn.internal import auth

    return dict(auth.begin_registration(user, passwordless=True))


def finish_adding(credential: Any) -> dict[str, Any] | None:
    """The passkey the browser made, checked against the challenge; None where it is not right."""
    from allauth.mfa.webauthn.internal import auth

    try:
        auth.parse_registration_response(credential)
        binding = auth.complete_registration(credential)
    except WRONG:
        return None
    return credential if binding.is_user_verified() else None


def begin_using(user: User | None) -> dict[str, Any]:
    """What the browser needs to use a passkey of a user, or of whoever holds one."""
    from allauth.mfa.webauthn.internal import auth

    return dict(auth.begin_authentication(user))


def finish_using(user: User | None, credential: Any) -> Authenticator | None:
    """The passkey that was used, of this user or of the one it names; None where it is not right."""
    from allauth.mfa.webauthn.internal import auth

    try:
        auth.parse_authentication_response(credential)
        owner: Any = user or auth.extract_user_from_response(credential)
        factor: Authenticator = auth.complete_authentication(owner, credential)
    except WRONG:
        return None
    factor.record_usage()
    return factor


# What allauth and its library raise for a credential that somebody made up.
WRONG = (forms.ValidationError, ValueError, TypeError, KeyError, AttributeError, binascii.Error)


def name_of(factor: Authenticator) -> str:
    """The name a user gave a passkey."""
    return str(factor.data.get("name", ""))


def credential_of(text: str) -> Any:
    """The JSON that the browser sent, as a dictionary; None for everything else."""
    import json

    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
