"""Selections over the list of people: its filter as criteria, the views above it, and what can be done with the ticked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samtykke.accounts.rights import Right
from samtykke.purposes.models import Purpose
from samtykke.selections import registry
from samtykke.selections.access import visible_selections
from samtykke.selections.criteria import Condition, Group, Joined, Node, Operator, all_of
from samtykke.selections.models import Kind
from samtykke.selections.sql.consents import NO_RECORD
from samtykke.selections.sql.contacts import ONE_OF, PERSON
from samtykke.selections.sql.writing import NEVER
from samtykke.web.forms import ATTENTION as NAMES
from samtykke.web.queries import ATTENTION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samtykke.accounts.models import User
    from samtykke.selections.sql.writing import Writing

# As many views as stand over a list, and as many lists as can be chosen.
VIEWS: Final = 8
LISTS: Final = 100


def register() -> None:
    """Adds what the list of people is narrowed by to the fields people are selected by."""
    registry.register("web", tell)


def tell() -> Iterator[registry.Known]:
    """What the compliance desk counts."""
    yield registry.Known(
        key="attention", name=_("Needs somebody"), heading=PERSON, operators=ONE_OF, sql=_attention,
        offers=lambda _reader: {key: name for key, name in NAMES if key},
    )  # fmt: skip


def _attention(w: Writing, asked: Condition) -> str:
    parts = [w.is_among(ATTENTION[key](w.reader.sight.people())) for key in w.told(asked) if key in ATTENTION]
    return " OR ".join(parts) or NEVER


def criteria_of(told: dict[str, Any]) -> Group:
    """What a filter of the list of people asks, as criteria."""
    parts: list[Node] = []
    if told.get("selection"):
        parts.append(_chosen("selection", told["selection"].pk))
    if (told.get("q") or "").strip():
        parts.append(Condition("search", Operator.WORDS, told["q"].strip()))
    if told.get("category"):
        parts.append(_chosen("category", told["category"].key))
    for name in ("language", "attention"):
        if told.get(name):
            parts.append(_chosen(name, told[name]))
    if told.get("company"):
        parts.append(_chosen("company", told["company"].pk))
    parts += [Condition(name, Operator.YES) for name in ("not_informed", "late") if told.get(name)]
    return all_of(*parts, *_by_answer(told))


def _chosen(field: str, key: Any) -> Condition:
    return Condition(field, Operator.ANY_OF, (str(key),))


def _by_answer(told: dict[str, Any]) -> list[Node]:
    """By one and the same answer: of the purpose that is named, else of any."""
    asked = {name: told.get(name) for name in ("basis", "source", "status")}
    if not any(asked.values()) and not told.get("purpose"):
        return []
    purposes = [told["purpose"]] if told.get("purpose") else list(Purpose.objects.in_order())
    is_none = asked["status"] == NO_RECORD
    each = tuple(_answer(purpose.key, {**asked, "status": None} if is_none else asked) for purpose in purposes)
    return [each[0] if len(each) == 1 and not is_none else Group(Joined.OR, each, is_negated=is_none)]


def _answer(key: str, asked: dict[str, Any]) -> Group:
    parts = [_chosen(f"consent.{key}.{name}", asked[name].key) for name in ("basis", "source") if asked[name]]
    status = f"consent.{key}.status"
    if asked["status"]:
        parts.append(_chosen(status, asked["status"]))
    return all_of(*(parts or [Condition(status, Operator.NONE_OF, (NO_RECORD,))]))


def over_the_list(user: User, current: Any) -> dict[str, Any]:
    """The views somebody sees over the list, and the lists they may add to."""
    seen = visible_selections(user).filter(Q(is_view=True) | Q(kind=Kind.LIST)).order_by("name", "pk")
    found = list(seen[:LISTS])
    views = [one for one in found if one.is_view][:VIEWS]
    if current and current not in views:
        views.append(current)
    may_add = user.has_right(Right.PEOPLE_EDIT)
    return {"views": views, "view": current, "lists": [one for one in found if one.is_list] if may_add else []}
