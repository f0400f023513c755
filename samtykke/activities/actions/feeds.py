"""The secret address of a user's calendar: made anew, and ended (REQ-91)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from samtykke.accounts.secrets import hashed, new_token
from samtykke.activities.models import CalendarFeed
from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Ref
from samtykke.core.clock import now

if TYPE_CHECKING:
    from samtykke.accounts.models import User
    from samtykke.core.actors import Actor, Via


@transaction.atomic
def make_feed(user: User, *, with_names: bool, by: Actor, via: Via) -> str:
    """A new secret for the user's calendar, told this once; an earlier one ends. `with_names`: titles and people stand in it."""
    _end(user.pk)
    token = new_token()
    CalendarFeed.objects.create(user_id=user.pk, token_hash=bytes.fromhex(hashed(token)), with_names=with_names)
    record(Deed.FEED_MADE, subject=Ref("user", user.pk), by=by, via=via)
    return token


@transaction.atomic
def revoke_feed(user: User, *, by: Actor, via: Via) -> None:
    """Ends the secret: whoever has it finds nothing any more. Twice is no error."""
    if _end(user.pk):
        record(Deed.FEED_REVOKED, subject=Ref("user", user.pk), by=by, via=via)


def _end(user_id: int) -> int:
    return CalendarFeed.objects.filter(user_id=user_id, revoked_at__isnull=True).update(revoked_at=now())
