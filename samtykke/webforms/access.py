"""Which submissions somebody sees: those of people they see, and those of nobody yet where they see everybody. REQ-93, Art. 18."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from samtykke.accounts.rights import Right
from samtykke.contacts.access import sight_of
from samtykke.contacts.models import Merge, Person, PersonEmail
from samtykke.intake.models import IntakeRecord

if TYPE_CHECKING:
    from samtykke.accounts.models import User
    from samtykke.intake.models import IntakeRecordQuerySet


def visible_to(user: User) -> IntakeRecordQuerySet:
    """What came in that a user sees. Who is restricted, in the bin or out of sight is absent, also where only the address
    of the submission is theirs."""
    found = IntakeRecord.objects.select_related("point")
    if not user.has_right(Right.PEOPLE_VIEW):
        return found.none()
    sight = sight_of(user)
    # Asked row by row, as a page shows few: as sets, everybody who is held would be read for it.
    held = Exists(Person.objects.held().filter(pk=OuterRef("person_id")))
    merged = Exists(Merge.objects.standing().filter(merged_id=OuterRef("person_id")))
    of_somebody = sight.about("person_id") & (Q(held) | Q(merged))
    if not sight.is_everybody:
        return found.filter(of_somebody, person_id__isnull=False)
    theirs = PersonEmail.objects.filter(sight.hides("person_id"), retired_at__isnull=True).values("fingerprint")
    return found.filter(of_somebody | Q(person_id__isnull=True)).exclude(address_key__in=theirs)
