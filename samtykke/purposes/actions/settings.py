"""The privacy settings: each change is a new version, so that the gate can be asked about any time. M21."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.accounts.queries import described
from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.core.refused import Refused
from samtykke.purposes import queries
from samtykke.purposes.actions.bases import make_default
from samtykke.purposes.actions.items import locked
from samtykke.purposes.actions.versions import append_settings, append_version
from samtykke.purposes.calendar import subdivisions
from samtykke.purposes.models import STORE, LegalBasis, PrivacySettings, Purpose

if TYPE_CHECKING:
    from samtykke.core.actors import Actor, Via

# The least and the most of each number. A question may only be left longer than half a year (EDPB 05/2020).
LIMITS: Final = {
    "link_days": (1, 365),
    "confirm_days": (1, 30),
    "deleted_days": (1, 365),
    "customer_months": (1, 24),
    "cool_down_months": (6, 60),
}
MAILING_RULE: Final = "mailing_rule"


@transaction.atomic
def change_settings(*, changes: dict[str, Any], seen: int | None = None, by: Actor, via: Via) -> PrivacySettings:
    """Writes the next version of the settings. No default basis means: whoever registers must name one (D1).

    `seen`: the version somebody had before them; where one of the settings has changed since, nothing is written (409).
    The mailing rule cannot be switched off by anybody (check 53, D2).
    """
    changes = _without_the_rule(changes)
    unknown = set(changes) - set(queries.SETTINGS)
    if unknown:
        raise TypeError(f"no settings called {', '.join(sorted(unknown))}")
    store = locked(queries.purpose_by_key(STORE))
    changes = checked(changes)
    before = queries.privacy_settings()
    changed = {name: said for name, said in changes.items() if said != getattr(before, name)}
    if not changed:
        return before
    refuse_unseen(before, seen, changed)
    basis = changed.get("default_basis")
    if isinstance(basis, LegalBasis):
        if queries.allowed_basis(store, basis) is None:
            raise Refused(
                _("The purpose “%s” does not allow this basis.") % store.name,
                code="basis_not_allowed",
                field="default_basis",
            )
        if make_default(store, basis):
            append_version(store, by=by)
    settings = append_settings(changed, by=by)
    record(Deed.SETTINGS_CHANGED, subject=None, by=by, via=via, fields=sorted(changed))
    return settings


def checked(changes: dict[str, Any]) -> dict[str, Any]:
    """The changes in the form they are kept; refuses what cannot be, naming the setting. Writes nothing."""
    for name, (least, most) in LIMITS.items():
        if name in changes and not (type(changes[name]) is int and least <= changes[name] <= most):
            raise Refused(
                _("Write a whole number from %(least)d to %(most)d.") % {"least": least, "most": most},
                code="invalid_number",
                field=name,
                status=422,
            )
    part = changes.get("subdivision")
    if part and part not in subdivisions(described().country):
        raise Refused(_("Choose a part of your country."), code="unknown_subdivision", field="subdivision", status=422)
    if "only_consent" in changes:
        return {**changes, "only_consent": _narrowed(changes["only_consent"])}
    return changes


def refuse_unseen(before: PrivacySettings, seen: int | None, changed: dict[str, Any]) -> None:
    """Refuses where a setting is not what it was when somebody looked at it."""
    known = PrivacySettings.objects.filter(pk=seen).first() if seen else None
    if known and any(getattr(known, name) != getattr(before, name) for name in changed):
        raise Refused(
            _(
                "Somebody changed this since you opened it. Look at what it is now, and save again if you still mean it."
            ),
            code="changed_meanwhile",
        )


def _without_the_rule(changes: dict[str, Any]) -> dict[str, Any]:
    if not changes.get(MAILING_RULE, True):
        raise Refused(
            _("For marketing nobody can switch this off. It can be made stricter for one purpose at a time."),
            code="mailing_rule_locked",
            field=MAILING_RULE,
        )
    return {name: said for name, said in changes.items() if name != MAILING_RULE}


def _narrowed(ids: Any) -> list[int]:
    """The purposes for which only a consent counts, in order; everybody is held for STORE, which stays out of it."""
    wanted = sorted({int(purpose) for purpose in ids})
    known = set(Purpose.objects.existing().exclude(key=STORE).filter(pk__in=wanted).values_list("pk", flat=True))
    if known != set(wanted):
        raise Refused(_("Choose purposes of the list."), code="unknown_purpose", field="only_consent", status=422)
    return wanted
