"""What every change of a person shares: the lock, the values before and after, the new version, the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F
from django.utils.translation import gettext as _

from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.contacts.models import FieldChange, Person
from samtykke.core.actors import Ref
from samtykke.core.clock import now
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samtykke.core.actors import Actor, Via

# A field of a change, its value before, its value after; None where there was or is none. References are ids as text.
Change = tuple[str, str | None, str | None]


def locked(person_id: int) -> Person:
    """The person as they are now, held until the transaction ends; refuses who lies in the recycle bin."""
    person = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person_id)
    if person.deleted_at:
        raise Refused(_("This person is in the recycle bin. Restore them first."), code="deleted")
    return person


def note(person: Person, changes: Sequence[Change], *, by: Actor, via: Via, run_id: int | None = None) -> None:
    """Writes the values before and after to the person, raises the version, and names the fields in the trail."""
    FieldChange.objects.bulk_create(
        FieldChange(
            person=person,
            field=field,
            before=before,
            after=after,
            actor_kind=by.kind.value,
            actor_id=by.id,
            via=via.value,
            run_id=run_id,
        )
        for field, before, after in changes
    )
    Person.objects.filter(pk=person.pk).update(version=F("version") + 1, updated_at=now())
    fields = sorted({field for field, _before, _after in changes})
    record(Deed.PERSON_CHANGED, subject=Ref.person(person.pk), by=by, via=via, fields=fields)
