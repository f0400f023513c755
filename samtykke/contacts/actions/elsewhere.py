"""Keeping what another system calls a person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.contacts.actions.changes import locked, note, refuse_retired
from samtykke.contacts.models import PersonExternalId
from samtykke.contacts.queries import lock_external_id
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from samtykke.contacts.models import Person
    from samtykke.core.actors import Actor, Via

SYSTEM: Final = re.compile(r"[A-Z0-9]{1,60}")
LONGEST: Final = 200


def checked_system(system: str) -> str:
    """The key of another system, as keys of lists are written."""
    if not SYSTEM.fullmatch(system):
        raise Refused(
            _("A key has capital letters A to Z and digits, 60 at most."), code="bad_key", field="system", status=422
        )
    return system


def hold_external_id(system: str, external_id: str) -> None:
    """Lets one transaction at a time look an id of another system up and give it; no file brings people in meanwhile."""
    lock_external_id(f"{system} {external_id}")


@transaction.atomic
def know_as(person: Person, *, system: str, external_id: str, by: Actor, via: Via) -> PersonExternalId:
    """Keeps what a system calls a person: one id in each system, and one person for each id. Twice changes nothing."""
    checked_system(system)
    if not external_id or len(external_id) > LONGEST or "\x00" in external_id:
        raise Refused(_("An id has 1 to %d characters.") % LONGEST, code="bad_external_id", field="id", status=422)
    person = locked(person.pk)
    hold_external_id(system, external_id)
    known = PersonExternalId.objects.filter(system=system, external_id=external_id).first()
    if known is not None and known.person_id == person.pk:
        return known
    if known is not None:
        raise Refused(_("A person with this external id is held already."), code="external_id_taken", field="id")
    if PersonExternalId.objects.filter(person=person, system=system).exists():
        raise Refused(
            _("%s knows this person by another id already.") % system, code="other_external_id", field="person"
        )
    refuse_retired(["external_ids"], place="system")
    made = PersonExternalId.objects.create(person=person, system=system, external_id=external_id)
    note(person, [("external_ids", None, f"{system} {external_id}")], by=by, via=via)
    return made
