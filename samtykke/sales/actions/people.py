"""Who is part of a sale or a project: people with a role, one of them the primary contact, and users of a project.

What is written goes to who stands for a person; nothing moves what was written of somebody merged away, so that a split
gives it back (REQ-104).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.accounts.models import User
from samtykke.audit.deeds import Deed
from samtykke.contacts.actions.changes import ask_guards
from samtykke.contacts.actions.changes import locked as locked_person
from samtykke.contacts.queries import lock, one_and_merged, survivor_id
from samtykke.core.refused import Refused
from samtykke.sales import queries
from samtykke.sales.actions.common import locked, note, offered, save
from samtykke.sales.models import ProjectUser, Sale

if TYPE_CHECKING:
    from samtykke.contacts.models import Person
    from samtykke.core.actors import Actor, Via
    from samtykke.sales.models import PartRole, Project, Thing

MOST = 200


@transaction.atomic
def add_person(
    thing: Thing, person: Person, *, role: PartRole | None = None, is_primary: bool = False, by: Actor, via: Via
) -> None:
    """Makes a person part of a sale or project; the first one is its primary contact. Twice changes nothing."""
    _hold_contacts(thing, person)
    person = locked_person(person.pk)
    thing = locked(thing)
    if queries.rows_of(thing, person.pk).exists():
        return
    model, column = queries.table_of(thing)
    there = model._default_manager.filter(**{column: thing.pk})
    if there.count() >= MOST:
        raise Refused(_("At most %d people.") % MOST, code="too_many", field="person", status=422)
    offered(role, None, field="role")
    is_primary = is_primary or not there.filter(is_primary=True).exists()
    if is_primary:
        _give_way(there)
    model._default_manager.create(**{column: thing.pk}, person_id=person.pk, role=role, is_primary=is_primary)
    _noted(thing, person, by, via)


@transaction.atomic
def change_part(thing: Thing, person: Person, *, role: PartRole | None, is_primary: bool, by: Actor, via: Via) -> None:
    """Changes what somebody is in a sale or project, and whether they are its primary contact."""
    _hold_contacts(thing, person)
    person = locked_person(person.pk)
    thing = locked(thing)
    rows = queries.rows_of(thing, person.pk)
    standing = list(rows)
    if not standing or all(
        (row.role_id, row.is_primary) == (role.pk if role else None, is_primary) for row in standing
    ):
        return
    offered(role, standing[0].role_id, field="role")
    model, column = queries.table_of(thing)
    if is_primary:
        _give_way(model._default_manager.filter(**{column: thing.pk}).exclude(person_id__in=one_and_merged(person.pk)))
    rows.update(role=role, is_primary=is_primary)
    _noted(thing, person, by, via)


@transaction.atomic
def remove_person(thing: Thing, person: Person, *, by: Actor, via: Via) -> None:
    """Takes somebody out of a sale or project, with what was written of whom they stand for. Twice changes nothing."""
    person = locked_person(person.pk)
    thing = locked(thing)
    model, column = queries.table_of(thing)
    merged = list(one_and_merged(person.pk).values_list("pk", flat=True))
    removed, _each = model._default_manager.filter(**{column: thing.pk, "person_id__in": merged}).delete()
    if removed:
        _noted(thing, person, by, via)


@transaction.atomic
def add_user(project: Project, user: User, *, by: Actor, via: Via) -> None:
    """Has one of the staff take part in a project. Twice changes nothing."""
    project = locked(project)
    if not user.is_active:
        raise Refused(_("There is no such user."), code="unknown_user", field="user", status=422)
    _row, made = ProjectUser.objects.get_or_create(project=project, user_id=user.pk)
    if made:
        save(project, [])
        note(Deed.PROJECT_CHANGED, project, by=by, via=via, fields=["users"])


@transaction.atomic
def remove_user(project: Project, user_id: int, *, by: Actor, via: Via) -> None:
    """Has one of the staff no longer take part. Twice changes nothing."""
    project = locked(project)
    removed, _each = ProjectUser.objects.filter(project=project, user_id=user_id).delete()
    if removed:
        save(project, [])
        note(Deed.PROJECT_CHANGED, project, by=by, via=via, fields=["users"])


def _hold_contacts(thing: Thing, person: Person) -> None:
    """Locks somebody together with the primary contacts there are, in the order of their ids."""
    model, column = queries.table_of(thing)
    primary = model._default_manager.filter(**{column: thing.pk}, is_primary=True).values_list("person_id", flat=True)
    lock({person.pk, *primary})


def _give_way(rows: Any) -> None:
    """Of some rows nobody is the primary contact any more; refuses where the use of whoever was is restricted (Art. 18)."""
    primary = rows.filter(is_primary=True)
    for person_id in primary.values_list("person_id", flat=True):
        for one in {person_id, survivor_id(person_id)}:
            ask_guards(one)
    primary.update(is_primary=False)


def _noted(thing: Thing, person: Person, by: Actor, via: Via) -> None:
    save(thing, [])
    deed = Deed.SALE_PEOPLE_CHANGED if isinstance(thing, Sale) else Deed.PROJECT_PEOPLE_CHANGED
    note(deed, thing, by=by, via=via, person=person.pk)
