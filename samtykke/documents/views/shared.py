"""What the pages of documents share."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings

from samtykke.accounts.access import who
from samtykke.accounts.names import actor_names
from samtykke.contacts.access import sight_of
from samtykke.core.actors import Via
from samtykke.core.pagination import page
from samtykke.core.refused import Refused
from samtykke.documents import access, actions, queries

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponseBase

    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person
    from samtykke.documents.models import Document


def largest() -> int:
    """How many bytes a document may have."""
    return int(settings.LARGEST_DOCUMENT)


def looks_into_file(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Has the file of a request looked into and scanned before the transaction of the view begins; `passed` says how it went."""

    @wraps(view)
    def wrapper(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
        said: Any = request
        if file := request.FILES.get("file"):
            try:
                content: Any = file.file
                said.looked_into = actions.looked_into(content, file.name or "", by=who(request).actor, via=Via.STAFF)
            except Refused as refused:
                said.looked_into = refused
        return view(request, *args, **kwargs)

    return wrapper


def passed(request: HttpRequest) -> actions.Passed:
    """The file of a request that was looked into; refuses where that refused it."""
    said: Any = request
    if isinstance(said.looked_into, Refused):
        raise said.looked_into
    file: actions.Passed = said.looked_into
    return file


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
