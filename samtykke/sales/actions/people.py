"""Who is part of a sale or a project: people with a role, one of them the primary contact, and users of a project.

What is written goes to who stands for a person; nothing moves what was written of somebody merged away, so that a split
gives it back (REQ-104). While one of them is restricted, nobody is added, changed or taken out (decision 0019).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.accounts.models import User
from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.consents import together
from samtykke.contacts.actions.changes import locked as locked_person
from samtykke.contacts.queries import one_and_merged
from samtykke.core.actors import Ref
from samtykke.core.refused import Refused
from samtykke.sales import queries
from samtykke.sales.actions.common import locked, note, offered, refuse_frozen, save
from samtykke.sales.models import ProjectUser, Sale, Thing

if TYPE_CHECKING:
    from samtykke.contacts.models import Person
    from samtykke.core.actors import Actor, Via
    from samtykke.sales.models import PartRole, Project

MOST = 200
T = TypeVar("T", bound=Thing)


@transaction.atomic
def add_person(
    thing: Thing, person: Person, *, role: PartRole | None = None, is_primary: bool = False, by: Actor, via: Via
) -> None:
    """Makes a person part of a sale or project; the first one is its primary contact. Twice changes nothing."""
    person, thing = _held(thing, person)
    if queries.rows_of(thing, person.pk).exists():
        return
    model, column = queries.table_of(thing)
    there = model._default_manager.filter(**{column: thing.pk})
    if there.count() >= MOST:
        raise Refused(_("At most %d people.") % MOST, code="too_many", field="person", status=422)
    refuse_frozen(thing)
    offered(role, None, field="role")
    is_primary = is_primary or not there.filter(is_primary=True).exists()
    if is_primary:
        there.update(is_primary=False)
    model._default_manager.create(**{column: thing.pk}, person_id=person.pk, role=role, is_primary=is_primary)
    _noted(thing, person, by, via)


@transaction.atomic
def change_part(thing: Thing, person: Person, *, role: PartRole | None, is_primary: bool, by: Actor, via: Via) -> None:
    """Changes what somebody is in a sale or project, and whether they are its primary contact."""
    person, thing = _held(thing, person)
    rows = queries.rows_of(thing, person.pk)
    standing = list(rows)
    if not standing or all(
        (row.role_id, row.is_primary) == (role.pk if role else None, is_primary) for row in standing
    ):
        return
    refuse_frozen(thing)
    offered(role, standing[0].role_id, field="role")
    model, column = queries.table_of(thing)
    if is_primary:
        others = model._default_manager.filter(**{column: thing.pk}).exclude(person_id__in=one_and_merged(person.pk))
        others.update(is_primary=False)
    rows.update(role=role, is_primary=is_primary)
    _noted(thing, person, by, via)


@transaction.atomic
def remove_person(thing: Thing, person: Person, *, by: Actor, via: Via) -> None:
    """Takes somebody out of a sale or project, with what was written of whom they stand for. Twice changes nothing."""
    person, thing = _held(thing, person)
    rows = queries.rows_of(thing, person.pk)
    if rows.exists():
        refuse_frozen(thing)
        rows.delete()
        _noted(thing, person, by, via)
        _told_of_leaving(thing, person, by, via)


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


def _held(thing: T, person: Person) -> tuple[Person, T]:
    """Somebody and everybody who is part of it, held in the order of their ids, then the sale or project itself."""
    together.hold({person.pk, *queries.ids_of(thing)})
    return locked_person(person.pk), locked(thing)


def _noted(thing: Thing, person: Person, by: Actor, via: Via) -> None:
    save(thing, [])
    deed = Deed.SALE_PEOPLE_CHANGED if isinstance(thing, Sale) else Deed.PROJECT_PEOPLE_CHANGED
    note(deed, thing, by=by, via=via, person=person.pk)


def _told_of_leaving(thing: Thing, person: Person, by: Actor, via: Via) -> None:
    """Notes it with the person too: of who is part of it no more no row is left for their history to read."""
    is_sale = isinstance(thing, Sale)
    deed, of = (Deed.SALE_LEFT, "sale") if is_sale else (Deed.PROJECT_LEFT, "project")
    record(deed, subject=Ref.person(person.pk), by=by, via=via, **{of: thing.pk})
