"""Taking back a change of the own fields of a person or a company: what stood is written again, by what wrote the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.contacts.actions.changes import locked
from samtykke.contacts.actions.companies import change_company
from samtykke.contacts.actions.company_rows import COLUMNS, as_text, company_to_change
from samtykke.contacts.actions.interests import change_interests
from samtykke.contacts.actions.people import change_person
from samtykke.contacts.models import Business, Category, Company, CompanyChange, FieldChange, Interest, Person
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from samtykke.core.actors import Actor, Via

# Column → what it is called in a change of a person, and how its text becomes a value again.
TAKEN_BACK: Final[dict[str, tuple[str, Callable[[str], Any]]]] = {
    **{name: (name, str) for name in ("first_name", "last_name", "title", "language", "country", "external_id")},
    "owner_id": ("owner_id", int),
    "category_id": ("category", lambda pk: Category.objects.get(pk=pk)),
    "company_id": ("company", lambda pk: Company.objects.get(pk=pk)),
}
# The columns of a company whose history keeps what stood: not a note, which may name people.
COMPANY_TAKEN_BACK: Final = frozenset(COLUMNS) - {"note"}


@transaction.atomic
def undo_change(person: Person, change_id: int, *, by: Actor, via: Via) -> Person:
    """Writes back what one act changed of a person's own fields. Refused where one of them was changed again since."""
    person = locked(person.pk)
    rows = _of_one_act(person, change_id)
    if not rows:
        raise Refused(_("This cannot be undone."), code="not_undoable")
    for row in rows if rows[0].field != "interest" else ():
        stands = getattr(person, row.field)
        if (None if stands is None else str(stands)) != row.after:
            raise Refused(_("Somebody has changed this again since. It stays as it is now."), code="changed_meanwhile")
    if rows[0].field == "interest":
        return _swap_interests(person, rows, by=by, via=via)
    changes = {}
    for row in rows:
        name, parsed = TAKEN_BACK[row.field]
        changes[name] = None if row.before is None else parsed(row.before)
    return change_person(person, changes=changes, by=by, via=via)


@transaction.atomic
def undo_company_change(company: Company, change_id: int, *, by: Actor, via: Via) -> Company:
    """Writes back what one act changed of a company's fields. Refused where one of them was changed again since."""
    company = company_to_change(company.pk)
    one = CompanyChange.objects.filter(company=company, id=change_id).first()
    act = {"at": one.at, "actor_kind": one.actor_kind, "actor_id": one.actor_id} if one else {}
    rows = list(CompanyChange.objects.filter(company=company, **act).order_by("id")) if one else []
    if not rows or not {row.field for row in rows} <= COMPANY_TAKEN_BACK:
        raise Refused(_("This cannot be undone."), code="not_undoable")
    if any(as_text(getattr(company, row.field)) != row.after for row in rows):
        raise Refused(_("Somebody has changed this again since. It stays as it is now."), code="changed_meanwhile")
    changes = {row.field.removesuffix("_id"): _company_value(row) for row in rows}
    if "owner" in changes:
        changes["owner_id"] = changes.pop("owner")
    return change_company(company, changes=changes, by=by, via=via)


def _company_value(row: CompanyChange) -> Any:
    if row.before is None:
        return None
    model = {"category_id": Category, "business_id": Business}.get(row.field)
    return model.objects.get(pk=row.before) if model else int(row.before) if row.field == "owner_id" else row.before


def newest_company_change(company_id: int, columns: set[str]) -> int | None:
    """The newest change of some columns of a company, to be undone; none where the history does not keep what stood."""
    rows = CompanyChange.objects.filter(company_id=company_id, field__in=columns & COMPANY_TAKEN_BACK)
    return rows.order_by("-id").values_list("id", flat=True).first()


def _swap_interests(person: Person, rows: list[FieldChange], *, by: Actor, via: Via) -> Person:
    """Takes away what came, and gives back what went; one that is there, or gone, by now stays so."""
    found = {one.key: one for one in Interest.objects.filter(key__in=[row.after or row.before for row in rows])}
    came = [found[row.after] for row in rows if row.after in found]
    went = [found[row.before] for row in rows if row.before in found]
    return change_interests(person, add=went, remove=came, by=by, via=via)


def newest_change(person_id: int, fields: set[str]) -> int | None:
    """The newest change of some fields, to be undone."""
    rows = FieldChange.objects.filter(person_id=person_id, field__in=fields & {*TAKEN_BACK, "interest"})
    return rows.order_by("-id").values_list("id", flat=True).first()


def _of_one_act(person: Person, change_id: int) -> list[FieldChange]:
    rows = FieldChange.objects.filter(person=person)
    one = rows.filter(id=change_id).first()
    if one is None:
        return []
    together = rows.filter(
        at=one.at, actor_kind=one.actor_kind, actor_id=one.actor_id, field__in=[*TAKEN_BACK, "interest"]
    )
    return list(together.order_by("id"))
