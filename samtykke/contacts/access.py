"""Who sees which people: the query is the check.

Every page that shows people, counts them or names one asks here, in the ORM (`visible_to`, `Sight.of`) or in SQL written
out (`Sight.sql`). Whom somebody does not see is to them as if not held: 404, in no list, count, search or file (REQ-93).
API keys act for the company and see everybody's people, and those hidden for a reason only by a scope of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from samtykke.accounts.access import NotAllowed, who
from samtykke.accounts.rights import Right, Scope
from samtykke.contacts.company_queries import company_survivor_id
from samtykke.contacts.masking import first_with_mask
from samtykke.contacts.models import Company, Person
from samtykke.contacts.queries import survivor_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.models import QuerySet

    from samtykke.accounts.models import ApiKey, User
    from samtykke.contacts.models import PersonQuerySet

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)

# What the frame of a person's card names beside the person.
CARD = ("company", "category", "collected_how", "origin_purpose", "origin_basis", "origin_source")

# Who stands for the person of a row, whose id is {person}.
STANDS_FOR = "coalesce((SELECT s.survivor_id FROM contacts_merge s WHERE s.merged_id = {person} AND s.undone_at IS NULL), {person})"


@dataclass(frozen=True, slots=True)
class Hidden:
    """People whom only who holds a right, or a key with a scope, sees: `people` is SQL that gives their ids. They are few,
    and asked for once in a statement (NOT IN, hashed): a join would have the planner read and sort everybody for a page.
    """

    right: Right
    scope: Scope
    people: str


# What higher apps hide, by a name. Apps add theirs in `ready()`.
_hidden: dict[str, Hidden] = {}


def hide(name: str, right: Right, scope: Scope, people: str) -> None:
    """Hides the people whose ids an SQL gives, none of them NULL, from who lacks a right, and from keys without a scope.
    The same name replaces it.
    """
    _hidden[name] = Hidden(right, scope, people)


@dataclass(frozen=True, slots=True)
class Sight:
    """Whom somebody sees: whose people (None: everybody's, those of nobody too), less those hidden for a reason."""

    owners: tuple[int, ...] | None = None
    without: tuple[str, ...] = ()

    @property
    def is_everybody(self) -> bool:
        """Whether nobody is left out because of who looks after them."""
        return self.owners is None

    @property
    def params(self) -> dict[str, Any]:
        """The parameters of `sql`."""
        return {"sight_owners": list(self.owners or ())}

    def sql(self, person: str = "p") -> str:
        """The same as `of` in SQL: conditions beginning with AND about the row `person` of contacts_person, or nothing."""
        said = [f"AND {person}.id NOT IN ({hidden})" for hidden in self._hidden_people()]
        if self.owners is not None:
            said.append(f"AND {person}.owner_id = ANY(%(sight_owners)s)")
        return " ".join(said)

    def of(self, people: PersonQuerySet) -> PersonQuerySet:
        """Those of some people who are seen."""
        for hidden in self._hidden_people():
            people = people.filter(_holds(f"%(expressions)s NOT IN ({hidden})", F("pk")))
        return people if self.owners is None else people.filter(owner_id__in=self.owners)

    def people(self) -> PersonQuerySet:
        """All who are seen, of those we hold."""
        return self.of(Person.objects.held())

    def about(self, column: str) -> Q:
        """The same for rows that name a person by an id in `column`; a row of somebody merged is the survivor's."""
        seen = Q()
        survivor = STANDS_FOR.format(person="%(expressions)s")
        for hidden in self._hidden_people():
            seen &= Q(_holds(f"{survivor} NOT IN ({hidden})", F(column)))
        if self.owners is not None:
            who = Func(OuterRef(column), template=survivor)
            seen &= Q(Exists(Person.objects.filter(pk=who, owner_id__in=self.owners)))
        return Q(**{f"{column}__isnull": True}) | seen if seen else seen

    def hides(self, column: str) -> Q:
        """Rows that name, by an id in `column`, somebody who is hidden for a reason; they are few."""
        found = Q(pk__in=[])
        for hidden in self._hidden_people():
            found |= Q(_holds(f"%(expressions)s IN ({hidden})", F(column)))
        return found

    def whoever_owns(self) -> Sight:
        """The same without the question whose the people are."""
        return Sight(None, self.without)

    def with_hidden(self) -> Sight:
        """The same with those who are hidden: for saying that there is somebody, and nothing of them."""
        return Sight(self.owners)

    def _hidden_people(self) -> list[str]:
        return [_hidden[name].people for name in self.without]


EVERYBODY = Sight()


def sight_of(user: User) -> Sight:
    """Whom a user sees who holds `people:view`."""
    return Sight(user.seen_owners, tuple(name for name, one in _hidden.items() if not user.has_right(one.right)))


def sight_of_key(key: ApiKey) -> Sight:
    """Whom an API key sees. A scope counts only as long as whoever made the key holds what it opens (REQ-42)."""
    return Sight(None, tuple(name for name, one in _hidden.items() if not key.has_scope(one.scope)))


def seen_among(sight: Sight, ids: Iterable[int]) -> set[int]:
    """Of some ids of people, also merged away or in the bin, those that are seen: who stands for them counts too."""
    return set(Person.objects.filter(sight.about("pk"), pk__in=set(ids)).values_list("pk", flat=True))


def visible_to(user: User) -> PersonQuerySet:
    """The people a user sees, of all we hold."""
    return sight_of(user).people() if user.has_right(Right.PEOPLE_VIEW) else Person.objects.none()


def on_the_whole_register(
    view: Callable[Concatenate[R, P], HttpResponseBase],
) -> Callable[Concatenate[R, P], HttpResponseBase]:
    """For what meets people nobody chose one by one, as an import does: 403 for who sees but their own or their team's."""

    @wraps(view)
    def wrapper(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not sight_of(who(request)).is_everybody:
            raise NotAllowed((Right.PEOPLE_VIEW,))
        return view(request, *args, **kwargs)

    return wrapper


def people_hidden_from(user: User) -> PersonQuerySet:
    """Those a user would see, were it not for what hides them: that they are there may be said, and nothing of them."""
    if not user.has_right(Right.PEOPLE_VIEW):
        return Person.objects.none()
    sight = sight_of(user)
    return sight.with_hidden().people().exclude(pk__in=sight.people().values("pk"))


def in_the_bin_for(user: User) -> PersonQuerySet:
    """The people in the recycle bin, for who may restore them."""
    may_restore = user.has_right(Right.PEOPLE_DELETE)
    return sight_of(user).of(Person.objects.deleted()) if may_restore else Person.objects.none()


def person_for(user: User, person_id: int, *related: str) -> Person:
    """The person behind the id of an address, or who stands for them; 404 for whom the user does not see (REQ-93)."""
    seen = visible_to(user).select_related(*{*CARD, *related})
    return seen.filter(pk=person_id).first() or get_object_or_404(seen, pk=survivor_id(person_id))


def opened_by(user: User, person_id: int, *related: str) -> Person:
    """Exactly this person, also in the recycle bin where the user may restore; 404 for whom the user does not see."""
    found = visible_to(user).select_related(*related).filter(pk=person_id).first()
    return found or get_object_or_404(in_the_bin_for(user).select_related(*related), pk=person_id)


def card_of(user: User, person_id: int) -> Person:
    """The person whose card opens at an id: this one, or who stands for them; 404 for whom the user does not see."""
    found = first_with_mask(visible_to(user).select_related(*CARD).filter(pk=person_id), user)
    return found or opened_by(user, survivor_id(person_id), *CARD)


def companies_visible_to(user: User) -> QuerySet[Company]:
    """The companies a user may see."""
    companies = Company.objects.filter(deleted_at__isnull=True)
    return companies if user.has_right(Right.PEOPLE_VIEW) else companies.none()


def company_for(user: User, company_id: int, *, in_bin: bool = False) -> Company:
    """The company behind the id of an address, or which stands for it; 404 for whom the user does not see.

    `in_bin`: also one in the recycle bin, for who may restore it.
    """
    found = companies_visible_to(user)
    if in_bin and user.has_right(Right.PEOPLE_DELETE):
        found = Company.objects.all()
    return get_object_or_404(found.select_related("category", "business"), pk=company_survivor_id(company_id))


def _holds(template: str, column: F) -> Func:
    return Func(column, template=template, output_field=BooleanField())
