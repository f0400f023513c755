"""API keys: made once, readable once, ended at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from samtykke.accounts import queries
from samtykke.accounts.actions.shared import ref
from samtykke.accounts.models import ApiKey, User
from samtykke.accounts.rights import Scope
from samtykke.accounts.secrets import hashed, new_key
from samtykke.audit import actions as audit
from samtykke.audit.afterwards import afterwards
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Actor, ActorKind, Via
from samtykke.core.clock import now
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

TOUCH_EVERY = timedelta(minutes=1)
SHORTEST_KEY = 32


@transaction.atomic
def create_api_key(
    *,
    name: str,
    scopes: Iterable[Scope],
    by: Actor,
    via: Via,
    expires_at: datetime | None = None,
    readable: str | None = None,
) -> tuple[ApiKey, str]:
    """Makes an API key and returns it with its readable form, which is kept nowhere.

    Nobody makes a key that reaches further than they do; it loses a scope when they lose the right.
    """
    secret = readable or new_key()
    wanted = sorted(Scope(scope).value for scope in scopes)
    if len(secret) < SHORTEST_KEY:
        raise Refused(_("A key has at least 32 characters."), code="key_too_short", field="readable")
    if not wanted:
        raise Refused(_("Choose at least one thing the key may do."), code="no_scope", field="scopes")
    if ApiKey.objects.filter(key_hash=hashed(secret)).exists():
        raise Refused(_("This key exists already."), code="key_taken", field="readable")
    _refuse_beyond(by, wanted)
    key = ApiKey.objects.create(
        name=name.strip(),
        key_hash=hashed(secret),
        prefix=secret[:8],
        scopes=wanted,
        expires_at=expires_at,
        created_by_id=by.id if by.kind is ActorKind.USER else None,
    )
    audit.record(Deed.KEY_CREATED, subject=ref(key), by=by, via=via, scopes=wanted)
    return key, secret


@transaction.atomic
def revoke_api_key(key: ApiKey, *, by: Actor, via: Via) -> ApiKey:
    """Ends an API key at once. Doing it twice changes nothing."""
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now()):
        audit.record(Deed.KEY_REVOKED, subject=ref(key), by=by, via=via)
    key.refresh_from_db()
    return key


@transaction.atomic
def take_over_api_key(key: ApiKey, *, by: Actor, via: Via) -> ApiKey:
    """Makes a key that somebody else made one's own, so that it goes on when they leave. It opens what it opened."""
    if by.kind is not ActorKind.USER:
        raise PermissionDenied
    if ApiKey.objects.usable().filter(pk=key.pk).exclude(created_by_id=by.id).update(created_by_id=by.id):
        audit.record(Deed.KEY_TAKEN_OVER, subject=ref(key), by=by, via=via)
    key.refresh_from_db()
    return key


def use_api_key(readable: str) -> ApiKey | None:
    """The usable key behind a readable one; notes after the answer, at most once a minute, that it was used."""
    key = queries.key_behind(readable)
    if key:
        afterwards(lambda: note_use(key))
    return key


def note_use(key: ApiKey) -> None:
    """Notes that a key was used, unless that was noted within the last minute."""
    moment = now()
    if key.last_used_at is None or moment - key.last_used_at >= TOUCH_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=moment)


def _refuse_beyond(by: Actor, scopes: list[str]) -> None:
    """Nobody makes a key that reaches further than they do; the system may."""
    if by.kind is ActorKind.SYSTEM:
        return
    maker = User.objects.active().filter(pk=by.id).first() if by.kind is ActorKind.USER else None
    if maker is None:
        raise PermissionDenied
    if maker.out_of_reach(scopes):
        raise Refused(
            _("A key reaches no further than you do. Leave out what your roles do not give."),
            code="beyond_own_rights",
            field="scopes",
            status=403,
        )
