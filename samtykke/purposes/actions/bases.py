"""Which bases a purpose may rest on, and which of them stands when nobody chooses. REQ-10."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Ref
from samtykke.core.refused import Refused
from samtykke.purposes import queries
from samtykke.purposes.actions.items import locked
from samtykke.purposes.actions.versions import append_settings, append_version, refuse_unready
from samtykke.purposes.models import STORE, Article, PurposeBasis

if TYPE_CHECKING:
    from samtykke.core.actors import Actor, Via
    from samtykke.purposes.models import LegalBasis, Purpose

CITED = frozenset({Article.LEGAL_OBLIGATION, Article.PUBLIC_TASK})
FOR_MARKETING = frozenset({Article.CONSENT, Article.LEGITIMATE_INTERESTS})


@transaction.atomic
def allow_basis(
    purpose: Purpose, basis: LegalBasis, *, citation: str = "", is_default: bool = False, by: Actor, via: Via
) -> PurposeBasis:
    """Lets a purpose rest on a basis, or changes the law it cites. A new default takes the place of the old one."""
    purpose = locked(purpose)
    citation = " ".join(citation.split())
    _refuse_unlawful(purpose, basis, citation, is_default)
    before = queries.allowed_basis(purpose, basis)
    if before and before.citation == citation and before.is_default >= is_default:
        return before
    allowed, _made = PurposeBasis.objects.update_or_create(
        purpose=purpose, legal_basis=basis, defaults={"citation": citation}
    )
    if is_default:
        make_default(purpose, basis)
        _say_so_in_settings(purpose, basis, by)
        allowed.is_default = True
    if purpose.is_active:
        refuse_unready(purpose)
    append_version(purpose, by=by)
    _record(purpose, by, via, basis=basis.key, fields=["bases"])
    return allowed


@transaction.atomic
def disallow_basis(purpose: Purpose, basis: LegalBasis, *, by: Actor, via: Via) -> None:
    """Takes a basis away from a purpose for what is new; those who stand on it are left to be moved or ended."""
    purpose = locked(purpose)
    allowed = queries.allowed_basis(purpose, basis)
    if allowed is None:
        return
    if allowed.is_default and purpose.is_active:
        raise Refused(
            _("This is the default of the purpose “%s”. Choose another default there first.") % purpose.name,
            code="is_default",
            field="legal_basis",
        )
    allowed.delete()
    append_version(purpose, by=by)
    _record(purpose, by, via, basis=basis.key, fields=["bases"])


def make_default(purpose: Purpose, basis: LegalBasis) -> bool:
    """Moves the mark of the default; there is one at most. Says whether it stood elsewhere."""
    PurposeBasis.objects.filter(purpose=purpose, is_default=True).exclude(legal_basis=basis).update(is_default=False)
    moved = PurposeBasis.objects.filter(purpose=purpose, legal_basis=basis, is_default=False).update(is_default=True)
    return bool(moved)


def _say_so_in_settings(purpose: Purpose, basis: LegalBasis, by: Actor) -> None:
    """For STORE the settings tell the default of new people: they follow, unless they leave it open (D1)."""
    now_in_force = queries.privacy_settings()
    if purpose.key != STORE or now_in_force.default_basis_id in {None, basis.pk}:
        return
    append_settings({"default_basis": basis}, by=by)


def _refuse_unlawful(purpose: Purpose, basis: LegalBasis, citation: str, is_default: bool) -> None:
    if purpose.deleted_at or basis.deleted_at or not basis.is_active:
        raise Refused(
            _("This is not in use. Restore it or switch it on first."), code="not_offered", field="legal_basis"
        )
    if basis.article in CITED and not citation:
        # Art. 6(3): the basis for (c) and (e) is laid down by law
        raise Refused(
            _("Name the law that requires this, for example “bokføringsloven § 13”."),
            code="citation_missing",
            field="citation",
            status=422,
        )
    if basis.article == Article.VITAL_INTERESTS and not citation:
        raise Refused(
            _("Say whose life or health it protects, and from what."),
            code="citation_missing",
            field="citation",
            status=422,
        )
    if purpose.is_marketing and basis.article not in FOR_MARKETING:
        raise Refused(_("Marketing cannot rest on this basis."), code="basis_not_for_marketing", field="legal_basis")
    if purpose.is_marketing and is_default and basis.article != Article.CONSENT:
        # D6: never silently legitimate interest
        raise Refused(
            _("Marketing rests on consent unless somebody chooses otherwise."),
            code="basis_not_for_marketing",
            field="is_default",
        )


def _record(purpose: Purpose, by: Actor, via: Via, **details: str | list[str]) -> None:
    record(Deed.LIST_CHANGED, subject=Ref("purpose", purpose.pk), by=by, via=via, key=purpose.key, **details)
