"""Who sees which people: the query is the check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samtykke.accounts.rights import Right
from samtykke.contacts.models import Company, Person

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from samtykke.accounts.models import User
    from samtykke.contacts.models import PersonQuerySet


def visible_to(user: User) -> PersonQuerySet:
    """The people a user may see: all we hold, or nobody."""
    return Person.objects.held() if user.has_right(Right.PEOPLE_VIEW) else Person.objects.none()


def in_the_bin_for(user: User) -> PersonQuerySet:
    """The people in the recycle bin, for who may restore them."""
    return Person.objects.deleted() if user.has_right(Right.PEOPLE_DELETE) else Person.objects.none()


def companies_visible_to(user: User) -> QuerySet[Company]:
    """The companies a user may see."""
    companies = Company.objects.filter(deleted_at__isnull=True)
    return companies if user.has_right(Right.PEOPLE_VIEW) else companies.none()
