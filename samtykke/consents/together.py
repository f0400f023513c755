"""What concerns several people while the use of one of them is restricted: one rule for activities, documents, sales and
projects. Art. 18; REQ-93; decision 0019.

What is written may be about anybody who is part of it. So while one of them is restricted, also as who stands for them, its
words are covered for whoever does not see the restricted; and neither its words nor who is part of it is changed by anybody.
Each app names its rows of people (`person_id`); what is covered and what waits is asked here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Exists, F, Func, Value
from django.utils.translation import gettext as _

from samtykke.consents.queries.standing import RESTRICTED, restricted_among
from samtykke.contacts.access import STANDS_FOR
from samtykke.contacts.models import Merge
from samtykke.contacts.queries import lock
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable

    from samtykke.contacts.access import Sight


def hidden_from(sight: Sight, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of some rows of people, those of whoever is hidden from somebody for a reason; whose they are does not count."""
    return rows.exclude(sight.whoever_owns().about("person_id")) if sight.without else rows.none()


def covers(sight: Sight, rows: QuerySet[Any]) -> Combinable:
    """Whether the words of a thing are covered for somebody, by its rows of people: a condition of a query."""
    return Exists(hidden_from(sight, rows)) if sight.without else Value(False, output_field=BooleanField())


def of_the_restricted(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of some rows of people, those of whoever is restricted: what they are part of waits, also to be removed for good."""
    template = f"{STANDS_FOR.format(person='%(expressions)s')} IN ({RESTRICTED})"
    return rows.filter(Func(F("person_id"), template=template, output_field=BooleanField()))


def hold(person_ids: Iterable[int]) -> list[int]:
    """Locks people and who stands for them, so that none is restricted before the transaction ends. Those who exist."""
    ids = set(person_ids)
    stand_for = Merge.objects.standing().filter(merged_id__in=ids).values_list("survivor_id", flat=True)
    return [one for one in lock(ids.union(stand_for)) if one in ids]


def refuse_restricted(person_ids: Iterable[int]) -> None:
    """Refuses to change what is written of some people, who are held, or who of them is part of it, where one is restricted."""
    if restricted_among(person_ids):
        raise Refused(reason(), code="restricted")


def reason() -> str:
    """Why it waits, in words."""
    return _(
        "Somebody is part of this whose use is restricted. What is written and who is part of it stay as they are until"
        " the restriction is lifted."
    )
