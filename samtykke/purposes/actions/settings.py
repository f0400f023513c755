"""The privacy settings: each change is a new version, so that the gate can be asked about any time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.core.refused import Refused
from samtykke.purposes import queries
from samtykke.purposes.actions.bases import make_default
from samtykke.purposes.actions.items import locked
from samtykke.purposes.models import STORE, LegalBasis, PrivacySettings

if TYPE_CHECKING:
    from samtykke.core.actors import Actor, Via

FIELDS = ("role_addresses", "existing_customers", "default_basis", "deleted_days", "link_days")
MOST_DAYS = 365


@transaction.atomic
def change_settings(*, changes: dict[str, Any], by: Actor, via: Via) -> PrivacySettings:
    """Writes the next version of the settings. No default basis means: whoever registers must name one (D1)."""
    unknown = set(changes) - set(FIELDS)
    if unknown:
        raise TypeError(f"no settings called {', '.join(sorted(unknown))}")
    store = locked(queries.purpose_by_key(STORE))
    before = queries.privacy_settings()
    changed = {name: said for name, said in changes.items() if said != getattr(before, name)}
    if not changed:
        return before
    for field in ("deleted_days", "link_days"):
        if not 1 <= changed.get(field, getattr(before, field)) <= MOST_DAYS:
            raise Refused(_("Choose from 1 to 365 days."), code="invalid_number", field=field, status=422)
    basis = changed.get("default_basis")
    if isinstance(basis, LegalBasis):
        if queries.allowed_basis(store, basis) is None:
            raise Refused(
                _("The purpose “%s” does not allow this basis.") % store.name,
                code="basis_not_allowed",
                field="default_basis",
            )
        make_default(store, basis)
    told = {name: changes.get(name, getattr(before, name)) for name in FIELDS}
    settings = PrivacySettings.objects.create(changed_by_kind=by.kind.value, changed_by_id=by.id, **told)
    record(Deed.SETTINGS_CHANGED, subject=None, by=by, via=via, fields=sorted(changed))
    return settings
