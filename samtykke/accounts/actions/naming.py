"""Deciding whether people are told the names of staff who looked at them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.accounts.models import NamingDecision
from samtykke.accounts.queries import newest_naming
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Ref
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from samtykke.core.actors import Actor, Via

LONGEST_REASON = 2000


@transaction.atomic
def decide_naming(*, are_named: bool, reason: str, seen: int | None, by: Actor, via: Via) -> NamingDecision:
    """Decides whether a person's own copy names the staff who looked. `seen`: the decision that stood when it was thought
    over, None where there was none; refused when another came since. C-579/21.
    """
    reason = reason.strip()
    if not reason:
        raise Refused(_("Write the reason."), code="reason_missing", field="reason", status=422)
    if "\x00" in reason or len(reason) > LONGEST_REASON:
        raise Refused(
            _("The text is too long or has characters that cannot be kept."),
            code="invalid_text",
            field="reason",
            status=422,
        )
    newest = newest_naming(lock=True)
    if (newest.pk if newest else None) != seen:
        raise Refused(_("Somebody decided this meanwhile. Look at it again, then decide."), code="changed_meanwhile")
    made = NamingDecision.objects.create(
        are_named=are_named, reason=reason, decided_by_kind=by.kind.value, decided_by_id=by.id
    )
    audit.record(
        Deed.NAMING_DECIDED, subject=Ref("naming", made.pk), by=by, via=via, state="yes" if are_named else "no"
    )
    return made
