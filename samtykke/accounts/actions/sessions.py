"""Ending sessions: one's own, or another's. What is ended opens nothing from the next click on (REQ-99)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from samtykke.accounts.actions.shared import Reach, locked, ref, refuse_beyond
from samtykke.accounts.models import Session
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed

if TYPE_CHECKING:
    from samtykke.accounts.models import User
    from samtykke.core.actors import Actor, Via


@transaction.atomic
def end_session(user: User, key_hash: str, *, by: Actor, via: Via) -> bool:
    """Ends one session of a user, by the hash of its key. Doing it twice changes nothing."""
    ended, _ = Session.objects.filter(user=user, session_key=key_hash).delete()
    if ended:
        audit.record(Deed.SESSION_ENDED, subject=ref(user), by=by, via=via)
    return bool(ended)


@transaction.atomic
def end_other_sessions(user: User, this: str, *, by: Actor, via: Via) -> int:
    """Ends every session of a user but this one; returns how many."""
    ended, _ = Session.objects.filter(user=user).exclude(session_key=this).delete()
    if ended:
        audit.record(Deed.SESSIONS_ENDED, subject=ref(user), by=by, via=via, count=int(ended))
    return int(ended)


@transaction.atomic
def end_sessions_of(user: User, *, by: Actor, via: Via) -> None:
    """Ends every session of another: who manages users signs somebody out everywhere."""
    user = locked(user)
    refuse_beyond(by, Reach.of(user.held_roles))
    end_all(user)
    audit.record(Deed.SESSIONS_ENDED, subject=ref(user), by=by, via=via)


def end_all(user: User) -> None:
    """Ends every session of a locked user, also one that is being saved at this moment."""
    user.sessions_ended += 1
    user.save(update_fields=["sessions_ended"])
    Session.objects.filter(user=user).delete()
