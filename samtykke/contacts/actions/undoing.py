"""Taking back a change of a person's own fields: the value that stood is written again, by the action that wrote the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.contacts.actions.changes import locked
from samtykke.contacts.actions.interests import change_interests
from samtykke.contacts.actions.people import change_person
from samtykke.contacts.models import Category, Company, FieldChange, Interest, Person
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
