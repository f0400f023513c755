"""Who sees which sales and projects. REQ-93.

A sale or a project of a company, or of nobody, is seen by everybody who sees people. One that is of people alone is seen
where one of them is seen; the others of it are absent. What is not seen is as if not held: 404, in no list, sum or search.
While somebody who is part of it is restricted, and so hidden, its title and note are covered (decision 0019).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Exists, Func, OuterRef, Q
from django.shortcuts import get_object_or_404

from samtykke.accounts.rights import Right
from samtykke.consents.together import covers
from samtykke.contacts.access import STANDS_FOR, sight_of
from samtykke.sales.models import Project, ProjectPerson, Sale, SalePerson

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from samtykke.accounts.models import User
    from samtykke.contacts.access import Sight
    from samtykke.sales.models import Thing

T = TypeVar("T", bound="Thing")
# Whose people stand where, and by which column.
PEOPLE: dict[type[Thing], tuple[type[Any], str]] = {
    Sale: (SalePerson, "sale_id"),
    Project: (ProjectPerson, "project_id"),
}


def seen(model: type[T], sight: Sight, *, in_bin: bool = False) -> QuerySet[T]:
    """The sales, or projects, that somebody with this sight sees; with `in_bin` those in the recycle bin. `is_covered` says
    whose words are covered: `as_seen` takes them away.
    """
    table, column = PEOPLE[model]
    parts = table._default_manager.filter(**{column: OuterRef("pk")})
    who = Func(OuterRef("person_id"), template=STANDS_FOR.format(person="%(expressions)s"))
    shown = parts.filter(Exists(sight.people().filter(pk=who)))
    held: QuerySet[Any] = model._default_manager.filter(deleted_at__isnull=not in_bin)
    rows: QuerySet[T] = held.annotate(is_covered=covers(sight, parts))
    return rows.filter(Q(company__isnull=False) | Q(Exists(shown)) | ~Q(Exists(parts)))


def as_seen(thing: T) -> T:
    """A sale or a project as it is shown: without the words that are covered. The row in memory is for reading alone
    afterwards.
    """
    if thing.is_covered:
        thing.title = thing.note = ""
    return thing


def seen_by(model: type[T], user: User) -> QuerySet[T]:
    """The sales, or projects, that a user sees."""
    return seen(model, sight_of(user)) if user.has_right(Right.PEOPLE_VIEW) else model._default_manager.none()


def sales_visible_to(user: User) -> QuerySet[Sale]:
    """The sales a user sees."""
    return seen_by(Sale, user)


def projects_visible_to(user: User) -> QuerySet[Project]:
    """The projects a user sees."""
    return seen_by(Project, user)


def in_the_bin_for(model: type[T], user: User) -> QuerySet[T]:
    """Those in the recycle bin, for who may restore them."""
    may_restore = user.has_right(Right.PEOPLE_VIEW) and user.has_right(Right.PEOPLE_DELETE)
    return seen(model, sight_of(user), in_bin=True) if may_restore else model._default_manager.none()


def found_for(model: type[T], user: User, pk: int, *related: str) -> T:
    """The one behind the id of an address; 404 for what the user does not see."""
    return as_seen(get_object_or_404(seen_by(model, user).select_related(*related), pk=pk))


def opened_by(model: type[T], user: User, pk: int, *related: str) -> T:
    """The same, also in the recycle bin where the user may restore."""
    found = seen_by(model, user).select_related(*related).filter(pk=pk).first()
    return as_seen(found or get_object_or_404(in_the_bin_for(model, user).select_related(*related), pk=pk))
