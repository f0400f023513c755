"""Whom an identity provider means: a user who is here already, and may sign in. A provider makes nobody a user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from samtykke.accounts.actions.shared import Change, locked, ref, tell
from samtykke.accounts.models import Identity, User
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.core.clock import now
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from samtykke.accounts.oidc import Claims
    from samtykke.core.actors import Via

# One sentence for everybody who does not come in: unknown, not verified, deactivated, linked otherwise (REQ-92).
NOBODY = _("Nobody here signs in with this account. Ask whoever manages users.")


@transaction.atomic
def user_of(claims: Claims, *, via: Via) -> User:
    """The user that issuer and subject mean. The first time it is the active one with the verified address, who is
    linked then; from then on the subject decides, whatever the address becomes.
    """
    identity = Identity.objects.filter(issuer=claims.issuer, subject=claims.subject).select_related("user").first()
    if identity is None:
        return _link(claims, via=via)
    if not identity.user.is_active:
        raise Refused(NOBODY, code="refused", status=403)
    Identity.objects.filter(pk=identity.pk).update(last_used_at=now())
    return identity.user


def _link(claims: Claims, *, via: Via) -> User:
    found = User.objects.active().filter(email=claims.email).first() if claims.is_verified and claims.email else None
    if found is None:
        raise Refused(NOBODY, code="refused", status=403)
    user = locked(found)
    if not user.is_active or user.identities.filter(issuer=claims.issuer).exists():
        raise Refused(NOBODY, code="refused", status=403)
    Identity.objects.create(user=user, issuer=claims.issuer, subject=claims.subject)
    audit.record(Deed.IDENTITY_LINKED, subject=ref(user), by=user.actor, via=via)
    tell(user, Change.IDENTITY_LINKED, by=user.actor, via=via)
    return user
