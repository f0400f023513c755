"""Second factors for tests: an app, recovery codes, and the codes that an app would show."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from samtykke.accounts import factors
from samtykke.accounts.actions import second_factor as factor_actions
from samtykke.core.actors import Via
from samtykke.core.clock import now

if TYPE_CHECKING:
    from django.test import Client

    from samtykke.accounts.models import User

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NEXT = timedelta(seconds=factors.STEP)


def code_at(secret: str = SECRET, later: timedelta = timedelta()) -> str:
    """What the app shows now, or later."""
    return format_hotp_value(hotp_value(secret, int((now() + later).timestamp()) // factors.STEP))


def with_app(user: User) -> list[str]:
    """Gives a user an app with SECRET, set up half a minute ago; returns the recovery codes."""
    return factor_actions.add_app(user, SECRET, code_at(later=-NEXT), by=user.actor, via=Via.STAFF)


def has_given_factor(client: Client, user: User) -> Client:
    """The browser, as one that gave a second factor while signing in."""
    session = client.session
    session["factor"] = {"user": user.pk, "kind": factors.BY_CODE}
    session.save()
    return client
