"""Which submissions somebody sees: those of people they see, and those of nobody yet where they see everybody. REQ-93, Art. 18."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

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
    held = Person.objects.held().values("pk")
    merged = Merge.objects.standing().values("merged_id")
    of_somebody = sight.about("person_id") & (Q(person_id__in=held) | Q(person_id__in=merged))
    if not sight.is_everybody:
        return found.filter(of_somebody, person_id__isnull=False)
    theirs = PersonEmail.objects.filter(sight.hides("person_id"), retired_at__isnull=True).values("fingerprint")
    return found.filter(of_somebody | Q(person_id__isnull=True)).exclude(address_key__in=theirs)
