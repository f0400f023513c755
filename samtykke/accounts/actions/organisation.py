"""The profile of the organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from samtykke.accounts.actions.shared import changes_of, ref
from samtykke.accounts.models import Organisation
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed

if TYPE_CHECKING:
    from samtykke.core.actors import Actor, Via


@transaction.atomic
def change_organisation(*, by: Actor, via: Via, **fields: Any) -> Organisation:
    """Changes the profile of the controller; the trail names the fields."""
    Organisation.objects.get_or_create(pk=1)
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=1)
    changed = changes_of(organisation, fields)
    if changed:
        organisation.save(update_fields=changed)
        audit.record(Deed.ORGANISATION_CHANGED, subject=ref(organisation), by=by, via=via, fields=changed)
    return organisation
