"""Who sees what of the lists: the query is the check."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from samtykke.accounts.rights import Right
from samtykke.purposes.models import Vocabulary

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from samtykke.accounts.models import User

V = TypeVar("V", bound=Vocabulary)


def visible_to(user: User, model: type[V]) -> QuerySet[V]:
    """The items of a list a user may see: those in use for all who see people, the bin too for who manages lists."""
    items: QuerySet[V] = model.objects.order_by("rank", "id")
    if user.has_right(Right.LISTS_MANAGE):
        return items
    if user.has_right(Right.PEOPLE_VIEW):
        return items.filter(deleted_at__isnull=True)
    return items.none()
