"""What the pages of documents share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from samtykke.accounts.access import who
from samtykke.accounts.names import actor_names
from samtykke.contacts.access import sight_of
from samtykke.core.pagination import page
from samtykke.documents import access, queries

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person
    from samtykke.documents.models import Document


def largest() -> int:
    """How many bytes a document may have."""
    return int(settings.LARGEST_DOCUMENT)


def listed(request: HttpRequest, documents: QuerySet[Document]) -> dict[str, Any]:
    """A page of documents, the one with the newest version first; a fixed number of queries."""
    rows = queries.newest_of(documents)
    shown = page(rows, order=["id"], cursor=request.GET.get("cursor"), descending=True)
    names = actor_names(version.by for version in shown.items)
    return {
        "rows": [(version, names[version.by]) for version in shown.items],
        "next": shown.next,
        "previous": shown.previous,
    }


def people_of(user: User, document: Document) -> tuple[list[Person], int]:
    """Whom a document concerns, of those a user sees, and how many there are whom they do not see: absent, never named."""
    rows: dict[int, int] = access.whom(sight_of(user), document)
    people = queries.people_named(set(rows.values()))
    unseen = set(queries.people_ids(document)) - set(rows)
    found = sorted(people.values(), key=lambda person: (person.sort_key, person.pk))
    return found, len(unseen)


def seen(request: HttpRequest) -> QuerySet[Document]:
    """The documents whoever asks sees."""
    return access.visible_to(who(request))
