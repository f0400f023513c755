"""Mails about what waits for a second person: to those who may decide when it begins to wait, to the asker when it is
decided (REQ-99). One mail for each thing that waits to each who may decide it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from samtykke.accounts import queries, second
from samtykke.accounts.models import Approval
from samtykke.core.clock import now
from samtykke.mail import actions as mail
from samtykke.mail.hand_over import can_send
from samtykke.mail.models import Template
from samtykke.mail.queries import users_told

if TYPE_CHECKING:
    from samtykke.core.actors import Actor, Via

ASKED, DECIDED = "SECONDPERSON", "SECONDPERSONDECIDED"
# Who asks anew for the same within this time does not have everybody written to once more.
ONCE_IN = timedelta(hours=1)


def tell_deciders(approval: Approval, *, by: Actor, via: Via) -> None:
    """Writes to everybody who may decide it, but for who asks and who was told of the same a moment ago."""
    if not _goes_out(ASKED):
        return
    right = second.kind_named(approval.kind).right
    told = users_told(ASKED, about=_asked_lately(approval))
    for user in queries.holders_with_a_way_in(right).exclude(pk__in={approval.asked_by_id, *told}):
        mail.queue(ASKED, user=user.pk, language=user.language, about_id=approval.pk, by=by, via=via)


def tell_asker(approval: Approval, *, by: Actor, via: Via) -> None:
    """Writes to whoever asked what was decided."""
    if _goes_out(DECIDED):
        asker = approval.asked_by
        mail.queue(DECIDED, user=asker.pk, language=asker.language, about_id=approval.pk, by=by, via=via)


def _asked_lately(approval: Approval) -> list[int]:
    """The same asked for by the same before, within the hour."""
    same = Approval.objects.filter(
        kind=approval.kind,
        subject_kind=approval.subject_kind,
        subject_id=approval.subject_id,
        asked_by_id=approval.asked_by_id,
        asked_at__gt=now() - ONCE_IN,
    )
    return list(same.exclude(pk=approval.pk).values_list("pk", flat=True))


def _goes_out(template: str) -> bool:
    return can_send() and Template.objects.offered().filter(key=template).exists()
