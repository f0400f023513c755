"""`/selections`: those shared with everybody, what each asks, and the people in it as the key sees them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router

from samtykke.accounts.rights import Scope
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.contacts.masking import mask_of_key
from samtykke.core.actors import Ref, Via
from samtykke.core.pagination import page
from samtykke.core.refused import Refused
from samtykke.intake.channels.api.keys import actor_of, key_of, sight_of_caller
from samtykke.intake.channels.api.operations import reads
from samtykke.intake.channels.api.problems import Stop
from samtykke.intake.channels.api.queries import BIGGEST_ID
from samtykke.intake.channels.api.queries import people as api_people
from samtykke.intake.channels.api.reading import Told
from samtykke.intake.channels.api.replies import Reply
from samtykke.intake.channels.api.shapes import PageAsked, PersonList
from samtykke.intake.channels.api.telling import tell_people
from samtykke.selections import queries
from samtykke.selections.compiler import problems
from samtykke.selections.criteria import Group, conditions_in
from samtykke.selections.models import Selection, Share
from samtykke.selections.registry import Reader, catalogue
from samtykke.selections.words import sentence

router = Router(tags=["selections"])
# What a key must be able to read besides, to learn from who is in a selection.
OF_CONSENTS = ("consent.", "may.", "objected", "restricted")


class SelectionOut(Told):
    """A selection: what it asks as criteria and in words, or a list, whose people stand in it."""

    id: int
    name: str
    kind: Literal["criteria", "list"]
    sentence: str
    criteria: dict[str, Any] | None
    updated_at: datetime


class SelectionList(Told):
    items: list[SelectionOut]
    next: str | None


@reads(router, "/selections", Scope.PERSONS_READ, gives=SelectionList)
def list_selections(request: HttpRequest, asked: Query[PageAsked]) -> Reply:
    """The selections shared with everybody, in the order of their ids."""
    found = page(_shared(), order=["id"], cursor=asked.cursor, size=asked.limit)
    return Reply(SelectionList(items=[_told(one, request) for one in found.items], next=found.next))


@reads(router, "/selections/{int:selection_id}", Scope.PERSONS_READ, gives=SelectionOut, also=(404,))
def get_selection(request: HttpRequest, selection_id: int) -> Reply:
    """One selection."""
    return Reply(_told(_one(selection_id), request))


@reads(router, "/selections/{int:selection_id}/persons", Scope.PERSONS_READ, gives=PersonList, also=(404, 409))
def list_selected(request: HttpRequest, selection_id: int, asked: Query[PageAsked]) -> Reply:
    """The people in a selection now, in the order of their ids. One that can no longer be asked is a conflict, never empty."""
    selection, reader, key = _one(selection_id), _reader(request), key_of(request)
    known, root = catalogue(), queries.root_of(selection)
    if not key.has_scope(Scope.CONSENTS_READ) and asks_of_consents(root):
        raise Stop(403, code="missing_scope", detail=_("This key lacks the scope %s.") % Scope.CONSENTS_READ.value)
    wrong = next(problems(root, reader, known=known), None)
    if wrong:
        raise Refused(wrong.sentence, code="selection_broken")
    selected = queries.people_in(root, reader, known=known)
    found = page(api_people().filter(pk__in=selected.values("pk")), order=["id"], cursor=asked.cursor, size=asked.limit)
    audit.look(
        Deed.SELECTION_VIEWED, subject=Ref("selection", selection.pk), by=actor_of(request), via=Via.API,
        shown=len(found.items),
    )  # fmt: skip
    return Reply(
        PersonList(items=tell_people(found.items, key, consents=key.has_scope(Scope.CONSENTS_READ)), next=found.next)
    )


def asks_of_consents(root: Group, depth: int = 0) -> bool:
    """Whether who is in a selection tells something of consents, be it through another it stands on."""
    for part in conditions_in(root):
        if part.field.startswith(OF_CONSENTS):
            return True
        keys = part.value if part.field == "selection" and isinstance(part.value, tuple) else ()
        inner = Selection.objects.existing().filter(pk__in=[int(one) for one in keys if one.isdigit()], kind="criteria")
        if depth > queries.DEEPEST or any(asks_of_consents(queries.root_of(one), depth + 1) for one in inner):
            return True
    return False


def _shared() -> Any:
    return Selection.objects.existing().filter(share=Share.EVERYBODY)


def _one(selection_id: int) -> Selection:
    found: Selection | None = _shared().filter(pk=selection_id).first() if 0 < selection_id <= BIGGEST_ID else None
    if found is None:
        raise Http404
    return found


def _reader(request: HttpRequest) -> Reader:
    return Reader(sight_of_caller(request), mask_of_key(key_of(request)))


def _told(one: Selection, request: HttpRequest) -> SelectionOut:
    try:
        words = "" if one.is_list else sentence(queries.root_of(one), _reader(request))
    except Refused:
        words = ""
    kind: Any = one.kind
    return SelectionOut(
        id=one.pk, name=one.name, kind=kind, sentence=words, criteria=one.criteria, updated_at=one.updated_at
    )
