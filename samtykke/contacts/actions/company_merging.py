"""Two companies made one, and parted again: an overlay, so that nothing that points to either moves (decision 0017)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.contacts.actions.company_fields import FIELDS, POSTAL, VISITING
from samtykke.contacts.actions.company_rows import (
    COLUMNS,
    as_text,
    locked_companies,
    note_company,
    save,
    values_of,
)
from samtykke.contacts.models import Company, CompanyMerge, CompanyPair
from samtykke.core.actors import Ref
from samtykke.core.clock import now
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from samtykke.core.actors import Actor, Via

# What the survivor may take from the other, each as a whole: a number is one of its country, an address has four parts.
WHOLE: Final[dict[str, tuple[str, ...]]] = {
    **{name: (column,) for name, column in zip(FIELDS, COLUMNS, strict=True) if name not in {*POSTAL, *VISITING}},
    "org_number": ("org_number", "country"),
    "postal": POSTAL,
    "visiting": VISITING,
}


@transaction.atomic
def merge_companies(
    survivor_id: int,
    merged_id: int,
    *,
    take: Collection[str] = (),
    versions: Mapping[int, int] | None = None,
    by: Actor,
    via: Via,
) -> CompanyMerge:
    """Lets one company stand for another, with what is named in `take` (of WHOLE) from the other. It can be undone.

    `versions`: what was seen of each; one that was changed since is refused.
    """
    if survivor_id == merged_id:
        raise Refused(_("These are the same company already."), code="same_company", field="other")
    rows = locked_companies([survivor_id, merged_id])
    _refuse_unfit(rows, survivor_id, merged_id)
    survivor, merged = rows[survivor_id], rows[merged_id]
    _refuse_changed(rows, versions or {})
    own = values_of(merged)
    merged.deleted_at = now()
    save(merged, ["deleted_at"])
    overlay = CompanyMerge.objects.create(
        survivor=survivor, merged=merged, own=own, at=now(), actor_kind=str(by.kind), actor_id=by.id
    )
    overlay.chosen = _take(survivor, own, take, by, via)
    overlay.save(update_fields=["chosen"])
    record(Deed.COMPANY_MERGED, subject=Ref("company", survivor_id), by=by, via=via, other=merged_id)
    return overlay


@transaction.atomic
def split_companies(overlay: CompanyMerge, *, by: Actor, via: Via) -> bool:
    """Parts two again; what the merge set goes back to what stood before, unless somebody changed it since.

    Whether there was anything to part: doing it twice changes nothing.
    """
    rows = locked_companies([overlay.survivor_id, overlay.merged_id])
    overlay.refresh_from_db()
    if overlay.undone_at is not None:
        return False
    survivor, merged = rows[overlay.survivor_id], rows[overlay.merged_id]
    if survivor.deleted_at:
        raise Refused(_("This company is in the recycle bin. Restore it first."), code="deleted")
    own, chosen = overlay.own, overlay.chosen
    overlay.undone_at, overlay.undone_by_kind, overlay.undone_by_id = now(), str(by.kind), by.id
    overlay.chosen, overlay.own = {}, {}
    overlay.save(update_fields=["undone_at", "undone_by_kind", "undone_by_id", "chosen", "own"])
    _give_back(survivor, chosen, by, via)
    for column, value in own.items():
        setattr(merged, column, value)
    merged.deleted_at = None
    save(merged, [*own, "deleted_at"])
    record(Deed.COMPANY_SPLIT, subject=Ref("company", survivor.pk), by=by, via=via, other=merged.pk)
    return True


def _refuse_unfit(rows: Mapping[int, Company], survivor: int, merged: int) -> None:
    standing = CompanyMerge.objects.standing()
    if standing.filter(merged_id__in=(survivor, merged)).exists():
        raise Refused(_("One of them is merged already. Split them first."), code="merged_already", field="other")
    if len(rows) < 2 or any(row.deleted_at for row in rows.values()):
        raise Refused(_("One of them is in the recycle bin. Restore it first."), code="deleted", field="other")
    if standing.filter(survivor_id=merged).exists():
        raise Refused(
            _("Another is merged into the one that would go. Let that one stand for both, or split them first."),
            code="merged_already",
            field="other",
        )


def _refuse_changed(rows: Mapping[int, Company], versions: Mapping[int, int]) -> None:
    if any(rows[pk].version != version for pk, version in versions.items()):
        raise Refused(
            _("Somebody changed one of them while you were looking. Look at both again, then merge."),
            code="changed_meanwhile",
        )


def _take(
    survivor: Company, own: Mapping[str, Any], take: Collection[str], by: Actor, via: Via
) -> dict[str, list[Any]]:
    if unknown := set(take) - set(WHOLE):
        raise TypeError(f"a survivor takes no {', '.join(sorted(unknown))}")
    columns = [column for name in take for column in WHOLE[name]]
    before = values_of(survivor)
    chosen = {column: [before[column], own[column]] for column in columns if before[column] != own[column]}
    _write(survivor, {column: after for column, (_before, after) in chosen.items()}, by, via)
    return chosen


def _give_back(survivor: Company, chosen: Mapping[str, list[Any]], by: Actor, via: Via) -> None:
    """A whole goes back only as a whole: half an address would be nobody's."""
    now_there = values_of(survivor)
    kept = {column for column, (_before, after) in chosen.items() if now_there[column] != after}
    for columns in WHOLE.values():
        if kept & set(columns):
            kept |= set(columns)
    _write(survivor, {column: pair[0] for column, pair in chosen.items() if column not in kept}, by, via)


def _write(company: Company, values: Mapping[str, Any], by: Actor, via: Via) -> None:
    """Writes values as they stand, each with what stood before; also with none, as who stands for whom is new."""
    before = values_of(company)
    for column, value in values.items():
        setattr(company, column, value)
    save(company, list(values))
    if values:
        changes = [(column, as_text(before[column]), as_text(value)) for column, value in values.items()]
        note_company(company.pk, changes, by=by, via=via)


@transaction.atomic
def tell_companies_apart(pair: CompanyPair, *, by: Actor, via: Via) -> None:
    """Two companies are not the same: they are not shown as a pair again. Twice changes nothing."""
    said = {"told_apart_at": now(), "told_apart_kind": by.kind.value, "told_apart_by_id": by.id}
    if CompanyPair.objects.waiting().filter(pk=pair.pk).update(**said):
        record(
            Deed.COMPANY_TOLD_APART, subject=Ref("company", pair.company_id), by=by, via=via, other=pair.other_id
        )  # fmt: skip


@transaction.atomic
def pair_companies_again(pair: CompanyPair, *, by: Actor, via: Via) -> None:
    """Takes that back: the two wait to be judged again."""
    told = CompanyPair.objects.filter(pk=pair.pk, told_apart_at__isnull=False)
    if told.update(told_apart_at=None, told_apart_kind="", told_apart_by_id=None):
        record(
            Deed.COMPANY_PAIRED_AGAIN, subject=Ref("company", pair.company_id), by=by, via=via, other=pair.other_id
        )  # fmt: skip
